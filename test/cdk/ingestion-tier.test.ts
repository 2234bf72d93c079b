import type { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import type { IngestionTierProps } from '../../cdk/ingestion-tier';
import { importNetwork, Network } from '../../cdk/network';
import type { LoadedPipeline } from '../../cdk/pipeline-file';
import { renderIngestion } from '../../lib/collector';
import { errorsOf, testStack } from '../_helpers/cdk/cdk';
import { containerOf, ingestionTier, kafkaRightsOf, pipelineOf } from '../_helpers/cdk/tier-stack';

const PLAIN = pipelineOf('plain');
const CERTIFICATE = 'arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d-0000-0000-0000-000000000000';

const OFFICE = [ec2.Peer.ipv4('192.0.2.0/24')];

/** With a certificate of ACM, at a listener of this reach. */
function withCertificate(listener: 'internal' | 'internet-facing') {
  const stack = testStack();
  const certificate = acm.Certificate.fromCertificateArn(stack, 'Certificate', CERTIFICATE);
  return ingestionTier(PLAIN, { listener, certificate, clients: OFFICE }, stack);
}

/** Who may send, by the rules of the load balancer's security group. */
function rangesOf(stack: Stack): string[] {
  return Object.values(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroup'))
    .flatMap(({ Properties }) => Properties.SecurityGroupIngress ?? [])
    .map(({ CidrIp }) => CidrIp);
}

describe('the service', () => {
  it('scales by CPU between two limits, and no deployment resets it', () => {
    const template = Template.fromStack(ingestionTier(PLAIN, { tasks: { min: 3, max: 5 } }).stack);

    template.hasResourceProperties('AWS::ECS::Service', { DesiredCount: Match.absent() });
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', {
      MinCapacity: 3,
      MaxCapacity: 5,
    });
  });

  it('accepts data during a rollout, and rolls back if it fails', () => {
    Template.fromStack(ingestionTier(PLAIN).stack).hasResourceProperties('AWS::ECS::Service', {
      ServiceName: 'plain-ingestion',
      DeploymentConfiguration: {
        MinimumHealthyPercent: 100,
        MaximumPercent: 200,
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      },
    });
  });
});

describe('the tasks', () => {
  it('can have additional security groups', () => {
    const stack = testStack();
    const theirs = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Theirs', 'sg-0e1f2a3b');

    ingestionTier(PLAIN, { securityGroups: [theirs] }, stack);

    Template.fromStack(stack).hasResourceProperties('AWS::ECS::Service', {
      NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: [Match.anyValue(), 'sg-0e1f2a3b'] } },
    });
  });
});

describe('the container', () => {
  it('has the rendered configuration in its task definition', () => {
    const { stack } = ingestionTier(PLAIN);

    const container = containerOf(stack, 'collector');
    expect(container.Command).toEqual(['--config=env:SPILLWAY_COLLECTOR_CONFIG']);
    expect(container.Environment).toEqual([
      { Name: 'SPILLWAY_COLLECTOR_CONFIG', Value: renderIngestion(PLAIN.spec) },
    ]);
    Template.fromStack(stack).resourceCountIs('AWS::SSM::Parameter', 0);
  });

  it('on MSK gets the brokers at deployment, as one string', () => {
    const { stack } = ingestionTier(pipelineOf('msk-iam'));

    const [{ Value }] = containerOf(stack, 'collector').Environment;
    expect(Value['Fn::Join'][1]).toEqual([
      expect.stringMatching(/\n {4}brokers: "$/),
      { 'Fn::GetAtt': [expect.stringMatching(/Brokers/), 'Brokers'] },
      expect.stringMatching(/^"\n/),
    ]);
  });

  it('uses brokers that are passed, and does not ask MSK then', () => {
    const { stack } = ingestionTier(pipelineOf('msk-iam'), { brokers: 'b-1:9098,b-2:9098' });

    const [{ Value }] = containerOf(stack, 'collector').Environment;
    expect(Value).toContain('\n    brokers: [b-1:9098, b-2:9098]\n');
    Template.fromStack(stack).resourceCountIs('Custom::SpillwayBrokers', 0);
  });

  it('accepts a configuration of your own', () => {
    const container = containerOf(ingestionTier(PLAIN, { config: 'receivers: {}' }).stack, 'collector');

    expect(container.Environment).toEqual([{ Name: 'SPILLWAY_COLLECTOR_CONFIG', Value: 'receivers: {}' }]);
  });

  it('has time to send what is queued for Kafka before it is killed', () => {
    expect(containerOf(ingestionTier(PLAIN).stack, 'collector').StopTimeout).toBe(90);
  });

  it('has no password in clear text', () => {
    const { stack } = ingestionTier(pipelineOf('scram-tls'), { kafkaCa: 'PEM' });

    const { Environment, Secrets } = containerOf(stack, 'collector');
    expect(Secrets.map(({ Name }: { Name: string }) => Name)).toEqual(['SPILLWAY_KAFKA_PASSWORD']);
    expect(Environment.map(({ Name }: { Name: string }) => Name)).toEqual(['SPILLWAY_COLLECTOR_CONFIG']);
  });

  it('on MSK may write to its topics, and read none', () => {
    const clusterArn = 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/0a1b-2';
    const { stack } = ingestionTier(pipelineOf('msk-iam'), { msk: { clusterArn } });

    expect(kafkaRightsOf(stack)).toEqual([
      ['kafka-cluster:Connect on cluster', 'kafka-cluster:WriteDataIdempotently on cluster'],
      ['kafka-cluster:DescribeTopic on topic', 'kafka-cluster:WriteData on topic'],
    ]);
  });
});

describe('the listener', () => {
  it('is internal, and accepts only the VPC, by default', () => {
    const template = Template.fromStack(ingestionTier(PLAIN).stack);

    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      Scheme: 'internal',
      Type: 'network',
    });
    const guard = Object.values(template.findResources('AWS::EC2::SecurityGroup')).find(
      ({ Properties }) => Properties.GroupDescription === 'OTLP from clients to the load balancer',
    );
    const vpcRange = { 'Fn::GetAtt': [Object.keys(template.findResources('AWS::EC2::VPC'))[0], 'CidrBlock'] };
    expect(guard?.Properties.SecurityGroupIngress).toEqual(
      [4317, 4318].map((port) => expect.objectContaining({ CidrIp: vpcRange, FromPort: port, ToPort: port })),
    );
  });

  it('replaces load balancer and target groups if its scheme changes', () => {
    const [internal, open] = (['internal', 'internet-facing'] as const).map((reach) => {
      const template = Template.fromStack(withCertificate(reach).stack);
      return ['LoadBalancer', 'Listener', 'TargetGroup'].flatMap((kind) =>
        Object.keys(template.findResources(`AWS::ElasticLoadBalancingV2::${kind}`)),
      );
    });

    expect(internal).toHaveLength(5);
    expect(open).toHaveLength(5);
    expect(internal?.filter((id) => open?.includes(id))).toEqual([]);
  });

  it('accepts all private ranges if the CIDR of the VPC is unknown', () => {
    const stack = testStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Theirs', {
      vpcId: 'vpc-0a1b2c3d',
      availabilityZones: ['eu-west-1a'],
      privateSubnetIds: ['subnet-0a1b2c3d'],
    });

    ingestionTier(PLAIN, { vpc }, stack);

    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: [4317, 4318].flatMap((FromPort) =>
        ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map((CidrIp) =>
          Match.objectLike({ CidrIp, FromPort }),
        ),
      ),
    });
  });

  it('accepts the CIDR of an imported VPC', () => {
    const stack = testStack();
    const vpc = importNetwork(stack, 'Theirs', {
      vpcId: 'vpc-0a1b2c3d',
      privateSubnetIds: ['subnet-0a1b2c3d'],
      cidr: '10.7.0.0/16',
    });

    ingestionTier(PLAIN, { vpc }, stack);

    expect(rangesOf(stack)).toEqual(['10.7.0.0/16', '10.7.0.0/16']);
  });

  it('uses TCP on 4317 and 4318 without a certificate', () => {
    const template = Template.fromStack(ingestionTier(PLAIN).stack);

    template.resourceCountIs('AWS::ElasticLoadBalancingV2::Listener', 2);
    for (const Port of [4317, 4318]) {
      template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', { Port, Protocol: 'TCP' });
    }
  });

  it.each([
    [4317, 'HTTP2Only'],
    [4318, 'HTTP1Only'],
  ])('over TLS uses on %d the protocol of its clients, %s', (Port, alpn) => {
    const { stack } = withCertificate('internal');

    Template.fromStack(stack).hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port,
      Protocol: 'TLS',
      AlpnPolicy: [alpn],
      Certificates: [{ CertificateArn: CERTIFICATE }],
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
    });
  });

  it('sends only to healthy tasks', () => {
    Template.fromStack(ingestionTier(PLAIN).stack).allResourcesProperties(
      'AWS::ElasticLoadBalancingV2::TargetGroup',
      { HealthCheckPort: '13133', HealthCheckProtocol: 'HTTP', HealthCheckPath: '/', TargetType: 'ip' },
    );
  });

  it('is the only ingress of the tasks, and its only target', () => {
    const template = Template.fromStack(ingestionTier(PLAIN).stack);

    const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress'));
    expect(rules.map(({ Properties }) => Properties.FromPort).sort()).toEqual([13133, 4317, 4318]);
    expect(rules.map(({ Properties }) => JSON.stringify(Properties.SourceSecurityGroupId))).toEqual(
      rules.map(() => expect.stringContaining('IngestionListenerSecurityGroup')),
    );
    const ways = Object.values(template.findResources('AWS::EC2::SecurityGroupEgress'));
    expect(ways.map(({ Properties }) => Properties.FromPort).sort()).toEqual([13133, 4317, 4318]);
  });

  it('closes connections to a stopped task, and balances across zones', () => {
    const template = Template.fromStack(ingestionTier(PLAIN).stack);

    template.allResourcesProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
      TargetGroupAttributes: Match.arrayWith([
        { Key: 'deregistration_delay.connection_termination.enabled', Value: 'true' },
      ]),
    });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      LoadBalancerAttributes: Match.arrayWith([{ Key: 'load_balancing.cross_zone.enabled', Value: 'true' }]),
    });
  });

  it('accepts the given clients only, in the VPC and from the internet', () => {
    const open = withCertificate('internet-facing').stack;
    const narrowed = ingestionTier(PLAIN, { clients: OFFICE }).stack;

    expect(rangesOf(open)).toEqual(['192.0.2.0/24', '192.0.2.0/24']);
    expect(rangesOf(narrowed)).toEqual(['192.0.2.0/24', '192.0.2.0/24']);
    Template.fromStack(open).hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      Scheme: 'internet-facing',
    });
  });

  it('has time to find a new task healthy before ECS stops it', () => {
    Template.fromStack(ingestionTier(PLAIN).stack).hasResourceProperties('AWS::ECS::Service', {
      HealthCheckGracePeriodSeconds: 60,
    });
  });

  it('is not created with listener none', () => {
    const { stack, tier } = ingestionTier(PLAIN, { listener: 'none' });

    Template.fromStack(stack).resourceCountIs('AWS::ElasticLoadBalancingV2::LoadBalancer', 0);
    expect(tier.loadBalancer).toBeUndefined();
  });
});

describe('a login of clients', () => {
  const withLogin = (auth: string) =>
    pipelineOf(
      'plain',
      (text) =>
        `${text.replace('tiers:\n', `tiers:\n  ingestion: { auth: ${auth} }\n`)}deploy: { ingestion: none }\n`,
    );
  const BEARER = withLogin('{ mechanism: bearer, token: { secretsManager: telemetry/otlp, field: token } }');
  const MTLS = withLogin('{ mechanism: mtls, certificate: { ssm: /otlp/crt }, key: { ssm: /otlp/key } }');

  it('by token reads the token from its secret when the container starts', () => {
    const stack = testStack();
    const certificate = acm.Certificate.fromCertificateArn(stack, 'Certificate', CERTIFICATE);
    ingestionTier(BEARER, { certificate, listener: 'internet-facing' }, stack);

    expect(errorsOf(stack)).toEqual([]);
    const { Environment, Secrets } = containerOf(stack, 'collector');
    expect(Secrets).toEqual([
      { Name: 'SPILLWAY_OTLP_TOKEN', ValueFrom: { 'Fn::Join': ['', expect.any(Array)] } },
    ]);
    expect(JSON.stringify(Secrets)).toContain(':secret:telemetry/otlp:token::');
    expect(Environment).toEqual([
      { Name: 'SPILLWAY_COLLECTOR_CONFIG', Value: expect.stringContaining('${env:SPILLWAY_OTLP_TOKEN}') },
    ]);
    const rights = JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    expect(rights).toMatch(/"secretsmanager:GetSecretValue".*:secret:telemetry\/otlp-\?{6}/);
  });

  it('by token lets everyone on the internet connect, or only the given clients', () => {
    const rangesWith = (clients?: ec2.IPeer[]) => {
      const stack = testStack();
      const certificate = acm.Certificate.fromCertificateArn(stack, 'Certificate', CERTIFICATE);
      ingestionTier(BEARER, { certificate, clients, listener: 'internet-facing' }, stack);
      return rangesOf(stack);
    };

    expect(rangesWith()).toEqual(['0.0.0.0/0', '0.0.0.0/0']);
    expect(rangesWith(OFFICE)).toEqual(['192.0.2.0/24', '192.0.2.0/24']);
  });

  it('by certificate passes TLS on to the Collectors, which have certificate, key and the CA of the clients', () => {
    const { stack } = ingestionTier(MTLS, { listener: 'internet-facing', clientCa: 'PEM' });

    expect(errorsOf(stack)).toEqual([]);
    Template.fromStack(stack).allResourcesProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Protocol: 'TCP',
    });
    const { Secrets, MountPoints } = containerOf(stack, 'collector');
    expect(Secrets.map(({ Name }: { Name: string }) => Name)).toEqual([
      'SPILLWAY_OTLP_CERTIFICATE',
      'SPILLWAY_OTLP_KEY',
    ]);
    expect(MountPoints).toEqual([{ ContainerPath: '/etc/otlp', ReadOnly: true, SourceVolume: 'clients-ca' }]);
    expect(containerOf(stack, 'clients-ca').Environment).toEqual([
      { Name: 'CA', Value: 'PEM' },
      { Name: 'CA_FILE', Value: '/out/clients-ca.pem' },
    ]);
  });

  it('may come from a configuration of your own', () => {
    const stack = testStack();
    const certificate = acm.Certificate.fromCertificateArn(stack, 'Certificate', CERTIFICATE);
    const config = renderIngestion(BEARER.spec).replace(
      /auth:\n *authenticator: bearertokenauth/g,
      'auth: {authenticator: oidc}',
    );
    ingestionTier(
      PLAIN,
      {
        certificate,
        listener: 'internet-facing',
        config: config
          .replace(
            / {2}bearertokenauth:\n(?: {4}.*\n)+/,
            '  oidc: {issuer_url: "https://id.example.com", audience: otlp}\n',
          )
          .replace('[bearertokenauth,', '[oidc,'),
      },
      stack,
    );

    expect(errorsOf(stack)).toEqual([]);
    expect(rangesOf(stack)).toEqual(['0.0.0.0/0', '0.0.0.0/0']);
  });

  const open = renderIngestion(PLAIN.spec);

  it.each<[string, LoadedPipeline, Partial<IngestionTierProps>, string[]]>([
    ['a token without a certificate', BEARER, {}, ['CDK_INGESTION_TOKEN_IN_CLEAR']],
    ['no CA for the certificates of clients', MTLS, {}, ['CDK_CLIENT_CA_MISSING']],
    [
      'a configuration of your own that asks nobody',
      BEARER,
      { config: open },
      ['CDK_CONFIG_ERROR', 'CDK_CONFIG_ERROR'],
    ],
    [
      'everyone on the internet as clients',
      PLAIN,
      { listener: 'internet-facing', clients: [ec2.Peer.ipv4('192.0.2.0/24'), ec2.Peer.anyIpv4()] },
      ['CDK_INGESTION_WITHOUT_TLS', 'CDK_INGESTION_OPEN'],
    ],
    [
      'everyone by IPv6',
      PLAIN,
      { listener: 'internet-facing', clients: [ec2.Peer.anyIpv6()] },
      ['CDK_INGESTION_WITHOUT_TLS', 'CDK_INGESTION_OPEN'],
    ],
  ])('is reported with %s', (_, pipeline, props, codes) => {
    const { stack } = ingestionTier(pipeline, props);

    expect(errorsOf(stack).map((text) => text.split(' ', 1)[0])).toEqual(codes);
  });

  it('by certificate is reported with a certificate of the load balancer, which would hide those of clients', () => {
    const stack = testStack();
    const certificate = acm.Certificate.fromCertificateArn(stack, 'Certificate', CERTIFICATE);
    ingestionTier(MTLS, { certificate, clientCa: 'PEM' }, stack);

    expect(errorsOf(stack)).toEqual([
      expect.stringMatching(/^CDK_INGESTION_TLS_TWICE .*otlp expects TLS over grpc/),
    ]);
  });
});

describe('synth errors of the ingestion tier', () => {
  it('include an internet-facing listener without a certificate or without clients', () => {
    const { stack } = ingestionTier(PLAIN, { listener: 'internet-facing' });

    expect(errorsOf(stack)).toEqual([
      expect.stringMatching(/^CDK_INGESTION_WITHOUT_TLS /),
      expect.stringMatching(/^CDK_INGESTION_OPEN /),
    ]);
    expect(rangesOf(stack)).toEqual([]);
  });

  it('include an internet-facing listener in a VPC without a public subnet', () => {
    const stack = testStack();
    const { vpc } = new Network(stack, 'Isolated', { egress: 'endpoints' });
    const certificate = acm.Certificate.fromCertificateArn(stack, 'Certificate', CERTIFICATE);
    const own = ecs.ContainerImage.fromRegistry('own/image');

    ingestionTier(
      PLAIN,
      { vpc, certificate, clients: OFFICE, listener: 'internet-facing', image: own, helperImage: own },
      stack,
    );

    expect(errorsOf(stack)).toEqual([
      expect.stringMatching(/^CDK_LISTENER_WITHOUT_PUBLIC_SUBNET .*internal\.$/),
    ]);
  });

  it('do not include such a listener in given subnets', () => {
    const stack = testStack();
    const subnet = ec2.Subnet.fromSubnetId(stack, 'Theirs', 'subnet-0a1b2c3d');
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-0a1b2c3d',
      availabilityZones: ['eu-west-1a'],
      privateSubnetIds: ['subnet-0e1f2a3b'],
    });
    const certificate = acm.Certificate.fromCertificateArn(stack, 'Certificate', CERTIFICATE);

    const { tier } = ingestionTier(
      PLAIN,
      {
        vpc,
        certificate,
        clients: OFFICE,
        listener: 'internet-facing',
        listenerSubnets: { subnets: [subnet] },
      },
      stack,
    );

    expect(errorsOf(stack)).toEqual([]);
    expect(tier.loadBalancer).toBeDefined();
  });

  it('include a secret without an endpoint', () => {
    const missing = (secretOf: (stack: Stack) => ecs.Secret) => {
      const stack = testStack();
      const { vpc } = new Network(stack, 'Isolated', { egress: 'endpoints', services: ['logs'] });
      const own = ecs.ContainerImage.fromRegistry('own/image');
      ingestionTier(PLAIN, { vpc, image: own, helperImage: own, secrets: { TOKEN: secretOf(stack) } }, stack);
      return errorsOf(stack)
        .join()
        .match(/no endpoint for [^.]*/)?.[0];
    };

    expect(
      missing((stack) =>
        ecs.Secret.fromSecretsManager(new secretsmanager.Secret(stack, 'Token') as secretsmanager.ISecret),
      ),
    ).toMatch(/secretsmanager/);
    expect(
      missing((stack) =>
        ecs.Secret.fromSsmParameter(ssm.StringParameter.fromStringParameterName(stack, 'Token', '/token')),
      ),
    ).toMatch(/ssm/);
  });

  it('do not include an internet-facing listener with TLS and clients', () => {
    expect(errorsOf(withCertificate('internet-facing').stack)).toEqual([]);
  });
});
