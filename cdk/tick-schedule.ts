import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as targets from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';

export interface TickScheduleProps {
  readonly function: lambda.Function;
  /** Time between two ticks. */
  readonly every: Duration;
  readonly permissionsBoundary?: iam.IManagedPolicy | undefined;
}

/** Time between two ticks where nobody asks for another one. */
export const TICK_INTERVAL = Duration.minutes(1);

/** The next tick makes up for one that was missed, so an old event is of no use to anybody. */
const USEFUL_FOR = Duration.seconds(60);

/**
 * A tick every minute, and none of them twice on purpose.
 *
 * Two places would retry. EventBridge Scheduler does until it has handed the event over; from then on Lambda's own queue
 * holds it, tries errors twice more and throttles for six hours. Both are told not to.
 */
export class TickSchedule extends Construct {
  readonly schedule: scheduler.Schedule;

  constructor(scope: Construct, id: string, props: TickScheduleProps) {
    super(scope, id);
    const { function: controller } = props;
    controller.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: USEFUL_FOR });
    this.schedule = new scheduler.Schedule(this, 'Schedule', {
      description: 'A tick of Spillway',
      schedule: scheduler.ScheduleExpression.rate(props.every),
      timeWindow: scheduler.TimeWindow.off(),
      target: new targets.LambdaInvoke(controller, {
        retryAttempts: 0,
        maxEventAge: USEFUL_FOR,
        input: scheduler.ScheduleTargetInput.fromObject({ action: 'reconcile' }),
        role: invokeRole(this, controller, props.permissionsBoundary),
      }),
    });
  }
}

/** The CDK's own role for it may invoke every version of the function, and lies outside of this construct. */
function invokeRole(
  scope: Construct,
  { functionArn }: lambda.Function,
  permissionsBoundary: iam.IManagedPolicy | undefined,
): iam.IRole {
  const role = new iam.Role(scope, 'Role', {
    description: 'Lets EventBridge Scheduler start a tick of Spillway',
    assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
      // Not for a schedule of somebody else's, in another account, that names this role.
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
