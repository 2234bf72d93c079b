import { Socket } from 'node:net';
import { type ClusterOptions, createCluster } from '../../../../lib/adapters/kafka/cluster';
import { ByteWriter } from '../../../../lib/adapters/kafka/protocol/byte-writer';
import type { KafkaCluster } from '../../../../lib/adapters/kafka/wire';
import { waitUntil } from '../../../../local/process/wait-until';
import { kafkaConnection } from '../../../_helpers/kafka/broker';
import { type TestCa, testCa } from '../../../_helpers/kafka/certificates';
import {
  API_VERSIONS,
  type ArrivedRequest,
  type ScriptedAnswer,
  type ScriptedBroker,
  startScriptedBroker,
  supports,
} from '../../../_helpers/kafka/scripted-broker';

const [FIND_COORDINATOR, HANDSHAKE, AUTHENTICATE] = [10, 17, 36];
const ILLEGAL_SASL_STATE = 34;
const SASL_AUTHENTICATION_FAILED = 58;
const COORDINATOR = { groupId: 'g' };

const written = (fill: (writer: ByteWriter) => unknown): Buffer => {
  const writer = new ByteWriter();
  fill(writer);
  return Buffer.from(writer.toBuffer());
};
/** FindCoordinator, version 2: node 3 at this port. */
const coordinatorAt = (port: number) =>
  written((writer) => writer.int32(0).int16(0).int16(-1).int32(3).string('127.0.0.1').int32(port));
const handshake = (error: number, ...mechanisms: string[]) =>
  written((writer) => writer.int16(error).array(mechanisms, (each) => writer.string(each)));
const authenticated = (error: number, message = '') =>
  written((writer) => writer.int16(error).string(message).int32(0));

let brokers: ScriptedBroker[];
let cluster: KafkaCluster | undefined;

beforeEach(() => {
  brokers = [];
});

afterEach(async () => {
  await cluster?.close();
  cluster = undefined;
  for (const broker of brokers) await broker.close();
});

type Answers = Record<number, (request: ArrivedRequest) => ScriptedAnswer>;

/** A broker that has FindCoordinator, and whatever else it is told to answer. */
async function broker(answers: Answers = {}, tls?: { certificate: string; key: string }) {
  const all: Answers = {
    [API_VERSIONS]: () => supports({ [FIND_COORDINATOR]: [0, 4] }),
    [FIND_COORDINATOR]: () => coordinatorAt(started.port),
    ...answers,
  };
  const started: ScriptedBroker = await startScriptedBroker(
    (request) => all[request.apiKey]?.(request) ?? 'nothing',
    tls,
  );
  brokers.push(started);
  return started;
}

function clusterOf(
  ports: number[],
  {
    connection,
    ...more
  }: Partial<Omit<ClusterOptions, 'connection'>> & {
    connection?: Partial<ClusterOptions['connection']>;
  } = {},
): KafkaCluster {
  cluster = createCluster({
    connection: kafkaConnection(undefined, {
      brokers: ports.map((port) => `127.0.0.1:${port}`),
      ...{ connectTimeout: 400, requestTimeout: 400 },
      ...connection,
    }),
    ...more,
  });
  return cluster;
}

describe('the brokers of a cluster', () => {
  it('are asked for their versions first, by a client with the id spillway', async () => {
    const one = await broker();

    const node = await clusterOf([one.port]).seed();
    const answer = await node.send('FindCoordinator', COORDINATOR);

    expect(answer).toMatchObject({ errorCode: 0, coordinator: { nodeId: 3, port: one.port } });
    expect(one.asked).toEqual(['18 v0', '10 v2']);
    expect(one.clientIds).toEqual(['spillway', 'spillway']);
  });

  it('get each request at once, however small', async () => {
    const noDelay = jest.spyOn(Socket.prototype, 'setNoDelay');
    const one = await broker();

    await clusterOf([one.port]).seed();

    expect(noDelay).toHaveBeenCalledWith(true);
    noDelay.mockRestore();
  });

  it('share one connection for each address', async () => {
    const one = await broker();
    const all = clusterOf([one.port]);
    const seed = await all.seed();
    all.learn([{ nodeId: 3, host: '127.0.0.1', port: one.port }]);

    expect(await all.node(3)).toBe(seed);
    expect(await all.seed()).toBe(seed);
    expect(one.connections()).toBe(1);
  });

  it('have a second connection on request, which is closed with the first', async () => {
    const one = await broker();
    const all = clusterOf([one.port]);

    const other = await (await all.seed()).openAnother();
    await other.send('FindCoordinator', COORDINATOR);
    expect(one.connections()).toBe(2);
    await all.close();

    await waitUntil('no connection is left', () => one.connections() === 0, { timeoutMs: 2_000 });
  });

  it('are connected again if they have closed the connection', async () => {
    let rejects = true;
    const one = await broker({
      [FIND_COORDINATOR]: () => (rejects ? { raw: Buffer.from('00000000', 'hex') } : coordinatorAt(1)),
    });
    const all = clusterOf([one.port]);
    const first = await all.seed();
    await expect(first.send('FindCoordinator', COORDINATOR)).rejects.toMatchObject({
      code: 'KAFKA_BAD_ANSWER',
    });
    rejects = false;

    const again = await all.seed();

    expect(again).not.toBe(first);
    expect(await again.send('FindCoordinator', COORDINATOR)).toMatchObject({ errorCode: 0 });
  });

  it('that no response has named are not connected', async () => {
    const one = await broker();
    const all = clusterOf([one.port]);
    await all.seed();

    await expect(all.node(4)).rejects.toMatchObject({
      code: 'KAFKA_UNREACHABLE',
      message: 'Connecting to broker 4 failed: broker 4 is not among the live brokers.',
    });
  });

  it('that refuse the connection are named with their id', async () => {
    const one = await broker();
    const all = clusterOf([one.port]);
    all.learn([{ nodeId: 4, host: '127.0.0.1', port: 1 }]);

    await expect(all.node(4)).rejects.toMatchObject({
      code: 'KAFKA_UNREACHABLE',
      message: 'Connecting to broker 4 at 127.0.0.1:1 failed: ECONNREFUSED.',
    });
  });
});

describe('the bootstrap', () => {
  it('goes on to the next broker if one refuses, answers nonsense or is silent', async () => {
    const nonsense = await broker({ [API_VERSIONS]: () => ({ raw: Buffer.alloc(4) }) });
    const silent = await broker({ [API_VERSIONS]: () => 'nothing' });
    const another = await broker({ [API_VERSIONS]: () => 'nothing' });
    const good = await broker();

    const node = await clusterOf([1, nonsense.port, silent.port, another.port, good.port]).seed();

    expect(node.address).toBe(`127.0.0.1:${good.port}`);
    expect([nonsense.asked, silent.asked]).toEqual([['18 v0'], ['18 v0']]);
  });

  it('names all brokers and why if none responds, within the time of one', async () => {
    const silent = [
      await broker({ [API_VERSIONS]: () => 'nothing' }),
      await broker({ [API_VERSIONS]: () => 'nothing' }),
    ];
    const startedMs = performance.now();

    const failure = clusterOf(silent.map(({ port }) => port)).seed();

    await expect(failure).rejects.toMatchObject({
      code: 'KAFKA_TIMEOUT',
      message: expect.stringMatching(
        /^Connecting to Kafka at 127\.0\.0\.1:\d+ \(no response .*\), 127\.0\.0\.1:\d+ \(no response .*\) failed: no broker responded\.$/,
      ),
    });
    const tookMs = performance.now() - startedMs;
    expect(tookMs).toBeGreaterThan(600);
    expect(tookMs).toBeLessThan(4_000);
  });

  it('is tried again by the next caller after it failed', async () => {
    let silent = true;
    const one = await broker({
      [API_VERSIONS]: () => (silent ? 'nothing' : supports({ [FIND_COORDINATOR]: [0, 4] })),
    });
    const all = clusterOf([one.port]);
    await expect(all.seed()).rejects.toMatchObject({ code: 'KAFKA_TIMEOUT' });
    silent = false;

    expect((await all.seed()).address).toBe(`127.0.0.1:${one.port}`);
  });
});

describe('a request', () => {
  it('fails after the timeout of the connection, and names broker and request', async () => {
    const one = await broker({ [FIND_COORDINATOR]: () => 'nothing' });
    const node = await clusterOf([one.port]).seed();
    const startedMs = performance.now();

    await expect(node.send('FindCoordinator', COORDINATOR)).rejects.toMatchObject({
      code: 'KAFKA_TIMEOUT',
      message: `FindCoordinator at 127.0.0.1:${one.port} failed: no response to FindCoordinator in time.`,
    });
    expect(performance.now() - startedMs).toBeGreaterThan(390);
  });

  it('fails after a timeout of its own', async () => {
    const one = await broker({ [FIND_COORDINATOR]: () => 'nothing' });
    const node = await clusterOf([one.port], { connection: { requestTimeout: 60_000 } }).seed();

    await expect(node.send('FindCoordinator', COORDINATOR, 50)).rejects.toMatchObject({
      code: 'KAFKA_TIMEOUT',
    });
  });

  it('that is pending ends when the cluster is closed, and no new connection is made', async () => {
    const one = await broker({ [FIND_COORDINATOR]: () => 'nothing' });
    const all = clusterOf([one.port], { connection: { requestTimeout: 60_000 } });
    const node = await all.seed();
    const pending = node.send('FindCoordinator', COORDINATOR);
    const settled = expect(pending).rejects.toMatchObject({ code: expect.stringMatching(/^KAFKA_/) });
    await waitUntil('it was asked', () => one.asked.length === 2, { timeoutMs: 2_000 });

    await all.close();

    await settled;
    await expect(all.seed()).rejects.toMatchObject({ code: 'KAFKA_UNREACHABLE' });
    expect(one.asked).toEqual(['18 v0', '10 v2']);
  });
});

describe('a listener that closes the connection at the first request', () => {
  it('wants a login, if there is none', async () => {
    const one = await broker({ [FIND_COORDINATOR]: () => 'nothing' });
    const node = await clusterOf([one.port]).seed();
    const failure = node.send('FindCoordinator', COORDINATOR);
    const settled = expect(failure).rejects.toMatchObject({
      code: 'KAFKA_AUTH_FAILED',
      hint: expect.stringContaining('did not accept no authentication'),
    });
    await waitUntil('it was asked', () => one.asked.length === 2, { timeoutMs: 2_000 });

    await one.close();

    await settled;
  });

  it('is restarting, if it has answered before', async () => {
    let calls = 0;
    const one = await broker({
      [FIND_COORDINATOR]: () => (calls++ === 0 ? coordinatorAt(1) : 'nothing'),
    });
    const node = await clusterOf([one.port]).seed();
    await node.send('FindCoordinator', COORDINATOR);
    const settled = expect(node.send('FindCoordinator', COORDINATOR)).rejects.toMatchObject({
      code: 'KAFKA_UNREACHABLE',
    });
    await waitUntil('it was asked', () => one.asked.length === 3, { timeoutMs: 2_000 });

    await one.close();

    await settled;
  });
});

describe('a login', () => {
  const plain = {
    auth: { mechanism: 'PLAIN', username: 'otel', password: { env: 'PW' } },
  } satisfies Partial<ClusterOptions['connection']>;
  const login = { connection: plain, password: 'pa"ss' };

  it('comes before all other requests, with the password', async () => {
    let sent = '';
    const one = await broker({
      [HANDSHAKE]: () => handshake(0, 'PLAIN'),
      [AUTHENTICATE]: ({ body }) => {
        sent = body.toString();
        return authenticated(0);
      },
    });

    const node = await clusterOf([one.port], login).seed();
    await node.send('FindCoordinator', COORDINATOR);

    expect(one.asked).toEqual(['18 v0', '17 v1', '36 v0', '10 v2']);
    expect(sent).toContain('\0otel\0pa"ss');
  });

  it('that is rejected is not tried at the next broker, and the password is not repeated', async () => {
    const one = await broker({
      [HANDSHAKE]: () => handshake(0, 'PLAIN'),
      [AUTHENTICATE]: () => authenticated(SASL_AUTHENTICATION_FAILED, 'no otel with pa"ss\nhere'),
    });
    const two = await broker();

    await expect(clusterOf([one.port, two.port], login).seed()).rejects.toMatchObject({
      code: 'KAFKA_AUTH_FAILED',
      message: expect.not.stringContaining('pa"ss'),
      hint: expect.stringContaining('PLAIN as otel'),
    });
    expect(two.asked).toEqual([]);
    await waitUntil('the connection is closed', () => one.connections() === 0, { timeoutMs: 2_000 });
  });

  it.each([
    ['that the listener does not offer', handshake(33, 'SCRAM-SHA-512'), 'offers SCRAM-SHA-512'],
    ['that is not among those offered', handshake(0, 'SCRAM-SHA-512'), 'offers SCRAM-SHA-512'],
    ['that is listed and refused nevertheless', handshake(33, 'PLAIN'), 'offers PLAIN'],
    ['at a listener without any', handshake(ILLEGAL_SASL_STATE), 'expects no login'],
  ])('%s is reported', async (_name, answer, said) => {
    const one = await broker({ [HANDSHAKE]: () => answer });

    await expect(clusterOf([one.port], login).seed()).rejects.toMatchObject({
      code: 'KAFKA_AUTH_FAILED',
      message: expect.stringContaining(said),
    });
  });
});

describe('TLS', () => {
  let ca: TestCa;
  let other: TestCa;

  beforeAll(async () => {
    ca = await testCa('good');
    other = await testCa('other');
  });

  afterAll(async () => {
    await ca.remove();
    await other.remove();
  });

  const tls = { enabled: true, insecureSkipVerify: false };

  it('trusts the CA that is given', async () => {
    const one = await broker({}, await ca.issue({ name: 'b', names: [{ ip: '127.0.0.1' }] }));

    const node = await clusterOf([one.port], { connection: { tls }, ca: ca.ca }).seed();

    expect(await node.send('FindCoordinator', COORDINATOR)).toMatchObject({ errorCode: 0 });
  });

  it.each<[string, () => string | undefined, { ip: string } | { dns: string }]>([
    ['a certificate of another CA', () => other.ca, { ip: '127.0.0.1' }],
    ['a certificate of a private CA without that CA', () => undefined, { ip: '127.0.0.1' }],
    ['a certificate for another name', () => ca.ca, { dns: 'elsewhere' }],
  ])('refuses %s', async (_name, trusted, name) => {
    const one = await broker({}, await ca.issue({ name: 'b', names: [name] }));

    const failure = clusterOf([one.port], { connection: { tls }, ca: trusted() }).seed();

    await expect(failure).rejects.toMatchObject({
      code: 'KAFKA_TLS_FAILED',
      hint: expect.stringContaining('kafka.tls.caFile'),
    });
    expect(one.asked).toEqual([]);
  });

  it('accepts any certificate if the spec says so', async () => {
    const one = await broker({}, await other.issue({ name: 'b', names: [{ dns: 'elsewhere' }] }));
    const skip = { enabled: true, insecureSkipVerify: true };

    const node = await clusterOf([one.port], { connection: { tls: skip } }).seed();

    expect(node.address).toBe(`127.0.0.1:${one.port}`);
  });

  it('asks for the broker by its name, and by none if it is an address', async () => {
    const names = [{ dns: 'localhost' }, { ip: '127.0.0.1' }];
    const one = await broker({}, await ca.issue({ name: 'b', names }));
    for (const host of ['localhost', '127.0.0.1']) {
      const connection = { tls, brokers: [`${host}:${one.port}`] };
      await clusterOf([], { connection, ca: ca.ca }).seed();
      await cluster?.close();
    }

    expect(one.serverNames).toEqual(['localhost', false]);
  });

  it('is not spoken to a plaintext listener for ever', async () => {
    const one = await broker();

    await expect(
      clusterOf([one.port], { connection: { tls, connectTimeout: 300 } }).seed(),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^KAFKA_(TLS_FAILED|TIMEOUT)$/) });
  });
});
