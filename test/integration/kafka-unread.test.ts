import path from 'node:path';
import type { Producer } from 'kafkajs';
import { createKafkaAdmin } from '../../lib/adapters/kafka';
import type { FirstUnread } from '../../lib/core/snapshot/kafka';
import type { RunningKafka } from '../../local/kafka/broker-process';
import { createTopics, localClient, produce, withAdmin } from '../../local/kafka/topics';
import { waitUntil } from '../../local/process/wait-until';
import { untilGroupsAnswer } from '../_helpers/kafka/admin';
import { KAFKA_START_TIMEOUT_MS, kafkaConnection, startTestKafka } from '../_helpers/kafka/broker';
import { javaProduce } from '../_helpers/kafka/java-producer';

const HOUR_MS = 3_600_000;
const MARKER_WAIT_MS = 30_000;

jest.setTimeout(120_000);

describe('the first unread record on a real broker', () => {
  let kafka: RunningKafka;

  beforeAll(async () => {
    kafka = await startTestKafka();
    await untilGroupsAnswer(kafka.bootstrap);
  }, KAFKA_START_TIMEOUT_MS);

  afterAll(async () => {
    await kafka?.stop();
  });

  /** What is left unread for a group that committed this offset; nothing was committed without one. */
  async function firstUnread(topic: string, committed?: bigint): Promise<(FirstUnread | undefined)[]> {
    const admin = createKafkaAdmin({ connection: kafkaConnection(kafka.bootstrap) });
    try {
      const groupId = `reads-${topic}-to-${committed ?? 'nothing'}`;
      if (committed !== undefined) {
        await admin.commitWhileEmpty(groupId, [{ topic, partition: 0, offset: committed }]);
      }
      const nowMs = Date.now();
      const snapshot = await admin.observe({
        ...{ groupId, topics: [{ signal: 'traces', topic }], nowMs },
        ...{ drainLimitMs: nowMs - 60_000, aheadMs: nowMs + 60_000, rateSinceMs: nowMs - 60_000 },
      });
      return snapshot.topics.flatMap((entry) =>
        entry.kind === 'present' ? entry.partitions.map((partition) => partition.firstUnread) : [],
      );
    } finally {
      await admin.close();
    }
  }

  /** Kafka says that a transaction is over before the marker is in the log. */
  const untilLogEnd = (topic: string, end: string) =>
    waitUntil(
      `the marker of ${topic}`,
      () =>
        withAdmin(kafka.bootstrap, async (admin) =>
          (await admin.fetchTopicOffsets(topic)).some((partition) => partition.high === end),
        ),
      { timeoutMs: MARKER_WAIT_MS },
    );

  async function firstOffsetAt(topic: string, timestampMs: number): Promise<bigint> {
    const [partition] = await withAdmin(kafka.bootstrap, (admin) =>
      admin.fetchTopicOffsetsByTimestamp(topic, timestampMs),
    );
    return BigInt(partition?.offset ?? -1);
  }

  async function inTransaction(
    topic: string,
    work: (transaction: Awaited<ReturnType<Producer['transaction']>>) => Promise<void>,
  ): Promise<void> {
    const producer = localClient(kafka.bootstrap).producer({
      ...{ transactionalId: `${topic}-writer`, maxInFlightRequests: 1, idempotent: true },
    });
    try {
      await producer.connect();
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: [{ partition: 0, value: 'in a transaction' }] });
      await work(transaction);
    } finally {
      await producer.disconnect();
    }
  }

  it("returns the record's own time, in the middle of a batch whose records are hours apart", async () => {
    const topic = 'hours-apart';
    const nowMs = Date.now();
    await createTopics(kafka.bootstrap, [{ topic, partitions: 2 }]);
    await produce(
      kafka.bootstrap,
      topic,
      [3, 1, 0].map((hours) => ({ partition: 0, value: 'v', timestampMs: nowMs - hours * HOUR_MS })),
    );

    expect(await firstUnread(topic, 1n)).toEqual([
      { kind: 'record', offset: 1n, timestampMs: nowMs - HOUR_MS },
      undefined,
    ]);
    expect(await firstUnread(topic, 3n)).toEqual([undefined, undefined]);
  });

  it("uses the broker's time if the topic is set to it", async () => {
    const topic = 'append-time';
    const beforeMs = Date.now();
    await createTopics(kafka.bootstrap, [
      { topic, partitions: 1, config: { 'message.timestamp.type': 'LogAppendTime' } },
    ]);
    await produce(kafka.bootstrap, topic, [
      { partition: 0, value: 'old', timestampMs: beforeMs - HOUR_MS },
      { partition: 0, value: 'older', timestampMs: beforeMs - 2 * HOUR_MS },
    ]);
    const afterMs = Date.now();

    const [found] = await firstUnread(topic, 1n);

    expect(found).toMatchObject({ kind: 'record', offset: 1n });
    const timestampMs = found?.kind === 'record' ? found.timestampMs : 0;
    expect(timestampMs).toBeGreaterThanOrEqual(beforeMs);
    expect(timestampMs).toBeLessThanOrEqual(afterMs);
  });

  it.each(['gzip', 'snappy', 'lz4', 'zstd'])(
    'is accurate to a second in a batch compressed with %s, as the broker reports it',
    async (codec) => {
      const topic = `squeezed-${codec}`;
      const startMs = Date.now() - HOUR_MS;
      await createTopics(kafka.bootstrap, [{ topic, partitions: 1 }]);
      // A record every 10 ms and a time that grows by the sum of them: 2 s at offset 20, 3 min at the end of the batch.
      await javaProduce({
        ...{ bootstrap: kafka.bootstrap, topic, records: 200, timestampMs: startMs, throughput: 100 },
        config: { 'compression.type': codec, 'linger.ms': '60000', 'batch.size': '1000000' },
        folder: path.dirname(kafka.logFile),
      });

      expect(await firstUnread(topic)).toEqual([
        { kind: 'record', offset: 0n, timestampMs: expect.any(Number) },
      ]);
      for (const committed of [20n, 150n]) {
        const [found] = await firstUnread(topic, committed);
        expect(found).toMatchObject({ kind: 'record', offset: committed });
        const timestampMs = found?.kind === 'record' ? found.timestampMs : 0;
        expect(timestampMs).toBeGreaterThan(startMs + 1_000);
        expect(await firstOffsetAt(topic, timestampMs - 1_000)).toBeLessThanOrEqual(committed);
        expect(await firstOffsetAt(topic, timestampMs + 1_000)).toBeGreaterThan(committed);
      }
    },
  );

  it('finds no record if only a transaction marker is left', async () => {
    const topic = 'marker-tail';
    await createTopics(kafka.bootstrap, [{ topic, partitions: 1 }]);
    await inTransaction(topic, (transaction) => transaction.commit());
    await untilLogEnd(topic, '2');

    expect(await firstUnread(topic, 1n)).toEqual([{ kind: 'none' }]);
    expect(await firstUnread(topic, 0n)).toMatchObject([{ kind: 'record', offset: 0n }]);
  });

  it('finds the records of open and of aborted transactions, as the Collector reads them', async () => {
    const topic = 'not-committed';
    await createTopics(kafka.bootstrap, [{ topic, partitions: 1 }]);
    await inTransaction(topic, async (transaction) => {
      expect(await firstUnread(topic, 0n)).toMatchObject([{ kind: 'record', offset: 0n }]);
      await transaction.abort();
    });
    await untilLogEnd(topic, '2');

    expect(await firstUnread(topic)).toMatchObject([{ kind: 'record', offset: 0n }]);
    expect(await firstUnread(topic, 1n)).toEqual([{ kind: 'none' }]);
  });

  it('fetches again for batches that are larger than the first limit', async () => {
    const topic = 'large-batches';
    const timestampMs = Date.now() - HOUR_MS;
    await createTopics(kafka.bootstrap, [{ topic, partitions: 3 }]);
    const value = Buffer.alloc(200_000, 'v');
    await produce(
      kafka.bootstrap,
      topic,
      [0, 1, 2].map((partition) => ({ partition, value, timestampMs })),
    );

    const record = { kind: 'record', offset: 0n, timestampMs };
    expect(await firstUnread(topic)).toEqual([record, record, record]);
  });

  it('skips markers to the record behind them', async () => {
    const topic = 'markers-between';
    await createTopics(kafka.bootstrap, [{ topic, partitions: 1 }]);
    const producer = localClient(kafka.bootstrap).producer({
      ...{ transactionalId: 'markers-between', maxInFlightRequests: 1, idempotent: true },
    });
    try {
      await producer.connect();
      for (let count = 0; count < 3; count += 1) {
        const transaction = await producer.transaction();
        await transaction.send({ topic, messages: [{ partition: 0, value: 'v' }] });
        await transaction.commit();
      }
    } finally {
      await producer.disconnect();
    }

    await untilLogEnd(topic, '6');

    // Records at 0, 2 and 4, markers after each.
    expect(await firstUnread(topic, 1n)).toMatchObject([{ kind: 'record', offset: 2n }]);
    expect(await firstUnread(topic, 3n)).toMatchObject([{ kind: 'record', offset: 4n }]);
    expect(await firstUnread(topic, 5n)).toEqual([{ kind: 'none' }]);
  });
});
