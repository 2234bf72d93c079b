//go:build !old

package main

import "go.opentelemetry.io/collector/service/telemetry/otelconftelemetry"

func telemetry() any { return otelconftelemetry.NewFactory().CreateDefaultConfig() }
