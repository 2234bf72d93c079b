import { typeOf } from '../../collector/config/collector-config';
import { pipelines, type Rule } from '../rule';

/** Connectors that make metrics of spans. */
const COUNTING = new Set([
  'spanmetrics',
  'span_metrics',
  'servicegraph',
  'service_graph',
  'count',
  'exceptions',
]);

/** Rates of what happened to be kept. */
export const metricsOfSampled: Rule = {
  code: 'PIPELINE_METRICS_OF_SAMPLED',
  severity: 'warning',
  title: 'metrics of sampled traces only',
  explanation:
    'A connector that counts spans stands behind tail_sampling, so request and error rates are those of the traces that were kept: too low, and with too many errors where errors are kept first. Feed it from a pipeline without tail_sampling, in the ingestion tier or beside it.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/connector/spanmetricsconnector/README.md',
  *check(context) {
    for (const { file, pipeline } of pipelines(context)) {
      if (!pipeline.processors.some((id) => typeOf(id) === 'tail_sampling')) continue;
      for (const [index, id] of pipeline.exporters.entries()) {
        if (!COUNTING.has(typeOf(id)) || !file.component('connector', id)) continue;
        yield {
          file,
          path: [...pipeline.path, 'exporters', index],
          message: `${id} counts what tail_sampling left over in ${pipeline.id}, so its rates are those of sampled traces; feed it from a pipeline without tail_sampling.`,
        };
      }
    }
  },
};
