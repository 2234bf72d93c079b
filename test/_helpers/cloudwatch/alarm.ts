import type { Template } from 'aws-cdk-lib/assertions';
import { type Datapoint, metricName } from './metric-data';
import { evaluate, type Series } from './metric-math';

interface Metric {
  Namespace: string;
  MetricName: string;
  Dimensions?: { Name: string; Value: unknown }[];
}

interface Query {
  Id: string;
  ReturnData: boolean;
  Expression?: string;
  MetricStat?: { Metric: Metric; Period: number; Stat: string };
}

/** The properties of an alarm in a template: of one metric, or of an expression over several. */
export interface AlarmProperties extends Partial<Metric> {
  AlarmName: string;
  AlarmDescription: string;
  ActionsEnabled?: boolean;
  Metrics?: Query[];
  Period?: number;
  Statistic?: string;
  ComparisonOperator: string;
  Threshold: number;
  EvaluationPeriods: number;
  DatapointsToAlarm?: number;
  TreatMissingData: 'breaching' | 'notBreaching' | 'ignore' | 'missing';
  AlarmActions?: unknown[];
  OKActions?: unknown[];
  InsufficientDataActions?: unknown[];
}

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

const COMPARISONS: Record<string, [sign: string, breaches: (value: number, threshold: number) => boolean]> = {
  GreaterThanThreshold: ['>', (value, threshold) => value > threshold],
  GreaterThanOrEqualToThreshold: ['>=', (value, threshold) => value >= threshold],
  LessThanThreshold: ['<', (value, threshold) => value < threshold],
  LessThanOrEqualToThreshold: ['<=', (value, threshold) => value <= threshold],
};

const STATISTICS: Record<string, (values: readonly number[]) => number> = {
  Minimum: (values) => Math.min(...values),
  Maximum: (values) => Math.max(...values),
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
  SampleCount: (values) => values.length,
};

export function alarmsIn(template: Template): AlarmProperties[] {
  return Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
}

/** What an alarm watches, in one line: `Minimum Busy > 0, 3 x 300 s, ignore`. */
export function describeAlarm(alarm: AlarmProperties): string {
  const { ComparisonOperator, Threshold, EvaluationPeriods, TreatMissingData } = alarm;
  const watched = queriesOf(alarm).map(({ Id, Expression, MetricStat }) => {
    if (MetricStat === undefined) return Expression;
    const { Stat, Metric, Period } = MetricStat;
    const own = Metric.Namespace === 'Spillway' ? '' : `${Metric.Namespace} `;
    return `${alarm.Metrics ? `${Id}: ` : ''}${Stat} ${own}${Metric.MetricName}${alarm.Metrics ? ` of ${Period} s` : ''}`;
  });
  const sign = COMPARISONS[ComparisonOperator]?.[0] ?? ComparisonOperator;
  const missing = `${EvaluationPeriods} x ${periodOf(alarm)} s, ${TreatMissingData}`;
  return [`${watched[0]} ${sign} ${Threshold}, ${missing}`, ...watched.slice(1)].join('; ');
}

/**
 * The state of an alarm at the end of a period, as CloudWatch evaluates it: the newest values count, as many as there are
 * evaluation periods. If fewer are there among those and the two periods before, missing ones are treated as the alarm says.
 *
 * @param before the state so far, which `ignore` keeps
 */
export function stateOf(
  alarm: AlarmProperties,
  data: readonly Datapoint[],
  atMs: number,
  before: AlarmState,
): AlarmState {
  const { EvaluationPeriods, DatapointsToAlarm, TreatMissingData, Threshold } = alarm;
  if (DatapointsToAlarm !== undefined) throw new Error('M out of N is not evaluated here');
  const breaches = COMPARISONS[alarm.ComparisonOperator]?.[1];
  if (!breaches) throw new Error(`unknown operator ${alarm.ComparisonOperator}`);
  const values = valuesOf(alarm, data, atMs).slice(0, EvaluationPeriods);
  if (values.some((value) => !breaches(value, Threshold))) return 'OK';
  if (values.length === EvaluationPeriods) return 'ALARM';
  switch (TreatMissingData) {
    case 'breaching':
      return 'ALARM';
    case 'notBreaching':
      return 'OK';
    case 'ignore':
      return before;
    case 'missing':
      return values.length === 0 ? 'INSUFFICIENT_DATA' : before;
  }
}

/** The values of the periods that an alarm looks at, the newest first. */
function valuesOf(alarm: AlarmProperties, data: readonly Datapoint[], atMs: number): number[] {
  const periodMs = periodOf(alarm) * 1_000;
  const count = alarm.EvaluationPeriods + 2;
  // Periods are aligned to the epoch.
  const endMs = Math.floor(atMs / periodMs) * periodMs;
  const periods = Array.from({ length: count }, (_, index) => endMs - (index + 1) * periodMs);
  const queries = queriesOf(alarm);
  const seriesOf = (id: string): Series => {
    const query = queries.find(({ Id }) => Id === id);
    if (!query) throw new Error(`no ${id} in ${alarm.AlarmName}`);
    return query.Expression === undefined
      ? metricSeries(query, data, periods, periodMs)
      : evaluate(query.Expression, { periods, seriesOf });
  };
  const returned = queries.filter(({ ReturnData }) => ReturnData);
  if (returned.length !== 1) throw new Error(`${alarm.AlarmName} returns ${returned.length} series`);
  const series = seriesOf(returned[0]?.Id ?? '');
  return periods.flatMap((start) => series.get(start) ?? []);
}

function metricSeries(
  { MetricStat }: Query,
  data: readonly Datapoint[],
  periods: readonly number[],
  periodMs: number,
): Series {
  if (!MetricStat) throw new Error('expected a metric');
  const { Metric, Stat } = MetricStat;
  const statistic = STATISTICS[Stat];
  if (!statistic) throw new Error(`unknown statistic ${Stat}`);
  const wanted = metricName(
    Metric.Namespace,
    Metric.MetricName,
    (Metric.Dimensions ?? []).map(({ Name, Value }) => `${Name}=${dimensionText(Value)}`),
  );
  const values = data.filter(({ metric }) => metric === wanted);
  return new Map(
    periods.flatMap((start): [number, number][] => {
      const inside = values.filter(({ atMs }) => atMs >= start && atMs < start + periodMs);
      return inside.length === 0 ? [] : [[start, statistic(inside.map(({ value }) => value))]];
    }),
  );
}

/** A function is known only at deployment. */
function dimensionText(value: unknown): string {
  return typeof value === 'string' ? value : 'known-at-deployment';
}

function periodOf(alarm: AlarmProperties): number {
  const periods = new Set(queriesOf(alarm).flatMap(({ MetricStat }) => MetricStat?.Period ?? []));
  if (periods.size !== 1) throw new Error(`${alarm.AlarmName} has periods of ${[...periods].join(', ')} s`);
  return Math.max(...periods);
}

function queriesOf({
  Metrics,
  Namespace,
  MetricName,
  Dimensions,
  Period,
  Statistic,
}: AlarmProperties): Query[] {
  if (Metrics) return Metrics.toSorted((a, b) => Number(b.ReturnData) - Number(a.ReturnData));
  if (!Namespace || !MetricName || !Period || !Statistic) throw new Error('expected a metric');
  const Metric = { Namespace, MetricName, ...(Dimensions ? { Dimensions } : {}) };
  return [{ Id: 'm1', ReturnData: true, MetricStat: { Metric, Period, Stat: Statistic } }];
}
