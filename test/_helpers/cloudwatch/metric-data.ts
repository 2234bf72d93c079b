/** One value of a metric, as CloudWatch Logs reads it from a line in the embedded metric format. */
export interface Datapoint {
  /** See {@link metricName}. */
  metric: string;
  unit: string;
  value: number;
  atMs: number;
}

/** The values in lines of a log. Lines without metrics are left out. */
export function datapointsIn(lines: readonly string[]): Datapoint[] {
  return lines.flatMap((line) => {
    const fields = JSON.parse(line);
    if (fields._aws === undefined) return [];
    const { Timestamp, CloudWatchMetrics } = fields._aws;
    return CloudWatchMetrics.flatMap((directive: Directive) =>
      directive.Dimensions.flatMap((names) =>
        directive.Metrics.map(
          ({ Name, Unit }): Datapoint => ({
            metric: metricName(
              directive.Namespace,
              Name,
              names.map((name) => `${name}=${fields[name]}`),
            ),
            unit: Unit,
            value: numberIn(fields[Name]),
            atMs: Timestamp,
          }),
        ),
      ),
    );
  });
}

/** What tells metrics apart, such as `Spillway Lag pipeline=test service=spillway`. */
export function metricName(namespace: string, name: string, dimensions: readonly string[]): string {
  return [namespace, name, ...dimensions.toSorted()].join(' ');
}

interface Directive {
  Namespace: string;
  Dimensions: string[][];
  Metrics: { Name: string; Unit: string }[];
}

function numberIn(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error(`${value} is not a number`);
  return value;
}
