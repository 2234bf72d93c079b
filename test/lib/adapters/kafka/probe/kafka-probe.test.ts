import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { createKafkaProbe } from '../../../../../lib/adapters/kafka/probe';
import { ByteWriter } from '../../../../../lib/adapters/kafka/protocol/byte-writer';
import type { KafkaProbe, ProbeNode } from '../../../../../lib/doctor/ports';
import type { Connection } from '../../../../../lib/doctor/target';
import { waitUntil } from '../../../../../local/process/wait-until';
import { type BlackHole, startBlackHole } from '../../../../_helpers/kafka/black-hole';
import { type IssuedCertificate, type TestCa, testCa } from '../../../../_helpers/kafka/certificates';
import {
  API_VERSIONS,
  type ArrivedRequest,
  type ScriptedAnswer,
  type ScriptedBroker,
  startScriptedBroker,
  supports,
} from '../../../../_helpers/kafka/scripted-broker';

const [LIST_OFFSETS, METADATA, FIND_COORDINATOR, DESCRIBE_GROUPS, LIST_GROUPS] = [2, 3, 10, 15, 16];
const COORDINATOR_NOT_AVAILABLE = 15;
const ALL = supports({
  ...{ [LIST_OFFSETS]: [0, 2], [METADATA]: [0, 8], [FIND_COORDINATOR]: [0, 2] },
  ...{ [DESCRIBE_GROUPS]: [0, 3], [LIST_GROUPS]: [0, 2] },
});

const written = (fill: (writer: ByteWriter) => unknown): Buffer => {
  const writer = new ByteWriter();
  fill(writer);
  return Buffer.from(writer.toBuffer());
};
const coordinator = (error: number) =>
  written((writer) => writer.int32(0).int16(error).int16(-1).int32(3).string('kafka-3').int32(9_093));

let probe: KafkaProbe;
let brokers: ScriptedBroker[];

beforeEach(() => {
  brokers = [];
  probe = createKafkaProbe();
});

afterEach(async () => {
  probe.close();
  for (const broker of brokers) await broker.close();
});

type Answers = Record<number, (request: ArrivedRequest) => ScriptedAnswer>;

async function broker(answers: Answers = {}, tls?: { certificate: string; key: string }) {
  const all: Answers = { [API_VERSIONS]: () => ALL, ...answers };
  const started = await startScriptedBroker((request) => all[request.apiKey]?.(request) ?? 'nothing', tls);
  brokers.push(started);
  return started;
}

const settings = (more: Partial<Connection> = {}): Connection =>
  ({ connectTimeoutMs: 300, requestTimeoutMs: 300, ...more }) as Connection;

async function nodeOf(answers: Answers): Promise<ProbeNode> {
  const { port } = await broker(answers);
  const result = await probe.connect(`127.0.0.1:${port}`, settings());
  if (result.end !== 'kafka') throw new Error(`expected Kafka, not ${JSON.stringify(result)}`);
  return result.node;
}

describe('a connection attempt', () => {
  it('ends at Kafka, as the client that a Collector is by default', async () => {
    const one = await broker();

    const result = await probe.connect(`127.0.0.1:${one.port}`, settings());

    expect(result).toMatchObject({
      end: 'kafka',
      ip: '127.0.0.1',
      node: { address: `127.0.0.1:${one.port}` },
    });
    expect(result).not.toHaveProperty('certificate');
    expect(one.clientIds).toEqual(['otel-collector']);
    if (result.end !== 'kafka') throw new Error('expected Kafka');
    expect(result.node.versions.get(METADATA)).toEqual({ min: 0, max: 8 });
  });

  it('uses the client id that it was given', async () => {
    const one = await broker();
    const named = createKafkaProbe({ clientId: 'spillway-checkout' });

    await named.connect(`127.0.0.1:${one.port}`, settings());
    named.close();

    expect(one.clientIds).toEqual(['spillway-checkout']);
    await waitUntil('its connection is closed', () => one.connections() === 0, { timeoutMs: 2_000 });
  });

  it('ends at a name that does not exist', async () => {
    expect(await probe.connect('nowhere.invalid:9092', settings())).toEqual({
      end: 'name',
      error: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/),
    });
  });

  it('takes the port 9092 if there is none, and reads addresses in brackets', async () => {
    expect(await probe.connect('127.0.0.1', settings())).toMatchObject({ end: 'tcp', error: 'refused' });
    expect(await probe.connect('[::1]:1', settings())).toMatchObject({ end: 'tcp', ip: '::1' });
  });

  it('ends at a port that refuses', async () => {
    expect(await probe.connect('127.0.0.1:1', settings())).toEqual({
      ...{ end: 'tcp', ip: '127.0.0.1', error: 'refused', said: 'ECONNREFUSED' },
      afterMs: expect.any(Number),
    });
  });

  it('ends at a firewall that drops packets, after the timeout', async () => {
    const hole: BlackHole = await startBlackHole();

    const result = await probe.connect(`127.0.0.1:${hole.port}`, settings());

    hole.close();
    expect(result).toMatchObject({ end: 'tcp', error: 'silent', said: 'no response' });
    expect((result as { afterMs: number }).afterMs).toBeGreaterThanOrEqual(290);
  });

  it.each<[string, ScriptedAnswer, string, RegExp]>([
    ['says nothing', 'nothing', 'silent', /no response to ApiVersions/],
    ['speaks another protocol', { raw: Buffer.from('HTTP/1.1 400 Bad Request\r\n') }, 'garbled', /protocol/],
  ])('ends at a port that %s', async (_name, answer, problem, said) => {
    const one = await broker({ [API_VERSIONS]: () => answer });

    expect(await probe.connect(`127.0.0.1:${one.port}`, settings())).toEqual({
      ...{ end: 'protocol', ip: '127.0.0.1', problem, said: expect.stringMatching(said) },
    });
  });

  it('ends at a port that hangs up', async () => {
    const server: Server = createServer((socket: Socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;

    const result = await probe.connect(`127.0.0.1:${port}`, settings());

    server.close();
    expect(result).toMatchObject({ end: 'protocol', problem: 'closed' });
  });
});

describe('a connection attempt with TLS', () => {
  let ca: TestCa;
  let good: IssuedCertificate;

  beforeAll(async () => {
    ca = await testCa('good');
    good = await ca.issue({ name: 'broker', names: [{ ip: '127.0.0.1' }, { dns: 'localhost' }] });
  });

  afterAll(() => ca.remove());

  const full = (more: object = {}) =>
    settings({ tls: { verify: 'full', ca: ca.ca, ...more } } as Partial<Connection>);

  it('ends at Kafka, and shows the certificate', async () => {
    const { port } = await broker({}, good);

    const result = await probe.connect(`127.0.0.1:${port}`, full());

    expect(result).toMatchObject({
      end: 'kafka',
      certificate: {
        ...{ subject: 'broker', issuer: 'good' },
        names: expect.arrayContaining(['DNS:localhost', 'IP Address:127.0.0.1']),
      },
    });
    const { validFromMs, validToMs } = (result as { certificate: { validFromMs: number; validToMs: number } })
      .certificate;
    expect(validToMs - validFromMs).toBe(370 * 86_400_000);
  });

  it.each<[string, object, object]>([
    ['an unknown CA', { ca: undefined }, { kind: 'untrusted' }],
    ['another name', { serverName: 'elsewhere' }, { kind: 'wrong-name', host: 'elsewhere' }],
    ['a CA that is no PEM', { certificate: 'no PEM', key: 'no PEM' }, { kind: 'bad-settings' }],
  ])('ends at TLS with %s', async (_name, more, problem) => {
    const { port } = await broker({}, good);

    const result = await probe.connect(`127.0.0.1:${port}`, full(more));

    expect(result).toMatchObject({ end: 'tls', ip: '127.0.0.1', problem });
  });

  it('ends at TLS with a certificate that has expired, which is shown', async () => {
    const old = await ca.issue({ name: 'old', daysLeft: -1 });
    const { port } = await broker({}, old);

    expect(await probe.connect(`127.0.0.1:${port}`, full())).toMatchObject({
      ...{ end: 'tls', problem: { kind: 'expired' }, certificate: { subject: 'old' } },
    });
  });

  it('ends at Kafka with any certificate if it is not verified', async () => {
    const old = await ca.issue({ name: 'old', names: [{ dns: 'elsewhere' }], daysLeft: -1 });
    const { port } = await broker({}, old);

    const any = settings({ tls: { verify: 'none' } } as Partial<Connection>);
    expect(await probe.connect(`127.0.0.1:${port}`, any)).toMatchObject({ end: 'kafka' });
  });

  it('asks for the broker by the name that is set, or else by its own', async () => {
    const one = await broker({}, good);

    await probe.connect(`127.0.0.1:${one.port}`, full({ serverName: 'localhost' }));
    await probe.connect(`localhost:${one.port}`, full());
    await probe.connect(`127.0.0.1:${one.port}`, full());

    expect(one.serverNames).toEqual(['localhost', 'localhost', false]);
  });

  it('finds out that a port speaks TLS although none is configured', async () => {
    const { port } = await broker({}, good);

    expect(await probe.connect(`127.0.0.1:${port}`, settings())).toEqual({
      ...{ end: 'protocol', ip: '127.0.0.1', problem: 'tls-wanted', said: 'the port speaks TLS' },
    });
  });

  it('finds out that a port speaks Kafka without TLS although it is configured', async () => {
    const one = await broker();

    const result = await probe.connect(`127.0.0.1:${one.port}`, full());

    expect(result).toEqual({
      ...{ end: 'tls', ip: '127.0.0.1' },
      problem: { kind: 'not-spoken', said: 'the port speaks Kafka’s protocol without TLS' },
    });
  });
});

describe('a connected broker', () => {
  it('describes the cluster and its topics', async () => {
    const node = await nodeOf({
      [METADATA]: () =>
        written((writer) => {
          writer.int32(0);
          writer.array([1], (id) => writer.int32(id).string('kafka-1').int32(9_092).int16(-1));
          writer
            .int16(-1)
            .int32(1)
            .array([], () => {})
            .int32(1 << 8);
        }),
    });

    expect(await node.metadata(['a'])).toEqual({
      ...{ brokers: [{ nodeId: 1, host: 'kafka-1', port: 9_092 }], controllerId: 1 },
      ...{ rights: ['DESCRIBE'], topics: [] },
    });
  });

  it('names the coordinator, once it is settled', async () => {
    const errors = [COORDINATOR_NOT_AVAILABLE, COORDINATOR_NOT_AVAILABLE];
    const node = await nodeOf({ [FIND_COORDINATOR]: () => coordinator(errors.shift() ?? 0) });

    expect(await node.coordinator('g')).toEqual({ errorCode: 0, nodeId: 3, host: 'kafka-3', port: 9_093 });
  });

  it('gives up on a coordinator that never settles, with its error', async () => {
    let times = 0;
    const node = await nodeOf({
      [FIND_COORDINATOR]: () => {
        times += 1;
        return coordinator(COORDINATOR_NOT_AVAILABLE);
      },
    });

    expect(await node.coordinator('g')).toMatchObject({ errorCode: COORDINATOR_NOT_AVAILABLE });
    expect(times).toBe(5);
  });

  it('describes the group', async () => {
    const node = await nodeOf({
      [DESCRIBE_GROUPS]: () =>
        written((writer) => {
          writer.int32(0);
          writer.array(['g'], (id) => {
            writer.int16(0).string(id).string('Stable').string('consumer').string('range');
            writer.array([1, 2], (member) =>
              writer.string(`m${member}`).string('c').string('/h').int32(0).int32(0),
            );
            writer.int32(1 << 3);
          });
        }),
    });

    expect(await node.group('g')).toEqual({
      ...{ errorCode: 0, state: 'Stable', protocolType: 'consumer', strategy: 'range', members: 2 },
      rights: ['READ'],
    });
  });

  it('that answers without the group has failed', async () => {
    const node = await nodeOf({ [DESCRIBE_GROUPS]: () => written((writer) => writer.int32(0).int32(0)) });

    await expect(node.group('g')).rejects.toMatchObject({ kind: 'garbled' });
  });

  it('does not say of what kind a group is if it is too old for that', async () => {
    const node = await nodeOf({
      [LIST_GROUPS]: () =>
        written((writer) =>
          writer
            .int32(0)
            .int16(0)
            .array(['g'], (id) => writer.string(id).string('c')),
        ),
    });

    expect(await node.groupKind('g')).toBe('unknown');
  });

  it('reads offsets by time, each with its partition', async () => {
    const node = await nodeOf({
      [LIST_OFFSETS]: () =>
        written((writer) => {
          writer.int32(0);
          writer.array(['a', 'b'], (topic) => {
            writer.string(topic);
            writer.array(topic === 'a' ? [0, 1] : [4], (partition) =>
              writer
                .int32(partition)
                .int16(partition)
                .int64(BigInt(partition + 100))
                .int64(BigInt(partition + 200)),
            );
          });
        }),
    });

    const asked = [
      { topic: 'a', partition: 0 },
      { topic: 'a', partition: 1 },
      { topic: 'b', partition: 4 },
    ];
    expect(await node.offsets(-1n, asked)).toEqual([
      { topic: 'a', partition: 0, errorCode: 0, timestampMs: 100n, offset: 200n },
      { topic: 'a', partition: 1, errorCode: 1, timestampMs: 101n, offset: 201n },
      { topic: 'b', partition: 4, errorCode: 4, timestampMs: 104n, offset: 204n },
    ]);
  });

  it.each<[string, ScriptedAnswer, string, RegExp]>([
    ['says nothing', 'nothing', 'silent', /^Metadata at 127\.0\.0\.1:\d+: no response/],
    ['answers nonsense', { raw: Buffer.alloc(4) }, 'garbled', /^Metadata at /],
  ])('that %s has failed', async (_name, answer, kind, message) => {
    const node = await nodeOf({ [METADATA]: () => answer });

    await expect(node.metadata('all')).rejects.toMatchObject({
      kind,
      message: expect.stringMatching(message),
    });
  });

  it('that hangs up has failed', async () => {
    const node = await nodeOf({});
    const asking = expect(node.metadata('all')).rejects.toMatchObject({ kind: 'closed' });
    await waitUntil('it was asked', () => brokers[0]?.asked.length === 2, { timeoutMs: 2_000 });

    await brokers[0]?.close();

    await asking;
  });

  it('that lacks a request has not failed, but does not support it', async () => {
    const node = await nodeOf({ [API_VERSIONS]: () => supports({}) });

    await expect(node.configs([])).rejects.toMatchObject({ kind: 'unsupported' });
  });

  it('needs no login if none is configured, and cannot try one that Spillway does not know', async () => {
    const node = await nodeOf({});

    expect(await node.login({ mechanism: 'none' })).toEqual({ ok: true });
    expect(await node.login({ mechanism: 'other', name: 'kerberos' } as never)).toEqual({
      ...{ ok: false, kind: 'no-token', said: 'doctor cannot log in with kerberos' },
    });
  });

  it('can be closed', async () => {
    const node = await nodeOf({});

    node.close();

    await waitUntil('the connection is closed', () => brokers[0]?.connections() === 0, { timeoutMs: 2_000 });
  });
});
