import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** The metrics that `lambda/telemetry.ts` writes once per tick. docs/operations.md explains each one. */
export type SpillwayMetricName =
  | 'Lag'
  | 'AtRisk'
  | 'TimeLag'
  | 'TimeToLoss'
  | 'Drained'
  | 'Paused'
  | 'HeldSeconds'
  | 'Unsafe'
  | 'Alarms'
  | 'TasksDesired'
  | 'TasksRunning'
  | 'TasksUseful'
  | 'NobodyReads'
  | 'AbsentTasks'
  | 'StoppedSeconds'
  | 'TickDuration'
  | 'TickFailed'
  | 'Busy'
  | 'CallFailed';

/** Creates a metric of one pipeline. */
export type SpillwayMetric = (
  name: SpillwayMetricName,
  statistic: string,
  periodMinutes: number,
) => cloudwatch.Metric;

/** The metrics of the pipeline named `pipeline`, by name, statistic and period. */
export function metricsOf(pipeline: string): SpillwayMetric {
  return (metricName, statistic, periodMinutes) =>
    new cloudwatch.Metric({
      namespace: 'Spillway',
      metricName,
      // Powertools adds the dimension `service`. With other dimensions this would be a different metric, without data.
      dimensionsMap: { service: 'spillway', pipeline },
      statistic,
      period: Duration.minutes(periodMinutes),
    });
}

/** The lag of one topic: a metric with the additional dimension `topic`. */
export function topicLagOf(pipeline: string, topic: string): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'Spillway',
    metricName: 'TopicLag',
    dimensionsMap: { service: 'spillway', pipeline, topic },
    statistic: cloudwatch.Stats.MAXIMUM,
    period: Duration.minutes(1),
    label: topic,
  });
}
