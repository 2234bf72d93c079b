import fc from 'fast-check';
import { groupCoordinator } from '../../../../lib/adapters/kafka/coordinator';
import { observe } from '../../../../lib/adapters/kafka/observe';
import type { TopicPartitions } from '../../../../lib/adapters/kafka/wire';
import type { KafkaSnapshot } from '../../../../lib/core/snapshot/kafka';
import { partitionsOf } from '../../../_helpers/core/snapshots';
import { fakeCluster, healthyScript, type Script } from '../../../_helpers/kafka/fake-cluster';
import type { ScriptedRequests } from '../../../_helpers/kafka/scripted-requests';

const TOPIC = 'spans';
const LEADERS = [1, 2, 1];
const LOG_END = '-1';
const LOG_START = '-2';
const healthy = healthyScript(TOPIC, LEADERS);

const question = {
  ...{ groupId: 'g', topics: [{ signal: 'traces' as const, topic: TOPIC }], nowMs: 1_000_000 },
  ...{ drainLimitMs: 940_000, aheadMs: 1_060_000, rateSinceMs: 880_000, targetMs: 500_000 },
};

async function look(change: Script): Promise<KafkaSnapshot> {
  const cluster = fakeCluster({ ...healthy, ...change });
  return observe(cluster, groupCoordinator(cluster, question.groupId), question);
}

/** Every partition's offset is this, for each position asked. */
const offsets =
  (of: (timestamp: string) => string): NonNullable<Script['ListOffsets']> =>
  ({ topics }) => ({
    responses: topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition, timestamp }) => ({
        ...{ partition, offset: of(timestamp), errorCode: 0 },
      })),
    })),
  });

describe('impossible responses', () => {
  it.each([
    ['-2', 'KAFKA_BAD_ANSWER'],
    ['-9223372036854775808', 'KAFKA_BAD_ANSWER'],
  ])('with a commit or an offset of %p are ignored', async (offset, code) => {
    const committed = await look({
      OffsetFetch: ({ topics }) => ({
        responses: topics.map(({ topic, partitions }) => ({
          topic,
          partitions: partitions.map(({ partition }) => ({ partition, offset, errorCode: 0 })),
        })),
      }),
    });
    const log = await look({ ListOffsets: offsets(() => offset) });

    for (const partition of partitionsOf(committed)) {
      expect(partition).toMatchObject({ committed: 'unknown', logEnd: 10n, fault: { code } });
      expect(partition).not.toHaveProperty('firstUnread');
    }
    for (const partition of partitionsOf(log)) {
      const unknown = { logStart: 'unknown', logEnd: 'unknown', offsetAtDrainLimit: 'unknown' };
      expect(partition).toMatchObject({
        committed: 5n,
        ...unknown,
        offsetAtTarget: 'unknown',
        fault: { code },
      });
    }
  });

  it('without a log end, or with one before the log start, are ignored', async () => {
    const endless = await look({ ListOffsets: offsets((at) => (at === LOG_START ? '0' : '-1')) });
    const backwards = await look({ ListOffsets: offsets((at) => (at === LOG_START ? '11' : '10')) });

    expect(partitionsOf(endless)).toMatchObject(LEADERS.map(() => ({ logStart: 0n, logEnd: 'unknown' })));
    expect(partitionsOf(backwards)).toMatchObject(
      LEADERS.map(() => ({ logStart: 'unknown', logEnd: 'unknown', offsetAtRateStart: 'unknown' })),
    );
  });

  it('with a partition listed twice leave it unknown, and the other one is read', async () => {
    const twice = <P extends { partition: number }>(responses: TopicPartitions<P>[]): TopicPartitions<P>[] =>
      responses.map(({ topic, partitions }) => ({
        topic,
        partitions: [...partitions, ...partitions.filter(({ partition }) => partition === 0)],
      }));

    const snapshot = await look({
      OffsetFetch: (asked, nodeId) => ({ responses: twice(healthy.OffsetFetch(asked, nodeId).responses) }),
      ListOffsets: (asked, nodeId) => ({ responses: twice(healthy.ListOffsets(asked, nodeId).responses) }),
    });

    expect(partitionsOf(snapshot)).toMatchObject([
      { committed: 'unknown', logEnd: 'unknown', fault: { code: 'KAFKA_BAD_ANSWER' } },
      { committed: 5n, logEnd: 10n },
      { committed: 5n, logEnd: 10n },
    ]);
  });

  it('are shared by equal times in one request, and both are returned', async () => {
    const asked: string[] = [];
    const cluster = fakeCluster({
      ...healthy,
      ListOffsets: (listing, nodeId) => {
        if (nodeId === 1) asked.push(listing.topics[0]?.partitions[0]?.timestamp ?? '');
        return offsets((at) => (at === '940000' ? '7' : at === LOG_START ? '0' : '10'))(listing, nodeId);
      },
    });
    const sameMinute = { ...question, rateSinceMs: question.drainLimitMs, targetMs: question.drainLimitMs };

    const snapshot = await observe(cluster, groupCoordinator(cluster, 'g'), sameMinute);

    expect(asked.sort()).toEqual([LOG_END, LOG_START, '1060000', '940000'].sort());
    expect(partitionsOf(snapshot)[0]).toMatchObject({
      ...{ offsetAtDrainLimit: 7n, offsetAtRateStart: 7n, offsetAtTarget: 7n },
    });
  });

  it('never become a fact that was not in the response, however they are damaged', async () => {
    const offset = fc.oneof(
      fc.bigInt({ min: -3n, max: 2n ** 63n - 1n }).map(String),
      fc.constantFrom('-1', '0', '5', '10'),
    );
    const entry = fc.record({
      ...{ partition: fc.integer({ min: -1, max: 4 }), offset },
      errorCode: fc.constantFrom(0, 0, 0, 1, 6, 29, 999),
    });
    const responses = fc.array(
      fc.record({
        topic: fc.constantFrom(TOPIC, TOPIC, 'other'),
        partitions: fc.array(entry, { maxLength: 4 }),
      }),
      { maxLength: 3 },
    );
    const records = fc.uint8Array({ maxLength: 120 }).map((bytes) => Buffer.from(bytes));

    await fc.assert(
      fc.asyncProperty(responses, responses, responses, records, async (commits, ends, times, bytes) => {
        const snapshot = await look({
          OffsetFetch: () => ({ responses: commits }),
          ListOffsets: ({ topics }) => ({
            responses: topics[0]?.partitions[0]?.timestamp === LOG_END ? ends : times,
          }),
          Fetch: (asked) => fetched(asked, bytes),
        });

        for (const partition of partitionsOf(snapshot)) {
          const said = (answer: typeof commits) =>
            answer
              .filter(({ topic }) => topic === TOPIC)
              .flatMap(({ partitions }) => partitions)
              .filter((each) => each.partition === partition.partition)
              .map((each) => each.offset);
          const { committed, logStart, logEnd, firstUnread, offsetAtDrainLimit } = partition;
          expectSaid(committed, said(commits), 'none');
          expectSaid(logEnd, said(ends));
          expectSaid(logStart, said(times));
          expectSaid(offsetAtDrainLimit, said(times), 'none-since');
          if (typeof logStart === 'bigint' && typeof logEnd === 'bigint')
            expect(logStart <= logEnd).toBe(true);
          if (firstUnread?.kind === 'record' && typeof committed === 'bigint') {
            expect(firstUnread.offset >= committed).toBe(true);
          }
        }
      }),
      // A leader that seems to have moved is asked again after a pause.
      { numRuns: 60 },
    );
  });
});

/** Either unknown, or exactly what the one answer about it says. */
function expectSaid(value: bigint | string, said: string[], none?: string): void {
  if (value === 'unknown') return;
  expect(said).toHaveLength(1);
  expect(value === none ? '-1' : String(value)).toBe(said[0]);
  if (typeof value === 'bigint') expect(value >= 0n).toBe(true);
}

function fetched(
  { topics }: ScriptedRequests['Fetch']['request'],
  records: Buffer,
): ScriptedRequests['Fetch']['response'] {
  return {
    errorCode: 0,
    responses: topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition }) => ({
        ...{ partition, errorCode: 0, records },
      })),
    })),
  };
}
