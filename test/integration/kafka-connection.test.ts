import { createServer, type Server } from 'node:net';
import { inspect } from 'node:util';
import { createKafkaAdmin, type KafkaAdminOptions } from '../../lib/adapters/kafka';
import { SpillwayError } from '../../lib/errors';
import type { KafkaConnection } from '../../lib/pipeline';
import type { RunningKafka } from '../../local/kafka/broker-process';
import { createTopics } from '../../local/kafka/topics';
import { freePorts } from '../../local/process/free-ports';
import { KAFKA_START_TIMEOUT_MS, kafkaConnection, startTestKafka } from '../_helpers/kafka/broker';

const USER = 'otel';
const PASSWORD = 'hunter2-and-more';
const WRONG = 'not-the-secret-at-all';

type Mechanism = 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';

const login = (mechanism: Mechanism, username = USER): KafkaConnection['auth'] => ({
  ...{ mechanism, username },
  password: { env: 'KAFKA_PASSWORD' },
});

jest.setTimeout(120_000);

describe('connections of the Kafka adapter', () => {
  let kafka: RunningKafka;

  beforeAll(async () => {
    kafka = await startTestKafka({
      sasl: { users: [{ username: USER, password: PASSWORD }], mechanisms: ['PLAIN', 'SCRAM-SHA-256'] },
    });
    await createTopics(kafka.bootstrap, [{ topic: 'guarded', partitions: 1 }]);
  }, KAFKA_START_TIMEOUT_MS);

  afterAll(async () => {
    await kafka?.stop();
  });

  it.each(['PLAIN', 'SCRAM-SHA-256'] as const)('log in with %s', async (mechanism) => {
    const outcome = await look({
      connection: kafkaConnection(kafka.saslBootstrap, { auth: login(mechanism) }),
      password: PASSWORD,
    });

    expect(outcome).toEqual(['guarded']);
  });

  it(
    'log in with SCRAM-SHA-512',
    async () => {
      const other = await startTestKafka({
        sasl: { users: [{ username: USER, password: PASSWORD }], mechanisms: ['SCRAM-SHA-512'] },
      });
      try {
        await createTopics(other.bootstrap, [{ topic: 'guarded', partitions: 1 }]);

        const outcome = await look({
          connection: kafkaConnection(other.saslBootstrap, { auth: login('SCRAM-SHA-512') }),
          password: PASSWORD,
        });

        expect(outcome).toEqual(['guarded']);
      } finally {
        await other.stop();
      }
    },
    KAFKA_START_TIMEOUT_MS,
  );

  it.each([
    ['a wrong password under PLAIN', login('PLAIN'), 'PLAIN as otel'],
    ['a wrong password under SCRAM', login('SCRAM-SHA-256'), 'SCRAM-SHA-256 as otel'],
    ['an unknown user', login('SCRAM-SHA-256', 'nobody'), 'SCRAM-SHA-256 as nobody'],
    ['a mechanism that the listener does not have', login('SCRAM-SHA-512'), 'SCRAM-SHA-512 as otel'],
    ['no login where one is asked for', { mechanism: 'none' } as const, 'no authentication'],
  ])('report %s as KAFKA_AUTH_FAILED and show no secret', async (_case, auth, named) => {
    const outcome = await look({
      connection: kafkaConnection(kafka.saslBootstrap, { auth }),
      password: WRONG,
    });

    expect(outcome).toMatchObject({ code: 'KAFKA_AUTH_FAILED' });
    expect((outcome as SpillwayError).hint).toContain(named);
    expect((outcome as SpillwayError).message).toContain(kafka.saslBootstrap);
    expect(inspect(outcome, { depth: null })).not.toContain(WRONG);
  });

  it('report that a listener without SASL accepts no login', async () => {
    const outcome = await look({
      connection: kafkaConnection(kafka.bootstrap, { auth: login('PLAIN') }),
      password: PASSWORD,
    });

    expect(outcome).toMatchObject({ code: 'KAFKA_AUTH_FAILED' });
    expect(inspect(outcome, { depth: null })).not.toContain(PASSWORD);
  });

  it('name every broker that refused the connection, at once', async () => {
    const [first, second] = await freePorts(2);
    const brokers = [`127.0.0.1:${first}`, `127.0.0.1:${second}`];
    const startedMs = Date.now();

    const outcome = await look({ connection: kafkaConnection(undefined, { brokers }) });

    expect(outcome).toMatchObject({
      code: 'KAFKA_UNREACHABLE',
      message: `Connecting to Kafka at ${brokers.map((broker) => `${broker} (ECONNREFUSED)`).join(', ')} failed: no broker responded.`,
    });
    expect(Date.now() - startedMs).toBeLessThan(2_000);
  });

  it('report a name that does not resolve as KAFKA_UNREACHABLE', async () => {
    const outcome = await look({ connection: kafkaConnection('no-such-broker.invalid:9092') });

    expect(outcome).toMatchObject({ code: 'KAFKA_UNREACHABLE' });
    expect((outcome as SpillwayError).message).toMatch(
      /no-such-broker\.invalid:9092 \((ENOTFOUND|EAI_AGAIN)\)/,
    );
  });

  it('go on to the next broker if the first is down', async () => {
    const [closed] = await freePorts(1);

    const outcome = await look({
      connection: kafkaConnection(undefined, { brokers: [`127.0.0.1:${closed}`, kafka.bootstrap] }),
    });

    expect(outcome).toEqual(['guarded']);
  });

  it('give up on a server that accepts the connection and never responds', async () => {
    const silent = await listen();
    const startedMs = Date.now();

    const outcome = await look({
      connection: kafkaConnection(`127.0.0.1:${silent.port}`, { connectTimeout: 300, requestTimeout: 700 }),
    });

    expect(outcome).toMatchObject({ code: 'KAFKA_TIMEOUT' });
    expect(Date.now() - startedMs).toBeLessThan(3_000);
    // Closing waits for every connection to be gone: the adapter has left none.
    await silent.close();
  });

  it('report that TLS was tried on a listener without it', async () => {
    const outcome = await look({
      connection: kafkaConnection(kafka.bootstrap, { tls: { enabled: true, insecureSkipVerify: false } }),
    });

    expect(outcome).toMatchObject({ code: 'KAFKA_TLS_FAILED' });
  });

  it('can be closed twice, before any use and during a request', async () => {
    const silent = await listen();
    const admin = createKafkaAdmin({ connection: kafkaConnection(`127.0.0.1:${silent.port}`) });
    const pending = admin.describeGroup('g').catch((error: unknown) => error);
    await silent.connected;

    await admin.close();
    await admin.close();

    expect(await pending).toBeInstanceOf(SpillwayError);
    await silent.close();
    const unused = createKafkaAdmin({ connection: kafkaConnection(kafka.bootstrap) });
    await unused.close();
  });
});

/** Topics found present, or the error. */
async function look(options: KafkaAdminOptions): Promise<string[] | unknown> {
  const admin = createKafkaAdmin(options);
  try {
    const nowMs = Date.now();
    const snapshot = await admin.observe({
      ...{ groupId: 'guarded-group', nowMs },
      topics: [{ signal: 'traces', topic: 'guarded' }],
      ...{ drainLimitMs: nowMs - 60_000, aheadMs: nowMs + 60_000, rateSinceMs: nowMs - 60_000 },
    });
    return snapshot.topics.filter(({ kind }) => kind === 'present').map(({ topic }) => topic);
  } catch (error) {
    return error;
  } finally {
    await admin.close();
  }
}

/** A server that accepts and says nothing. `close` settles once all its connections are gone. */
async function listen(): Promise<{ port: number; connected: Promise<void>; close(): Promise<void> }> {
  const [port = 0] = await freePorts(1);
  const server: Server = createServer((socket) => socket.resume());
  const connected = new Promise<void>((resolve) => server.once('connection', () => resolve()));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port,
    connected,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
