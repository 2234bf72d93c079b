import { groupCoordinator } from '../../../../lib/adapters/kafka/coordinator';
import type { KafkaMemory } from '../../../../lib/adapters/kafka/memory';
import { observe } from '../../../../lib/adapters/kafka/observe';
import type { KafkaRequest } from '../../../../lib/controller/ports';
import { partitionsOf } from '../../../_helpers/core/snapshots';
import {
  brokerAddress,
  fakeCluster,
  HEALTHY_RECORD_MS,
  healthyScript,
  type Script,
} from '../../../_helpers/kafka/fake-cluster';
import { inWaves } from '../../../_helpers/kafka/waves';

const NOW_MS = 1_000_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

interface Size {
  topics: number;
  partitions: number;
  brokers: number;
}

/** The commit, and the offsets at times, of each partition; the log goes from 0 to 10. */
interface State {
  committed?: (partition: number) => string;
  byTime?: (timeMs: number, partition: number) => string;
}

const nameOf = (topic: number) => `topic-${topic}`;

function scriptOf({ topics, partitions, brokers }: Size, { committed, byTime }: State): Script {
  const healthy = healthyScript('unused', []);
  return {
    ...healthy,
    Metadata: () => ({
      ...{ brokers: Array.from({ length: brokers }, (_, id) => brokerAddress(id + 1)), controllerId: 1 },
      topicMetadata: Array.from({ length: topics }, (_, topic) => ({
        ...{ topic: nameOf(topic), topicErrorCode: 0, topicId: 'A'.repeat(22), isInternal: false },
        partitionMetadata: Array.from({ length: partitions }, (_unused, partitionId) => ({
          ...{ partitionId, partitionErrorCode: 0, leader: ((topic + partitionId) % brokers) + 1 },
        })),
      })),
    }),
    OffsetFetch: ({ topics: asked }) => ({
      responses: asked.map(({ topic, partitions: own }) => ({
        topic,
        partitions: own.map(({ partition }) => ({
          ...{ partition, errorCode: 0, offset: committed?.(partition) ?? '5' },
        })),
      })),
    }),
    ListOffsets: ({ topics: asked }) => ({
      responses: asked.map(({ topic, partitions: own }) => ({
        topic,
        partitions: own.map(({ partition, timestamp }) => {
          const bounds: Record<string, string> = { '-1': '10', '-2': '0' };
          const offset = bounds[timestamp] ?? byTime?.(Number(timestamp), partition) ?? '-1';
          return { partition, errorCode: 0, offset };
        }),
      })),
    }),
  };
}

const question = ({ topics }: Size, more: Partial<KafkaRequest> = {}): KafkaRequest => ({
  ...{ groupId: 'g', nowMs: NOW_MS, drainLimitMs: NOW_MS - MINUTE_MS },
  ...{ aheadMs: NOW_MS + MINUTE_MS, rateSinceMs: NOW_MS - MINUTE_MS },
  topics: Array.from({ length: topics }, (_, topic) => ({ signal: 'traces', topic: nameOf(topic) })),
  ...more,
});

async function look(
  size: Size,
  state: State,
  { memory = {}, more = {} }: { memory?: KafkaMemory; more?: Partial<KafkaRequest> } = {},
) {
  const { cluster, sent } = inWaves(fakeCluster(scriptOf(size, state)));
  const snapshot = await observe(cluster, groupCoordinator(cluster, 'g'), question(size, more), memory);
  const trips = sent.map((wave) => wave.map((name) => name).sort());
  return { snapshot, trips, partitions: partitionsOf(snapshot) };
}

const ONE: Size = { topics: 1, partitions: 2, brokers: 1 };
const caughtUp: State = { committed: () => '10' };
const FIRST_TWO = [
  ['FindCoordinator', 'Metadata'],
  ['DescribeConfigs', 'DescribeGroups', 'OffsetFetch'],
];

describe('the requests of a look', () => {
  it('are three round trips where nothing is behind, without offsets by time', async () => {
    const { trips, partitions } = await look(ONE, caughtUp);

    expect(trips).toEqual([...FIRST_TWO, ['ListOffsets', 'ListOffsets']]);
    expect(partitions[0]).toMatchObject({ logEnd: 10n, offsetAtDrainLimit: 'unknown' });
    expect(partitions[0]).not.toHaveProperty('fault');
  });

  it('are two more where something is behind: offsets by time, and the first records', async () => {
    const { trips } = await look(ONE, { committed: (partition) => (partition === 0 ? '5' : '10') });

    expect(trips).toEqual([
      ...FIRST_TWO,
      ['ListOffsets', 'ListOffsets'],
      ['ListOffsets', 'ListOffsets'],
      ['Fetch'],
    ]);
  });

  it('ask by time only for the partition that is behind, unless all rates are wanted', async () => {
    const state: State = { committed: (partition) => (partition === 0 ? '5' : '10'), byTime: () => '-1' };

    const usual = await look(ONE, state);
    const all = await look(ONE, state, { more: { timesOf: 'all' } });

    const rates = ({ partitions }: typeof usual) => partitions.map((each) => each.offsetAtRateStart);
    expect(rates(usual)).toEqual(['none-since', 'unknown']);
    expect(rates(all)).toEqual(['none-since', 'none-since']);
  });

  it('read the times to which commits go back everywhere, together with the bounds of the logs', async () => {
    const more = { targetMs: 1, heldSinceMs: 2 };

    const { trips, partitions } = await look(
      ONE,
      { ...caughtUp, byTime: (timeMs) => String(timeMs) },
      { more },
    );

    expect(trips[2]).toEqual(Array.from({ length: 4 }, () => 'ListOffsets'));
    expect(partitions).toMatchObject([0, 1].map(() => ({ offsetAtTarget: 1n, offsetAtHeld: 2n })));
  });

  it('need no settings in the next look of a warm process, and no record that is known', async () => {
    const memory: KafkaMemory = {};
    const cold = await look(ONE, {}, { memory });

    const warm = await look(ONE, {}, { memory });

    expect(cold.trips.flat()).toContain('Fetch');
    expect(warm.trips.flat()).not.toContain('DescribeConfigs');
    expect(warm.trips.flat()).not.toContain('Fetch');
    expect(warm.snapshot).toEqual(cold.snapshot);
  });

  it('are as many for 200 brokers and 50,000 partitions, one of a kind for each broker, in as many round trips', async () => {
    const size: Size = { topics: 500, partitions: 100, brokers: 200 };

    const { trips, partitions } = await look(size, { byTime: () => '-1' });

    expect(partitions).toHaveLength(50_000);
    expect(partitions.every(({ committed, logEnd }) => committed === 5n && logEnd === 10n)).toBe(true);
    // Log end and start; the drain limit, a time ahead, and half of the retention.
    expect(trips.map((trip) => trip.length)).toEqual([2, 3, 2 * 200, 3 * 200, expect.any(Number)]);
    expect(new Set(trips[4])).toEqual(new Set(['Fetch']));
    expect(trips[4]?.length).toBeLessThanOrEqual(200);
  }, 60_000);
});

describe('the first records of many partitions that are behind', () => {
  const MANY: Size = { topics: 10, partitions: 60, brokers: 1 };
  const kindsOf = ({ partitions }: Awaited<ReturnType<typeof look>>) => {
    const kinds: Record<string, number> = {};
    for (const { firstUnread } of partitions) {
      const kind = firstUnread?.kind ?? 'none asked';
      kinds[kind] = (kinds[kind] ?? 0) + 1;
    }
    return kinds;
  };
  /** Everything was written before the drain limit and after half of the retention of an hour. */
  const middleAged: State = {
    byTime: (timeMs) => (timeMs > NOW_MS + 1_000 ? '-1' : timeMs <= NOW_MS - HOUR_MS / 2 ? '0' : '-1'),
  };

  it('are read for 256, and the others are bounded by half of the retention', async () => {
    const { partitions, ...seen } = await look(MANY, middleAged);

    expect(kindsOf({ partitions, ...seen })).toEqual({ record: 256, since: 344 });
    expect(partitions.find(({ firstUnread }) => firstUnread?.kind === 'since')?.firstUnread).toEqual({
      ...{ kind: 'since', timestampMs: NOW_MS - HOUR_MS / 2 },
    });
  });

  it('are unknown for the others where they may be older, and are read in turn', async () => {
    const memory: KafkaMemory = {};
    const kinds = [];
    for (let tick = 0; tick < 3; tick += 1) {
      kinds.push(kindsOf(await look(MANY, { byTime: () => '-1' }, { memory })));
    }

    expect(kinds).toEqual([{ record: 256, unknown: 344 }, { record: 512, unknown: 88 }, { record: 600 }]);
  });

  it('are bounded by an earlier record once the commit has moved on', async () => {
    const memory: KafkaMemory = {};
    for (let tick = 0; tick < 3; tick += 1) await look(MANY, { byTime: () => '-1' }, { memory });

    const moved = await look(MANY, { committed: () => '6', byTime: () => '-1' }, { memory });

    expect(kindsOf(moved)).toEqual({ record: 256, since: 344 });
    expect(moved.partitions.find(({ firstUnread }) => firstUnread?.kind === 'since')?.firstUnread).toEqual({
      ...{ kind: 'since', timestampMs: HEALTHY_RECORD_MS },
    });
  });

  it('are not bounded by anything where a record is stamped ahead', async () => {
    const memory: KafkaMemory = {};
    for (let tick = 0; tick < 3; tick += 1) await look(MANY, { byTime: () => '9' }, { memory });

    const moved = await look(MANY, { committed: () => '6', byTime: () => '9' }, { memory });

    expect(kindsOf(moved)).toEqual({ record: 256, unknown: 344 });
  });

  it('are not read where they are younger than the drain limit and others are not', async () => {
    // Of each topic, 10 partitions are old.
    const { partitions } = await look(MANY, {
      byTime: (timeMs, partition) => (timeMs > NOW_MS ? '-1' : partition < 10 ? '6' : '5'),
    });

    const old = partitions.filter(({ partition }) => partition < 10);
    expect(old.map(({ firstUnread }) => firstUnread?.kind)).toEqual(old.map(() => 'record'));
    const young = partitions.filter(({ firstUnread }) => firstUnread?.kind === 'since');
    expect(young[0]?.firstUnread).toEqual({ kind: 'since', timestampMs: NOW_MS - MINUTE_MS });
    expect(young).toHaveLength(600 - 256);
  });

  it('are forgotten where the topic was created again', async () => {
    const memory: KafkaMemory = {};
    await look(ONE, {}, { memory });
    for (const remembered of memory.unread?.values() ?? []) remembered.topicId = 'another';

    expect((await look(ONE, {}, { memory })).trips.flat()).toContain('Fetch');
  });
});
