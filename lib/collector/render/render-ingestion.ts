import { SpillwayError } from '../../errors';
import { clientIdOf, isTopicPattern, type PipelineSpec, signalsOf } from '../../pipeline';
import type { CollectorVersion } from '../collector-version';
import { headerLines } from './header';
import { kafkaClientLines } from './kafka-client-section';
import type { RenderOptions } from './render-options';
import { RECORD_PARTITIONER_SINCE, renderableImage } from './renderable';
import { MEMORY_LIMITER_LINES, METRICS_PORT, serviceLines } from './service-section';
import { fromEnv, goDuration, literal } from './yaml-text';

/**
 * Size at which a request is split before it becomes Kafka records, in bytes of OTLP protobuf. A metrics or logs
 * request becomes one record, and the producer drops a record above its max_message_bytes (1,000,000) for good.
 */
const MAX_REQUEST_BYTES = { otlp_proto: 900_000, otlp_json: 200_000 } as const;

/**
 * How long clients may stay with one task: what a scale-out takes until it helps. Each connects anew so often, which is
 * a TLS handshake. gRPC varies it by a tenth, so that not all come back at once.
 */
const MAX_CONNECTION_AGE = '2m';

/** Above the 10 s that OTLP clients wait for an answer by default. */
const MAX_CONNECTION_AGE_GRACE = '30s';

/**
 * The ingestion tier's configuration (OTLP in, Kafka out), to be read by people too.
 *
 * Environment of the container: `SPILLWAY_OTLP_GRPC_ENDPOINT`, `SPILLWAY_OTLP_HTTP_ENDPOINT`,
 * `SPILLWAY_HEALTH_ENDPOINT`, `SPILLWAY_TELEMETRY_HOST`, `SPILLWAY_TELEMETRY_PORT` (all with defaults) and, with
 * SASL by password, `SPILLWAY_KAFKA_PASSWORD`. The text holds no secret.
 *
 * @throws SpillwayError `COLLECTOR_VERSION_UNSUPPORTED`, `COLLECTOR_TOPIC_PATTERN`, `BROKERS_UNKNOWN`
 */
export function renderIngestion(
  spec: PipelineSpec,
  { collector = spec.tiers.ingestion.collectorVersion, brokersText }: RenderOptions = {},
): string {
  const { batch } = spec.tiers.ingestion;
  const image = renderableImage(collector);
  const signals = signalsOf(spec);
  const pattern = signals.find(({ topic }) => isTopicPattern(topic));
  if (pattern) {
    throw new SpillwayError(
      'COLLECTOR_TOPIC_PATTERN',
      `signals.${pattern.signal}.topic is the pattern ${pattern.topic}, which an exporter cannot write to.`,
      'Name one topic, or run an ingestion tier of your own.',
    );
  }
  const maxBytes = Math.min(...signals.map(({ encoding }) => MAX_REQUEST_BYTES[encoding]));
  const lines = [
    ...headerLines(`Ingestion tier of ${spec.name}: OTLP in, Kafka out.`, image),
    'receivers:',
    '  otlp:',
    '    protocols:',
    '      grpc:',
    `        endpoint: ${fromEnv('SPILLWAY_OTLP_GRPC_ENDPOINT', '0.0.0.0:4317')}`,
    '        # A load balancer spreads connections, and gRPC clients keep theirs: without an end, new tasks get none.',
    '        keepalive:',
    '          server_parameters:',
    `            max_connection_age: ${MAX_CONNECTION_AGE}`,
    '            # For requests under way; after it they are cut off, and clients send them again.',
    `            max_connection_age_grace: ${MAX_CONNECTION_AGE_GRACE}`,
    '      http:',
    `        endpoint: ${fromEnv('SPILLWAY_OTLP_HTTP_ENDPOINT', '0.0.0.0:4318')}`,
    'processors:',
    '  # First of all, so that a client is told to come back while there is memory left to say so.',
    ...MEMORY_LIMITER_LINES,
    '  # The exporter produces synchronously: few large requests instead of many small ones.',
    '  batch:',
    `    send_batch_size: ${batch.sendBatchSize}`,
    `    timeout: ${goDuration(batch.timeout)}`,
    'exporters:',
    '  kafka:',
    ...kafkaClientLines(spec.kafka, clientIdOf(spec, 'ingestion'), brokersText).map((line) => `    ${line}`),
    ...signals.flatMap(({ signal, topic, encoding }) => [
      `    ${signal}:`,
      `      topic: ${literal(topic)}`,
      `      encoding: ${encoding}`,
    ]),
    ...(spec.signals.traces ? partitionLines(image.version) : []),
    '    producer:',
    '      # Every in-sync replica has a record before it counts as written; 1 can lose it at a leader change.',
    '      required_acks: -1',
    '      # A topic made by accident would have the wrong number of partitions.',
    '      allow_auto_topic_creation: false',
    '    timeout: 10s',
    '    # What was acknowledged waits here for Kafka: when full, clients wait; nothing is dropped or given up.',
    '    sending_queue:',
    '      queue_size: 200',
    '      block_on_overflow: true',
    "      # Splits what would exceed the producer's max_message_bytes, which it drops with an error line.",
    '      batch:',
    '        sizer: bytes',
    '        min_size: 0',
    `        max_size: ${maxBytes}`,
    '        flush_timeout: 200ms',
    '    retry_on_failure:',
    '      max_elapsed_time: 0',
    ...serviceLines(
      signals.map(({ signal }) => ({
        signal,
        receivers: ['otlp'],
        processors: ['memory_limiter', 'batch'],
        exporters: ['kafka'],
      })),
      METRICS_PORT,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function partitionLines({ minor }: CollectorVersion): string[] {
  return [
    '    # All spans of a trace reach one partition, hence one task, which tail sampling needs.',
    '    partition_traces_by_id: true',
    ...(minor < RECORD_PARTITIONER_SINCE
      ? []
      : [
          '    # The same hasher in every ingestion Collector, or a trace lands in two partitions.',
          '    record_partitioner:',
          '      sticky_key:',
          '        hasher: sarama_compat',
        ]),
  ];
}
