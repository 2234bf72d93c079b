import { typeOf } from '../../collector/config/collector-config';
import { defineRule, pipelines } from '../rule';

/** Connectors that derive metrics from spans. */
const COUNTING = new Set([
  'spanmetrics',
  'span_metrics',
  'servicegraph',
  'service_graph',
  'count',
  'exceptions',
]);

export const metricsOfSampled = defineRule({
  code: 'PIPELINE_METRICS_OF_SAMPLED',
  severity: 'warning',
  title: 'metrics of sampled traces only',
  explanation:
    'A connector that counts spans is behind tail_sampling, so request and error rates cover only the traces that were kept. The rates are too low, and the share of errors is too high where policies prefer errors.',
  whatToDo:
    'Feed the connector from a pipeline without tail_sampling, in the ingestion tier or in a second processing pipeline.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/connector/spanmetricsconnector/README.md',
  examples: {
    bad: `receivers: {kafka: {}}
processors: {tail_sampling: {policies: [{name: all, type: always_sample}]}}
connectors: {spanmetrics: {}}
exporters: {debug: {}}
service:
  pipelines:
    traces: {receivers: [kafka], processors: [tail_sampling], exporters: [debug, spanmetrics]}
    metrics: {receivers: [spanmetrics], exporters: [debug]}
`,
    good: `receivers: {kafka: {}}
processors: {tail_sampling: {policies: [{name: all, type: always_sample}]}}
connectors: {spanmetrics: {}, forward: {}}
exporters: {debug: {}}
service:
  pipelines:
    traces: {receivers: [kafka], exporters: [forward, spanmetrics]}
    traces/sampled: {receivers: [forward], processors: [tail_sampling], exporters: [debug]}
    metrics: {receivers: [spanmetrics], exporters: [debug]}
`,
  },
  *check(context) {
    for (const { file, pipeline } of pipelines(context)) {
      if (!pipeline.processors.some((id) => typeOf(id) === 'tail_sampling')) continue;
      for (const [index, id] of pipeline.exporters.entries()) {
        if (!COUNTING.has(typeOf(id)) || !file.component('connector', id)) continue;
        yield {
          file,
          path: [...pipeline.path, 'exporters', index],
          message: `${id} counts only the traces that tail_sampling kept in ${pipeline.id}, so its rates are too low. Feed it from a pipeline without tail_sampling.`,
        };
      }
    }
  },
});
