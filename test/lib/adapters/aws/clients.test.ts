import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { createAutoScalingLookout } from '../../../../lib/adapters/aws/auto-scaling';
import { clientSettings } from '../../../../lib/adapters/aws/client-settings';
import { type AwsClients, createAwsClients } from '../../../../lib/adapters/aws/clients';
import { openDeployedFunction } from '../../../../lib/adapters/aws/deployed-function';
import { createEcsTaskService } from '../../../../lib/adapters/aws/ecs-task-service';
import { createMskClient, mskBrokers } from '../../../../lib/adapters/aws/msk-brokers';
import { resolveSecret } from '../../../../lib/adapters/aws/secrets';
import { createSsmConfigStore } from '../../../../lib/adapters/aws/ssm-config-store';
import { redacted } from '../../../../lib/output/redact';
import { RecordedAws } from '../../../_helpers/aws/recorded-aws';

describe('the settings of an SDK client', () => {
  it('are short timeouts that throw, and one retry', () => {
    expect(clientSettings('SSM', { env: {} })).toEqual({
      maxAttempts: 2,
      requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
    });
  });

  it.each<[string, string | undefined, Record<string, string>, string | undefined]>([
    ['the spec', 'eu-west-1', { AWS_REGION: 'a', AWS_DEFAULT_REGION: 'b' }, 'eu-west-1'],
    ['AWS_REGION', undefined, { AWS_REGION: 'a', AWS_DEFAULT_REGION: 'b' }, 'a'],
    ['AWS_DEFAULT_REGION', undefined, { AWS_DEFAULT_REGION: 'b' }, 'b'],
    ['the sources of the SDK', undefined, {}, undefined],
  ])('have the region of %s', (_name, region, env, expected) => {
    expect(clientSettings('SSM', { env, region }).region).toBe(expected);
  });

  it('never show the keys that they use', () => {
    clientSettings('SSM', {
      env: { AWS_SECRET_ACCESS_KEY: 'key-of-a-test', AWS_SESSION_TOKEN: 'token-of-it' },
    });

    expect(redacted('key-of-a-test and token-of-it')).toBe('*** and ***');
  });
});

describe('the clients of a tick', () => {
  const settingsOf = async (client: {
    config: AwsClients['ssm']['config'] | AwsClients['ecs']['config'];
  }) => {
    const { requestTimeout, connectionTimeout } = await timeoutsOf(client.config.requestHandler);
    const attempts = await client.config.maxAttempts();
    return { region: await client.config.region(), attempts, connectionTimeout, requestTimeout };
  };

  it('all use the region of the spec, and have these limits', async () => {
    const clients = createAwsClients({ env: { AWS_REGION: 'us-east-1' }, region: 'eu-central-1' });
    const { ssm, ecs, applicationAutoScaling, secretsManager } = clients;

    const found = {
      ssm: await settingsOf(ssm),
      ecs: await settingsOf(ecs),
      applicationAutoScaling: await settingsOf(applicationAutoScaling as never),
      secretsManager: await settingsOf(secretsManager as never),
    };
    clients.destroy();

    const usual = { region: 'eu-central-1', attempts: 2, connectionTimeout: 2_000, requestTimeout: 5_000 };
    const short = { attempts: 1, connectionTimeout: 1_500, requestTimeout: 1_500 };
    expect(found).toEqual({
      ssm: usual,
      ecs: usual,
      applicationAutoScaling: { ...usual, ...short },
      secretsManager: usual,
    });
  });

  it('are all destroyed together', () => {
    const clients = createAwsClients({ env: { AWS_REGION: 'us-east-1' } });
    const { destroy, ...others } = clients;
    const spies = Object.values(others).map((client) => jest.spyOn(client, 'destroy'));

    destroy();

    for (const spy of spies) expect(spy).toHaveBeenCalledTimes(1);
    expect(spies).toHaveLength(4);
  });
});

describe('a request that gets no response', () => {
  let aws: RecordedAws;

  beforeEach(async () => {
    aws = new RecordedAws();
    await aws.start();
    const fault = { status: 500, error: 'InternalServerError' };
    for (const operation of [
      'GetParameters',
      'PutParameter',
      'UpdateService',
      'DescribeServices',
      'ListTasks',
    ])
      aws.on(operation, fault);
  });

  afterEach(() => aws.stop());

  it.each<[string, number, (clients: AwsClients) => Promise<unknown>]>([
    ['a read', 2, ({ ssm }) => store(ssm).read()],
    [
      'a write, which may still take effect',
      1,
      async ({ ssm }) => {
        const state = { Name: '/p/state', Value: 'a', Version: 1, LastModifiedDate: 1 };
        aws.on('GetParameters', { body: { Parameters: [state] } });
        const opened = store(ssm);
        await opened.read();
        aws.requests.length = 0;
        return opened.writeState('b');
      },
    ],
    ['a create, which cannot happen twice', 2, ({ ssm }) => store(ssm).create('debt', 'a')],
    ['a change of the service', 1, ({ ecs }) => service(ecs).setDesiredCount(3)],
  ])('is sent again, or not: %s, %d times', async (_name, times, call) => {
    const clients = createAwsClients({ env: aws.env() });

    await expect(call(clients)).rejects.toMatchObject({ code: expect.stringMatching(/^(SSM|ECS)_/) });
    clients.destroy();

    expect(aws.requests).toHaveLength(times);
  });

  const store = (client: AwsClients['ssm']) => createSsmConfigStore({ client, prefix: '/p' });
  const service = (client: AwsClients['ecs']) =>
    createEcsTaskService({
      ...{ client, cluster: 'c', service: 's', autoScaling: async () => ({ kind: 'none' as const }) },
    });
});

/** The SDK's handler resolves its settings with the first request. */
async function timeoutsOf(handler: object): Promise<{ requestTimeout: number; connectionTimeout: number }> {
  return await (handler as { configProvider: Promise<never> }).configProvider;
}

/** Against real sockets: which of the SDK's timeouts really throw is what went wrong before. */
describe('the AWS clients', () => {
  let silent: Server;
  let silentEndpoint: string;

  beforeAll(async () => {
    silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    silentEndpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    const closed = new Promise((resolve) => silent.close(resolve));
    silent.closeAllConnections();
    await closed;
  });

  it('send nothing once they are closed, so that no connection stays open', async () => {
    let connections = 0;
    const count = () => {
      connections += 1;
    };
    silent.on('connection', count);
    const keys = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key-of-a-test' };
    const { ecs, destroy } = clientsFor({ AWS_ENDPOINT_URL: silentEndpoint, ...keys });
    destroy();

    const tasks = createEcsTaskService({
      ...{ client: ecs, cluster: 'c', service: 's', autoScaling: async () => ({ kind: 'none' as const }) },
    });
    await expect(tasks.describe()).rejects.toThrow();
    silent.off('connection', count);
    expect(connections).toBe(0);
  });

  const clientsFor = (env: Record<string, string>) =>
    createAwsClients({ env: { AWS_REGION: 'eu-west-1', ...env }, requestTimeoutMs: 200, maxAttempts: 2 });

  it('give up on an endpoint that accepts the connection and never responds, and name the service', async () => {
    const clients = clientsFor({ AWS_ENDPOINT_URL: silentEndpoint });
    const startedMs = performance.now();

    const reading = createSsmConfigStore({ client: clients.ssm, prefix: '/spillway/test' }).read();

    await expect(reading).rejects.toMatchObject({
      code: 'SSM_UNREACHABLE',
      message: expect.stringContaining('GetParameters on /spillway/test'),
      hint: expect.stringContaining('ssm interface endpoint'),
    });
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    clients.destroy();
  });

  it('wait less for calls that a tick can do without', async () => {
    const clients = createAwsClients({
      env: { AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: silentEndpoint },
      requestTimeoutMs: 60_000,
    });
    const startedMs = performance.now();

    const answer = await createAutoScalingLookout({
      client: clients.applicationAutoScaling,
      cluster: 'c',
      service: 's',
      clock: { nowMs: () => 0 },
      memory: {},
    })();

    expect(answer).toEqual({ kind: 'unknown' });
    expect(performance.now() - startedMs).toBeLessThan(4_000);
    clients.destroy();
  });

  it('prefer the endpoint of one service to the common one', async () => {
    const clients = clientsFor({
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_ENDPOINT_URL_SSM: 'http://127.0.0.1:2',
    });

    const ports = await Promise.all(
      [clients.ssm, clients.ecs, clients.secretsManager].map(
        async ({ config }) => (await config.endpoint?.())?.port,
      ),
    );

    expect(ports).toEqual([2, 1, 1]);
  });

  it.each(['SSM', 'ECS', 'Secrets Manager', 'Lambda', 'MSK'])(
    'make errors without the session token of a profile, which %s repeats',
    async (service) => {
      const token = `token-of-a-profile-${service}`;
      const echoing = createServer((request, response) => {
        response.writeHead(400, { 'x-amzn-errortype': 'AccessDeniedException' });
        response.end(JSON.stringify({ message: `not ${request.headers['x-amz-security-token']}` }));
      });
      await new Promise<void>((resolve) => echoing.listen(0, '127.0.0.1', resolve));
      const { port } = echoing.address() as AddressInfo;
      const file = path.join(mkdtempSync(path.join(tmpdir(), 'spillway-profile-')), 'credentials');
      writeFileSync(
        file,
        `[sso]\naws_access_key_id=a\naws_secret_access_key=b\naws_session_token=${token}\n`,
      );
      const env = { AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` };
      const before = { ...process.env };
      delete process.env.AWS_ACCESS_KEY_ID;
      Object.assign(process.env, { AWS_SHARED_CREDENTIALS_FILE: file, AWS_PROFILE: 'sso' });

      const error = await CALLS[service]?.(env).catch((failed: unknown) => failed);

      process.env = before;
      echoing.closeAllConnections();
      echoing.close();
      expect(error).toMatchObject({ message: expect.stringContaining('not ***') });
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(token);
    },
  );
});

const CALLS: Record<string, (env: Record<string, string>) => Promise<unknown>> = {
  SSM: (env) => createSsmConfigStore({ client: createAwsClients({ env }).ssm, prefix: '/a' }).read(),
  ECS: (env) =>
    createEcsTaskService({
      ...{ client: createAwsClients({ env }).ecs, cluster: 'c', service: 's' },
      autoScaling: async () => ({ kind: 'none' }),
    }).describe(),
  'Secrets Manager': (env) => {
    const { secretsManager } = createAwsClients({ env });
    return resolveSecret({ secretsManager: 'a', field: 'b' }, { env, secretsManagerClient: secretsManager });
  },
  Lambda: (env) => openDeployedFunction('f', { env }).invoke({}),
  MSK: (env) => {
    const clusterArn = 'arn:aws:kafka:eu-west-1:111122223333:cluster/a/b';
    return mskBrokers(createMskClient(clusterArn, { env }), { clusterArn, listener: 'tls' });
  },
};
