import { type Encoded, jsonLine } from '../lib/output';

/** A value of a metric, with its unit as CloudWatch names it. */
export interface Measure {
  name: string;
  unit: 'Count' | 'Seconds' | 'Milliseconds';
  value: number;
}

export interface EmbeddedMetrics {
  atMs: number;
  /** Each distinct set of dimension values is a custom metric, with a price of its own. */
  dimensions: Readonly<Record<string, string>>;
  measures: readonly Measure[];
  /** Further fields of the log line, which make no metric. */
  properties: Readonly<Record<string, string>>;
}

const NAMESPACE = 'Spillway';

/** One line in CloudWatch's embedded metric format, from which CloudWatch Logs creates the metrics. */
export function embeddedMetrics({ atMs, dimensions, measures, properties }: EmbeddedMetrics): Encoded {
  return jsonLine({
    _aws: {
      Timestamp: atMs,
      CloudWatchMetrics: [
        {
          Namespace: NAMESPACE,
          Dimensions: [Object.keys(dimensions)],
          Metrics: measures.map(({ name, unit }) => ({ Name: name, Unit: unit })),
        },
      ],
    },
    ...dimensions,
    ...properties,
    ...Object.fromEntries(measures.map(({ name, value }) => [name, value])),
  });
}
