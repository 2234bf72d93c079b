import { type PipelineSpec, parsePipelineSpec } from '../../../lib/pipeline';

/** A spec with three signals. `policy` is written as in the YAML. */
export function testSpec(
  policy: Record<string, string> = {},
  tasks: Record<string, unknown> = {},
): PipelineSpec {
  return parsePipelineSpec(
    JSON.stringify({
      name: 'test',
      kafka: { brokers: ['127.0.0.1:9092'] },
      group: 'otel-processing',
      signals: {
        traces: { topic: 'otlp_spans' },
        metrics: { topic: 'otlp_metrics' },
        logs: { topic: 'otlp_logs' },
      },
      tiers: {
        processing: {
          cluster: 'telemetry',
          service: 'processing',
          tasks,
          backend: { endpoint: 'http://127.0.0.1:4318' },
        },
      },
      policy,
    }),
    'test.yaml',
  );
}
