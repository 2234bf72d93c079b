import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as kafka from '../../../lib/adapters/kafka';
import { coldMemory, openTick } from '../../../lib/runtime/open-tick';
import { RecordedAws } from '../../_helpers/aws/recorded-aws';
import { testSpec } from '../../_helpers/pipeline/spec';

const SPEC = { ...testSpec(), aws: { region: 'ap-south-1' } };
const SERVICE = { status: 'ACTIVE', desiredCount: 2, runningCount: 2, pendingCount: 0, deployments: [] };

jest.mock('../../../lib/adapters/kafka', () => ({
  ...jest.requireActual('../../../lib/adapters/kafka'),
  createKafkaAdmin: jest.fn(),
}));
const createKafkaAdmin = jest.mocked(kafka.createKafkaAdmin);

let aws: RecordedAws;
let folder: string;

beforeEach(async () => {
  createKafkaAdmin.mockReset();
  folder = await mkdtemp(path.join(tmpdir(), 'spillway-open-tick-'));
  aws = new RecordedAws();
  await aws.start();
  aws.on('GetParameters', { body: { Parameters: [], InvalidParameters: [] } });
  aws.on('DescribeServices', { body: { services: [SERVICE] } });
  aws.on('ListTasks', { body: { taskArns: [] } });
  aws.on('DescribeScalableTargets', { body: { ScalableTargets: [] } });
  aws.on('GetSecretValue', { body: { SecretString: '{"pass":"pw-of-kafka"}' } });
  Object.assign(process.env, aws.env());
});

afterEach(async () => {
  jest.restoreAllMocks();
  await aws.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The ticks of one process: each reads the parameters. */
function ticks(spec: typeof SPEC = SPEC, env: Record<string, string> = aws.env()) {
  const warm = coldMemory();
  const open = () => openTick({ spec, env, holder: 'request-1', leaseMs: 61_000, warm });
  return {
    warm,
    open,
    async run() {
      const opened = await open();
      await opened.dependencies.store.read();
      return opened;
    },
  };
}

describe('the connections to AWS', () => {
  it('are kept between the ticks of a process', async () => {
    const { run } = ticks();

    for (const _ of [1, 2, 3]) await run();

    const last = await run();
    expect(aws.connections).toBe(1);
    last.close();
  });

  it('are opened again after a tick that failed', async () => {
    const { run, warm } = ticks();

    (await run()).close();
    expect(warm).not.toHaveProperty('aws');
    (await run()).close();

    expect(aws.connections).toBe(2);
  });

  it('are opened again by the same tick if the service has closed them while the process was frozen', async () => {
    const { run } = ticks();
    await run();

    aws.closeConnections();
    const next = await run();

    expect(aws.connections).toBe(2);
    next.close();
  });

  it.each([
    ['are kept over five idle minutes', 300_000, 1],
    ['are not used after that, because a NAT gateway has forgotten them', 300_001, 2],
    ['are not used if the clock went back as far', -300_001, 2],
  ])('%s', async (_name, idleMs, connections) => {
    const { run } = ticks();
    const startMs = Date.now();
    const now = jest.spyOn(Date, 'now').mockReturnValue(startMs);
    await run();

    now.mockReturnValue(startMs + idleMs);
    const next = await run();

    expect(aws.connections).toBe(connections);
    next.close();
  });

  it('count as idle since the last tick, not since the first', async () => {
    const { run } = ticks();
    const startMs = Date.now();
    const now = jest.spyOn(Date, 'now');
    for (const minutes of [0, 4, 8, 12]) {
      now.mockReturnValue(startMs + minutes * 60_000);
      await run();
    }

    const last = await run();

    expect(aws.connections).toBe(1);
    last.close();
  });
});

describe('what a tick asks of AWS', () => {
  it('is in the region of the spec, about its own parameters and service', async () => {
    const { open } = ticks();
    const { dependencies, close } = await open();

    await dependencies.store.read();
    await dependencies.tasks.describe();
    close();

    expect(aws.unexpected).toEqual([]);
    const asked = aws.requests.map(({ scope, operation }) => `${operation} ${scope}`);
    expect([...new Set(asked)].sort()).toEqual([
      'DescribeScalableTargets ap-south-1/application-autoscaling',
      'DescribeServices ap-south-1/ecs',
      'GetParameters ap-south-1/ssm',
      'ListTasks ap-south-1/ecs',
    ]);
    const bodyOf = (operation: string) => aws.requests.find((each) => each.operation === operation)?.body;
    expect(bodyOf('GetParameters')?.Names).toContain('/spillway/test/config');
    expect(bodyOf('DescribeServices')).toMatchObject({ cluster: 'telemetry', services: ['processing'] });
    expect(bodyOf('DescribeScalableTargets')).toMatchObject({
      ResourceIds: ['service/telemetry/processing'],
    });
  });

  it('is in the region of the environment if the spec names none', async () => {
    const { run } = ticks({ ...SPEC, aws: { ...testSpec().aws, region: undefined } as never });

    (await run()).close();

    expect(aws.requests.map(({ scope }) => scope)).toEqual(['eu-central-1/ssm']);
  });

  it('is asked once for the scaling of the service within the memory of a process', async () => {
    const { open, warm } = ticks();
    for (const _ of [1, 2]) await (await open()).dependencies.tasks.describe();

    const times = aws.requests.filter(({ operation }) => operation === 'DescribeScalableTargets').length;
    expect(times).toBe(1);
    warm.aws?.clients.destroy();
  });
});

describe('the dependencies of a tick', () => {
  it('carry spec, holder and lease, and the clock of this process', async () => {
    const { dependencies, close } = await ticks().open();
    jest.spyOn(Date, 'now').mockReturnValue(1_234);

    expect(dependencies).toMatchObject({ spec: SPEC, holder: 'request-1', leaseMs: 61_000 });
    expect(dependencies.clock.nowMs()).toBe(1_234);
    expect(dependencies).toHaveProperty('metrics');
    close();
  });

  it('read no metrics of tasks if the spec turns them off', async () => {
    const { tiers } = SPEC;
    const off = {
      ...SPEC,
      tiers: { ...tiers, processing: { ...tiers.processing, metricsPort: 'off' as const } },
    };
    const { dependencies, close } = await ticks(off).open();

    expect(dependencies).not.toHaveProperty('metrics');
    close();
  });
});

describe('the connection to Kafka', () => {
  const auth = { mechanism: 'PLAIN' as const, username: 'otel' };
  const secured = (more: Partial<(typeof SPEC)['kafka']>) => ({ ...SPEC, kafka: { ...SPEC.kafka, ...more } });
  const connect = async (spec: typeof SPEC, env?: Record<string, string>) => {
    const process = ticks(spec, env ?? aws.env());
    const { dependencies, close } = await process.open();
    try {
      await dependencies.connectKafka();
    } finally {
      close();
    }
    return { warm: process.warm, options: createKafkaAdmin.mock.lastCall?.[0] };
  };

  it('has the brokers of the spec, no password and no CA, and the memory of the process', async () => {
    const { options, warm } = await connect(SPEC);

    expect(options).toEqual({
      connection: SPEC.kafka,
      password: undefined,
      ca: undefined,
      memory: warm.kafka,
    });
    expect(options?.memory).toBe(warm.kafka);
  });

  it('has the password of Secrets Manager, read again for each tick', async () => {
    const spec = secured({ auth: { ...auth, password: { secretsManager: 'kafka/otel', field: 'pass' } } });

    const { options } = await connect(spec);
    aws.on('GetSecretValue', { body: { SecretString: '{"pass":"rotated"}' } });
    const { options: later } = await connect(spec);

    expect([options?.password, later?.password]).toEqual(['pw-of-kafka', 'rotated']);
    expect(aws.requests).toMatchObject([
      { scope: 'ap-south-1/secretsmanager', body: { SecretId: 'kafka/otel' } },
      { operation: 'GetSecretValue' },
    ]);
  });

  it('has the password of the environment that it was given', async () => {
    const spec = secured({ auth: { ...auth, password: { env: 'KAFKA_PW' } } });

    const { options } = await connect(spec, aws.env({ KAFKA_PW: 'of-the-environment' }));

    expect(options?.password).toBe('of-the-environment');
    expect(aws.requests).toEqual([]);
  });

  it('trusts the CA of the spec', async () => {
    const caFile = path.join(folder, 'ca.pem');
    await writeFile(caFile, 'the CA');

    const { options } = await connect(secured({ tls: { enabled: true, insecureSkipVerify: false, caFile } }));

    expect(options?.ca).toBe('the CA');
  });

  it('reads no CA if TLS is off', async () => {
    const tls = { enabled: false, insecureSkipVerify: false, caFile: '/nowhere/ca.pem' };

    expect((await connect(secured({ tls }))).options?.ca).toBeUndefined();
  });

  it('fails if the CA cannot be read, and says which file', async () => {
    const tls = { enabled: true, insecureSkipVerify: false, caFile: '/nowhere/ca.pem' };

    await expect(connect(secured({ tls }))).rejects.toMatchObject({
      code: 'CA_FILE_UNREADABLE',
      message: 'The CA file /nowhere/ca.pem of kafka.tls.caFile cannot be read.',
    });
    expect(createKafkaAdmin).not.toHaveBeenCalled();
  });
});
