import path from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { type LoadedPipeline, loadPipeline } from '../../cdk/pipeline-file';
import { SpillwayPipeline } from '../../cdk/spillway-pipeline';
import { parsePipelineSpec } from '../../lib/pipeline';
import { errorsOf, testStack, warningsOf } from '../_helpers/cdk/cdk';
import { EXAMPLES, exampleText } from '../_helpers/pipeline/examples';

const fileOf = (name: string) => path.resolve(__dirname, `../../examples/${name}.yaml`);

/** An example with another `deploy` section. */
function withDeploy(name: string, deploy: unknown): LoadedPipeline {
  const [before = ''] = exampleText(name).split('\ndeploy:');
  const text = `${before}\ndeploy: ${JSON.stringify(deploy)}\n`;
  return { file: fileOf(name), text, spec: parsePipelineSpec(text, fileOf(name)) };
}

function deployed(pipeline: LoadedPipeline): { stack: Stack; template: Template; whole: SpillwayPipeline } {
  const stack = testStack();
  const whole = new SpillwayPipeline(stack, 'Pipeline', { pipeline });
  return { stack, template: Template.fromStack(stack), whole };
}

const VPC = {
  id: 'vpc-0a1b2c3d',
  subnets: ['subnet-0a1b2c3d', 'subnet-0b1b2c3d'],
  availabilityZones: ['eu-west-1a', 'eu-west-1b'],
};
const ECR = '111122223333.dkr.ecr.eu-west-1.amazonaws.com';
const OWN = { image: `${ECR}/contrib:1`, helperImage: `${ECR}/busybox:1` };
const OWN_IMAGES = { processing: OWN, ingestion: OWN };
const ADOPTED = { processing: 'existing', ingestion: 'none', vpc: VPC };

describe.each(EXAMPLES)('examples/%s.yaml', (name) => {
  const { stack, template } = deployed(loadPipeline(fileOf(name)));

  it('is deployed without an error or a warning', () => {
    expect(errorsOf(stack)).toEqual([]);
    expect(warningsOf(stack)).toEqual([]);
  });

  it('has both tiers, the controller with its schedule, and the monitoring', () => {
    template.resourceCountIs('AWS::ECS::Service', 2);
    template.resourceCountIs('AWS::Scheduler::Schedule', 1);
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  });

  it('starts ticking after the service exists, because each tick would fail before', () => {
    const { service } = loadPipeline(fileOf(name)).spec.tiers.processing;
    const [id] = Object.keys(
      template.findResources('AWS::ECS::Service', { Properties: { ServiceName: service } }),
    );

    template.hasResource('AWS::Scheduler::Schedule', { DependsOn: Match.arrayWith([id]) });
  });

  it('sets no number of processing tasks', () => {
    template.hasResourceProperties('AWS::ECS::Service', {
      ServiceName: loadPipeline(fileOf(name)).spec.tiers.processing.service,
      DesiredCount: Match.absent(),
    });
  });
});

describe('SpillwayPipeline', () => {
  it('creates a VPC only if the spec has none', () => {
    deployed(withDeploy('plain', {})).template.resourceCountIs('AWS::EC2::VPC', 1);
    deployed(withDeploy('plain', { vpc: VPC })).template.resourceCountIs('AWS::EC2::VPC', 0);
  });

  it('asks MSK once for the brokers of both tiers and the controller if the spec has none', () => {
    const { stack, template } = deployed(loadPipeline(fileOf('msk-iam')));

    const [id, ...others] = Object.keys(template.findResources('Custom::SpillwayBrokers'));
    const brokers = { 'Fn::GetAtt': [id, 'Brokers'] };
    expect(others).toEqual([]);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ SPILLWAY_BROKERS: brokers }) },
    });
    template.hasResourceProperties('Custom::SpillwayConfig', {
      template: { 'Fn::Join': ['', Match.arrayWith([brokers])] },
    });
    const environments = Object.values(template.findResources('AWS::ECS::TaskDefinition')).map(
      ({ Properties }) => JSON.stringify(Properties.ContainerDefinitions),
    );
    const brokersBehind = (text: string) => `${text}",${JSON.stringify(brokers)}`;
    // In the ingestion tier's configuration; of the processing tier's, behind the hash.
    expect(environments.filter((each) => each.includes(brokersBehind('brokers: \\"')))).toHaveLength(1);
    expect(environments.filter((each) => each.includes(brokersBehind('-')))).toHaveLength(1);
    expect(errorsOf(stack)).toEqual([]);
  });

  it('synthesises the same template twice, so that nothing is rolled out by chance', () => {
    const [first, second] = [1, 2].map(() => deployed(loadPipeline(fileOf('msk-iam'))));
    const hashOf = (made: typeof first) => made?.stack.resolve(made.whole.controller.templateHash);

    expect(second?.template.toJSON()).toEqual(first?.template.toJSON());
    expect(hashOf(first)).toBeDefined();
    expect(hashOf(second)).toEqual(hashOf(first));
  });

  it('creates an isolated VPC with the CIDR of the spec and endpoints for the services in use', () => {
    const { template } = deployed(
      withDeploy('plain', { vpc: { egress: 'endpoints', cidr: '10.20.0.0/16' }, ...OWN_IMAGES }),
    );

    template.hasResourceProperties('AWS::EC2::VPC', { CidrBlock: '10.20.0.0/16' });
    template.resourceCountIs('AWS::EC2::NatGateway', 0);
    // Six and the gateway to S3: nothing in it is secret.
    template.resourceCountIs('AWS::EC2::VPCEndpoint', 7);
    expect(JSON.stringify(template.findResources('AWS::EC2::VPCEndpoint'))).not.toContain('secretsmanager');
  });

  it('has an endpoint for the secrets in the spec', () => {
    const { template, stack } = deployed(loadPipeline(fileOf('no-internet')));

    expect(errorsOf(stack)).toEqual([]);
    template.resourceCountIs('AWS::EC2::VPCEndpoint', 8);
    expect(JSON.stringify(template.findResources('AWS::EC2::VPCEndpoint'))).toContain('.secretsmanager');
  });

  it('creates a VPC with NAT and the CIDR of the spec', () => {
    const { template } = deployed(withDeploy('plain', { vpc: { egress: 'nat', cidr: '10.20.0.0/16' } }));

    template.hasResourceProperties('AWS::EC2::VPC', { CidrBlock: '10.20.0.0/16' });
    template.resourceCountIs('AWS::EC2::NatGateway', 1);
  });

  it('accepts only the clients in the spec', () => {
    const { template } = deployed(
      withDeploy('plain', { ingestion: { clients: ['10.1.0.0/16', '10.2.0.0/16'] } }),
    );

    const ranges = Object.values(template.findResources('AWS::EC2::SecurityGroup'))
      .flatMap(({ Properties }) => Properties.SecurityGroupIngress ?? [])
      .map(({ CidrIp, FromPort }) => `${CidrIp} ${FromPort}`);
    expect(ranges.sort()).toEqual(
      ['10.1.0.0/16 4317', '10.1.0.0/16 4318', '10.2.0.0/16 4317', '10.2.0.0/16 4318'].sort(),
    );
  });

  it('accepts clients by security group', () => {
    const { template } = deployed(withDeploy('plain', { ingestion: { clients: ['sg-0a1b2c3d'] } }));

    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: [4317, 4318].map((FromPort) =>
        Match.objectLike({ SourceSecurityGroupId: 'sg-0a1b2c3d', FromPort }),
      ),
    });
  });

  it('reports the unreachable images of both tiers', () => {
    const { stack } = deployed(withDeploy('plain', { vpc: { egress: 'endpoints' } }));

    expect(errorsOf(stack)).toEqual(
      ['processing', 'ingestion'].map((tier) =>
        expect.stringMatching(
          new RegExp(`^CDK_IMAGE_OUT_OF_REACH .*deploy\\.${tier}\\.image and deploy\\.${tier}\\.helperImage`),
        ),
      ),
    );
  });

  it('runs the images of the spec, and each tier may pull its own', () => {
    const { template } = deployed(withDeploy('plain', { vpc: VPC, ...OWN_IMAGES }));

    const images = Object.values(template.findResources('AWS::ECS::TaskDefinition')).flatMap(
      ({ Properties }) =>
        Properties.ContainerDefinitions.map(({ Image }: { Image: unknown }) => JSON.stringify(Image)),
    );
    expect(images).toHaveLength(4);
    for (const image of images) expect(image).toMatch(/111122223333\.dkr\.ecr\..*\/(contrib:1|busybox:1)/);
    const policies = JSON.stringify(template.findResources('AWS::IAM::Policy'));
    expect(policies.match(/ecr:eu-west-1:111122223333:repository\/busybox"/g)).toHaveLength(2);
  });

  it('adopts a processing tier: creates the controller, but neither service nor configuration', () => {
    const { template, whole } = deployed(withDeploy('plain', ADOPTED));

    template.resourceCountIs('AWS::ECS::Service', 0);
    template.resourceCountIs('Custom::SpillwayConfig', 0);
    template.resourceCountIs('AWS::Scheduler::Schedule', 1);
    expect(whole.processing).toBeUndefined();
    expect(whole.controller.configParameterName).toBe('/spillway/plain/config');
  });

  it.each([
    ['name', 'telemetry'],
    ['ARN', 'arn:aws:ecs:eu-west-1:111122223333:cluster/telemetry'],
  ])('runs both tiers in an existing cluster, given by its %s', (_what, cluster) => {
    const text = exampleText('plain').replace('cluster: telemetry', `cluster: "${cluster}"`);
    const file = fileOf('plain');
    const spec = parsePipelineSpec(`${text}\ndeploy: { cluster: existing }\n`, file);
    const { template, stack } = deployed({ file, text, spec });

    expect(errorsOf(stack)).toEqual([]);
    template.resourceCountIs('AWS::ECS::Cluster', 0);
    template.resourceCountIs('AWS::ECS::Service', 2);
    template.allResourcesProperties('AWS::ECS::Service', { Cluster: 'telemetry' });
  });

  it('creates no ingestion tier with ingestion none', () => {
    const { template } = deployed(withDeploy('plain', { vpc: VPC, ingestion: 'none' }));

    template.resourceCountIs('AWS::ElasticLoadBalancingV2::LoadBalancer', 0);
    template.resourceCountIs('AWS::ECS::Service', 1);
  });

  it('uses the security groups of the spec for tasks and function, and adds no rule to them', () => {
    const { template } = deployed(withDeploy('plain', { vpc: VPC, securityGroups: ['sg-0a1b2c3d'] }));

    const groups = Match.arrayWith(['sg-0a1b2c3d']);
    template.allResourcesProperties('AWS::ECS::Service', {
      NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: groups } },
    });
    template.hasResourceProperties('AWS::Lambda::Function', { VpcConfig: { SecurityGroupIds: groups } });
    const rules = template.findResources('AWS::EC2::SecurityGroupIngress', {
      Properties: { GroupId: 'sg-0a1b2c3d' },
    });
    expect(Object.keys(rules)).toEqual([]);
  });

  it('does not open the metrics port to these groups, which other clients of the brokers share', () => {
    const { template } = deployed(withDeploy('plain', { vpc: VPC, securityGroups: ['sg-0a1b2c3d'] }));

    const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress'))
      .map(({ Properties }) => Properties)
      .filter(({ FromPort }) => FromPort === 8888);
    expect(rules).toHaveLength(1);
    expect(rules[0]?.SourceSecurityGroupId).toEqual({
      'Fn::GetAtt': [expect.stringMatching(/ControllerSecurityGroup/), 'GroupId'],
    });
  });

  it('opens the metrics port to the controller only', () => {
    const { template } = deployed(withDeploy('plain', { vpc: VPC, ingestion: 'none' }));

    const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress'));
    expect(rules.map(({ Properties }) => [Properties.FromPort, Properties.ToPort])).toEqual([[8888, 8888]]);
    expect(rules[0]?.Properties.SourceSecurityGroupId['Fn::GetAtt'][0]).toMatch(/ControllerSecurityGroup/);
  });

  it.each([
    ['has a sidecar that asks the Collector', {}, ['collector', 'health']],
    ['has none where the spec wants none', { healthProbe: 'none' }, ['collector']],
  ])('%s', (_, processing, containers) => {
    const { template } = deployed(withDeploy('plain', { vpc: VPC, ingestion: 'none', processing }));

    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: containers.map((Name) => Match.objectLike({ Name })),
    });
  });

  it('passes the secrets in the spec to a container, by name, by ARN, and as a field', () => {
    const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:other-a1b2c3';
    const { template } = deployed(
      withDeploy('plain', {
        vpc: VPC,
        ingestion: 'none',
        processing: {
          secrets: { WHOLE: { secretsManager: arn }, FIELD: { secretsManager: 'named', field: 'key' } },
        },
      }),
    );

    const definitions = JSON.stringify(template.findResources('AWS::ECS::TaskDefinition'));
    expect(definitions).toContain(`{"Name":"WHOLE","ValueFrom":"${arn}"}`);
    expect(definitions).toMatch(/"Name":"FIELD","ValueFrom":\{"Fn::Join":.{0,200}secret:named:key::/);
  });

  it('allows both tiers to use the customer managed key of a secret, through Secrets Manager', () => {
    const [ofPassword, ofToken] = ['0a', '0b'].map((id) => `arn:aws:kms:eu-west-1:111122223333:key/${id}`);
    const text = exampleText('scram-tls')
      .replace('      field: password\n', `      field: password\n      kmsKeyArn: ${ofPassword}\n`)
      .replace('field: token }', `kmsKeyArn: "${ofToken}" }`);
    const file = fileOf('scram-tls');
    const { template } = deployed({ file, text, spec: parsePipelineSpec(text, file) });

    const keysOf = (tier: string) =>
      Object.entries(template.findResources('AWS::IAM::Policy'))
        .filter(([id]) => id.includes(`${tier}TaskDefinitionExecutionRole`))
        .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)
        .filter(({ Action }) => Action === 'kms:Decrypt');
    const through = ['', ['secretsmanager.', { Ref: 'AWS::Region' }, '.amazonaws.com']];
    const decrypt = (Resource: string | undefined) => ({
      ...{ Action: 'kms:Decrypt', Effect: 'Allow', Resource },
      Condition: { StringEquals: { 'kms:ViaService': { 'Fn::Join': through } } },
    });
    expect(keysOf('Processing')).toEqual([decrypt(ofToken), decrypt(ofPassword)]);
    expect(keysOf('Ingestion')).toEqual([decrypt(ofPassword)]);
  });

  it('scales the ingestion tier between the limits of the spec', () => {
    const { template } = deployed(withDeploy('plain', { ingestion: { tasks: { min: 3, max: 5 } } }));

    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', {
      MinCapacity: 3,
      MaxCapacity: 5,
    });
  });

  it('applies the permissions boundary of the spec to every role', () => {
    const permissionsBoundary = 'arn:aws:iam::111122223333:policy/boundary';
    const { template } = deployed(withDeploy('scram-tls', { permissionsBoundary, kafkaCa: 'plain.yaml' }));

    const roles = Object.entries(template.findResources('AWS::IAM::Role'));
    expect(roles.length).toBeGreaterThanOrEqual(7);
    const unbound = roles.filter(
      ([, { Properties }]) => Properties.PermissionsBoundary !== permissionsBoundary,
    );
    expect(unbound.map(([id]) => id)).toEqual([]);
  });

  it('notifies the topic of the spec at the time lag of the spec', () => {
    const topicArn = 'arn:aws:sns:eu-west-1:111122223333:on-call';
    const { template } = deployed(withDeploy('plain', { ...ADOPTED, alarms: { topicArn, timeLag: '2m' } }));

    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'spillway-plain-time-lag',
      Threshold: 120,
      AlarmActions: [topicArn],
    });
  });

  it('reports a CA that cannot be read with file and key', () => {
    expect(() => deployed(withDeploy('plain', { vpc: VPC, kafkaCa: 'none.pem' }))).toThrow(
      expect.objectContaining({
        code: 'DEPLOY_CA_UNREADABLE',
        message: expect.stringMatching(/plain\.yaml deploy\.kafkaCa: .*examples\/none\.pem cannot be read/),
      }),
    );
  });
});
