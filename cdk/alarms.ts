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

/** One alarm before it becomes a resource. */
export interface AlarmDefinition {
  /** In kebab-case; last part of the alarm's name. */
  readonly name: string;
  /** What is wrong when it goes off, and where to look. */
  readonly description: string;
  readonly metric: cloudwatch.IMetric;
  readonly comparisonOperator: cloudwatch.ComparisonOperator;
  readonly threshold: number;
  /** In periods of the metric. */
  readonly evaluationPeriods: number;
  /**
   * While nothing is known, an alarm keeps its state: missing ticks have an alarm of their own, and eight that go
   * off for one reason would hide it.
   */
  readonly treatMissingData: cloudwatch.TreatMissingData;
}

export interface AlarmTargets {
  /** Oldest age of an unread record that is still fine. */
  readonly timeLagTarget: Duration;
  /** Alarm when the group has not been drained for this long. */
  readonly drainTarget: Duration;
  /** Time between two ticks. */
  readonly tickInterval: Duration;
}

/** The one alarm that is made after the schedule. */
export const TICKS_MISSING = 'ticks-missing';

/** A person needs more notice than the controller's policy.retentionHeadroom gives. */
const LEAST_NOTICE_MS = 60 * 60_000;

/** What passes by itself within this time calls nobody. */
const PASSING = Duration.minutes(15);

/** earliest is stored at once; replacing the tasks that run on latest takes a few minutes. */
const REARMING = Duration.minutes(10);

/** What a person should be called for. */
export function alarmsOf(
  { name, policy, tiers }: Pick<PipelineSpec, 'name' | 'policy' | 'tiers'>,
  controller: lambda.IFunction,
  { timeLagTarget, drainTarget, tickInterval }: AlarmTargets,
): AlarmDefinition[] {
  const metric = metricsOf(name);
  const { period, tick, failing, count } = alarmPeriods(tickInterval);
  const { max } = tiers.processing.tasks;
  const lossWithin = Duration.millis(Math.max(policy.retentionHeadroomMs, LEAST_NOTICE_MS));
  return [
    {
      name: 'nobody-reads',
      description:
        'Tasks run, and none of them has been in the consumer group at two ticks in a row: nothing is read. spillway doctor checks the connection to Kafka step by step.',
      metric: metric('NobodyReads', MINIMUM, tick),
      comparisonOperator: OVER,
      threshold: 0,
      evaluationPeriods: 2,
      treatMissingData: IGNORE,
    },
    {
      name: 'stopped-too-long',
      description: `Tasks that Spillway stopped have not been started again within policy.maxPause (${formatDuration(policy.maxPauseMs)}). Start them: aws ecs update-service with the desiredCount that spillway status shows, and see the log for what keeps Spillway from it.`,
      metric: metric('StoppedSeconds', MAXIMUM, tick),
      comparisonOperator: OVER,
      threshold: Math.round(policy.maxPauseMs / 1000),
      evaluationPeriods: 1,
      treatMissingData: IGNORE,
    },
    {
      name: 'not-drained',
      description: `The group has been behind for ${drainTarget.toHumanString()} without a break. spillway status says what limits it.`,
      metric: metric('Drained', MAXIMUM, period),
      comparisonOperator: UNDER,
      threshold: 1,
      evaluationPeriods: count(drainTarget),
      treatMissingData: IGNORE,
    },
    {
      name: 'time-lag',
      description: `The oldest unread record has been older than ${timeLagTarget.toHumanString()} for ${PASSING.toHumanString()}. Insufficient data: its age cannot be read.`,
      metric: metric('TimeLag', MINIMUM, period),
      comparisonOperator: OVER,
      threshold: timeLagTarget.toSeconds(),
      evaluationPeriods: count(PASSING),
      // Without the right to fetch it is never known: that should show, and is not a lag.
      treatMissingData: MISSING,
    },
    {
      name: 'retention',
      description: `Retention deletes what the group has not read in less than ${lossWithin.toHumanString()}: raise retention.ms of the topic, and see by spillway status what limits the drain.`,
      metric: metric('TimeToLoss', MINIMUM, period),
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
      metric: metric('HeldSeconds', MAXIMUM, period),
      comparisonOperator: OVER,
      threshold: Math.round(policy.holdAlarmAfterMs / 1000),
      evaluationPeriods: 1,
      treatMissingData: IGNORE,
    },
    {
      name: 'alarming-reasons',
      description:
        'A tick has had a reason of kind alarm: an unsafe latest, data given up, a stuck partition or phase. The log has its code, docs/runbook.md what to do.',
      // One tick is enough: data given up, and a command that failed, are reported once.
      metric: metric('Alarms', MAXIMUM, period),
      comparisonOperator: OVER,
      threshold: 0,
      evaluationPeriods: 1,
      treatMissingData: IGNORE,
    },
    {
      name: 'unsafe-offset',
      description: `latest has been in force and not safe for ${REARMING.toHumanString()} without a break: tasks may skip records. spillway status has the code: see why Spillway does not act (paused, stopped, observe, a config that cannot be changed).`,
      metric: metric('Unsafe', MINIMUM, period),
      comparisonOperator: OVER,
      threshold: 0,
      evaluationPeriods: count(REARMING),
      treatMissingData: IGNORE,
    },
    {
      name: 'ticks-failing',
      description: `Three ticks of the last ${failing} minutes failed. The log has the error code, docs/errors.md what to do.`,
      metric: new cloudwatch.MathExpression({
        // A spec or an environment that is refused fails before there is a metric of ours. A command that is misspelt is
        // an error to Lambda as well, and no tick.
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
      name: TICKS_MISSING,
      description: `No tick ended in ${2 * period} minutes: look at the schedule, at throttles of the function, and at its log.`,
      // Filled, since CloudWatch would look further back for data before it counted missing ones.
      metric: new cloudwatch.MathExpression({
        expression: 'FILL(ticks, 0)',
        usingMetrics: { ticks: metric('TickFailed', SAMPLE_COUNT, period) },
        label: 'ticks',
        period: Duration.minutes(period),
      }),
      comparisonOperator: UNDER,
      threshold: 1,
      evaluationPeriods: 2,
      // A metric that never had data may not be filled at all (AWS does not say), and a schedule that never starts
      // has to set it off: an alarm until the first tick is the lesser evil.
      treatMissingData: BREACHING,
    },
    {
      name: 'tasks-below-useful',
      description: `For ${PASSING.toHumanString()} fewer tasks have run than are useful: look at the events of the ECS service, and at holds.`,
      metric: new cloudwatch.MathExpression({
        // While there is a backlog, up to max; live, as many as were asked for: steady may be fewer on purpose.
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
