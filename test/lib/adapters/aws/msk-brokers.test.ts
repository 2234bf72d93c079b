import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMskClient, mskBrokers } from '../../../../lib/adapters/aws/msk-brokers';
import type { MskListener } from '../../../../lib/pipeline';

const ARN = 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9-2';
const ALL = {
  bootstrapBrokerString: 'b-1.orders:9092',
  bootstrapBrokerStringTls: 'b-1.orders:9094',
  bootstrapBrokerStringSaslScram: 'b-1.orders:9096',
  bootstrapBrokerStringSaslIam: 'b-1.orders:9098',
  bootstrapBrokerStringPublicSaslIam: 'b-1-public.orders:9198',
};

/** A fake of MSK's REST API for the SDK's real client, because there is no local MSK. */
describe('the brokers of an MSK cluster', () => {
  let server: Server;
  let asked: { line: string; scope: string | undefined }[];
  let reply: { status: number; type?: string; body: unknown } | 'silence';

  beforeEach(async () => {
    asked = [];
    server = createServer(({ method, url, headers }, response) => {
      asked.push({
        line: `${method} ${url}`,
        scope: /Credential=[^/]+\/\d+\/(\S+),/.exec(headers.authorization ?? '')?.[1],
      });
      if (reply === 'silence') return;
      response
        .writeHead(reply.status, {
          'content-type': 'application/json',
          ...(reply.type && { 'x-amzn-errortype': reply.type }),
        })
        .end(JSON.stringify(reply.body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  async function brokers(listener: MskListener = 'iam', clusterArn = ARN): Promise<string[]> {
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = createMskClient(clusterArn, {
      env: { AWS_ENDPOINT_URL_KAFKA: endpoint, AWS_REGION: 'us-east-1' },
      requestTimeoutMs: 300,
      maxAttempts: 1,
    });
    try {
      return await mskBrokers(client, { clusterArn, listener });
    } finally {
      client.destroy();
    }
  }

  it('are requested once, by the ARN, in the region of the ARN', async () => {
    reply = { status: 200, body: ALL };

    await brokers();

    expect(asked).toEqual([
      {
        line: `GET /v1/clusters/${encodeURIComponent(ARN)}/bootstrap-brokers`,
        scope: 'eu-west-1/kafka/aws4_request',
      },
    ]);
  });

  it.each([
    ['plaintext', 'b-1.orders:9092'],
    ['tls', 'b-1.orders:9094'],
    ['scram', 'b-1.orders:9096'],
    ['iam', 'b-1.orders:9098'],
  ] as const)('for %s are those with its port', async (listener, broker) => {
    reply = { status: 200, body: ALL };

    await expect(brokers(listener)).resolves.toEqual([broker]);
  });

  it('are sorted, in whatever order MSK returns them', async () => {
    reply = {
      status: 200,
      body: { bootstrapBrokerStringSaslIam: 'b-3.orders:9098,b-1.orders:9098, b-2.orders:9098' },
    };

    await expect(brokers()).resolves.toEqual(['b-1.orders:9098', 'b-2.orders:9098', 'b-3.orders:9098']);
  });

  it('are missing for a login that is off, and the message lists those that are on', async () => {
    const { bootstrapBrokerStringSaslIam: _, ...others } = ALL;
    reply = { status: 200, body: { ...others, bootstrapBrokerStringTls: '' } };

    await expect(brokers()).rejects.toMatchObject({
      code: 'MSK_LISTENER_OFF',
      message: `MSK GetBootstrapBrokers on ${ARN}: it returns no brokers for iam, only for plaintext, scram.`,
      hint: expect.stringContaining('Turn on IAM access control'),
    });
  });

  it('are missing while the cluster is being created', async () => {
    reply = { status: 200, body: {} };

    await expect(brokers()).rejects.toMatchObject({
      code: 'MSK_LISTENER_OFF',
      hint: expect.stringContaining('ACTIVE'),
    });
  });

  it.each([
    ['an ARN of no cluster', 404, 'NotFoundException', 'MSK_CLUSTER_NOT_FOUND', /deploy\.msk\.clusterArn/],
    [
      'a right that is missing',
      403,
      'AccessDeniedException',
      'MSK_ACCESS_DENIED',
      /kafka:GetBootstrapBrokers on arn:/,
    ],
    [
      'a cluster that is forbidden',
      403,
      'ForbiddenException',
      'MSK_ACCESS_DENIED',
      /kafka:GetBootstrapBrokers/,
    ],
    ['credentials that do not count', 401, 'UnauthorizedException', 'MSK_ACCESS_DENIED', /credentials/],
    ['throttling', 429, 'TooManyRequestsException', 'MSK_REQUEST_FAILED', /passes by itself/],
    ['an invalid ARN', 400, 'BadRequestException', 'MSK_REQUEST_FAILED', /which rule/],
  ])('are rejected with a code: %s', async (_what, status, type, code, hint) => {
    reply = { status, type, body: { message: 'said MSK' } };

    await expect(brokers()).rejects.toMatchObject({
      code,
      message: expect.stringContaining(ARN),
      hint: expect.stringMatching(hint),
    });
  });

  it('are requested with a time limit', async () => {
    reply = 'silence';

    await expect(brokers()).rejects.toMatchObject({
      code: 'MSK_UNREACHABLE',
      hint: expect.stringContaining('kafka interface endpoint'),
    });
  });
});
