import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { KafkaAdmin } from '../../lib/controller/ports';
import type { KafkaSnapshot } from '../../lib/core/snapshot/kafka';
import type { Signal } from '../../lib/pipeline';
import type { RunningKafka } from '../../local/kafka/broker-process';
import { createTopics, deleteTopics, produce, withAdmin } from '../../local/kafka/topics';
import { waitUntil } from '../../local/process/wait-until';
import { partitionsOf } from '../_helpers/core/snapshots';
import { refusalOf, untilGroupsAnswer, withKafkaAdmin } from '../_helpers/kafka/admin';
import { KAFKA_START_TIMEOUT_MS, kafkaConnection, startKafkaBehind } from '../_helpers/kafka/broker';
import { type CountingProxy, startCountingProxy } from '../_helpers/kafka/counting-proxy';
import { javaProduce } from '../_helpers/kafka/java-producer';

const WAIT_MS = 60_000;

jest.setTimeout(120_000);

describe('topics on a real broker', () => {
  let kafka: RunningKafka;
  let proxy: CountingProxy;

  beforeAll(async () => {
    proxy = await startCountingProxy();
    kafka = await startKafkaBehind(proxy, {
      properties: { 'offsets.retention.minutes': '90' },
    });
    // Makes the topic __consumer_offsets.
    await untilGroupsAnswer(kafka.bootstrap);
  }, KAFKA_START_TIMEOUT_MS);

  afterAll(async () => {
    await proxy?.close();
    await kafka?.stop();
  });

  const withKafka = <T>(work: (admin: KafkaAdmin) => Promise<T>, bootstrap = kafka.bootstrap): Promise<T> =>
    withKafkaAdmin({ connection: kafkaConnection(bootstrap) }, work);

  function look(topics: [Signal, string][], more: { targetMs?: number } = {}, bootstrap = kafka.bootstrap) {
    const nowMs = Date.now();
    const times = { drainLimitMs: nowMs - 60_000, aheadMs: nowMs + 60_000, rateSinceMs: nowMs - 120_000 };
    return withKafka(
      (admin) =>
        admin.observe({
          ...{ groupId: 'watcher', nowMs, ...times, ...more },
          topics: topics.map(([signal, topic]) => ({ signal, topic })),
        }),
      bootstrap,
    );
  }

  /** A new topic has a leader before it has a log to ask. */
  const untilMeasurable = (topic: string) =>
    waitUntil(
      `offsets of ${topic}`,
      async () => {
        const snapshot = await look([['traces', topic]]);
        const measured = partitionsOf(snapshot).every(({ fault }) => fault === undefined);
        return partitionsOf(snapshot).length > 0 && measured && snapshot;
      },
      { timeoutMs: WAIT_MS },
    );

  it('have a new id after they were recreated', async () => {
    await createTopics(kafka.bootstrap, [{ topic: 'phoenix', partitions: 1 }]);
    const first = await untilMeasurable('phoenix');
    await deleteTopics(kafka.bootstrap, ['phoenix']);
    await waitUntil(
      'the topic to be gone',
      async () => (await look([['traces', 'phoenix']])).topics[0]?.kind === 'missing',
      { timeoutMs: WAIT_MS },
    );
    await createTopics(kafka.bootstrap, [{ topic: 'phoenix', partitions: 1 }]);

    const second = await untilMeasurable('phoenix');

    expect(idOf(first)).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(idOf(second)).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(idOf(second)).not.toBe(idOf(first));
    expect(idOf(await look([['traces', 'phoenix']]))).toBe(idOf(second));
  });

  it('are all measured except a matched topic that is deleted in the middle of a look', async () => {
    await createTopics(kafka.bootstrap, [{ topic: 'stays', partitions: 1 }]);
    await untilMeasurable('stays');
    let looks = 0;
    for (const topic of ['doomed-1', 'doomed-2', 'doomed-3', 'doomed-4']) {
      await createTopics(kafka.bootstrap, [{ topic, partitions: 12 }]);
      await untilMeasurable(topic);

      const deletion = deleteTopics(kafka.bootstrap, [topic]);
      await waitUntil(
        `${topic} to be gone`,
        async () => {
          const { topics } = await look([
            ['traces', '^doomed'],
            ['logs', 'stays'],
          ]);
          looks += 1;
          expect(topics.at(-1)).toMatchObject({
            ...{ kind: 'present', topic: 'stays' },
            partitions: [{ committed: 'none', logEnd: 0n }],
          });
          return topics[0]?.kind === 'missing' && topics[0].topic === '^doomed';
        },
        { timeoutMs: WAIT_MS, everyMs: 1 },
      );
      await deletion;
    }
    expect(looks).toBeGreaterThanOrEqual(4);
  });

  it('are measured even if they are named like properties of every JavaScript object', async () => {
    const names = ['__proto__', 'constructor', 'toString'];
    await createTopics(
      kafka.bootstrap,
      names.map((topic) => ({ topic, partitions: 2, config: { 'retention.ms': '7200000' } })),
    );
    for (const name of names) await untilMeasurable(name);
    const folder = await mkdtemp(path.join(tmpdir(), 'spillway-names-'));
    const timestampMs = Date.now() - 60_000;
    try {
      await javaProduce({
        ...{ bootstrap: kafka.bootstrap, topic: '__proto__', records: 20, timestampMs, throughput: -1 },
        ...{ config: {}, folder },
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    const seeds = names.map((topic) => ({ topic, partition: 1, offset: 0n }));
    await withKafka((admin) => admin.commitWhileEmpty('watcher', seeds));

    const snapshot = await look([['traces', '^(__proto__|constructor|toString)$']]);

    expect(snapshot.topics).toMatchObject(
      names.map((topic) => ({
        ...{ kind: 'present', topic, retention: { ms: 7_200_000 } },
        partitions: [{ committed: 'none' }, { committed: 0n }],
      })),
    );
    const written = partitionsOf(snapshot).filter(({ topic }) => topic === '__proto__');
    expect(written.reduce((sum, { logEnd }) => sum + Number(logEnd), 0)).toBe(20);
    expect(written.some(({ firstUnread }) => firstUnread?.kind === 'record')).toBe(true);
    await withKafka((admin) => admin.createPartitions('__proto__', 3));
    expect(partitionsOf(await look([['traces', '__proto__']]))).toHaveLength(3);
  });

  it('are found by pattern and by name, each for one signal, without internal topics', async () => {
    await createTopics(
      kafka.bootstrap,
      ['tenant-a.spans', 'tenant-b.spans', 'other'].map((topic) => ({ topic, partitions: 1 })),
    );
    await untilMeasurable('other');

    const snapshot = await look([
      ['traces', '^tenant-.*spans'],
      ['metrics', 'other'],
      ['logs', '^(other|__consumer.*|tenant-a.*)$'],
    ]);
    const none = await look([
      ['traces', '^nothing-like-it'],
      ['logs', 'not-here'],
    ]);

    expect(snapshot.topics).toMatchObject([
      { kind: 'present', signal: 'traces', topic: 'tenant-a.spans' },
      { kind: 'present', signal: 'traces', topic: 'tenant-b.spans' },
      { kind: 'present', signal: 'metrics', topic: 'other' },
    ]);
    expect(none.topics).toEqual([
      { kind: 'missing', signal: 'traces', topic: '^nothing-like-it' },
      { kind: 'missing', signal: 'logs', topic: 'not-here' },
    ]);
    const topics = await withAdmin(kafka.bootstrap, (admin) => admin.listTopics());
    expect(topics).toContain('__consumer_offsets');
  });

  it("get more partitions, and Kafka's reason is reported if they do not", async () => {
    await createTopics(kafka.bootstrap, [{ topic: 'growing', partitions: 2 }]);

    await withKafka((admin) => admin.createPartitions('growing', 5));

    await waitUntil(
      'five partitions',
      async () => partitionsOf(await look([['traces', 'growing']])).length === 5,
      { timeoutMs: WAIT_MS },
    );
    expect(await refusalOf(withKafka((admin) => admin.createPartitions('growing', 3)))).toMatchObject({
      code: 'KAFKA_EXPAND_REFUSED',
      message: expect.stringMatching(
        /^Raising topic growing to 3 partitions was refused: INVALID_PARTITIONS \(.*5/,
      ),
    });
    expect(await refusalOf(withKafka((admin) => admin.createPartitions('not-here', 3)))).toMatchObject({
      code: 'KAFKA_EXPAND_REFUSED',
      message: expect.stringContaining('UNKNOWN_TOPIC_OR_PARTITION'),
    });
  });

  it('have their retention, their size if it is limited, and the lifetime of commits', async () => {
    await createTopics(kafka.bootstrap, [
      { topic: 'limited', partitions: 1, config: { 'retention.bytes': '10000000', 'retention.ms': '60000' } },
      { topic: 'free', partitions: 1, config: { 'retention.ms': '9223372036854775807' } },
    ]);
    await produce(kafka.bootstrap, 'limited', [{ partition: 0, value: Buffer.alloc(50_000, 'v') }]);
    await untilMeasurable('free');

    const snapshot = await look([
      ['traces', 'limited'],
      ['logs', 'free'],
    ]);

    expect(snapshot).toMatchObject({
      offsetsRetentionMs: 90 * 60_000,
      topics: [
        { retention: { ms: 60_000, bytes: 10_000_000 } },
        { retention: { ms: 'unlimited', bytes: 'unlimited' } },
      ],
    });
    const [limited, free] = partitionsOf(snapshot);
    expect(limited?.sizeBytes).toBeGreaterThan(50_000);
    expect(limited?.sizeBytes).toBeLessThan(60_000);
    expect(free).not.toHaveProperty('sizeBytes');
  });

  it('are read with one request each for everything a tick may need, on one connection', async () => {
    const nowMs = Date.now();
    await createTopics(kafka.bootstrap, [
      { topic: 'behind', partitions: 6, config: { 'retention.bytes': '10000000' } },
    ]);
    await produce(
      kafka.bootstrap,
      'behind',
      [60, 20].map((minutes) => ({ partition: 2, value: 'v', timestampMs: nowMs - minutes * 60_000 })),
    );
    proxy.reset();

    const snapshot = await look(
      [['traces', 'behind']],
      { targetMs: nowMs - 30 * 60_000 },
      `127.0.0.1:${proxy.port}`,
    );

    process.stdout.write(
      `requests of a tick that is behind, with a target: ${JSON.stringify(proxy.counts())}\n`,
    );
    expect(partitionsOf(snapshot)[2]).toMatchObject({
      offsetAtTarget: 1n,
      firstUnread: { kind: 'record', offset: 0n, timestampMs: nowMs - 60 * 60_000 },
    });
    expect(proxy.counts()).toMatchObject({
      ...{ Metadata: 1, FindCoordinator: 1, DescribeGroups: 1, OffsetFetch: 1, DescribeConfigs: 1 },
      ...{ ListOffsets: 6, Fetch: 1, DescribeLogDirs: 1 },
    });
    expect(proxy.connections()).toBe(1);
  });
});

function idOf(snapshot: KafkaSnapshot): string | undefined {
  const [topic] = snapshot.topics;
  return topic?.kind === 'present' ? topic.topicId : undefined;
}
