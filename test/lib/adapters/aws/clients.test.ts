import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { createAutoScalingLookout } from '../../../../lib/adapters/aws/auto-scaling';
import { createAwsClients } from '../../../../lib/adapters/aws/clients';
import { openDeployedFunction } from '../../../../lib/adapters/aws/deployed-function';
import { createEcsTaskService } from '../../../../lib/adapters/aws/ecs-task-service';
import { createMskClient, mskBrokers } from '../../../../lib/adapters/aws/msk-brokers';
import { resolveSecret } from '../../../../lib/adapters/aws/secrets';
import { createSsmConfigStore } from '../../../../lib/adapters/aws/ssm-config-store';

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
