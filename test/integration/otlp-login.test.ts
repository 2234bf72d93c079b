import { connect, constants } from 'node:http2';
import { request } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import { CLIENT_CA_FILE, renderIngestion } from '../../lib/collector';
import type { CollectorEndpoints } from '../../local/collector/start-collector';
import { withAdmin } from '../../local/kafka/topics';
import { waitUntil } from '../../local/process/wait-until';
import { logsPayload } from '../../local/traffic/payload';
import { renderedPair } from '../_helpers/collector/rendered-pair';
import { type IssuedCertificate, type TestCa, testCa } from '../_helpers/kafka/certificates';

/** With characters that YAML and the Collector could take for something else. */
const TOKEN = '0e1-4f:6e8a_9~';
const UNAUTHENTICATED = '16';
const EXPORT = '/opentelemetry.proto.collector.logs.v1.LogsService/Export';

const pair = renderedPair();

async function recordsIn(topic: string): Promise<number> {
  const ends = await withAdmin(pair.kafka.bootstrap, (admin) => admin.fetchTopicOffsets(topic));
  return ends.reduce((sum, { high }) => sum + Number(high), 0);
}

const body = () => logsPayload({ records: 1, nowMs: Date.now() }).body;

/** The status of a request over HTTP. */
async function overHttp({ otlpHttp }: CollectorEndpoints, authorization?: string): Promise<number> {
  const { status } = await fetch(`${otlpHttp}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
    body: body(),
  });
  return status;
}

/** The status of an empty request over gRPC; `refused` without one. */
function overGrpc(
  { otlpGrpc }: CollectorEndpoints,
  { authorization, tls }: { authorization?: string | undefined; tls?: SecureContextOptions },
): Promise<string> {
  return new Promise((resolve) => {
    const session = connect(`${tls ? 'https' : 'http'}://${otlpGrpc}`, tls);
    const refused = () => resolve('refused');
    session.on('error', refused);
    const stream = session.request({
      [constants.HTTP2_HEADER_METHOD]: 'POST',
      [constants.HTTP2_HEADER_PATH]: EXPORT,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...(authorization ? { authorization } : {}),
    });
    const done = (headers: NodeJS.Dict<string | string[]>) => {
      if (headers['grpc-status'] === undefined) return;
      session.close();
      resolve(String(headers['grpc-status']));
    };
    stream.on('response', done);
    stream.on('trailers', done);
    stream.on('error', refused);
    stream.on('close', refused);
    stream.resume();
    // A message that is not compressed and has no bytes.
    stream.end(Buffer.alloc(5));
  });
}

/** The status of a request over TLS; `refused` without one. */
function overTls({ otlpHttp }: CollectorEndpoints, tls: SecureContextOptions): Promise<number | 'refused'> {
  return new Promise((resolve) => {
    const sent = request(
      `${otlpHttp.replace('http:', 'https:')}/v1/logs`,
      { method: 'POST', headers: { 'content-type': 'application/json' }, agent: false, ...tls },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      },
    );
    sent.on('error', () => resolve('refused'));
    sent.end(body());
  });
}

const bearer = { auth: { mechanism: 'bearer', token: { ssm: '/otlp/token' } } };

describe('clients that log in with a token', () => {
  it('may send with it, and others may not, on both ports', async () => {
    const spec = await pair.pipeline('token', { ingestion: bearer });
    const { endpoints } = await pair.start('token', renderIngestion(spec), { SPILLWAY_OTLP_TOKEN: TOKEN });
    const strangers = [undefined, 'Bearer', 'Bearer wrong', `Bearer ${TOKEN}x`, TOKEN, `Basic ${TOKEN}`];

    for (const stranger of strangers) {
      expect([stranger, await overHttp(endpoints, stranger)]).toEqual([stranger, 401]);
      expect([stranger, await overGrpc(endpoints, { authorization: stranger })]).toEqual([
        stranger,
        UNAUTHENTICATED,
      ]);
    }
    expect(await recordsIn('token_logs')).toBe(0);

    expect(await overGrpc(endpoints, { authorization: `Bearer ${TOKEN}` })).toBe('0');
    expect(await overHttp(endpoints, `Bearer ${TOKEN}`)).toBe(200);
    await waitUntil('the record of the client', async () => (await recordsIn('token_logs')) === 1, {
      timeoutMs: 30_000,
    });
  }, 120_000);

  it('may use the old and the new token while a secret has both, one a line', async () => {
    const spec = await pair.pipeline('rotated', { ingestion: bearer });
    const { endpoints } = await pair.start('rotated', renderIngestion(spec), {
      SPILLWAY_OTLP_TOKEN: `new-${TOKEN}\n${TOKEN}\n`,
    });

    const statuses = ['Bearer ', 'Bearer other', `Bearer ${TOKEN}`, `Bearer new-${TOKEN}`].map((login) =>
      overHttp(endpoints, login),
    );

    expect(await Promise.all(statuses)).toEqual([401, 401, 200, 200]);
  }, 120_000);

  it.each([
    ['is missing', {}],
    ['is empty', { SPILLWAY_OTLP_TOKEN: '' }],
  ])(
    'reach no Collector whose token %s, because it does not start',
    async (_, env) => {
      const spec = await pair.pipeline(`tokenless-${Object.keys(env).length}`, { ingestion: bearer });

      await expect(pair.start('tokenless', renderIngestion(spec), env)).rejects.toThrow(
        'no bearer token provided',
      );
    },
    120_000,
  );
});

describe('clients that log in with a certificate', () => {
  const cas: TestCa[] = [];
  let server: IssuedCertificate;
  let client: IssuedCertificate;
  let stranger: IssuedCertificate;

  beforeAll(async () => {
    cas.push(await testCa('ours'), await testCa('theirs'));
    const [ours, theirs] = cas;
    if (!ours || !theirs) throw new Error('no CA');
    server = await ours.issue({ name: 'collector' });
    client = await ours.issue({ name: 'client' });
    stranger = await theirs.issue({ name: 'stranger' });
  });

  afterAll(() => Promise.all(cas.map((ca) => ca.remove())));

  it('may send with one of their CA, and others may not', async () => {
    const [ours] = cas;
    const auth = { mechanism: 'mtls', certificate: { ssm: '/otlp/crt' }, key: { ssm: '/otlp/key' } };
    const spec = await pair.pipeline('mtls', { ingestion: { auth } });
    const text = renderIngestion(spec).replaceAll(CLIENT_CA_FILE, ours?.caFile ?? '');
    const { endpoints } = await pair.start('mtls', text, {
      SPILLWAY_OTLP_CERTIFICATE: server.certificate,
      SPILLWAY_OTLP_KEY: server.key,
    });
    const ca = ours?.ca ?? '';

    const nobody = { ca };
    const other = { ca, cert: stranger.certificate, key: stranger.key };
    const known = { ca, cert: client.certificate, key: client.key };

    expect(await overHttp(endpoints)).toBe(400);
    for (const tls of [nobody, other]) {
      expect([await overTls(endpoints, tls), await overGrpc(endpoints, { tls })]).toEqual([
        'refused',
        'refused',
      ]);
    }
    expect([await overTls(endpoints, known), await overGrpc(endpoints, { tls: known })]).toEqual([200, '0']);
  }, 120_000);
});
