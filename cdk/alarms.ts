import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { PipelineSpec } from '../lib/pipeline';
import { metricsOf } from './spillway-metrics';

const { BREACHING, IGNORE, MISSING, NOT_BREACHING } = cloudwatch.TreatMissingData;
const { MAXIMUM, MINIMUM, SAMPLE_COUNT, SUM } = cloudwatch.Stats;
const OVER = cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD;
const UNDER = cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD;

/** One alarm before it becomes a resource. */
export interface AlarmDefinition {
  /** In kebab-case; last part of the alarm's name. */
  readonly name: string;
  /** What is wrong when it rings, and where to look. */
  readonly description: string;
  readonly metric: cloudwatch.IMetric;
  readonly comparisonOperator: cloudwatch.ComparisonOperator;
  readonly threshold: number;
  /** In periods of the metric. */
  readonly evaluationPeriods: number;
  /** Of these periods; all of them when absent. */
  readonly datapointsToAlarm?: number;
  /**
   * While nothing is known, an alarm keeps its state: that ticks are missing is an alarm of its own, and eight that
   * ring for one reason hide it.
   */
  readonly treatMissingData: cloudwatch.TreatMissingData;
}

export interface AlarmTargets {
  /** Oldest age of an unread record that is still fine. */
  readonly timeLagTarget: Duration;
  /** A group that was not drained for as long as this rings. */
  readonly drainTarget: Duration;
}

/** A person needs more notice than the controller, which is content with policy.retentionHeadroom. */
const LEAST_NOTICE_MS = 60 * 60_000;

/** What a person should be called for. */
export function alarmsOf(
  { name, policy, tiers }: Pick<PipelineSpec, 'name' | 'policy' | 'tiers'>,
  controller: lambda.IFunction,
  { timeLagTarget, drainTarget }: AlarmTargets,
): AlarmDefinition[] {
  const metric = metricsOf(name);
  const { max } = tiers.processing.tasks;
  const lossWithin = Duration.millis(Math.max(policy.retentionHeadroomMs, LEAST_NOTICE_MS));
  return [
    {
      name: 'not-drained',
      description: `The group has been behind for ${drainTarget.toHumanString()} without a break. spillway status says what limits it.`,
      metric: metric('Drained', MAXIMUM, 5),
      comparisonOperator: UNDER,
      threshold: 1,
      evaluationPeriods: Math.max(1, Math.ceil(drainTarget.toMinutes({ integral: false }) / 5)),
      treatMissingData: IGNORE,
    },
    {
      name: 'time-lag',
      description: `The oldest unread record has been older than ${timeLagTarget.toHumanString()} for 15 minutes. Insufficient data: its age cannot be read.`,
      metric: metric('TimeLag', MINIMUM, 5),
      comparisonOperator: OVER,
      threshold: timeLagTarget.toSeconds(),
      evaluationPeriods: 3,
      // Without the right to fetch it is never known: that is to be seen, and is no lag.
      treatMissingData: MISSING,
    },
    {
      name: 'retention',
      description: `Retention deletes what the group has not read in less than ${lossWithin.toHumanString()}: raise retention.ms of the topic, and see by spillway status what limits the drain.`,
      metric: metric('TimeToLoss', MINIMUM, 5),
      comparisonOperator: UNDER,
      threshold: lossWithin.toSeconds(),
      evaluationPeriods: 1,
      // There is no such time once the group has read what was in danger.
      treatMissingData: NOT_BREACHING,
    },
    {
      name: 'held',
      description:
        'Spillway would act and has not been able to for longer than policy.holdAlarmAfter. spillway status has the code.',
      metric: metric('HeldSeconds', MAXIMUM, 5),
      comparisonOperator: OVER,
      threshold: Math.round(policy.holdAlarmAfterMs / 1000),
      evaluationPeriods: 1,
      treatMissingData: IGNORE,
    },
    {
      name: 'alarming-reasons',
      description:
        'A tick has had a reason of kind alarm: an unsafe latest, data given up, a stuck partition or phase. The log has its code, docs/reasons.md what to do.',
      metric: metric('Alarms', MAXIMUM, 1),
      comparisonOperator: OVER,
      threshold: 0,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      treatMissingData: IGNORE,
    },
    {
      name: 'ticks-failing',
      description:
        'Three ticks of the last ten minutes failed. The log has the error code, docs/errors.md what to do.',
      metric: new cloudwatch.MathExpression({
        // A spec or an environment that is refused fails before there is a metric of ours.
        expression: 'IF(FILL(failed, 0) > FILL(errors, 0), FILL(failed, 0), FILL(errors, 0))',
        usingMetrics: {
          failed: metric('TickFailed', SUM, 10),
          errors: controller.metricErrors({ statistic: SUM, period: Duration.minutes(10) }),
        },
        label: 'failed ticks',
        period: Duration.minutes(10),
      }),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 3,
      evaluationPeriods: 1,
      treatMissingData: NOT_BREACHING,
    },
    {
      name: 'ticks-missing',
      description:
        'No tick ended in ten minutes: look at the schedule, at throttles of the function, and at its log.',
      metric: metric('TickFailed', SAMPLE_COUNT, 5),
      comparisonOperator: UNDER,
      threshold: 1,
      evaluationPeriods: 2,
      treatMissingData: BREACHING,
    },
    {
      name: 'tasks-below-useful',
      description:
        'For 15 minutes fewer tasks have run than are of use: look at the events of the ECS service, and at holds.',
      metric: new cloudwatch.MathExpression({
        // While there is a backlog, up to max; live, as many as were asked for: steady may be fewer on purpose.
        expression: `IF(drained > 0, desired, IF(useful > ${max}, ${max}, useful)) - running`,
        usingMetrics: {
          drained: metric('Drained', MINIMUM, 5),
          desired: metric('TasksDesired', MINIMUM, 5),
          useful: metric('TasksUseful', MINIMUM, 5),
          running: metric('TasksRunning', MAXIMUM, 5),
        },
        label: 'tasks below useful',
        period: Duration.minutes(5),
      }),
      comparisonOperator: OVER,
      threshold: 0,
      evaluationPeriods: 3,
      treatMissingData: IGNORE,
    },
  ];
}
