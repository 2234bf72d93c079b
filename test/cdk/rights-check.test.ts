import { readFileSync } from 'node:fs';
import { CONFIG_RIGHTS } from '../../cdk/config-rights';
import { CONTROLLER_RIGHTS } from '../../cdk/controller-policy';
import type { MotoEvent } from '../_helpers/moto/moto-with-lambdas';
import { isAllowed, matches, type PolicyStatement } from '../_helpers/rights/iam-policy';
import { callsWithoutRight, rightsWithoutCall } from '../_helpers/rights/rights';
import { notShownElsewhere, SHOWN_ELSEWHERE } from '../_helpers/rights/rights-elsewhere';

const PARAMETER = 'arn:aws:ssm:eu-west-1:123456789012:parameter/spillway/made-up';
const CLUSTER = 'arn:aws:ecs:eu-west-1:123456789012:cluster/telemetry';

/** A policy made up for this: reads config and state, lists the tasks of one cluster, and never deletes. */
const STATEMENTS: PolicyStatement[] = [
  { Effect: 'Allow', Action: 'ssm:GetParameters', Resource: [`${PARAMETER}/config`, `${PARAMETER}/state`] },
  { Effect: 'Allow', Action: ['ssm:PutParameter', 'ssm:DeleteParameter'], Resource: `${PARAMETER}/epoch/*` },
  {
    Effect: 'Allow',
    Action: 'ecs:ListTasks',
    Resource: '*',
    Condition: { ArnEquals: { 'ecs:cluster': CLUSTER } },
  },
  { Effect: 'Deny', Action: 'ssm:Delete*', Resource: '*' },
];

const ROLE: MotoEvent = {
  ...{ kind: 'role', function: 'made-up', arn: 'arn:aws:lambda:eu-west-1:123456789012:function:made-up' },
  ...{ statements: STATEMENTS, attached: [] },
};

function call(action: string, arns: string[], conditions: Record<string, string> = {}): MotoEvent {
  return { kind: 'call', caller: 'made-up', action, resources: arns.map((arn) => ({ arn, conditions })) };
}

describe('the check of rights', () => {
  it.each([
    {
      what: 'a parameter that is named',
      action: 'ssm:GetParameters',
      resource: `${PARAMETER}/state`,
      is: true,
    },
    { what: 'another parameter', action: 'ssm:GetParameters', resource: `${PARAMETER}/template`, is: false },
    { what: 'another action on it', action: 'ssm:GetParameter', resource: `${PARAMETER}/state`, is: false },
    { what: 'below a wildcard', action: 'ssm:PutParameter', resource: `${PARAMETER}/epoch/7`, is: true },
    {
      what: 'the parent of a wildcard',
      action: 'ssm:PutParameter',
      resource: `${PARAMETER}/epoch`,
      is: false,
    },
    {
      what: 'what is denied too',
      action: 'ssm:DeleteParameter',
      resource: `${PARAMETER}/epoch/7`,
      is: false,
    },
    { what: 'a condition on nothing known', action: 'ecs:ListTasks', resource: '*', is: false },
  ])('answers $is for $what', ({ action, resource, is }) => {
    expect(isAllowed(STATEMENTS, { action, resource, conditions: {} })).toBe(is);
  });

  it('compares a condition with its value', () => {
    const asked = (cluster: string) =>
      isAllowed(STATEMENTS, {
        action: 'ecs:ListTasks',
        resource: '*',
        conditions: { 'ecs:cluster': cluster },
      });

    expect(asked(CLUSTER)).toBe(true);
    expect(asked(`${CLUSTER}-2`)).toBe(false);
  });

  it('fails on an unknown operator instead of accepting it', () => {
    const odd: PolicyStatement = {
      ...{ Effect: 'Allow', Action: 'a:B', Resource: '*' },
      Condition: { NumericLessThan: { 'a:C': '1' } },
    };

    expect(() => isAllowed([odd], { action: 'a:B', resource: 'x', conditions: {} })).toThrow(
      'NumericLessThan',
    );
  });

  it('checks a resource that AWS does not know against statements on all resources only', () => {
    const request = { action: 'ssm:GetParameters', resource: '*', conditions: {} };

    expect(isAllowed(STATEMENTS, request)).toBe(false);
    expect(matches('arn:?ws:*', 'arn:aws:ssm')).toBe(true);
  });

  it('names each call that no statement covers, with its resource', () => {
    const events = [
      ROLE,
      call('ssm:GetParameters', [`${PARAMETER}/config`, `${PARAMETER}/template`]),
      call('ssm:DeleteParameter', [`${PARAMETER}/epoch/7`]),
      call('ecs:ListTasks', ['*'], { 'ecs:cluster': CLUSTER }),
      call('sns:Publish', []),
    ];

    expect(callsWithoutRight(events)).toEqual([
      'made-up sns:Publish on unknown',
      'made-up ssm:DeleteParameter on parameter/spillway/made-up/epoch/7',
      'made-up ssm:GetParameters on parameter/spillway/made-up/template',
    ]);
  });

  it('uses the role as it was at the time of the call', () => {
    const later: MotoEvent = { ...ROLE, statements: [] };
    const read = call('ssm:GetParameters', [`${PARAMETER}/config`]);

    expect(callsWithoutRight([ROLE, read, later])).toEqual([]);
    expect(callsWithoutRight([ROLE, later, read])).toHaveLength(1);
  });

  it('ignores the calls of people: a caller without a role here is not a function', () => {
    expect(callsWithoutRight([call('ssm:DeleteParameter', [`${PARAMETER}/config`])])).toEqual([]);
  });

  it('fails for a role with a policy that it cannot read', () => {
    const attached: MotoEvent = { ...ROLE, attached: ['arn:aws:iam::aws:policy/AdministratorAccess'] };

    expect(() => callsWithoutRight([attached])).toThrow('AdministratorAccess');
  });

  it('names each right that no call used, by action and resource', () => {
    const events = [
      ROLE,
      call('ssm:GetParameters', [`${PARAMETER}/config`]),
      call('ssm:PutParameter', [`${PARAMETER}/epoch/7`]),
    ];

    expect(rightsWithoutCall(events, (name) => name === 'made-up')).toEqual([
      'ecs:ListTasks on *',
      'ssm:DeleteParameter on parameter/spillway/made-up/epoch/*',
      'ssm:GetParameters on parameter/spillway/made-up/state',
    ]);
  });
});

describe('the list of rights that another test covers', () => {
  const elsewhere = SHOWN_ELSEWHERE.flatMap((entry) => ('file' in entry ? [entry] : []));

  it.each(elsewhere)('$right: $file has that test', ({ file, test }) => {
    expect(readFileSync(file, 'utf8')).toContain(`'${test}'`);
  });

  it('has no line about a right that no role has', () => {
    const actions = [...CONTROLLER_RIGHTS, ...CONFIG_RIGHTS].flatMap((right) => right.actions);

    for (const { right } of SHOWN_ELSEWHERE) {
      const [action = ''] = right.split(' on ');
      expect(actions.filter((each) => matches(action, each))).not.toEqual([]);
    }
  });

  it('does not stop the named test from checking', () => {
    const right = 'ecs:DescribeTasks on task/x/*';

    expect(notShownElsewhere('/x/test/e2e/deploy.test.ts', 'controller', [right])).toEqual([]);
    expect(notShownElsewhere('/x/test/e2e/adopt.test.ts', 'controller', [right])).toEqual([right]);
    expect(notShownElsewhere('/x/test/e2e/deploy.test.ts', 'config', [right])).toEqual([right]);
  });
});
