import { Stack } from 'aws-cdk-lib';
import { CfnService } from 'aws-cdk-lib/aws-ecs';
import type { IConstruct } from 'constructs';
import type { SynthError } from './synth-error';

/**
 * Checks that the service that the controller scales is not a daemon. Synth sees only services that the app created
 * before the controller. For any other service, the first tick fails with `ECS_SERVICE_DAEMON`.
 *
 * @param service name or ARN; may be a token of the service
 */
export function checkDaemon(scope: IConstruct, service: string): SynthError[] {
  const wanted = resolved(scope, service);
  const services = scope.node.root.node.findAll().filter((each) => each instanceof CfnService);
  const daemons = services.filter((each) => each.schedulingStrategy === 'DAEMON');
  return daemons
    .filter((each) => namesOf(each).includes(wanted))
    .map(({ node }) => ({
      code: 'CDK_SERVICE_DAEMON',
      message: `The service ${node.path} has the scheduling strategy DAEMON. ECS runs one task on each container instance, so there is no desired count to set.`,
      whatToDo: 'Run the processing tier with the scheduling strategy REPLICA.',
    }));
}

function namesOf(service: CfnService): string[] {
  const { serviceName = '', attrName, attrServiceArn, ref } = service;
  return [serviceName, attrName, attrServiceArn, ref].map((name) => resolved(service, name));
}

/** The name, or what a token refers to, so that equal texts mean the same service. */
function resolved(scope: IConstruct, name: string): string {
  const text: unknown = Stack.of(scope).resolve(name);
  return typeof text === 'string' ? (text.split('/').at(-1) ?? text) : JSON.stringify(text);
}
