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

/** What {@link Monitoring} needs to know about a controller. A `BacklogController` has all of it. */
export interface MonitoredController {
  /** The function that runs the ticks. */
  readonly function: lambda.IFunction;
  /** The interval between ticks. @default 1 minute */
  readonly tickInterval?: Duration;
  /** What the alarm on missing ticks depends on: the schedule. @default the schedule already exists */
  readonly ticking?: IDependable;
}

/** Props of {@link Monitoring}. */
export interface MonitoringProps {
  /** The pipeline spec, from `loadPipeline`. */
  readonly pipeline: LoadedPipeline;
  /** The controller to monitor. */
  readonly controller: MonitoredController;
  /** The topic that is notified when an alarm starts, ends, or has insufficient data. @default none */
  readonly topic?: sns.ITopic;
  /** Alarms if the oldest unread record is older than this for 15 minutes. @default 10 minutes */
  readonly timeLagTarget?: Duration;
  /** Alarms if the group has a backlog for this long; at most 24 hours. @default 1 hour */
  readonly drainTarget?: Duration;
}

/**
 * Monitoring of one pipeline. Creates a CloudWatch dashboard and the alarms of docs/deploy.md, named
 * `spillway-<pipeline>-<alarm>`, from the metrics that the ticks write.
 *
 * @example
 * ```ts
 * import { App, Duration, Stack } from 'aws-cdk-lib';
 * import { Topic } from 'aws-cdk-lib/aws-sns';
 * import { BacklogController, loadPipeline, Monitoring } from 'otel-spillway/cdk';
 *
 * const stack = new Stack(new App(), 'Checkout');
 * const pipeline = loadPipeline('checkout.yaml');
 * const controller = new BacklogController(stack, 'Controller', { pipeline, config: { kind: 'existing' } });
 * new Monitoring(stack, 'Monitoring', {
 *   pipeline,
 *   controller,
 *   topic: new Topic(stack, 'OnCall'),
 *   drainTarget: Duration.hours(2),
 * });
 * ```
 */
export class Monitoring extends Construct {
  /** The dashboard. */
  readonly dashboard: cloudwatch.Dashboard;
  /** The alarms, by the last part of their names, such as `time-lag`. */
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
    if (props.topic) this.notify(props.topic);
    // CloudFormation generates the name, because dashboard names must be unique across all regions of an account.
    this.dashboard = new cloudwatch.Dashboard(this, 'Dashboard', {
      widgets: widgetsOf(spec, [...this.alarms.values()]),
    });
  }

  private notify(topic: sns.ITopic): void {
    const action = new SnsAction(topic);
    for (const alarm of this.alarms.values()) {
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
      alarm.addInsufficientDataAction(action);
    }
  }
}
