import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { isTopicPattern, type PipelineSpec, RANKED_TOPICS, signalsOf } from '../lib/pipeline';

/** The metrics that `lambda/tick-metrics.ts` writes once per tick. docs/operate/metrics.md explains each one. */
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
      // With other dimensions this would be a different metric, without data.
      dimensionsMap: { service: 'spillway', pipeline },
      statistic,
      period: Duration.minutes(periodMinutes),
    });
}

/**
 * The lag of single topics, as far as ticks write it: of topics that the spec names, and of those that match its patterns
 * by their rank, or all of them by a search. Without metrics of topics, the lag of the pipeline.
 */
export function lagsOf({
  name: pipeline,
  metrics: { perTopic },
  signals,
}: Pick<PipelineSpec, 'name' | 'metrics' | 'signals'>): cloudwatch.IMetric[] {
  if (perTopic === 'none') return [metricsOf(pipeline)('Lag', cloudwatch.Stats.MAXIMUM, 1)];
  const topics = signalsOf({ signals }).map(({ topic }) => topic);
  const named = topics.filter((topic) => !isTopicPattern(topic));
  const matched =
    perTopic === 'all'
      ? [searchTopics(pipeline)]
      : Array.from({ length: RANKED_TOPICS }, (_, index) => topicLag(pipeline, 'rank', String(index + 1)));
  return [
    ...named.map((topic) => topicLag(pipeline, 'topic', topic)),
    ...(topics.some(isTopicPattern) ? matched : []),
  ];
}

function topicLag(pipeline: string, dimension: 'topic' | 'rank', value: string): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'Spillway',
    metricName: 'TopicLag',
    dimensionsMap: { service: 'spillway', pipeline, [dimension]: value },
    statistic: cloudwatch.Stats.MAXIMUM,
    period: Duration.minutes(1),
    label: dimension === 'topic' ? value : `rank ${value}`,
  });
}

/** Which topics match a pattern is not known at synth. */
function searchTopics(pipeline: string): cloudwatch.IMetric {
  return new cloudwatch.MathExpression({
    expression: `SEARCH('{Spillway,pipeline,service,topic} MetricName="TopicLag" pipeline="${pipeline}"', 'Maximum', 60)`,
    usingMetrics: {},
    label: '',
    period: Duration.minutes(1),
  });
}
