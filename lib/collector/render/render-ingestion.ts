import { SpillwayError } from '../../errors';
import { clientIdOf, isTopicPattern, needsWholeTraces, type PipelineSpec, signalsOf } from '../../pipeline';
import type { CollectorVersion } from '../collector-version';
import { headerLines } from './header';
import { kafkaClientLines } from './kafka-client-section';
import { otlpExtensions, otlpLoginLines } from './otlp-section';
import { oversizedParts, type RecordLimits } from './oversized';
import type { RenderOptions } from './render-options';
import { assertOtlpAuth, RECORD_PARTITIONER_SINCE, renderableImage } from './renderable';
import { MEMORY_LIMITER_LINES, METRICS_PORT, serviceLines } from './service-section';
import { fromEnv, goDuration, literal } from './yaml-text';

/**
 * A request becomes one Kafka record, and the producer drops a record that is larger than its max_message_bytes
 * (1,000,000). JSON is up to five times as long as protobuf.
 */
const RECORD_LIMITS: Record<'otlp_proto' | 'otlp_json', RecordLimits> = {
  otlp_proto: { request: 990_000, item: 900_000, resource: 80_000 },
  otlp_json: { request: 200_000, item: 180_000, resource: 18_000 },
};

/** Where nothing else batches, the queue collects this much in `batch.timeout`. */
const MIN_RECORD_BYTES = 100_000;

/**
 * How long a client may keep its connection to one task, and so how long a scale-out takes to help. Each new connection
 * costs a TLS handshake. gRPC varies the time by 10%, so that clients do not all reconnect at once.
 */
const MAX_CONNECTION_AGE = '2m';

/** Longer than the default timeout of OTLP clients, 10 s. */
const MAX_CONNECTION_AGE_GRACE = '30s';

/**
 * Renders the configuration of the ingestion tier (OTLP in, Kafka out). People read it too.
 *
 * Environment variables of the container: `SPILLWAY_OTLP_GRPC_ENDPOINT`, `SPILLWAY_OTLP_HTTP_ENDPOINT`,
 * `SPILLWAY_HEALTH_ENDPOINT`, `SPILLWAY_TELEMETRY_HOST`, `SPILLWAY_TELEMETRY_PORT` (all with defaults) and, with
 * SASL by password, `SPILLWAY_KAFKA_PASSWORD`; with a login of clients, `SPILLWAY_OTLP_TOKEN`, or
 * `SPILLWAY_OTLP_CERTIFICATE` and `SPILLWAY_OTLP_KEY`. The text contains no secret.
 *
 * @throws SpillwayError `COLLECTOR_VERSION_UNSUPPORTED`, `COLLECTOR_COMPONENT_MISSING`, `COLLECTOR_TOPIC_PATTERN`,
 *   `BROKERS_UNKNOWN`
 */
export function renderIngestion(
  spec: PipelineSpec,
  { collector = spec.tiers.ingestion.collectorVersion, brokersText }: RenderOptions = {},
): string {
  const { auth, batch, compression } = spec.tiers.ingestion;
  const image = renderableImage(collector);
  assertOtlpAuth(image, auth);
  const signals = signalsOf(spec);
  const pattern = signals.find(({ topic }) => isTopicPattern(topic));
  if (pattern) {
    throw new SpillwayError(
      'COLLECTOR_TOPIC_PATTERN',
      `signals.${pattern.signal}.topic is the pattern ${pattern.topic}, which an exporter cannot write to.`,
      'Set one topic, or run your own ingestion tier.',
    );
  }
  const limits =
    RECORD_LIMITS[signals.some(({ encoding }) => encoding === 'otlp_json') ? 'otlp_json' : 'otlp_proto'];
  const buffered = spec.delivery === 'buffered';
  const oversized = oversizedParts(
    signals.map(({ signal }) => signal),
    limits,
    image,
  );
  const login = otlpLoginLines(auth).map((line) => `        ${line}`);
  const lines = [
    ...headerLines(`Ingestion tier of ${spec.name}: OTLP in, Kafka out.`, image),
    'receivers:',
    '  otlp:',
    '    protocols:',
    '      grpc:',
    `        endpoint: ${fromEnv('SPILLWAY_OTLP_GRPC_ENDPOINT', '0.0.0.0:4317')}`,
    ...login,
    '        # gRPC clients keep their connections. Without a limit, a load balancer has none for new tasks.',
    '        keepalive:',
    '          server_parameters:',
    `            max_connection_age: ${MAX_CONNECTION_AGE}`,
    '            # Time to finish open requests. Later ones are cut off, and clients retry them.',
    `            max_connection_age_grace: ${MAX_CONNECTION_AGE_GRACE}`,
    '      http:',
    `        endpoint: ${fromEnv('SPILLWAY_OTLP_HTTP_ENDPOINT', '0.0.0.0:4318')}`,
    ...login,
    'processors:',
    '  # First, so that clients are asked to retry while there is still memory left to do so.',
    ...MEMORY_LIMITER_LINES,
    ...oversized.lines,
    ...(buffered
      ? [
          '  # The exporter waits for the brokers, so few large requests are faster than many small ones.',
          '  batch:',
          `    send_batch_size: ${batch.sendBatchSize}`,
          `    timeout: ${goDuration(batch.timeout)}`,
        ]
      : []),
    'exporters:',
    '  kafka:',
    ...kafkaClientLines(spec.kafka, clientIdOf(spec, 'ingestion'), brokersText).map((line) => `    ${line}`),
    ...signals.flatMap(({ signal, topic, encoding }) => [
      `    ${signal}:`,
      `      topic: ${literal(topic)}`,
      `      encoding: ${encoding}`,
    ]),
    ...(spec.signals.traces && needsWholeTraces(spec) ? partitionLines(image.version) : []),
    '    producer:',
    '      # Wait for all in-sync replicas. With 1, a change of the leader can lose records.',
    '      required_acks: -1',
    '      # A topic created by accident has the wrong number of partitions.',
    '      allow_auto_topic_creation: false',
    `      compression: ${compression}`,
    '    timeout: 10s',
    ...(buffered
      ? [
          '    # Acknowledged data waits here for Kafka. When the queue is full, clients wait; nothing is dropped.',
          '    sending_queue:',
        ]
      : [
          '    # A request is answered when the brokers have it. Requests of several clients become one record.',
          '    sending_queue:',
          '      wait_for_result: true',
        ]),
    '      queue_size: 200',
    '      block_on_overflow: true',
    "      # Splits requests that exceed the producer's max_message_bytes, which would be dropped.",
    '      batch:',
    '        sizer: bytes',
    `        min_size: ${buffered ? 0 : MIN_RECORD_BYTES}`,
    `        max_size: ${limits.request}`,
    `        flush_timeout: ${buffered ? '200ms' : goDuration(batch.timeout)}`,
    '    retry_on_failure:',
    '      max_elapsed_time: 0',
    ...serviceLines(
      signals.map(({ signal }) => ({
        signal,
        receivers: ['otlp'],
        processors: ['memory_limiter', ...oversized.ids, ...(buffered ? ['batch'] : [])],
        exporters: ['kafka'],
      })),
      METRICS_PORT,
      otlpExtensions(auth),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function partitionLines({ minor }: CollectorVersion): string[] {
  return [
    '    # The processing tier needs all spans of a trace in one partition, and so in one task.',
    '    partition_traces_by_id: true',
    ...(minor < RECORD_PARTITIONER_SINCE
      ? []
      : [
          '    # All ingestion Collectors must use the same hasher, or traces are split over partitions.',
          '    record_partitioner:',
          '      sticky_key:',
          '        hasher: sarama_compat',
        ]),
  ];
}
