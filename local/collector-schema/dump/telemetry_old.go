//go:build old

package main

import t "go.opentelemetry.io/collector/service/telemetry"

func telemetry() any { return t.NewFactory().CreateDefaultConfig() }
