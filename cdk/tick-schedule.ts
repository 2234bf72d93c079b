import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as targets from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';

export interface TickScheduleProps {
  readonly function: lambda.Function;
  /** The interval between ticks. */
  readonly every: Duration;
  readonly permissionsBoundary?: iam.IManagedPolicy | undefined;
}

/** The default interval between ticks. */
export const TICK_INTERVAL = Duration.minutes(1);

/** The next tick makes up for a missed one, so older events are dropped. */
const MAX_EVENT_AGE = Duration.seconds(60);

/**
 * Starts the ticks, without retries.
 *
 * By default two services retry: EventBridge Scheduler until Lambda has accepted the event, and then Lambda's
 * asynchronous queue, twice after an error and for six hours while throttled. Both are turned off.
 */
export class TickSchedule extends Construct {
  readonly schedule: scheduler.Schedule;

  constructor(scope: Construct, id: string, props: TickScheduleProps) {
    super(scope, id);
    const { function: controller } = props;
    controller.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: MAX_EVENT_AGE });
    this.schedule = new scheduler.Schedule(this, 'Schedule', {
      description: 'A tick of Spillway',
      schedule: scheduler.ScheduleExpression.rate(props.every),
      timeWindow: scheduler.TimeWindow.off(),
      target: new targets.LambdaInvoke(controller, {
        retryAttempts: 0,
        maxEventAge: MAX_EVENT_AGE,
        input: scheduler.ScheduleTargetInput.fromObject({ action: 'reconcile' }),
        role: invokeRole(this, controller, props.permissionsBoundary),
      }),
    });
  }
}

/** The CDK's default role may invoke every version of the function, and is created outside of this construct. */
function invokeRole(
  scope: Construct,
  { functionArn }: lambda.Function,
  permissionsBoundary: iam.IManagedPolicy | undefined,
): iam.IRole {
  const role = new iam.Role(scope, 'Role', {
    description: 'Lets EventBridge Scheduler start a tick of Spillway',
    assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
      // Prevents a schedule in another account from using this role.
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
    inlinePolicies: {
      Invoke: new iam.PolicyDocument({
        statements: [
          new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] }),
        ],
      }),
    },
    ...(permissionsBoundary && { permissionsBoundary }),
  });
  return role.withoutPolicyUpdates();
}
