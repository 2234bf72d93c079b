import { CfnResource, Fn, type Stack } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ConfigResource, type ConfigResourceProps } from '../../cdk/config-resource';
import { renderProcessing } from '../../lib/collector';
import { errorsOf, synth, testStack } from '../_helpers/cdk/cdk';
import { testSpec } from '../_helpers/pipeline/spec';

const TEMPLATE = renderProcessing(testSpec(), 'earliest');
const PREFIX = '/spillway/test';

const PROPS: ConfigResourceProps = {
  ...{ prefix: PREFIX, template: TEMPLATE },
  ...{ collector: '0.160.0', check: { errors: [], ignored: [] } },
};

const make = (stack: Stack, props: Partial<ConfigResourceProps> = {}) =>
  new ConfigResource(stack, 'Config', { ...PROPS, ...props });
const synthWith = (props: Partial<ConfigResourceProps> = {}) => synth((stack) => make(stack, props));
const onlyOf = (template: Template, type: string) => {
  const [[logicalId, resource], ...others] = Object.entries(template.findResources(type)) as [
    [string, Record<string, unknown>],
  ];
  expect(others).toEqual([]);
  return { logicalId, resource };
};
const statementsOf = (template: Template): { Sid: string; Action: unknown; Resource: unknown }[] => {
  const { Properties } = onlyOf(template, 'AWS::IAM::Role').resource as {
    Properties: { Policies: [{ PolicyDocument: { Statement: [] } }] };
  };
  return Properties.Policies[0].PolicyDocument.Statement;
};
const parameterArn = (name: string) => ({
  'Fn::Join': [
    '',
    [
      ...['arn:', { Ref: 'AWS::Partition' }, ':ssm:', { Ref: 'AWS::Region' }, ':'],
      ...[{ Ref: 'AWS::AccountId' }, `:parameter${PREFIX}/${name}`],
    ],
  ],
});

describe('ConfigResource', () => {
  it('passes the template to the custom resource, with the defaults for existing and onDelete', () => {
    const template = synthWith();

    template.hasResourceProperties('Custom::SpillwayConfig', {
      ServiceToken: { 'Fn::GetAtt': [Match.stringLikeRegexp('Function'), 'Arn'] },
      ...{ prefix: PREFIX, template: TEMPLATE, existing: Match.absent(), onDelete: 'remove' },
    });
  });

  it('passes the Collector to check the template for, and the codes that the spec ignores', () => {
    const ignored = ['CONFIG_KEY_UNKNOWN'];

    synthWith().hasResourceProperties('Custom::SpillwayConfig', {
      ...{ collector: '0.160.0', ignored: Match.absent() },
    });
    synthWith({ check: { errors: [], ignored } }).hasResourceProperties('Custom::SpillwayConfig', {
      ignored,
    });
  });

  it('passes what to do with an existing configuration', () => {
    synthWith({ existing: 're-arm' }).hasResourceProperties('Custom::SpillwayConfig', { existing: 're-arm' });
  });

  it('creates a parameter for the template, and none for the live configuration', () => {
    const { resource } = onlyOf(synthWith(), 'AWS::SSM::Parameter');

    expect(resource.Properties).toMatchObject({
      ...{ Name: `${PREFIX}/template`, Value: TEMPLATE, Type: 'String', Tier: 'Intelligent-Tiering' },
    });
  });

  it('depends on the template and on its own rights', () => {
    const template = synthWith();
    const { logicalId } = onlyOf(template, 'AWS::SSM::Parameter');
    const role = onlyOf(template, 'AWS::IAM::Role');

    expect(onlyOf(template, 'Custom::SpillwayConfig').resource.DependsOn).toEqual([logicalId]);
    expect(template.findResources('AWS::IAM::Policy')).toEqual({});
    template.hasResource('AWS::Lambda::Function', { DependsOn: [role.logicalId] });
  });

  it('lets a service depend on the configuration', () => {
    const template = synth((stack) => {
      const { ready } = make(stack);
      new CfnResource(stack, 'Service', { type: 'AWS::ECS::Service' }).node.addDependency(ready);
    });

    expect(onlyOf(template, 'AWS::ECS::Service').resource.DependsOn).toContain(
      onlyOf(template, 'Custom::SpillwayConfig').logicalId,
    );
  });

  it('may touch exactly its own parameters, and its log', () => {
    const statements = statementsOf(synthWith());

    expect(statements.map(({ Sid, Action, Resource }) => [Sid, Action, Resource])).toEqual([
      [
        'WriteLog',
        ['logs:CreateLogStream', 'logs:PutLogEvents'],
        { 'Fn::GetAtt': [expect.stringContaining('Log'), 'Arn'] },
      ],
      ['ReadConfig', 'ssm:GetParameters', ['config', 'state', 'debt'].map(parameterArn)],
      ['StoreConfig', 'ssm:PutParameter', parameterArn('config')],
      ['FindEpochs', 'ssm:GetParametersByPath', parameterArn('epoch')],
      [
        'RemoveParameters',
        'ssm:DeleteParameter',
        ['config', 'state', 'coverage', 'debt', 'hold', 'epoch/*'].map(parameterArn),
      ],
    ]);
  });

  it('has no right to remove with onDelete keep', () => {
    const sids = statementsOf(synthWith({ onDelete: 'keep' })).map(({ Sid }) => Sid);

    expect(sids).toEqual(['WriteLog', 'ReadConfig', 'StoreConfig']);
  });

  it('checks mode observe with a separate resource, which no rollback creates', () => {
    const observing = synthWith({ mode: 'observe' });

    expect(onlyOf(observing, 'Custom::SpillwayObserve').resource.Properties).toMatchObject({
      ServiceToken: { 'Fn::GetAtt': [expect.stringContaining('Function'), 'Arn'] },
      ...{ prefix: PREFIX, guard: 'observe' },
    });
    synthWith({ mode: 'act' }).resourceCountIs('Custom::SpillwayObserve', 0);
    // Where the mode stood in the config's own properties, a rollback would bring it back by an Update.
    expect(onlyOf(observing, 'Custom::SpillwayConfig').resource.Properties).not.toHaveProperty('mode');
  });

  it('is not in a VPC, and keeps its log for three months by default', () => {
    const template = synthWith();

    template.hasResourceProperties('AWS::Lambda::Function', {
      ...{ Runtime: 'nodejs24.x', Handler: 'index.handler', VpcConfig: Match.absent() },
      LoggingConfig: { LogGroup: Match.anyValue() },
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
    synthWith({ logRetention: RetentionDays.ONE_WEEK }).hasResourceProperties('AWS::Logs::LogGroup', {
      RetentionInDays: 7,
    });
  });

  it('accepts a key for its log and a permissions boundary', () => {
    const template = synth((stack) =>
      make(stack, {
        encryptionKey: new kms.Key(stack, 'Key'),
        permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyArn(
          stack,
          'Boundary',
          'arn:aws:iam::1:policy/b',
        ),
      }),
    );

    template.hasResourceProperties('AWS::Logs::LogGroup', { KmsKeyId: Match.anyValue() });
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: {
              Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.amazonaws.com']] },
            },
          }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::IAM::Role', { PermissionsBoundary: 'arn:aws:iam::1:policy/b' });
  });

  it('has a hash that changes only with the template', () => {
    const hash = (props: Partial<ConfigResourceProps>) => make(testStack(), props).templateHash;

    expect(hash({})).toMatch(/^[0-9a-f]{16}$/);
    expect(hash({ onDelete: 'keep', logRetention: RetentionDays.ONE_DAY })).toBe(hash({}));
    expect(hash({ template: `${TEMPLATE}# more` })).not.toBe(hash({}));
  });

  it('has the same hash at each synthesis, also with values of deploy time', () => {
    const hash = () => {
      const stack = testStack();
      const brokers = Fn.ref('Brokers');
      const template = TEMPLATE.replace('127.0.0.1:9092', brokers);
      return stack.resolve(make(stack, { template }).templateHash);
    };

    expect(hash()).toEqual(hash());
    const [digits] = /[0-9a-f]{16}/.exec(JSON.stringify(hash())) ?? [];
    expect(digits).toBeDefined();
    expect(digits).not.toBe(make(testStack()).templateHash);
  });

  it('appends values that are only known at deployment to the hash, once each', () => {
    const stack = testStack();
    const [brokers, backend] = [Fn.ref('Brokers'), Fn.ref('Backend')];
    const { templateHash } = make(stack, { template: `${TEMPLATE}# ${brokers} ${backend} ${brokers}` });

    expect(stack.resolve(templateHash)).toEqual({
      'Fn::Join': [
        '',
        [expect.stringMatching(/^[0-9a-f]{16}-$/), { Ref: 'Brokers' }, '-', { Ref: 'Backend' }],
      ],
    });
  });

  it('has another role and function for another prefix, so that the old role can remove the old parameters', () => {
    const ids = (template: Template) => Object.keys(template.toJSON().Resources);
    const before = ids(synthWith());
    const after = ids(synthWith({ prefix: '/spillway/moved' }));

    expect(after).toHaveLength(before.length);
    expect(after.filter((id) => before.includes(id))).toEqual([]);
  });

  it('can be used twice in one stack', () => {
    const template = synth((stack) => {
      make(stack);
      new ConfigResource(stack, 'Other', { ...PROPS, prefix: '/spillway/other' });
    });

    template.resourceCountIs('Custom::SpillwayConfig', 2);
    template.resourceCountIs('AWS::Lambda::Function', 2);
  });

  it('reports at synth a template that could not be stored', () => {
    const stack = testStack();

    make(stack, { template: `${TEMPLATE}#${'x'.repeat(9_000)}` });

    expect(errorsOf(stack)).toEqual([expect.stringMatching(/^CDK_CONFIG_TOO_LONG .* bytes/)]);
  });
});
