import type { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { BacklogController, type BacklogControllerProps } from '../../cdk/backlog-controller';
import { synth } from '../_helpers/cdk/cdk';
import { examplePipeline } from '../_helpers/cdk/pipeline';
import { isAllowed, type PolicyStatement } from '../_helpers/rights/iam-policy';

const MSK = { clusterArn: 'arn:aws:kafka:eu-west-1:123456789012:cluster/orders/1a2b-3' };
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9';
const THROUGH_SECRETS_MANAGER = {
  'Fn::Join': ['', ['secretsmanager.', { Ref: 'AWS::Region' }, '.amazonaws.com']],
};
const OBSERVE = { from: '\naws:', to: '\npolicy: { mode: observe }\naws:' };

interface Statement {
  Sid: string;
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}

/** Statements of the controller's role, ARNs as text. The role has no other policy. */
function statements(props: Partial<BacklogControllerProps>, more: (stack: Stack) => object = () => ({})) {
  const template = synth(
    (stack) =>
      new BacklogController(stack, 'Spillway', {
        pipeline: examplePipeline('msk-iam'),
        config: { kind: 'existing' },
        msk: MSK,
        ...props,
        ...more(stack),
      }),
  );
  template.resourceCountIs('AWS::IAM::Policy', 0);
  const [role] = Object.values(template.findResources('AWS::IAM::Role')).filter(({ Properties }) =>
    Properties.Description.includes('controller'),
  );
  expect(role?.Properties.ManagedPolicyArns).toBeUndefined();
  const found: Statement[] = role?.Properties.Policies.flatMap(
    (policy: { PolicyDocument: { Statement: Statement[] } }) => policy.PolicyDocument.Statement,
  );
  return found.map((statement) => ({
    ...statement,
    Action: [statement.Action].flat(),
    Resource: [statement.Resource].flat().map(arnText),
  }));
}

/** `arn:aws:ssm:…:parameter/x` of a joined ARN. */
function arnText(arn: unknown): string {
  if (typeof arn === 'string') return arn;
  if (typeof arn === 'object' && arn !== null && 'Fn::Join' in arn) {
    const [, parts] = arn['Fn::Join'] as [string, unknown[]];
    return parts.map((part) => (typeof part === 'string' ? part : '_')).join('');
  }
  return JSON.stringify(arn);
}

const actionsOf = (found: readonly { Action: string[] }[]) => found.flatMap(({ Action }) => Action);

describe("the controller's role", () => {
  it('can only read in mode observe, whatever else is enabled', () => {
    const found = statements({
      pipeline: examplePipeline('msk-iam', OBSERVE),
      commitOffsets: 'allowed',
      addPartitions: 'allowed',
    });

    expect(actionsOf(found)).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'ssm:GetParameters',
      'ecs:DescribeServices',
      'ecs:ListTasks',
      'ecs:DescribeTasks',
      'application-autoscaling:DescribeScalableTargets',
      'kafka-cluster:Connect',
      'kafka-cluster:DescribeCluster',
      'kafka-cluster:DescribeClusterDynamicConfiguration',
      'kafka-cluster:DescribeTopic',
      'kafka-cluster:DescribeTopicDynamicConfiguration',
      'kafka-cluster:DescribeGroup',
    ]);
  });

  it.each<[string, Partial<BacklogControllerProps>, string[]]>([
    ['commits by default', {}, ['kafka-cluster:ReadData', 'kafka-cluster:AlterGroup']],
    ['neither reads nor commits where that is denied', { commitOffsets: 'denied' }, []],
    [
      'adds partitions where that is allowed',
      { commitOffsets: 'denied', addPartitions: 'allowed' },
      ['kafka-cluster:AlterTopic'],
    ],
  ])('%s', (_name, props, expected) => {
    const writing = /ReadData|Alter|Write|Create|Delete/;
    const kafka = actionsOf(statements(props)).filter((action) => action.startsWith('kafka-cluster:'));

    expect(kafka.filter((action) => writing.test(action))).toEqual(expected);
  });

  it('writes to its own parameters, and to the one service', () => {
    const writes = statements({ service: { cluster: 'arn:aws:ecs:r:a:cluster/theirs', service: 'tier' } })
      .filter(({ Action }) => /Put(?!Log)|Delete|Update/.test(Action.join()))
      .map(({ Action, Resource }) => [Action, Resource]);

    expect(writes).toEqual([
      [
        ['ssm:PutParameter'],
        ['config', 'state', 'coverage', 'debt', 'hold', 'epoch/*'].map(
          (name) => `arn:_:ssm:_:_:parameter/spillway/orders/${name}`,
        ),
      ],
      [
        ['ssm:DeleteParameter'],
        ['debt', 'hold', 'epoch/*'].map((name) => `arn:_:ssm:_:_:parameter/spillway/orders/${name}`),
      ],
      [['ecs:UpdateService'], ['arn:_:ecs:_:_:service/theirs/tier']],
      // Denied with ECS Exec.
      [['ecs:UpdateService'], ['arn:_:ecs:_:_:service/theirs/tier']],
    ]);
  });

  it('uses a wildcard only if AWS supports no resource, with a condition if possible', () => {
    const wide = statements({}, (stack) => ({ vpc: importedVpc(stack) }))
      .filter(({ Resource }) => Resource.includes('*'))
      .map(({ Sid, Effect, Condition }) => [Sid, Effect, Condition !== undefined]);

    expect(wide).toEqual([
      ['ListTasks', 'Allow', true],
      ['SeeAutoScaling', 'Allow', false],
      ['SeeVpc', 'Allow', false],
      ['LeaveNetworkAlone', 'Deny', true],
    ]);
  });

  it.each([
    ['telemetry/kafka', 'arn:_:secretsmanager:_:_:secret:telemetry/kafka-??????'],
    [
      'arn:aws:secretsmanager:eu-west-1:123456789012:secret:kafka-Ab12Cd',
      'arn:aws:secretsmanager:eu-west-1:123456789012:secret:kafka-Ab12Cd',
    ],
  ])('reads the one secret that the spec names by %s', (id, resource) => {
    const found = statements({
      pipeline: examplePipeline('scram-tls', { from: 'telemetry/kafka', to: id }),
      kafkaCa: 'PEM',
    });

    expect(found.filter(({ Sid }) => Sid === 'ReadKafkaPassword').map(({ Resource }) => Resource)).toEqual([
      [resource],
    ]);
    expect(actionsOf(found).filter((action) => action.startsWith('kafka-cluster:'))).toEqual([]);
  });
});

describe('customer managed keys', () => {
  it("may be used to decrypt: the function's directly, and the password's through Secrets Manager", () => {
    const found = statements({ pipeline: examplePipeline('scram-tls'), kafkaCa: 'PEM' }, (stack) => ({
      encryptionKey: new kms.Key(stack, 'Own'),
      passwordSecret: new secretsmanager.Secret(stack, 'Secret', {
        encryptionKey: new kms.Key(stack, 'OfSecret'),
      }),
    }));

    expect(found.filter(({ Action }) => Action.includes('kms:Decrypt'))).toEqual([
      {
        ...{ Sid: 'UseSecretKey', Effect: 'Allow', Action: ['kms:Decrypt'] },
        Resource: [expect.stringMatching(/OfSecret.*Arn/)],
        Condition: { StringEquals: { 'kms:ViaService': THROUGH_SECRETS_MANAGER } },
      },
      {
        ...{ Sid: 'UseKey', Effect: 'Allow', Action: ['kms:Decrypt'] },
        Resource: [expect.stringMatching(/Own.*Arn/)],
      },
    ]);
    expect(found.find(({ Sid }) => Sid === 'ReadKafkaPassword')?.Resource).toEqual([
      '{"Ref":"SecretA720EF05"}',
    ]);
  });

  it('may be set in the spec, next to the secret', () => {
    const found = statements({
      pipeline: examplePipeline('scram-tls', {
        from: '      field: password\n',
        to: `      field: password\n      kmsKeyArn: ${KEY}\n`,
      }),
      kafkaCa: 'PEM',
    });

    expect(found.filter(({ Action }) => Action.includes('kms:Decrypt'))).toEqual([
      expect.objectContaining({
        Resource: [KEY],
        Condition: { StringEquals: { 'kms:ViaService': THROUGH_SECRETS_MANAGER } },
      }),
    ]);
  });

  it('need no right if none are used', () => {
    expect(actionsOf(statements({}))).not.toContain('kms:Decrypt');
  });
});

function importedVpc(stack: Stack): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['eu-west-1a'],
    privateSubnetIds: ['subnet-0123456789abcdef0'],
  });
}

describe('a function that somebody else has taken over', () => {
  const SERVICE = 'arn:_:ecs:_:_:service/telemetry/orders-processing';
  const family = (name: string) => `arn:_:ecs:_:_:task-definition/${name}:3`;

  it.each<[string, Record<string, string>, boolean]>([
    ['set the number of tasks', {}, true],
    ['keep the task definition of the service', { 'ecs:task-definition': family('orders') }, true],
    ['make the service run another task definition', { 'ecs:task-definition': family('admin') }, false],
    ['make it run one whose name begins like it', { 'ecs:task-definition': family('orders-2') }, false],
    ['switch on ECS Exec', { 'ecs:enable-execute-command': 'true' }, false],
    ['leave ECS Exec off', { 'ecs:enable-execute-command': 'false' }, true],
  ])('may %s: %j is %s', (_name, conditions, is) => {
    const found = statements({
      service: { cluster: 'telemetry', service: 'orders-processing' },
      taskDefinitionFamily: 'orders',
    }).flatMap(({ Condition, ...statement }): PolicyStatement[] =>
      statement.Action.includes('ecs:UpdateService') ? [resolved(statement, Condition)] : [],
    );

    expect(isAllowed(found, { action: 'ecs:UpdateService', resource: SERVICE, conditions })).toBe(is);
  });

  /** A statement with the ARNs in its condition as text. */
  function resolved(statement: Omit<Statement, 'Condition'>, condition: unknown): PolicyStatement {
    const text = JSON.stringify(condition ?? {}, (_key, value: unknown) =>
      typeof value === 'object' && value !== null && 'Fn::Join' in value ? arnText(value) : value,
    );
    return { ...(statement as Omit<PolicyStatement, 'Condition'>), Condition: JSON.parse(text) };
  }

  it('is held to one family only if that is known', () => {
    expect(statements({}).map(({ Sid }) => Sid)).not.toContain('KeepTaskDefinition');
  });
});
