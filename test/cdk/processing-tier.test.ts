import { CfnResource, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { BacklogController } from '../../cdk/backlog-controller';
import { Network } from '../../cdk/network';
import { renderProcessing } from '../../lib/collector';
import { errorsOf, testStack } from '../_helpers/cdk/cdk';
import {
  containerOf,
  kafkaRightsOf,
  pipelineOf,
  processingTier,
  unnamedMskPipeline,
} from '../_helpers/cdk/tier-stack';

const PLAIN = pipelineOf('plain');

describe('the service', () => {
  it('has no desiredCount in the template, so that a deployment does not reset it', () => {
    const { stack } = processingTier(PLAIN);

    Template.fromStack(stack).hasResourceProperties('AWS::ECS::Service', { DesiredCount: Match.absent() });
  });

  it('has the names of the spec, by which the controller finds it', () => {
    const { stack } = processingTier(PLAIN);

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ECS::Service', { ServiceName: 'plain-processing' });
    template.hasResourceProperties('AWS::ECS::Cluster', { ClusterName: 'telemetry' });
  });

  it('starts new tasks before it stops old ones, rolls back a failed deployment, and does not rebalance zones', () => {
    const { stack } = processingTier(PLAIN);

    Template.fromStack(stack).hasResourceProperties('AWS::ECS::Service', {
      AvailabilityZoneRebalancing: 'DISABLED',
      DeploymentConfiguration: {
        MinimumHealthyPercent: 100,
        MaximumPercent: 200,
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      },
    });
  });

  it('is created after the configuration', () => {
    const { stack } = processingTier(PLAIN);

    const [ready] = Object.keys(Template.fromStack(stack).findResources('AWS::SSM::Parameter'));
    Template.fromStack(stack).hasResource('AWS::ECS::Service', { DependsOn: Match.arrayWith([ready]) });
  });

  it('runs in an existing cluster', () => {
    const stack = testStack();
    const { vpc } = new Network(stack, 'Network');
    const cluster = ecs.Cluster.fromClusterAttributes(stack, 'Theirs', { clusterName: 'theirs', vpc });

    processingTier(PLAIN, { cluster, vpc }, stack);

    Template.fromStack(stack).resourceCountIs('AWS::ECS::Cluster', 0);
    Template.fromStack(stack).hasResourceProperties('AWS::ECS::Service', { Cluster: 'theirs' });
  });

  it('reports a cluster that is created twice in what may be the same environment', () => {
    const told = (region: string, name: string) => {
      const stack = testStack();
      const other = new Stack(stack.node.root, 'Other', { env: { region } });
      new ecs.CfnCluster(other, 'Cluster', { clusterName: name });
      const here = new Stack(stack.node.root, 'Here', { env: { region: 'eu-west-1' } });
      processingTier(PLAIN, {}, here);
      return errorsOf(here);
    };

    expect(told('eu-west-1', 'telemetry')).toEqual([
      expect.stringMatching(/^CDK_CLUSTER_TWICE The cluster telemetry is also created by Other\/Cluster\. /),
    ]);
    expect([told('eu-west-1', 'other'), told('us-east-1', 'telemetry')]).toEqual([[], []]);
  });

  it('reports names that ECS does not allow', () => {
    const { stack } = processingTier(
      pipelineOf('plain', (text) =>
        text.replace('cluster: telemetry', 'cluster: "arn:aws:ecs:eu-west-1:111122223333:cluster/telemetry"'),
      ),
    );

    expect(errorsOf(stack)).toEqual([expect.stringMatching(/^CDK_CLUSTER_NAME /)]);
  });

  it('needs a public address only in a VPC that has nothing but public subnets', () => {
    const stack = testStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Public', {
      vpcId: 'vpc-0a1b2c3d',
      availabilityZones: ['a'],
      publicSubnetIds: ['subnet-0a1b2c3d'],
    });

    processingTier(PLAIN, { vpc }, stack);

    Template.fromStack(stack).hasResourceProperties('AWS::ECS::Service', {
      NetworkConfiguration: {
        AwsvpcConfiguration: { AssignPublicIp: 'ENABLED', Subnets: ['subnet-0a1b2c3d'] },
      },
    });
  });
});

describe('the roles of its tasks', () => {
  it('get the permissions boundary', () => {
    const stack = testStack();
    const arn = 'arn:aws:iam::111122223333:policy/boundary';
    const permissionsBoundary = iam.ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', arn);

    processingTier(PLAIN, { permissionsBoundary }, stack);

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::IAM::Role', 2);
    template.allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: arn });
  });
});

describe('ingress to the tasks', () => {
  it('is not allowed by default', () => {
    const { stack } = processingTier(PLAIN);

    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Processing tier of plain: to Kafka and the backend',
      SecurityGroupIngress: Match.absent(),
    });
    Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
  });

  it('is allowed to the controller at the metrics port after allowMetricsFrom', () => {
    const { stack, tier } = processingTier(PLAIN);
    const controller = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Controller', 'sg-0a1b2c3d');

    tier.allowMetricsFrom(new ec2.Connections({ securityGroups: [controller] }));

    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      FromPort: 8888,
      ToPort: 8888,
      SourceSecurityGroupId: 'sg-0a1b2c3d',
    });
  });

  it('is not allowed with metricsPort off', () => {
    const off = pipelineOf('plain', (text) =>
      text.replace('service: plain', 'metricsPort: off\n    service: plain'),
    );
    const { stack, tier } = processingTier(off);
    const controller = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Controller', 'sg-0a1b2c3d');

    tier.allowMetricsFrom(new ec2.Connections({ securityGroups: [controller] }));

    Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
  });

  it('can be controlled by additional security groups', () => {
    const stack = testStack();
    const theirs = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Theirs', 'sg-0e1f2a3b');

    processingTier(PLAIN, { securityGroups: [theirs] }, stack);

    Template.fromStack(stack).hasResourceProperties('AWS::ECS::Service', {
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          SecurityGroups: [Match.anyValue(), 'sg-0e1f2a3b'],
          AssignPublicIp: 'DISABLED',
        },
      },
    });
  });
});

describe('the container', () => {
  it('reads its configuration from the live parameter at its start', () => {
    const { stack } = processingTier(PLAIN);

    const container = containerOf(stack, 'collector');
    expect(container.Command).toEqual(['--config=env:SPILLWAY_COLLECTOR_CONFIG']);
    expect(container.Secrets).toHaveLength(1);
    expect(container.Secrets[0].Name).toBe('SPILLWAY_COLLECTOR_CONFIG');
    expect(JSON.stringify(container.Secrets[0].ValueFrom)).toContain(':parameter/spillway/plain/config');
  });

  it('lets ECS read that parameter and no other', () => {
    const { stack } = processingTier(PLAIN);

    const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    const statements = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    expect(statements.filter(({ Action }) => JSON.stringify(Action).includes('ssm:'))).toEqual([
      expect.objectContaining({ Action: 'ssm:GetParameters' }),
    ]);
  });

  it('has another environment for another template, so that CloudFormation rolls out', () => {
    const hashes = ['hash-1', 'hash-2'].map((templateHash) => {
      const { Environment } = containerOf(processingTier(PLAIN, { templateHash }).stack, 'collector');
      return Environment;
    });

    expect(hashes).toEqual([
      [{ Name: 'SPILLWAY_TEMPLATE_HASH', Value: 'hash-1' }],
      [{ Name: 'SPILLWAY_TEMPLATE_HASH', Value: 'hash-2' }],
    ]);
  });

  it('has another environment if the brokers of an MSK cluster of the same stack change', () => {
    const stack = testStack();
    const pipeline = pipelineOf('msk-iam');
    const made = new CfnResource(stack, 'Kafka', { type: 'AWS::MSK::Cluster' });
    const msk = { clusterArn: made.getAtt('Arn').toString() };
    const { templateHash } = new BacklogController(stack, 'Controller', {
      pipeline,
      msk,
      config: { kind: 'managed' },
    });

    processingTier(pipeline, { msk, templateHash: templateHash ?? '' }, stack);

    const [brokers] = Object.keys(Template.fromStack(stack).findResources('Custom::SpillwayBrokers'));
    expect(containerOf(stack, 'collector').Environment).toEqual([
      {
        Name: 'SPILLWAY_TEMPLATE_HASH',
        Value: {
          'Fn::Join': [
            '',
            [expect.stringMatching(/^[0-9a-f]{16}-$/), { 'Fn::GetAtt': [brokers, 'Brokers'] }],
          ],
        },
      },
    ]);
  });

  it("has the spec's stopTimeout, in seconds", () => {
    const { stack } = processingTier(
      pipelineOf('plain', (text) => text.replace('service: plain', 'stopTimeout: 100s\n    service: plain')),
    );

    expect(containerOf(stack, 'collector').StopTimeout).toBe(100);
  });

  it('leaves the health sidecar its share of the memory, and has a limit for memory_limiter', () => {
    const { stack } = processingTier(PLAIN, { memoryLimitMiB: 4096 });

    expect(containerOf(stack, 'collector').Memory).toBe(4064);
    expect(containerOf(stack, 'health').Memory).toBe(32);
  });

  it('is replaced if it hangs: contrib has no health check command, so an essential sidecar probes it', () => {
    const { stack } = processingTier(PLAIN);

    expect(containerOf(stack, 'collector').HealthCheck).toBeUndefined();
    expect(containerOf(stack, 'health')).toMatchObject({
      Essential: true,
      HealthCheck: { Command: ['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:13133/'] },
    });
  });

  it('and its helpers cannot write to their own files', () => {
    const { stack } = processingTier(pipelineOf('scram-tls'), { kafkaCa: 'PEM' });

    const writable = ['collector', 'health', 'kafka-ca'].filter(
      (name) => containerOf(stack, name).ReadonlyRootFilesystem !== true,
    );
    expect(writable).toEqual([]);
  });

  it('and its helpers log through a buffer, so that an outage of CloudWatch Logs does not stop them', () => {
    const { stack } = processingTier(pipelineOf('scram-tls'), { kafkaCa: 'PEM' });

    const options = ['collector', 'health', 'kafka-ca'].map(
      (name) => containerOf(stack, name).LogConfiguration.Options,
    );
    expect(options).toEqual(
      options.map(() => expect.objectContaining({ mode: 'non-blocking', 'max-buffer-size': '10485760b' })),
    );
    expect(options).toHaveLength(3);
  });

  it('stops at once with its sidecar, because an init process forwards the signal to sleep', () => {
    expect(containerOf(processingTier(PLAIN).stack, 'health').LinuxParameters).toMatchObject({
      InitProcessEnabled: true,
    });
  });

  it('runs a custom image, as the distribution of the spec', () => {
    const image = ecs.ContainerImage.fromRegistry('own/collector:1');

    const container = containerOf(processingTier(PLAIN, { image }).stack, 'collector');

    expect(container.Image).toBe('own/collector:1');
    expect(container.Command).toEqual(['--config=env:SPILLWAY_COLLECTOR_CONFIG']);
  });

  it('runs contrib as published, in the version of the spec', () => {
    expect(containerOf(processingTier(PLAIN).stack, 'collector').Image).toBe(
      'ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-contrib:0.165.1',
    );
  });

  it('runs on arm64 by default', () => {
    const architectures = [{}, { architecture: 'x86_64' as const }].map((more) => {
      const definitions = Template.fromStack(processingTier(PLAIN, more).stack).findResources(
        'AWS::ECS::TaskDefinition',
      );
      return Object.values(definitions).map(({ Properties }) => Properties.RuntimePlatform.CpuArchitecture);
    });

    expect(architectures).toEqual([['ARM64'], ['X86_64']]);
  });
});

describe('ADOT', () => {
  const adot = pipelineOf('plain', (text) =>
    text.replace('service: plain', 'collectorVersion: adot-0.49.0\n    service: plain'),
  );

  it('reads the configuration from its own variable, and has a health check command', () => {
    const container = containerOf(processingTier(adot).stack, 'collector');

    expect(container.Image).toBe('public.ecr.aws/aws-observability/aws-otel-collector:v0.49.0');
    expect(container.Command).toBeUndefined();
    expect(container.Secrets.map(({ Name }: { Name: string }) => Name)).toEqual(['AOT_CONFIG_CONTENT']);
    expect(container.HealthCheck.Command).toEqual(['CMD', '/healthcheck']);
  });

  it('has no sidecar', () => {
    expect(containerOf(processingTier(adot).stack, 'health')).toBeUndefined();
  });
});

describe('Kafka', () => {
  const INPUTS = { kafkaCa: 'PEM' };
  const given = () => processingTier(pipelineOf('scram-tls'), INPUTS);

  it('gets the password of the secret that the spec names, in the variable that is rendered', () => {
    const { stack } = given();

    const secret = containerOf(stack, 'collector').Secrets.find(
      ({ Name }: { Name: string }) => Name === 'SPILLWAY_KAFKA_PASSWORD',
    );
    expect(JSON.stringify(secret.ValueFrom)).toContain(':secret:telemetry/kafka:password::');
  });

  it('lets ECS read that secret and no other', () => {
    const { stack } = given();

    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'secretsmanager:GetSecretValue',
            Resource: { 'Fn::Join': ['', Match.arrayWith([':secret:telemetry/kafka-??????'])] },
          }),
        ]),
      }),
    });
  });

  it('gets the password of another secret if one is given', () => {
    const stack = testStack();
    const passwordSecret = secretsmanager.Secret.fromSecretCompleteArn(
      stack,
      'Theirs',
      'arn:aws:secretsmanager:eu-west-1:111122223333:secret:theirs-AbCdEf',
    );

    processingTier(pipelineOf('scram-tls'), { ...INPUTS, passwordSecret }, stack);

    expect(containerOf(stack, 'collector').Secrets).toContainEqual({
      Name: 'SPILLWAY_KAFKA_PASSWORD',
      ValueFrom: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:theirs-AbCdEf:password::',
    });
  });

  it('gets the key of that secret if it has its own', () => {
    const stack = testStack();
    const encryptionKey = new kms.Key(stack, 'Key');
    const passwordSecret = new secretsmanager.Secret(stack, 'Ours', {
      encryptionKey,
    }) as secretsmanager.ISecret;

    processingTier(pipelineOf('scram-tls'), { ...INPUTS, passwordSecret }, stack);

    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([Match.objectLike({ Action: 'kms:Decrypt' })]),
      }),
    });
  });

  it('trusts a CA that is written before the Collector starts', () => {
    const { stack } = given();

    expect(containerOf(stack, 'kafka-ca')).toMatchObject({
      Essential: false,
      Environment: [
        { Name: 'CA', Value: 'PEM' },
        { Name: 'CA_FILE', Value: '/out/ca.pem' },
      ],
      MountPoints: [{ ContainerPath: '/out', ReadOnly: false, SourceVolume: 'kafka-ca' }],
    });
    expect(containerOf(stack, 'collector')).toMatchObject({
      DependsOn: [{ Condition: 'SUCCESS', ContainerName: 'kafka-ca' }],
      MountPoints: [{ ContainerPath: '/etc/kafka', ReadOnly: true, SourceVolume: 'kafka-ca' }],
    });
  });

  it('on MSK gives the tasks exactly what a member of the group needs', () => {
    const clusterArn = 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/0a1b-2';
    const { stack } = processingTier(pipelineOf('msk-iam'), { msk: { clusterArn } });

    expect(kafkaRightsOf(stack)).toEqual([
      ['kafka-cluster:Connect on cluster'],
      ['kafka-cluster:DescribeTopic on topic', 'kafka-cluster:ReadData on topic'],
      ['kafka-cluster:DescribeGroup on group', 'kafka-cluster:AlterGroup on group'],
    ]);
  });
});

describe('headers with secrets', () => {
  const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/0a1b';
  const HEADERS = `{ Authorization: { secretsManager: backend, field: token }, x-api-key: { ssm: /checkout/key, kmsKeyArn: "${KEY}" }, x-tenant: a }`;
  const pipeline = pipelineOf('plain', (text) =>
    text.replace('backend:\n', `backend:\n      headers: ${HEADERS}\n`),
  );

  it('reach the container as the variables that the configuration refers to', () => {
    const { stack } = processingTier(pipeline);

    const rendered = renderProcessing(pipeline.spec, 'earliest');
    expect(rendered).toContain('Authorization: ${env:SPILLWAY_HEADER_AUTHORIZATION}\n');
    expect(rendered).toContain('x-api-key: ${env:SPILLWAY_HEADER_X_API_KEY}\n      x-tenant: a\n');
    const found = containerOf(stack, 'collector').Secrets.filter(({ Name }: { Name: string }) =>
      Name.startsWith('SPILLWAY_HEADER_'),
    );
    expect(
      found.map(({ Name, ValueFrom }: { Name: string; ValueFrom: unknown }) => [
        Name,
        JSON.stringify(ValueFrom),
      ]),
    ).toEqual([
      ['SPILLWAY_HEADER_AUTHORIZATION', expect.stringContaining(':secret:backend:token::')],
      ['SPILLWAY_HEADER_X_API_KEY', expect.stringContaining(':parameter/checkout/key')],
    ]);
    expect(errorsOf(stack)).toEqual([]);
  });

  it('can be read by ECS, and nothing else can', () => {
    const { stack } = processingTier(pipeline);

    const statements = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy'))
      .filter(([id]) => id.includes('ExecutionRole'))
      .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
    const on = (action: string) =>
      statements.filter(({ Action }) => Action === action).map(({ Resource }) => JSON.stringify(Resource));
    expect(on('secretsmanager:GetSecretValue')).toEqual([expect.stringContaining(':secret:backend-??????')]);
    expect(on('kms:Decrypt')).toEqual([JSON.stringify(KEY)]);
    expect(on('ssm:GetParameters').join()).toContain(':parameter/checkout/key');
  });

  it('can be given as a secret of another stack', () => {
    const stack = testStack();
    const secret = secretsmanager.Secret.fromSecretNameV2(stack, 'Token', 'theirs');
    const secrets = { SPILLWAY_HEADER_AUTHORIZATION: ecs.Secret.fromSecretsManager(secret) };

    processingTier(pipeline, { secrets }, stack);

    expect(JSON.stringify(containerOf(stack, 'collector').Secrets)).toContain(':secret:theirs');
    expect(JSON.stringify(containerOf(stack, 'collector').Secrets)).not.toContain(':secret:backend');
  });
});

describe('synth errors of the processing tier', () => {
  const told = (...args: Parameters<typeof processingTier>) =>
    errorsOf(processingTier(...args).stack).map((text) => text.split(' ', 1).join(''));

  it('are not reported for a valid pipeline', () => {
    expect(told(PLAIN)).toEqual([]);
  });

  it('are all reported at once, with what to do', () => {
    const errors = told(
      pipelineOf('scram-tls', (text) => text.replace('stopTimeout: 90s', 'stopTimeout: 20s')),
      {
        partitions: 1,
      },
    );

    expect(errors.sort()).toEqual([
      'CDK_CA_FILE_MISSING',
      'CDK_STOP_TIMEOUT_SHORT',
      'CDK_TASKS_ABOVE_PARTITIONS',
      'CDK_VARIABLE_UNSET',
    ]);
  });

  it('include more tasks than partitions in the spec', () => {
    const spec = (text: string) =>
      text
        .replace(/(topic: \w+)/g, '$1\n    partitions: 3')
        .replace('service: plain', 'tasks: { min: 4 }\n    service: plain');

    expect(told(pipelineOf('plain', spec))).toEqual(['CDK_TASKS_ABOVE_PARTITIONS']);
  });

  it('include a published helper image in isolated subnets', () => {
    const isolatedTier = (more: Partial<Parameters<typeof processingTier>[1]>) => {
      const stack = testStack();
      const { vpc } = new Network(stack, 'Network', { egress: 'endpoints' });
      processingTier(PLAIN, { vpc, image: ecs.ContainerImage.fromRegistry('own/collector'), ...more }, stack);
      return errorsOf(stack);
    };

    expect(isolatedTier({})).toEqual([expect.stringMatching(/^CDK_IMAGE_OUT_OF_REACH /)]);
    expect(isolatedTier({ helperImage: ecs.ContainerImage.fromRegistry('own/busybox') })).toEqual([]);
    expect(isolatedTier({ healthProbe: { kind: 'none' } })).toEqual([]);
  });

  it('include a secret without an endpoint', () => {
    const stack = testStack();
    const { vpc } = new Network(stack, 'Network', { egress: 'endpoints', services: ['ssm', 'logs'] });
    const own = ecs.ContainerImage.fromRegistry('own/image');
    const secret = secretsmanager.Secret.fromSecretNameV2(stack, 'Token', 'backend');

    processingTier(
      PLAIN,
      { vpc, image: own, helperImage: own, secrets: { TOKEN: ecs.Secret.fromSecretsManager(secret) } },
      stack,
    );

    expect(errorsOf(stack)).toEqual([
      expect.stringMatching(/^CDK_NETWORK_NO_WAY_OUT .*no endpoint for secretsmanager, ecr\.api, ecr\.dkr\./),
    ]);
  });

  it('include a variable with a secret in plain text', () => {
    expect(told(PLAIN, { environment: { BACKEND_TOKEN: 'hunter2' } })).toEqual(['CDK_SECRET_IN_CLEAR']);
  });

  it('include a size that Fargate does not offer', () => {
    expect(told(PLAIN, { cpu: 256, memoryLimitMiB: 8192 })).toEqual(['CDK_FARGATE_SIZE']);
  });

  it('include MSK without the ARN of the cluster', () => {
    expect(told(unnamedMskPipeline())).toEqual(['CDK_MSK_CLUSTER_UNKNOWN']);
    expect(told(pipelineOf('msk-iam'))).toEqual([]);
  });
});
