import { type InitialOffset, type PipelineSpec, parsePipelineSpec } from '../../lib/pipeline';

export const TRACES = 'otlp_spans';
export const LOGS = 'otlp_logs';
/** The partition that never gets a record. */
export const IDLE = { topic: TRACES, partition: 5 };
export const PARTITIONS = new Map([
  [TRACES, 6],
  [LOGS, 2],
]);
/**
 * The number of tasks after the backlog is drained. It is below the useful number, so that there is something to scale
 * in.
 */
export const STEADY_TASKS = 2;

/** The pipeline of the endurance runs, with two signals and the default policy. */
export function enduranceSpec(): PipelineSpec {
  return parsePipelineSpec(
    JSON.stringify({
      name: 'endure',
      kafka: { brokers: ['127.0.0.1:9092'] },
      group: 'endure',
      signals: { traces: { topic: TRACES }, logs: { topic: LOGS } },
      tiers: {
        processing: {
          cluster: 'telemetry',
          service: 'processing',
          tasks: { min: 1, max: 6, steady: STEADY_TASKS },
          backend: { endpoint: 'http://127.0.0.1:4318' },
        },
      },
    }),
    'endure',
  );
}

/**
 * The shortest live config that a Collector accepts, because thousands of ticks read it, and parsing YAML takes most of
 * a tick.
 */
export function enduranceConfig({ group, name, kafka }: PipelineSpec, initialOffset: InitialOffset): string {
  return [
    'receivers:',
    '  kafka:',
    `    brokers: [${kafka.brokers.map((broker) => JSON.stringify(broker)).join(', ')}]`,
    `    client_id: spillway-${name}`,
    `    group_id: ${group}`,
    `    initial_offset: ${initialOffset}`,
    `    traces: {topics: [${TRACES}]}`,
    `    logs: {topics: [${LOGS}]}`,
    'exporters:',
    '  otlp_http: {endpoint: http://127.0.0.1:4318}',
    'service:',
    '  pipelines:',
    '    traces: {receivers: [kafka], exporters: [otlp_http]}',
    '    logs: {receivers: [kafka], exporters: [otlp_http]}',
    '',
  ].join('\n');
}
