import { SpillwayError } from '../../../lib/errors';
import { parsePipelineSpec } from '../../../lib/pipeline';

const withDeploy = (deploy: unknown) =>
  parsePipelineSpec(
    `name: checkout
kafka: { brokers: [kafka-1:9092] }
group: checkout
signals: { traces: { topic: otlp_spans } }
tiers: { processing: { cluster: telemetry, service: checkout, backend: { endpoint: http://backend } } }
deploy: ${JSON.stringify(deploy)}
`,
    'pipeline.yaml',
  ).deploy;

function refusal(deploy: unknown): string {
  try {
    withDeploy(deploy);
  } catch (error) {
    if (error instanceof SpillwayError) return error.message;
    throw error;
  }
  throw new Error('the spec was accepted');
}

const VPC = {
  id: 'vpc-0a1b2c3d',
  subnets: ['subnet-0a1b2c3d', 'subnet-0b1b2c3d'],
  availabilityZones: ['eu-west-1a', 'eu-west-1b'],
};
const PUBLIC = {
  listener: 'internet-facing',
  certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/0a',
  clients: ['192.0.2.0/24'],
};
const TASK = {
  cpu: 1024,
  memory: 2048,
  architecture: 'arm64',
  healthProbe: 'auto',
  environment: {},
  secrets: {},
};

describe('the deploy section', () => {
  it('deploys both tiers into a new VPC by default', () => {
    expect(withDeploy({})).toEqual({
      vpc: 'new',
      securityGroups: [],
      cluster: 'new',
      ingestion: { listener: 'internal', tasks: { min: 2, max: 10 }, ...TASK },
      processing: TASK,
      addPartitions: 'denied',
      alarms: { timeLag: 600_000 },
      onDelete: 'remove',
    });
  });

  it('accepts an existing VPC by its ids', () => {
    expect(withDeploy({ vpc: VPC }).vpc).toEqual({ ...VPC, publicSubnets: [] });
  });

  it.each([
    ['a gateway and the usual range', { egress: 'nat' }],
    ['a range of its own', { egress: 'nat', cidr: '10.20.0.0/16' }],
    ['no way out', { egress: 'endpoints', cidr: '10.20.1.0/24' }],
  ])('creates a VPC with %s', (_, vpc) => {
    expect(withDeploy({ vpc }).vpc).toEqual(vpc);
  });

  it('uses copies of the images, for both tiers', () => {
    const images = { image: 'ecr/contrib:1', helperImage: 'ecr/busybox:1' };

    expect(withDeploy({ processing: images, ingestion: images })).toMatchObject({
      processing: images,
      ingestion: images,
    });
  });

  it('adopts a processing tier if no ingestion tier is deployed', () => {
    const { processing, ingestion } = withDeploy({ processing: 'existing', ingestion: 'none', vpc: VPC });

    expect([processing, ingestion]).toEqual(['existing', 'none']);
  });

  it.each<[string, unknown, string]>([
    [
      'the internet without a public subnet',
      {
        vpc: VPC,
        ingestion: PUBLIC,
      },
      'deploy.vpc.publicSubnets: is missing',
    ],
    [
      'the internet where nothing leads out',
      { vpc: { egress: 'endpoints' }, ingestion: PUBLIC },
      'deploy.vpc.egress: expected nat with a listener that is internet-facing',
    ],
    [
      'another way out',
      { vpc: { egress: 'gateway' } },
      'deploy.vpc.egress: expected nat or endpoints for a new VPC; give an existing VPC by its id.',
    ],
    [
      'clients that are no range',
      { ingestion: { clients: ['ours'] } },
      'deploy.ingestion.clients.0: expected a range',
    ],
    [
      'nobody as clients',
      { ingestion: { clients: [] } },
      'deploy.ingestion.clients: expected at least one range',
    ],
    ['neither a way out nor an id', { vpc: { cidr: '10.20.0.0/16' } }, 'deploy.vpc.egress: expected nat or'],
    ['a way out of a VPC that exists', { vpc: { ...VPC, egress: 'nat' } }, 'deploy.vpc.egress: unknown key'],
    ['a misspelt id', { vpc: { ...VPC, id: undefined, ids: VPC.id } }, 'deploy.vpc.ids: unknown key'],
    [
      'an id of nothing',
      { vpc: { id: 'orders', subnets: [] } },
      'deploy.vpc.id: expected an id such as vpc-',
    ],
    ...[
      ['that is not valid', '10.300.0.0/16', 'expected a range such as'],
      [
        'too large for a VPC',
        '10.0.0.0/8',
        'expected a range from /16 to /24 that begins at its first address',
      ],
      [
        'too small for tasks and endpoints',
        '10.20.0.0/26',
        'expected a range from /16 to /24 that begins at its first address',
      ],
      [
        'that begins in the middle',
        '10.20.5.0/16',
        'expected a range from /16 to /24 that begins at its first address',
      ],
    ].map(([what, cidr, expected]): [string, unknown, string] => [
      `a range ${what}`,
      { vpc: { egress: 'nat', cidr } },
      `deploy.vpc.cidr: ${expected}`,
    ]),
    [
      'a new VPC without a way out for an adopted tier',
      { processing: 'existing', ingestion: 'none', vpc: { egress: 'endpoints' } },
      'deploy.vpc: expected {',
    ],
    ['an unknown key', { vcp: 'new' }, 'deploy.vcp: unknown key "vcp". Did you mean vpc?'],
    [
      'a VPC by another name',
      { vpc: 'default' },
      'deploy.vpc: expected new, or { id, subnets, availabilityZones }',
    ],
    [
      'a VPC without subnets',
      { vpc: { ...VPC, subnets: [] } },
      'deploy.vpc.subnets: expected at least one subnet',
    ],
    [
      'subnets without a zone',
      { vpc: { ...VPC, availabilityZones: ['a'] } },
      'deploy.vpc.subnets: expected as many',
    ],
    [
      'public subnets without a zone',
      { vpc: { ...VPC, publicSubnets: ['subnet-0c1b2c3d'] } },
      'deploy.vpc.publicSubnets:',
    ],
    [
      'an id of another kind',
      { securityGroups: ['vpc-0a1b2c3d'] },
      'deploy.securityGroups.0: expected an id such as sg-',
    ],
    [
      'an ARN of another service',
      { alarms: { topicArn: 'arn:aws:sqs:a:b:c' } },
      'deploy.alarms.topicArn: expected an ARN',
    ],
    [
      'the internet in clear',
      { ingestion: { listener: 'internet-facing' } },
      'deploy.ingestion.certificateArn: is missing',
    ],
    [
      'the internet without a list of clients',
      { ingestion: { ...PUBLIC, clients: undefined } },
      'deploy.ingestion.clients: is missing, but listener: internet-facing would accept telemetry from everyone',
    ],
    [
      'fewer tasks at most than at least',
      { ingestion: { tasks: { min: 3, max: 2 } } },
      'deploy.ingestion.tasks.min: expected min to be at most max',
    ],
    [
      'more tasks at least than the default allows',
      { ingestion: { tasks: { min: 11 } } },
      'deploy.ingestion.tasks.min: expected min to be at most max',
    ],
    [
      'a role as permissions boundary',
      { permissionsBoundary: 'boundary' },
      'deploy.permissionsBoundary: expected an ARN such as arn:aws:iam::',
    ],
    [
      'a size that Fargate has not',
      { processing: { cpu: 1000 } },
      'deploy.processing.cpu: expected one of 256, 512',
    ],
    [
      'an ingestion tier next to an existing processing tier',
      { processing: 'existing' },
      'deploy.ingestion: expected none',
    ],
    [
      'a VPC of its own for an adopted tier',
      { processing: 'existing', ingestion: 'none' },
      'deploy.vpc: expected {',
    ],
    ['a target under a minute', { alarms: { timeLag: '30s' } }, 'deploy.alarms.timeLag: expected a duration'],
  ])('rejects %s', (_, deploy, expected) => {
    expect(refusal(deploy)).toMatch(/pipeline\.yaml:6:\d+ deploy\./);
    expect(refusal(deploy)).toContain(expected);
  });
});
