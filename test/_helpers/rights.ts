import type { Template } from 'aws-cdk-lib/assertions';
import type { MotoEvent } from './moto-with-lambdas';

interface Statement {
  Effect: string;
  Action: string | string[];
}

/** IAM's names of the services whose JSON requests a function sends here. */
const SERVICES: Record<string, string> = {
  AmazonSSM: 'ssm',
  AmazonEC2ContainerServiceV20141113: 'ecs',
  AnyScaleFrontendService: 'application-autoscaling',
};

/** What a function called, as IAM actions, each once, sorted. */
export function calledActions(events: readonly MotoEvent[], caller: (name: string) => boolean): string[] {
  const actions = events.flatMap((event) => {
    if (event.kind !== 'call' || !caller(event.caller)) return [];
    const [service = '', operation] = event.target.split('.');
    return [`${SERVICES[service] ?? service}:${operation}`];
  });
  return [...new Set(actions)].sort();
}

/** What the role at a construct's path may do, by its inline policies, sorted. */
export function grantedActions(template: Template, roleId: RegExp): string[] {
  const roles = Object.entries(template.findResources('AWS::IAM::Role')).filter(([id]) => roleId.test(id));
  const statements = roles.flatMap(([, role]) =>
    (role.Properties.Policies ?? []).flatMap(
      (policy: { PolicyDocument: { Statement: Statement[] } }) => policy.PolicyDocument.Statement,
    ),
  ) as Statement[];
  const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
  return [...new Set(allowed.flatMap(({ Action }) => Action))].sort();
}
