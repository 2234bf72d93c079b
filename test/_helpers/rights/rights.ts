import type { MotoEvent } from '../moto/moto-with-lambdas';
import { applies, isAllowed, type PolicyStatement } from './iam-policy';

/** A condition key besides those of the resource: the calling function, as Lambda passes it to IAM. */
const CALLER_KEY = 'lambda:SourceFunctionArn';

/**
 * The functions' calls that their roles, as they were at that time, do not allow. Empty if all calls are allowed. An
 * item is, for example, `spillway-x ssm:PutParameter on parameter/spillway/x/template`.
 */
export function callsWithoutRight(events: readonly MotoEvent[]): string[] {
  const missing = new Set<string>();
  for (const { caller, action, resources, role } of callsOf(events)) {
    // A call that moto_lambdas/calls.py does not know cannot be judged.
    const asked = resources.length > 0 ? resources : [{ arn: 'unknown', conditions: {} }];
    for (const { arn, conditions } of asked) {
      const request = { action, resource: arn, conditions: { ...conditions, [CALLER_KEY]: role.arn } };
      if (!isAllowed(role.statements, request)) missing.add(`${caller} ${action} on ${shortArn(arn)}`);
    }
  }
  return [...missing].sort();
}

/** What functions were allowed to do but never did, on any resource of that pattern: `ecs:DescribeTasks on task/x/*`. */
export function rightsWithoutCall(
  events: readonly MotoEvent[],
  functionName: (name: string) => boolean,
): string[] {
  const statements = events.flatMap((event) =>
    event.kind === 'role' && functionName(event.function) ? event.statements : [],
  );
  const calls = callsOf(events).filter(({ caller }) => functionName(caller));
  const used = (right: PolicyStatement) =>
    calls.some(({ action, resources, role }) =>
      resources.some(({ arn, conditions }) =>
        applies(right, { action, resource: arn, conditions: { ...conditions, [CALLER_KEY]: role.arn } }),
      ),
    );
  const unused = statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(oneByOne)
    .filter((right) => !used(right));
  return [
    ...new Set(unused.map(({ Action, Resource }) => `${Action} on ${shortArn(String(Resource))}`)),
  ].sort();
}

/**
 * Whether the last role of a function would allow an action, called or not.
 * @param resource without partition, region and account: `parameter/spillway/x/template`
 */
export function couldCall(
  events: readonly MotoEvent[],
  functionName: string,
  {
    action,
    resource,
    conditions = {},
  }: { action: string; resource: string; conditions?: Record<string, string> },
): boolean {
  const role = events.findLast(
    (event): event is Call['role'] => event.kind === 'role' && event.function === functionName,
  );
  if (!role) throw new Error(`${functionName} was never invoked`);
  const arn = role.arn.replace(
    /^(arn:[^:]+:)lambda(:.*):function:.*$/,
    `$1${action.split(':')[0]}$2:${resource}`,
  );
  return isAllowed(role.statements, {
    action,
    resource: arn,
    conditions: { ...conditions, [CALLER_KEY]: role.arn },
  });
}

/** The distinct actions that a function called. */
export function calledActions(events: readonly MotoEvent[], caller: (name: string) => boolean): string[] {
  const actions = callsOf(events).flatMap((call) => (caller(call.caller) ? [call.action] : []));
  return [...new Set(actions)].sort();
}

type Call = Extract<MotoEvent, { kind: 'call' }> & { role: Extract<MotoEvent, { kind: 'role' }> };

/**
 * The functions' calls, each with the role that the function had at that time. A caller without a role is a person or
 * the CDK's command line.
 */
function callsOf(events: readonly MotoEvent[]): Call[] {
  const roles = new Map<string, Call['role']>();
  return events.flatMap((event) => {
    if (event.kind === 'role') {
      if (event.attached.length > 0) throw new Error(`not looked into: ${event.attached.join()}`);
      roles.set(event.function, event);
    }
    if (event.kind !== 'call') return [];
    const role = roles.get(event.caller);
    return role ? [{ ...event, role }] : [];
  });
}

function oneByOne(statement: PolicyStatement): PolicyStatement[] {
  return [statement.Action]
    .flat()
    .flatMap((Action) => [statement.Resource].flat().map((Resource) => ({ ...statement, Action, Resource })));
}

/** The ARN without partition, service, region and account. */
function shortArn(arn: string): string {
  return arn.startsWith('arn:') ? arn.split(':').slice(5).join(':') : arn;
}
