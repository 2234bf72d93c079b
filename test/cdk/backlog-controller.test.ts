import { CfnParameter, CfnResource, Duration, Fn, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { BacklogController, type BacklogControllerProps } from '../../cdk/backlog-controller';
import type { EndpointService } from '../../cdk/endpoint-services';
import { Network } from '../../cdk/network';
import type { LoadedPipeline } from '../../cdk/pipeline-file';
import { renderProcessing } from '../../lib/collector';
import { errorsOf, synth, testStack } from '../_helpers/cdk/cdk';
import { examplePipeline } from '../_helpers/cdk/pipeline';
import { unnamedMskPipeline } from '../_helpers/cdk/tier-stack';

const plain = () => examplePipeline('plain');

function controllerIn(scope: Construct, props: Partial<BacklogControllerProps> = {}): BacklogController {
  return new BacklogController(scope, 'Spillway', {
    pipeline: plain(),
    config: { kind: 'managed' },
    ...props,
  });
}

/** Properties of the only resource of its type whose properties match. */
function only(template: Template, type: string, properties: unknown = {}): Record<string, unknown> {
  const found = Object.values(template.findResources(type, Match.objectLike({ Properties: properties })));
  expect(found).toHaveLength(1);
  return found[0]?.Properties;
}

const CONTROLLER = { FunctionName: 'spillway-plain' };

describe("the controller's stack", () => {
  it('keeps its rights until the check for mode observe has passed', () => {
    const template = synth((stack) => controllerIn(stack, { pipeline: observing('msk-iam') }));
    const [guard = ''] = Object.keys(template.findResources('Custom::SpillwayObserve'));
    const waitingFor = (type: string, id: string) =>
      Object.entries(template.findResources(type)).flatMap(([own, { DependsOn = [] }]) =>
        (DependsOn as string[]).includes(id) ? [own] : [],
      );

    const [role = '', ...others] = waitingFor('AWS::IAM::Role', guard);

    expect([role, others]).toEqual([expect.stringContaining('Controller'), []]);
    expect(waitingFor('AWS::Lambda::Function', role)).toEqual([expect.stringContaining('Controller')]);
  });

  it('ticks every minute without retries of the schedule or of Lambda', () => {
    const template = synth((stack) => controllerIn(stack));

    expect(only(template, 'AWS::Scheduler::Schedule')).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Input: '{"action":"reconcile"}',
        RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
      },
    });
    expect(only(template, 'AWS::Lambda::EventInvokeConfig')).toMatchObject({
      Qualifier: '$LATEST',
      MaximumEventAgeInSeconds: 60,
      MaximumRetryAttempts: 0,
    });
  });

  it('has the template as a resource, but neither the live configuration nor the state', () => {
    const template = synth((stack) => controllerIn(stack));

    const names = Object.values(template.findResources('AWS::SSM::Parameter')).map(
      ({ Properties }) => Properties.Name,
    );
    expect(names).toEqual(['/spillway/plain/template']);
  });

  it('makes schedule and service depend on the custom resource of the configuration', () => {
    const template = synth((stack) => {
      const { configReady } = controllerIn(stack);
      const service = new CfnResource(stack, 'Service', { type: 'AWS::ECS::Service' });
      if (configReady) service.node.addDependency(configReady);
    });
    const [config] = Object.keys(template.findResources('Custom::SpillwayConfig'));
    const waits = Match.objectLike({ DependsOn: Match.arrayWith([config]) });

    expect(config).toBeDefined();
    template.hasResource('AWS::Scheduler::Schedule', waits);
    template.hasResource('AWS::ECS::Service', waits);
  });

  it('does not update the custom resource if tags, log retention or schedule change', () => {
    const before = synth((stack) => controllerIn(stack));
    const after = synth((stack) => {
      Tags.of(stack).add('team', 'observability');
      controllerIn(stack, { logRetention: RetentionDays.ONE_WEEK, schedule: Duration.minutes(2) });
    });

    const config = (template: Template) => template.findResources('Custom::SpillwayConfig');
    expect(config(after)).toEqual(config(before));
    expect(after.toJSON()).not.toEqual(before.toJSON());
  });

  it('updates the custom resource only for a new template', () => {
    const build = (template: string) => (stack: Construct) =>
      controllerIn(stack, { config: { kind: 'managed', template } });
    const [before, after] = ['exporters: {}\n', 'receivers: {}\n'].map((template) =>
      only(synth(build(template)), 'Custom::SpillwayConfig'),
    );

    expect([before?.template, after?.template]).toEqual(['exporters: {}\n', 'receivers: {}\n']);
    expect({ ...after, template: '' }).toEqual({ ...before, template: '' });
  });

  it('creates no configuration with kind existing', () => {
    const stack = testStack();
    const { configReady, templateHash, configParameterName } = controllerIn(stack, {
      config: { kind: 'existing' },
    });

    expect([configReady, templateHash, configParameterName]).toEqual([
      undefined,
      undefined,
      '/spillway/plain/config',
    ]);
    const template = synth((other) => controllerIn(other, { config: { kind: 'existing' } }));
    for (const type of ['Custom::SpillwayConfig', 'AWS::SSM::Parameter']) template.resourceCountIs(type, 0);
  });

  it('deploys the function with its spec, and with variables only for what differs from it', () => {
    const own = synth((stack) => controllerIn(stack));
    const other = synth((stack) =>
      controllerIn(stack, {
        service: { cluster: 'made-by-terraform', service: 'collectors' },
        brokers: 'b-1:9092,b-2:9092',
      }),
    );

    expect(only(own, 'AWS::Lambda::Function', CONTROLLER).Environment).toEqual({
      Variables: { SPILLWAY_PIPELINE_FILE: 'pipeline.yaml' },
    });
    expect(only(other, 'AWS::Lambda::Function', CONTROLLER).Environment).toEqual({
      Variables: {
        SPILLWAY_PIPELINE_FILE: 'pipeline.yaml',
        SPILLWAY_BROKERS: 'b-1:9092,b-2:9092',
        SPILLWAY_ECS_CLUSTER: 'made-by-terraform',
        SPILLWAY_ECS_SERVICE: 'collectors',
      },
    });
  });

  it.each([
    ['that is only known at deploy', undefined, { Ref: 'AWS::Region' }],
    ['that is not the one of the spec', 'us-east-1', 'us-east-1'],
    ['that the spec names too', 'eu-west-1', undefined],
  ])('calls AWS in a region of the stack %s', (_what, region, variable) => {
    const stack = new Stack(testStack().node.root, 'In', region === undefined ? {} : { env: { region } });
    controllerIn(stack, { pipeline: examplePipeline('msk-iam'), config: { kind: 'existing' } });

    const { Environment } = only(Template.fromStack(stack), 'AWS::Lambda::Function', {
      FunctionName: 'spillway-orders',
    }) as {
      Environment: { Variables: Record<string, unknown> };
    };
    expect(Environment.Variables.SPILLWAY_AWS_REGION).toEqual(variable);
  });

  it('accepts a service of another stack with names that are only known at deployment', () => {
    const stack = testStack();
    const theirs = new CfnResource(new Stack(stack.node.root, 'Theirs'), 'Service', {
      type: 'AWS::ECS::Service',
    });
    const name = theirs.getAtt('Name').toString();
    controllerIn(stack, { service: { cluster: 'telemetry', service: name }, config: { kind: 'existing' } });
    const template = Template.fromStack(stack);

    const imported = { 'Fn::ImportValue': expect.stringMatching(/^Theirs:/) };
    expect(only(template, 'AWS::Lambda::Function', CONTROLLER)).toMatchObject({
      Environment: { Variables: { SPILLWAY_ECS_SERVICE: imported } },
    });
    const role = JSON.stringify(Object.values(template.findResources('AWS::IAM::Role')));
    expect(role).toMatch(/:service\/telemetry\/",\{"Fn::ImportValue":"Theirs:/);
  });

  it('reserves no concurrency by default, because new accounts have none to spare', () => {
    const reserved = (props: Partial<BacklogControllerProps>) =>
      only(
        synth((stack) => controllerIn(stack, props)),
        'AWS::Lambda::Function',
        CONTROLLER,
      ).ReservedConcurrentExecutions;

    expect([reserved({}), reserved({ reservedConcurrentExecutions: 1 })]).toEqual([undefined, 1]);
  });

  it('applies permissions boundary and key to roles, logs and variables', () => {
    const template = synth((stack) => {
      const boundary = iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary');
      controllerIn(stack, {
        permissionsBoundary: boundary,
        encryptionKey: new kms.Key(stack, 'Key'),
        vpc: importedVpc(stack),
      });
    });
    const lacking = Object.values(template.findResources('AWS::IAM::Role')).filter(
      ({ Properties }) => Properties.PermissionsBoundary === undefined,
    );

    expect(lacking).toEqual([]);
    expect(only(template, 'AWS::Lambda::Function', CONTROLLER)).toMatchObject({
      KmsKeyArn: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] },
      VpcConfig: { SubnetIds: expect.any(Array) },
    });
  });

  it('can contain several pipelines, each with its own function, schedule and parameters', () => {
    const template = synth((stack) => {
      controllerIn(stack);
      new BacklogController(stack, 'Orders', {
        pipeline: examplePipeline('msk-iam'),
        config: { kind: 'managed' },
        msk: { clusterArn: 'arn:aws:kafka:eu-west-1:123456789012:cluster/orders/1a2b-3' },
      });
    });

    template.resourceCountIs('AWS::Scheduler::Schedule', 2);
    template.resourceCountIs('Custom::SpillwayConfig', 2);
    template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'spillway-plain' });
    template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'spillway-orders' });
  });
});

describe('a controller on MSK without brokers in the spec', () => {
  const onMsk = (props: Partial<BacklogControllerProps> = {}) => ({
    pipeline: examplePipeline('msk-iam'),
    msk: { clusterArn: 'arn:aws:kafka:eu-west-1:123456789012:cluster/orders/1a2b-3' },
    ...props,
  });
  const BROKERS = { 'Fn::GetAtt': [Match.stringLikeRegexp('Brokers'), 'Brokers'] };

  it('gets the brokers at deployment, as a variable and in the configuration', () => {
    const template = synth((stack) => controllerIn(stack, onMsk()));
    const text = { 'Fn::Join': ['', [Match.stringLikeRegexp('brokers: "$'), BROKERS, Match.anyValue()]] };

    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'spillway-orders',
      Environment: { Variables: Match.objectLike({ SPILLWAY_BROKERS: BROKERS }) },
    });
    template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/spillway/orders/template', Value: text });
    template.hasResourceProperties('Custom::SpillwayConfig', { template: text });
  });

  it('gets the brokers with an existing configuration, too, because the function needs them', () => {
    const template = synth((stack) => controllerIn(stack, onMsk({ config: { kind: 'existing' } })));

    template.resourceCountIs('Custom::SpillwayBrokers', 1);
  });

  it('does not ask MSK if brokers are passed', () => {
    const template = synth((stack) => controllerIn(stack, onMsk({ brokers: 'b-1:9098,b-2:9098' })));

    template.resourceCountIs('Custom::SpillwayBrokers', 0);
    expect(only(template, 'Custom::SpillwayConfig').template).toContain('brokers: [b-1:9098, b-2:9098]');
  });

  it('has another template hash for another cluster, so that it is rolled out', () => {
    // Without the brokers that follow it: these are another resource's for another cluster.
    const hash = (props: Partial<BacklogControllerProps>) => {
      const stack = testStack();
      const { templateHash } = controllerIn(stack, onMsk(props));
      return /"([0-9a-f]{16})-"/.exec(JSON.stringify(stack.resolve(templateHash)))?.[1];
    };
    const other = { clusterArn: 'arn:aws:kafka:eu-west-1:123456789012:cluster/orders/9a2b-3' };

    expect(hash({})).toMatch(/./);
    expect(hash({})).toBe(hash({}));
    expect(hash({ msk: other })).not.toBe(hash({}));
  });

  it('checks the length of the configuration with the longest possible brokers', () => {
    const stack = testStack();
    // 8,192 bytes are allowed: the text without its brokers has 250 fewer.
    const pipeline = examplePipeline('msk-iam');
    const without = renderProcessing(pipeline.spec, 'earliest', { brokersText: '' });
    pipeline.spec.tiers.processing.backend.headers = {
      'x-padding': 'x'.repeat(8_192 - 250 - without.length - 40),
    };
    controllerIn(stack, onMsk({ pipeline }));

    expect(errorsOf(stack)).toEqual([expect.stringMatching(/^CDK_CONFIG_TOO_LONG /)]);
  });

  it('reports braces in a text that contains brokers', () => {
    const stack = testStack();
    const pipeline = examplePipeline('msk-iam');
    pipeline.spec.tiers.processing.backend.headers = { 'x-braces': '{{x}}' };
    controllerIn(stack, onMsk({ pipeline }));

    expect(errorsOf(stack)).toEqual([expect.stringMatching(/^CDK_CONFIG_BRACES /)]);
  });
});

describe('synth errors of the controller', () => {
  const MSK = { clusterArn: 'arn:aws:kafka:eu-west-1:123456789012:cluster/orders/1a2b-3' };

  it.each<[string, Partial<BacklogControllerProps>, string]>([
    ['IAM on a cluster that nobody named', { pipeline: unnamedMskPipeline() }, 'CDK_MSK_CLUSTER_UNKNOWN'],
    ['a CA that is not shipped', { pipeline: examplePipeline('scram-tls') }, 'CDK_CA_FILE_NOT_SHIPPED'],
    [
      'rights to write for an observer',
      { pipeline: observing('msk-iam'), msk: MSK, commitOffsets: 'allowed' },
      'CDK_OBSERVE_CANNOT_WRITE',
    ],
  ])('are reported for %s', (_name, props, code) => {
    const stack = testStack();
    controllerIn(stack, props);

    expect(errorsOf(stack)).toEqual([expect.stringMatching(new RegExp(`^${code} `))]);
  });

  it('are reported for a stack in another region than that of the spec', () => {
    const stack = new Stack(testStack().node.root, 'In', { env: { region: 'us-east-1' } });
    controllerIn(stack, { pipeline: examplePipeline('msk-iam'), msk: MSK, config: { kind: 'existing' } });

    expect(errorsOf(stack)).toEqual([
      expect.stringMatching(/^CDK_REGION_DIFFERS aws\.region is eu-west-1, but .* us-east-1/),
    ]);
  });

  it('are reported once for two controllers of the same pipeline, for each thing that they share', () => {
    const first = testStack();
    const second = new Stack(first.node.root, 'Second');
    controllerIn(first);
    controllerIn(second, { config: { kind: 'existing' } });

    expect(errorsOf(first)).toEqual([]);
    expect(errorsOf(second).map((error) => error.split(' ')[0])).toEqual([
      'CDK_GROUP_TWICE',
      'CDK_PREFIX_TWICE',
      'CDK_FUNCTION_NAME_TWICE',
    ]);
  });

  it('are reported for two pipelines with the same group and MSK cluster without listed brokers', () => {
    const stack = testStack();
    controllerIn(stack, { pipeline: examplePipeline('msk-iam'), msk: MSK });
    new BacklogController(stack, 'Other', {
      pipeline: examplePipeline('msk-iam', { from: 'name: orders', to: 'name: other' }),
      config: { kind: 'managed' },
      msk: MSK,
    });

    expect(errorsOf(stack)).toEqual([expect.stringMatching(/^CDK_GROUP_TWICE /)]);
  });

  it('are reported for a cluster ARN that is only known at deployment, and not for two clusters', () => {
    const told = (first: string, second: string) => {
      const stack = testStack();
      for (const name of ['A', 'B']) new CfnParameter(stack, name);
      ['orders', 'other'].forEach((name, index) => {
        new BacklogController(stack, name, {
          pipeline: examplePipeline('msk-iam', { from: 'name: orders', to: `name: ${name}` }),
          config: { kind: 'managed' },
          msk: { clusterArn: Fn.ref(index === 0 ? first : second) },
        });
      });
      return errorsOf(stack).map((error) => error.split(' ')[0]);
    };

    expect(told('A', 'A')).toEqual(['CDK_GROUP_TWICE']);
    expect(told('A', 'B')).toEqual([]);
  });

  it.each(['plain', 'msk-iam', 'scram-tls'])('are not reported for %s with all it needs', (name) => {
    const stack = testStack();
    controllerIn(stack, { pipeline: examplePipeline(name), msk: MSK, kafkaCa: 'PEM' });

    expect(errorsOf(stack)).toEqual([]);
  });
});

describe('egress of the controller from isolated subnets', () => {
  const told = (pipeline: LoadedPipeline, services: readonly EndpointService[]) => {
    const stack = testStack();
    const { vpc } = new Network(stack, 'Network', { egress: 'endpoints', services });
    controllerIn(stack, { pipeline, vpc, kafkaCa: 'PEM' });
    return errorsOf(stack);
  };

  it('needs an endpoint for each service that it calls', () => {
    expect(told(plain(), [])).toEqual([
      expect.stringMatching(/^CDK_NETWORK_NO_WAY_OUT .* for ssm, ecs, application-autoscaling\. /),
    ]);
  });

  it('needs an endpoint for the secret with its password', () => {
    expect(told(examplePipeline('scram-tls'), ['ssm', 'ecs', 'application-autoscaling'])).toEqual([
      expect.stringMatching(/ for secretsmanager\. /),
    ]);
  });

  it('needs no endpoint for its log and its code', () => {
    expect(told(plain(), ['ssm', 'ecs', 'application-autoscaling'])).toEqual([]);
  });
});

function importedVpc(scope: Construct): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(scope, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['eu-west-1a'],
    privateSubnetIds: ['subnet-0123456789abcdef0'],
  });
}

function observing(name: string) {
  return examplePipeline(name, { from: '\naws:', to: '\npolicy: { mode: observe }\naws:' });
}
