import { Stack } from 'aws-cdk-lib';
import { CfnService } from 'aws-cdk-lib/aws-ecs';
import type { IConstruct } from 'constructs';
import type { Misuse } from './misuse';

/**
 * Is the service that the controller is to scale a daemon? Only of a service in the same app, made before the controller,
 * can synth tell; of any other the first tick does (`ECS_SERVICE_DAEMON`).
 *
 * @param service name or ARN, as it is or as a token of the service itself
 */
export function daemonMisuse(scope: IConstruct, service: string): Misuse[] {
  const asked = resolved(scope, service);
  const services = scope.node.root.node.findAll().filter((each) => each instanceof CfnService);
  const daemons = services.filter((each) => each.schedulingStrategy === 'DAEMON');
  return daemons
    .filter((each) => namesOf(each).includes(asked))
    .map(({ node }) => ({
      code: 'CDK_SERVICE_DAEMON',
      what: `the service at ${node.path} has the scheduling strategy DAEMON: ECS runs one task on each container instance, and there is no desiredCount to set.`,
      fix: 'Run the processing tier with the scheduling strategy REPLICA.',
    }));
}

function namesOf(service: CfnService): string[] {
  const { serviceName = '', attrName, attrServiceArn, ref } = service;
  return [serviceName, attrName, attrServiceArn, ref].map((name) => resolved(service, name));
}

/** The same text for the same service: its last part where it is known, else what it refers to. */
function resolved(scope: IConstruct, name: string): string {
  const text: unknown = Stack.of(scope).resolve(name);
  return typeof text === 'string' ? (text.split('/').at(-1) ?? text) : JSON.stringify(text);
}
