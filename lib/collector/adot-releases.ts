/**
 * The contrib version of each release of the AWS Distro for OpenTelemetry (ADOT). It is the version of kafkareceiver,
 * kafkaexporter and tailsamplingprocessor in the go.mod of the release's tag
 * (github.com/aws-observability/aws-otel-collector).
 */
export const ADOT_CONTRIB: ReadonlyMap<string, string> = new Map([
  ['0.42.0', '0.115.0'],
  ['0.43.0', '0.117.0'],
  ['0.43.1', '0.117.0'],
  ['0.43.2', '0.117.0'],
  ['0.43.3', '0.117.0'],
  ['0.44.0', '0.130.0'],
  ['0.45.0', '0.131.0'],
  ['0.45.1', '0.131.0'],
  ['0.46.0', '0.141.0'],
  ['0.47.0', '0.143.0'],
  ['0.48.0', '0.151.0'],
  ['0.49.0', '0.156.0'],
]);

/**
 * Processor types that a spec may name but that ADOT lacks (pkg/defaultcomponents/defaults.go at v0.48.0 and v0.49.0).
 * Besides, it lacks the extension bearertokenauth. ADOT has everything else that Spillway renders: kafka, otlp,
 * memory_limiter, batch, filter, tail_sampling, otlp_http, health_check, and `${env:…}`.
 */
export const NOT_IN_ADOT: ReadonlySet<string> = new Set(['transform']);

/** The environment variable from which ADOT reads its whole configuration (pkg/config/config_factory.go). */
export const ADOT_CONFIG_VARIABLE = 'AOT_CONFIG_CONTENT';
