import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAutoScalingLookout } from '../../../../lib/adapters/aws/auto-scaling';
import { createAwsClients } from '../../../../lib/adapters/aws/clients';
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
});
