import {
  clientIdOf,
  type InitialOffset,
  type PipelineSpec,
  type Signal,
  secretHeaders,
  signalsOf,
} from '../../pipeline';
import { headerLines } from './header';
import { kafkaClientLines } from './kafka-client-section';
import type { RenderOptions } from './render-options';
import { assertProcessors, renderableImage } from './renderable';
import { MEMORY_LIMITER_LINES, METRICS_PORT, serviceLines } from './service-section';
import { blockLines, fromEnv, goDuration, literal, literalList, scalar } from './yaml-text';

/** The decision cache holds more decisions than there are traces, so that late spans follow the decision of their trace. */
const DECISIONS_PER_TRACE = 2;

/**
 * The queue size per signal, in bytes of OTLP protobuf. It is much larger than one record (1 MB by default), because a
 * larger one would never fit, and small enough to bound the loss of a task that is killed while the backend is down.
 */
const QUEUE_BYTES = 10_000_000;

/**
 * What a receiver fetches of a partition, and commits as a whole, when records are compressed: about as many records as
 * the default of 1 MiB holds without compression. A larger batch is still fetched whole.
 */
const COMPRESSED_FETCH_BYTES = 131_072;

/**
 * Renders the configuration of the processing tier (Kafka in, OTLP/HTTP out). People read it too.
 *
 * Environment variables of the container: `SPILLWAY_HEALTH_ENDPOINT`, `SPILLWAY_TELEMETRY_HOST`,
 * `SPILLWAY_TELEMETRY_PORT` (all with defaults), with SASL by password `SPILLWAY_KAFKA_PASSWORD`, the variables of
 * {@link secretHeaders}, and every `${env:NAME}` in the spec's processors, policies and backend. The text contains no
 * secret, unless the spec does.
 *
 * @throws SpillwayError `COLLECTOR_VERSION_UNSUPPORTED`, `COLLECTOR_COMPONENT_MISSING`, `BROKERS_UNKNOWN`
 */
export function renderProcessing(
  spec: PipelineSpec,
  initialOffset: InitialOffset,
  { collector = spec.tiers.processing.collectorVersion, brokersText }: RenderOptions = {},
): string {
  const { processors, tailSampling, metricsPort } = spec.tiers.processing;
  const image = renderableImage(collector);
  assertProcessors(image, Object.keys(processors));
  const signals = signalsOf(spec);
  const processorsOf = (signal: Signal) => [
    'memory_limiter',
    ...Object.keys(processors),
    ...(tailSampling && signal === 'traces' ? ['tail_sampling'] : []),
  ];
  const lines = [
    ...headerLines(`Processing tier of ${spec.name}: Kafka in, OTLP/HTTP out.`, image),
    'receivers:',
    ...receiverLines(spec, initialOffset, brokersText),
    'processors:',
    ...MEMORY_LIMITER_LINES,
    ...Object.entries(processors).flatMap(([id, settings]) => blockLines({ [id]: settings }, 2)),
    ...(spec.signals.traces ? tailSamplingLines(spec) : []),
    'exporters:',
    ...exporterLines(spec),
    ...serviceLines(
      signals.map(({ signal }) => ({
        signal,
        receivers: ['kafka'],
        processors: processorsOf(signal),
        exporters: ['otlp_http'],
      })),
      // `off` only means that the controller does not read the metrics. The Collector still exposes them.
      metricsPort === 'off' ? METRICS_PORT : metricsPort,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function receiverLines(
  spec: PipelineSpec,
  initialOffset: InitialOffset,
  brokersText: string | undefined,
): string[] {
  return [
    '  # One receiver for all pipelines. Each signal is a member of the group.',
    '  kafka:',
    ...kafkaClientLines(spec.kafka, clientIdOf(spec, 'processing'), brokersText).map((line) => `    ${line}`),
    `    group_id: ${literal(spec.group)}`,
    '    # For partitions without a commit. Spillway sets latest while that skips nothing.',
    `    initial_offset: ${initialOffset}`,
    ...signalsOf(spec).flatMap(({ signal, topic, encoding }) => [
      `    ${signal}:`,
      `      topics: ${literalList([topic])}`,
      `      encoding: ${encoding}`,
    ]),
    ...fetchLines(spec),
    '    metadata:',
    `      refresh_interval: ${goDuration(spec.policy.metadataRefreshMs)}`,
    '    autocommit:',
    '      enable: true',
    '      interval: 1s',
    '    # Commit only what the pipeline accepted. A record that cannot be decoded pauses its',
    '    # partition until a rebalance, so it shows as lag instead of being lost.',
    '    message_marking:',
    '      after: true',
    '      on_error: false',
    '      on_permanent_error: false',
    '    # Retry refused records (memory_limiter) forever, or they pause their partition.',
    '    error_backoff:',
    '      enabled: true',
    '      initial_interval: 100ms',
    '      multiplier: 2',
    '      randomization_factor: 0.5',
    '      max_interval: 5s',
    '      max_elapsed_time: 0',
  ];
}

function fetchLines({ tiers: { ingestion } }: PipelineSpec): string[] {
  if (ingestion.compression === 'none') return [];
  return ['    # A fetch is one commit.', `    max_partition_fetch_size: ${COMPRESSED_FETCH_BYTES}`];
}

function tailSamplingLines(spec: PipelineSpec): string[] {
  const { tailSampling } = spec.tiers.processing;
  if (!tailSampling) return [];
  return [
    '  tail_sampling:',
    `    decision_wait: ${goDuration(tailSampling.decisionWait)}`,
    `    num_traces: ${tailSampling.numTraces}`,
    '    # Above num_traces a backlog waits in Kafka instead of dropping the oldest traces.',
    '    block_on_overflow: true',
    '    # A trace leaves memory only when its decision is cached here, or it waits forever.',
    '    decision_cache:',
    `      sampled_cache_size: ${tailSampling.numTraces * DECISIONS_PER_TRACE}`,
    `      non_sampled_cache_size: ${tailSampling.numTraces * DECISIONS_PER_TRACE}`,
    ...blockLines({ policies: tailSampling.policies }, 4),
  ];
}

function exporterLines(spec: PipelineSpec): string[] {
  const { endpoint, encoding, compression, headers } = spec.tiers.processing.backend;
  return [
    '  otlp_http:',
    `    endpoint: ${scalar(endpoint)}`,
    `    encoding: ${encoding}`,
    `    compression: ${compression}`,
    ...requestHeaderLines(headers),
    ...queueLines(spec),
    '    retry_on_failure:',
    '      max_interval: 5s',
    '      max_elapsed_time: 0',
  ];
}

function queueLines({ delivery }: PipelineSpec): string[] {
  switch (delivery) {
    case 'at-least-once':
      return [
        '    # Without a queue a record is committed when the backend has it. Until then its partition waits.',
        '    sending_queue:',
        '      enabled: false',
      ];
    case 'buffered':
      return [
        '    # Offsets are committed before data is sent, so nothing may be dropped: a slow backend',
        '    # slows down reading. The size includes data being sent.',
        '    sending_queue:',
        '      sizer: bytes',
        `      queue_size: ${QUEUE_BYTES}`,
        '      block_on_overflow: true',
        '      # tail_sampling emits single traces. Send many at once.',
        '      batch:',
        '        sizer: items',
        '        min_size: 1024',
        '        max_size: 4096',
        '        flush_timeout: 200ms',
      ];
  }
}

/** The request headers of the backend. The value of a secret comes from the environment of the container. */
function requestHeaderLines(headers: PipelineSpec['tiers']['processing']['backend']['headers']): string[] {
  if (Object.keys(headers).length === 0) return [];
  const references = secretHeaders(headers).map(({ name, variable }) => [name, fromEnv(variable)] as const);
  return blockLines({ headers: { ...headers, ...Object.fromEntries(references) } }, 4);
}
