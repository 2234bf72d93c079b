#!/bin/sh
# Usage: dump-version.sh VERSION > FILE, as in `dump-version.sh 0.160.0 > 160.json`. Needs Go and its module proxy;
# compiles for some minutes. Versions that build: see README.md.
set -eu
version=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here"/dump/*.go "$work"
cd "$work"
core=go.opentelemetry.io/collector
contrib=github.com/open-telemetry/opentelemetry-collector-contrib
{
  echo 'module dump'
  echo 'go 1.22.0'
  echo 'require ('
  for module in service otelcol receiver/otlpreceiver processor/batchprocessor processor/memorylimiterprocessor \
    exporter/debugexporter exporter/otlpexporter exporter/otlphttpexporter; do
    echo "$core/$module v$version"
  done
  for module in receiver/kafkareceiver exporter/kafkaexporter processor/filterprocessor processor/transformprocessor \
    processor/tailsamplingprocessor extension/healthcheckextension; do
    echo "$contrib/$module v$version"
  done
  # Before these were versioned 1.x, the newest of them would be taken otherwise.
  if [ "$version" = 0.115.0 ]; then
    for module in exporter receiver processor component connector extension; do echo "$core/$module v$version"; done
    echo "$core/confmap v1.21.0"
  fi
  echo ')'
} >go.mod
if [ "$version" = 0.115.0 ]; then
  rm telemetry_new.go
  GOFLAGS=-mod=mod go run -tags old .
else
  GOFLAGS=-mod=mod go run .
fi
