import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct, type IDependable } from 'constructs';
import { alarmsOf, TICKS_MISSING } from './alarms';
import { checkDrainTarget } from './checks/drain-target';
import { reportSynthError } from './checks/synth-error';
import { widgetsOf } from './dashboard';
import type { LoadedPipeline } from './pipeline-file';
import { TICK_INTERVAL } from './tick-schedule';

export interface MonitoredController {
  readonly function: lambda.IFunction;
  /** Time between two ticks, which alarms count with. Default: 1 minute. */
  readonly tickInterval?: Duration;
  /** Ticks begin once this is there, and only then can they be missing. Default: they have begun. */
  readonly ticking?: IDependable;
}

export interface MonitoringProps {
  readonly pipeline: LoadedPipeline;
  /** A `BacklogController`, or what else has the function that makes the ticks. */
  readonly controller: MonitoredController;
  /** Notified when an alarm goes off, ends, or lacks data. Default: nobody is notified. */
  readonly topic?: sns.ITopic;
  /** Alarm when the oldest unread record is older than this for 15 minutes. Default: 10 minutes. */
  readonly timeLagTarget?: Duration;
  /** Alarm when the group has not been drained for this long, at most 24 hours. Default: 1 hour. */
  readonly drainTarget?: Duration;
}

/**
 * A dashboard and the alarms of one pipeline, from the metrics that its ticks write. Alarms are called
 * `spillway-<pipeline>-<what>`.
 */
export class Monitoring extends Construct {
  readonly dashboard: cloudwatch.Dashboard;
  /** By the last part of their names, such as `time-lag`. */
  readonly alarms: ReadonlyMap<string, cloudwatch.Alarm>;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { spec } = props.pipeline;
    const { controller, drainTarget = Duration.hours(1), timeLagTarget = Duration.minutes(10) } = props;
    for (const error of checkDrainTarget(drainTarget)) reportSynthError(this, error);
    const tickInterval = controller.tickInterval ?? TICK_INTERVAL;
    const targets = { timeLagTarget, drainTarget, tickInterval };
    const definitions = alarmsOf(spec, controller.function, targets);
    this.alarms = new Map(
      definitions.map(({ name, description, ...rest }) => [
        name,
        new cloudwatch.Alarm(this, name, {
          alarmName: `spillway-${spec.name}-${name}`,
          alarmDescription: description,
          ...rest,
        }),
      ]),
    );
    if (controller.ticking) this.alarms.get(TICKS_MISSING)?.node.addDependency(controller.ticking);
    if (props.topic) this.tell(props.topic);
    // Without a name of its own: names of dashboards are one space for all regions.
    this.dashboard = new cloudwatch.Dashboard(this, 'Dashboard', {
      widgets: widgetsOf(spec, [...this.alarms.values()]),
    });
  }

  private tell(topic: sns.ITopic): void {
    const action = new SnsAction(topic);
    for (const alarm of this.alarms.values()) {
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
      alarm.addInsufficientDataAction(action);
    }
  }
}
