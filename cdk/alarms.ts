import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { formatDuration, type PipelineSpec } from '../lib/pipeline';
import { alarmPeriods } from './alarm-periods';
import { metricsOf } from './spillway-metrics';

const { BREACHING, IGNORE, MISSING, NOT_BREACHING } = cloudwatch.TreatMissingData;
const { MAXIMUM, MINIMUM, SAMPLE_COUNT, SUM } = cloudwatch.Stats;
const OVER = cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD;
const UNDER = cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD;

/** The definition of one alarm, before it becomes a resource. */
export interface AlarmDefinition {
  /** The last part of the alarm's name, in kebab-case. */
  readonly name: string;
  /** What is wrong and what to do about it. */
  readonly description: string;
  readonly metric: cloudwatch.IMetric;
  readonly comparisonOperator: cloudwatch.ComparisonOperator;
  readonly threshold: number;
  /** The number of periods of the metric. */
  readonly evaluationPeriods: number;
  /**
   * Without data, most alarms keep their state. Missing ticks have an alarm of their own, and eight alarms for one cause
   * would hide it.
   */
  readonly treatMissingData: cloudwatch.TreatMissingData;
}

export interface AlarmTargets {
  /** The highest acceptable age of an unread record. */
  readonly timeLagTarget: Duration;
  /** Alarms if the group has a backlog for this long. */
  readonly drainTarget: Duration;
  /** The interval between ticks. */
  readonly tickInterval: Duration;
}

/** The alarm that depends on the schedule. */
export const TICKS_MISSING = 'ticks-missing';

/** People need more notice than policy.retentionHeadroom gives the controller. */
const MIN_NOTICE_MS = 60 * 60_000;

/** A condition that ends within this time raises no alarm. */
const PASSING = Duration.minutes(15);

/** Spillway stores earliest at once, but replacing the tasks that run on latest takes a few minutes. */
const REARMING = Duration.minutes(10);

/** All alarms of a pipeline. */
export function alarmsOf(
  { name, policy, tiers }: Pick<PipelineSpec, 'name' | 'policy' | 'tiers'>,
  controller: lambda.IFunction,
  { timeLagTarget, drainTarget, tickInterval }: AlarmTargets,
): AlarmDefinition[] {
  const metric = metricsOf(name);
  const { period, tick, failing, count } = alarmPeriods(tickInterval);
  const { max } = tiers.processing.tasks;
  const lossWithin = Duration.millis(Math.max(policy.retentionHeadroomMs, MIN_NOTICE_MS));
  return [
    {
      name: 'nobody-reads',
      description:
        'Tasks are running, but none of them has been in the consumer group for two ticks in a row, so nothing is read. Run spillway doctor, which checks the connection to Kafka step by step.',
      metric: metric('NobodyReads', MINIMUM, tick),
      comparisonOperator: OVER,
      threshold: 0,
      evaluationPeriods: 2,
      treatMissingData: IGNORE,
    },
    {
      name: 'stopped-too-long',
      description: `Spillway stopped the tasks and has not started them again within policy.maxPause (${formatDuration(policy.maxPauseMs)}). Start them with aws ecs update-service and the desiredCount that spillway status shows. The log says why Spillway has not started them.`,
      metric: metric('StoppedSeconds', MAXIMUM, tick),
      comparisonOperator: OVER,
      threshold: Math.round(policy.maxPauseMs / 1000),
      evaluationPeriods: 1,
      treatMissingData: IGNORE,
    },
    {
      name: 'not-drained',
      description: `The group has had a backlog for ${drainTarget.toHumanString()}. spillway status shows what limits the drain.`,
      metric: metric('Drained', MAXIMUM, period),
      comparisonOperator: UNDER,
      threshold: 1,
      evaluationPeriods: count(drainTarget),
      treatMissingData: IGNORE,
    },
    {
      name: 'time-lag',
      description: `The oldest unread record has been older than ${timeLagTarget.toHumanString()} for ${PASSING.toHumanString()}. Insufficient data means that its age cannot be read.`,
      metric: metric('TimeLag', MINIMUM, period),
      comparisonOperator: OVER,
      threshold: timeLagTarget.toSeconds(),
      evaluationPeriods: count(PASSING),
      // Without permission to fetch records, the age is never known. Insufficient data shows that.
      treatMissingData: MISSING,
    },
    {
      name: 'retention',
      description: `Retention will delete unread records in less than ${lossWithin.toHumanString()}. Raise retention.ms of the topic. spillway status shows what limits the drain.`,
      metric: metric('TimeToLoss', MINIMUM, period),
      comparisonOperator: UNDER,
      threshold: lossWithin.toSeconds(),
      evaluationPeriods: 1,
      // The metric ends when the group has read those records.
      treatMissingData: NOT_BREACHING,
    },
    {
      name: 'held',
      description:
        'A hold has kept Spillway from acting for longer than policy.holdAlarmAfter. spillway status shows the code of the hold.',
      metric: metric('HeldSeconds', MAXIMUM, period),
      comparisonOperator: OVER,
      threshold: Math.round(policy.holdAlarmAfterMs / 1000),
      evaluationPeriods: 1,
      treatMissingData: IGNORE,
    },
    {
      name: 'alarming-reasons',
      description:
        'A tick reported an alarm: for example, latest is unsafe, data was dropped, or a partition or phase is stuck. The log shows its code, and docs/runbook.md says what to do.',
      // One tick is enough, because a loss of data or a failed command is reported only once.
      metric: metric('Alarms', MAXIMUM, period),
      comparisonOperator: OVER,
      threshold: 0,
      evaluationPeriods: 1,
      treatMissingData: IGNORE,
    },
    {
      name: 'unsafe-offset',
      description: `initial_offset has been latest for ${REARMING.toHumanString()} although that is not safe, so tasks may skip records. spillway status shows why Spillway does not change it (paused, stopped, observe, or a configuration that cannot be changed).`,
      metric: metric('Unsafe', MINIMUM, period),
      comparisonOperator: OVER,
      threshold: 0,
      evaluationPeriods: count(REARMING),
      treatMissingData: IGNORE,
    },
    {
      name: 'ticks-failing',
      description: `Three ticks in the last ${failing} minutes failed. The log shows the error code, and docs/errors.md says what to do.`,
      metric: new cloudwatch.MathExpression({
        // An invalid spec or environment fails before Spillway writes a metric, so Lambda's errors count too. These
        // include mistyped commands, which are not ticks.
        expression:
          'IF(FILL(failed, 0) > FILL(errors, 0) - FILL(calls, 0), FILL(failed, 0), FILL(errors, 0) - FILL(calls, 0))',
        usingMetrics: {
          failed: metric('TickFailed', SUM, failing),
          calls: metric('CallFailed', SUM, failing),
          errors: controller.metricErrors({ statistic: SUM, period: Duration.minutes(failing) }),
        },
        label: 'failed ticks',
        period: Duration.minutes(failing),
      }),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 3,
      evaluationPeriods: 1,
      treatMissingData: NOT_BREACHING,
    },
    {
      name: 'busy',
      description: `For ${PASSING.toHumanString()}, each tick found the state claimed or changed by somebody else, so Spillway has done nothing. Find the second controller of this pipeline, or what writes its SSM parameters.`,
      metric: metric('Busy', MINIMUM, period),
      comparisonOperator: OVER,
      threshold: 0,
      evaluationPeriods: count(PASSING),
      treatMissingData: IGNORE,
    },
    {
      name: TICKS_MISSING,
      description: `No tick ended in ${2 * period} minutes. Check the schedule, throttling of the function, and its log.`,
      // Without FILL, CloudWatch falls back on older datapoints before it treats recent ones as missing.
      metric: new cloudwatch.MathExpression({
        expression: 'FILL(ticks, 0)',
        usingMetrics: { ticks: metric('TickFailed', SAMPLE_COUNT, period) },
        label: 'ticks',
        period: Duration.minutes(period),
      }),
      comparisonOperator: UNDER,
      threshold: 1,
      evaluationPeriods: 2,
      // AWS does not document whether FILL works for a metric without any data, and a schedule that never starts must
      // raise an alarm. So the alarm is on until the first tick.
      treatMissingData: BREACHING,
    },
    {
      name: 'tasks-below-useful',
      description: `For ${PASSING.toHumanString()}, fewer tasks have run than are useful. Check the events of the ECS service and the holds in spillway status.`,
      metric: new cloudwatch.MathExpression({
        // With a backlog, up to tasks.max tasks should run. Without one, the desired count should, because tasks.steady
        // may be lower on purpose.
        expression: `IF(drained > 0, desired, IF(useful > ${max}, ${max}, useful)) - running`,
        usingMetrics: {
          drained: metric('Drained', MINIMUM, period),
          desired: metric('TasksDesired', MINIMUM, period),
          useful: metric('TasksUseful', MINIMUM, period),
          running: metric('TasksRunning', MAXIMUM, period),
        },
        label: 'tasks below useful',
        period: Duration.minutes(period),
      }),
      comparisonOperator: OVER,
      threshold: 0,
      evaluationPeriods: count(PASSING),
      treatMissingData: IGNORE,
    },
  ];
}
