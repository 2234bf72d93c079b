import { clientIdOf, type InitialOffset, type PipelineSpec, type Signal, signalsOf } from '../../pipeline';
import { headerLines } from './header';
import { kafkaClientLines } from './kafka-client-section';
import type { RenderOptions } from './render-options';
import { assertProcessors, renderableImage } from './renderable';
import { MEMORY_LIMITER_LINES, METRICS_PORT, serviceLines } from './service-section';
import { blockLines, goDuration, literal, literalList, scalar } from './yaml-text';

/** Decisions outlive the spans, so that a span that comes late meets the decision of its trace. */
const DECISIONS_PER_TRACE = 2;

/**
 * Bytes of OTLP protobuf that a task may hold for the backend, each signal: much more than one record (1 MB by Kafka's
 * default), since a larger one would never fit; and no more than a task can lose that is killed while the backend is away.
 */
const QUEUE_BYTES = 10_000_000;

/**
 * The processing tier's configuration (Kafka in, OTLP/HTTP out), to be read by people too.
 *
 * Environment of the container: `SPILLWAY_HEALTH_ENDPOINT`, `SPILLWAY_TELEMETRY_HOST`, `SPILLWAY_TELEMETRY_PORT`
 * (all with defaults), with SASL by password `SPILLWAY_KAFKA_PASSWORD`, and whatever `${env:NAME}` the spec's
 * processors, policies and backend name. The text holds no secret.
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
      // Off only means that the controller does not ask: the metrics are there all the same.
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
    '  # One receiver for all pipelines; each signal is a member of the group.',
    '  kafka:',
    ...kafkaClientLines(spec.kafka, clientIdOf(spec, 'processing'), brokersText).map((line) => `    ${line}`),
    `    group_id: ${literal(spec.group)}`,
    '    # Where a partition without a commit begins. Kept by Spillway: latest while nothing can be skipped.',
    `    initial_offset: ${initialOffset}`,
    ...signalsOf(spec).flatMap(({ signal, topic, encoding }) => [
      `    ${signal}:`,
      `      topics: ${literalList([topic])}`,
      `      encoding: ${encoding}`,
    ]),
    '    metadata:',
    '      # A new partition stays unseen for up to this long.',
    `      refresh_interval: ${goDuration(spec.policy.metadataRefreshMs)}`,
    '    autocommit:',
    '      enable: true',
    '      interval: 1s',
    '    # Commit what the pipeline took. A record that cannot be decoded stops its partition until a',
    '    # rebalance: it shows as lag instead of being lost.',
    '    message_marking:',
    '      after: true',
    '      on_error: false',
    '      on_permanent_error: false',
    '    # A refusal (memory_limiter) is tried again for ever, or it would stop the partition.',
    '    error_backoff:',
    '      enabled: true',
    '      initial_interval: 100ms',
    '      multiplier: 2',
    '      randomization_factor: 0.5',
    '      max_interval: 5s',
    '      max_elapsed_time: 0',
  ];
}

function tailSamplingLines(spec: PipelineSpec): string[] {
  const { tailSampling } = spec.tiers.processing;
  if (!tailSampling) return [];
  return [
    '  tail_sampling:',
    `    decision_wait: ${goDuration(tailSampling.decisionWait)}`,
    `    num_traces: ${tailSampling.numTraces}`,
    '    # A backlog brings more traces than num_traces: let them wait in Kafka, do not drop the oldest.',
    '    block_on_overflow: true',
    '    # Only a decision kept here frees its trace; without these it waits for ever.',
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
    ...(Object.keys(headers).length === 0 ? [] : blockLines({ headers }, 4)),
    '    # Committed before it is sent: a slow backend slows the reading, nothing is given up.',
    '    # In bytes, those being sent included.',
    '    sending_queue:',
    '      sizer: bytes',
    `      queue_size: ${QUEUE_BYTES}`,
    '      block_on_overflow: true',
    '      # tail_sampling hands over trace by trace: send many together.',
    '      batch:',
    '        sizer: items',
    '        min_size: 1024',
    '        max_size: 4096',
    '        flush_timeout: 200ms',
    '    retry_on_failure:',
    '      max_interval: 5s',
    '      max_elapsed_time: 0',
  ];
}
