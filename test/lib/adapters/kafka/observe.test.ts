import { groupCoordinator } from '../../../../lib/adapters/kafka/coordinator';
import { observe } from '../../../../lib/adapters/kafka/observe';
import type { PartitionSnapshot } from '../../../../lib/core/snapshot/kafka';
import { SpillwayError } from '../../../../lib/errors';
import { partitionsOf } from '../../../_helpers/core/snapshots';
import {
  fakeCluster,
  HEALTHY_RECORD_MS,
  healthyScript,
  metadataOf,
  type Script,
} from '../../../_helpers/kafka/fake-cluster';
import type { ScriptedRequests } from '../../../_helpers/kafka/scripted-requests';

type Metadata = ScriptedRequests['Metadata']['response'];

const TOPIC = 'otlp_spans';
const NOT_LEADER = 6;
const question = {
  groupId: 'g',
  topics: [{ signal: 'traces' as const, topic: TOPIC }],
  nowMs: 1_000_000,
  drainLimitMs: 940_000,
  aheadMs: 1_060_000,
  rateSinceMs: 880_000,
};

function look(leaders: number[], change: Script = {}, options: { down?: number[] } = {}) {
  const cluster = fakeCluster({ ...healthyScript(TOPIC, leaders), ...change }, options);
  return { cluster, snapshot: observe(cluster, groupCoordinator(cluster, question.groupId), question) };
}

describe('observe', () => {
  it('sends one request to each leader per position, and reads commits before log ends', async () => {
    const { cluster, snapshot } = look([1, 2, 1, 2]);

    expect(partitionsOf(await snapshot)).toHaveLength(4);
    const listOffsets = ['ListOffsets@1', 'ListOffsets@2'].flatMap((ask) => [ask, ask, ask, ask, ask]);
    expect([...cluster.sent].sort()).toEqual(
      [
        'DescribeConfigs@1',
        'DescribeGroups@1',
        'Fetch@1',
        'Fetch@2',
        'FindCoordinator@0',
        ...listOffsets,
        'Metadata@0',
        'OffsetFetch@1',
      ].sort(),
    );
    expect(cluster.sent.indexOf('OffsetFetch@1')).toBeLessThan(cluster.sent.indexOf('ListOffsets@1'));
  });

  it('finds a moved leader by reading the metadata once more', async () => {
    let metadataAsked = 0;
    const healthy = healthyScript(TOPIC, [1, 2]);
    const { cluster, snapshot } = look([1, 2], {
      Metadata: () => metadataOf(TOPIC, metadataAsked++ === 0 ? [1, 1] : [1, 2]),
      ListOffsets: (asked, nodeId) =>
        withErrors(healthy.ListOffsets(asked, nodeId), nodeId === 1 ? { 1: NOT_LEADER } : {}),
    });

    expect(partitionsOf(await snapshot)).toEqual([healthyPartition(0), healthyPartition(1)]);
    expect(cluster.sent.filter((ask) => ask === 'Metadata@0')).toHaveLength(2);
    expect(cluster.sent.filter((ask) => ask === 'ListOffsets@2')).toHaveLength(5);
  });

  it('leaves only that partition unknown whose leader stays wrong', async () => {
    const healthy = healthyScript(TOPIC, [1, 1]);
    const { cluster, snapshot } = look([1, 1], {
      ListOffsets: (asked, nodeId) => withErrors(healthy.ListOffsets(asked, nodeId), { 1: NOT_LEADER }),
    });

    expect(partitionsOf(await snapshot)).toEqual([
      healthyPartition(0),
      unknownOffsets(1, 'NOT_LEADER_FOR_PARTITION'),
    ]);
    expect(cluster.sent.filter((ask) => ask === 'Metadata@0')).toHaveLength(2);
  });

  it('returns the offsets since tasks may hold records, only on request', async () => {
    const healthy = healthyScript(TOPIC, [1]);
    const cluster = fakeCluster({
      ...healthy,
      ListOffsets: (listing, nodeId) =>
        listing.topics[0]?.partitions[0]?.timestamp === '700000'
          ? { responses: [{ topic: TOPIC, partitions: [{ partition: 0, offset: '3', errorCode: 0 }] }] }
          : healthy.ListOffsets(listing, nodeId),
    });
    const coordinator = groupCoordinator(cluster, 'g');

    const held = await observe(cluster, coordinator, { ...question, heldSinceMs: 700_000 });
    const without = await observe(cluster, coordinator, question);

    expect(partitionsOf(held)).toMatchObject([{ offsetAtHeld: 3n }]);
    expect(partitionsOf(without)[0]).not.toHaveProperty('offsetAtHeld');
  });

  describe('a topic that changes during the look', () => {
    const UNKNOWN_TOPIC = 3;
    const ID = 'AAECAwQFBgcICQoLDA0ODw';

    function lookWhile(second: Partial<Metadata['topicMetadata'][number]>) {
      let metadataSent = 0;
      const healthy = healthyScript(TOPIC, [1]);
      const metadata = (change: typeof second): Metadata => {
        const response = metadataOf(TOPIC, [1]);
        const topicMetadata = response.topicMetadata.map((entry) => ({ ...entry, topicId: ID, ...change }));
        return { ...response, topicMetadata };
      };
      return look([1], {
        Metadata: () => metadata(metadataSent++ === 0 ? {} : second),
        ListOffsets: (listing, nodeId) =>
          withErrors(healthy.ListOffsets(listing, nodeId), metadataSent === 1 ? { 0: UNKNOWN_TOPIC } : {}),
      });
    }

    it('is missing once it is deleted', async () => {
      const { snapshot } = lookWhile({ topicErrorCode: UNKNOWN_TOPIC, partitionMetadata: [] });

      expect((await snapshot).topics).toEqual([{ kind: 'missing', signal: 'traces', topic: TOPIC }]);
    });

    it('is unknown after it was created again, because the commits belong to the previous one', async () => {
      const { cluster, snapshot } = lookWhile({ topicId: 'AAAAAAAAAAAAAAAAAAAAAA' });

      expect((await snapshot).topics).toMatchObject([
        { kind: 'unknown', topic: TOPIC, fault: { code: 'TOPIC_CREATED_AGAIN' } },
      ]);
      // Log end and log start, once.
      expect(cluster.sent.filter((sent) => sent === 'ListOffsets@1')).toHaveLength(2);
    });

    it('keeps the first fault if the metadata cannot be read again', async () => {
      let metadataSent = 0;
      const healthy = healthyScript(TOPIC, [1, 1]);
      const { snapshot } = look([1, 1], {
        Metadata: () => {
          if (metadataSent++ > 0) throw new SpillwayError('KAFKA_TIMEOUT', 'Metadata timed out.', '');
          return metadataOf(TOPIC, [1, 1]);
        },
        ListOffsets: (listing, nodeId) => withErrors(healthy.ListOffsets(listing, nodeId), { 1: NOT_LEADER }),
      });

      expect(partitionsOf(await snapshot)).toEqual([
        healthyPartition(0),
        unknownOffsets(1, 'NOT_LEADER_FOR_PARTITION'),
      ]);
    });
  });

  it('keeps a leaderless partition, with its commit and without offsets', async () => {
    const { snapshot } = look([1, -1]);

    expect(partitionsOf(await snapshot)).toEqual([
      healthyPartition(0),
      unknownOffsets(1, 'LEADER_NOT_AVAILABLE'),
    ]);
  });

  it('loses only the partitions of a broker that is down', async () => {
    const { snapshot } = look([1, 2], {}, { down: [2] });

    expect(partitionsOf(await snapshot)).toEqual([
      healthyPartition(0),
      unknownOffsets(1, 'KAFKA_UNREACHABLE'),
    ]);
  });

  it('waits briefly for a moving coordinator, and then continues', async () => {
    const answers = [15, 14, 16];
    const healthy = healthyScript(TOPIC, [1]);
    const { cluster, snapshot } = look([1], {
      DescribeGroups: (asked, nodeId) => {
        const group = healthy.DescribeGroups(asked, nodeId);
        return group && { ...group, errorCode: answers.shift() ?? 0 };
      },
    });

    expect((await snapshot).group).toMatchObject({ groupId: 'g', state: 'Empty', mayCommit: true });
    expect(cluster.sent.filter((ask) => ask === 'FindCoordinator@0')).toHaveLength(4);
  });

  it.each([
    ['stays away', 15, 'GROUP_COORDINATOR_NOT_AVAILABLE', 5],
    ['refuses us', 30, 'GROUP_AUTHORIZATION_FAILED', 1],
  ])('measures the log without the group if its coordinator %s', async (_case, code, name, asks) => {
    const { cluster, snapshot } = look([1], {
      FindCoordinator: () => ({ errorCode: code, coordinator: { nodeId: -1, host: '', port: -1 } }),
    });

    const { group } = await snapshot;
    expect(group).toMatchObject({ state: 'unknown', members: [], fault: { code: name } });
    const { firstUnread: _notAskedFor, ...measured } = healthyPartition(0);
    expect(partitionsOf(await snapshot)).toEqual([{ ...measured, committed: 'unknown', fault: group.fault }]);
    expect(cluster.sent.filter((ask) => ask === 'FindCoordinator@0')).toHaveLength(asks);
  });

  it('does not treat a group of the newer protocol as gone', async () => {
    const dead = () => ({
      ...{ errorCode: 0, groupId: 'g', state: 'Dead', protocolType: '', protocol: '', members: [] },
    });
    const groupListed = async (group: { kind?: string } | undefined) => {
      const ListGroups = () => ({ errorCode: 0, group });
      return (await look([1], { DescribeGroups: dead, ListGroups }).snapshot).group;
    };
    const unsupported = (what: string) => ({
      state: 'unknown',
      fault: { code: 'GROUP_PROTOCOL_UNSUPPORTED', message: expect.stringContaining(what) },
    });

    expect(await groupListed({})).toMatchObject(unsupported('KIP-848'));
    expect(await groupListed({ kind: 'Consumer' })).toMatchObject(unsupported('KIP-848'));
    expect(await groupListed({ kind: 'consumer' })).toMatchObject(unsupported('KIP-848'));
    expect(await groupListed({ kind: 'share' })).toMatchObject(unsupported('a share group'));
    const gone = { groupId: 'g', state: 'Dead', members: [] };
    expect(await groupListed({ kind: 'Classic' })).toEqual(gone);
    expect(await groupListed({ kind: 'classic' })).toEqual(gone);
    expect(await groupListed(undefined)).toEqual(gone);
  });

  it('reports unknown for a topic that it may not see, and for a retention that it may not read', async () => {
    const forbidden = look([1], {
      Metadata: () => ({
        brokers: [],
        controllerId: 1,
        topicMetadata: [{ topic: TOPIC, topicErrorCode: 29, isInternal: false, partitionMetadata: [] }],
      }),
    });
    const configless = look([1], {
      DescribeConfigs: () => [{ errorCode: 29, kind: 'topic', name: TOPIC, values: new Map() }],
    });

    expect((await forbidden.snapshot).topics).toMatchObject([
      { kind: 'unknown', topic: TOPIC, fault: { code: 'TOPIC_AUTHORIZATION_FAILED' } },
    ]);
    expect((await configless.snapshot).topics).toMatchObject([
      { kind: 'present', retention: { ms: 'unknown', bytes: 'unknown' } },
    ]);
  });

  it.each([
    ['and the topic', 1 << 3, true],
    ['but not the topic', 1 << 8, false],
    ['and does not know of the topic', -2_147_483_648, true],
  ])('may commit if it may read the group %s', async (_what, authorizedOperations, mayCommit) => {
    const { snapshot } = look([1], {
      Metadata: () => {
        const response = metadataOf(TOPIC, [1]);
        const topicMetadata = response.topicMetadata.map((entry) => ({ ...entry, authorizedOperations }));
        return { ...response, topicMetadata };
      },
    });

    expect((await snapshot).group).toMatchObject({ mayCommit });
  });

  it('keeps offsets beyond 2^53 exact', async () => {
    const { snapshot } = look([1], {
      ListOffsets: ({ topics }) => ({
        responses: topics.map(({ topic }) => ({
          topic,
          partitions: [{ partition: 0, offset: '9007199254740993', errorCode: 0 }],
        })),
      }),
    });

    expect(partitionsOf(await snapshot)).toMatchObject([{ logEnd: 9_007_199_254_740_993n }]);
  });
});

function healthyPartition(partition: number): PartitionSnapshot {
  return {
    ...{ topic: TOPIC, partition, committed: 5n, logStart: 0n, logEnd: 10n },
    ...{ offsetAtDrainLimit: 'none-since', offsetAhead: 'none-since', offsetAtRateStart: 'none-since' },
    firstUnread: { kind: 'record', offset: 5n, timestampMs: HEALTHY_RECORD_MS },
  };
}

function unknownOffsets(partition: number, code: string): PartitionSnapshot {
  return {
    ...{ topic: TOPIC, partition, committed: 5n, logStart: 'unknown', logEnd: 'unknown' },
    ...{ offsetAtDrainLimit: 'unknown', offsetAhead: 'unknown', offsetAtRateStart: 'unknown' },
    fault: { code, message: expect.any(String) },
  };
}

type ListOffsetsAnswer = ReturnType<NonNullable<Script['ListOffsets']>>;

function withErrors(answer: ListOffsetsAnswer, codes: Record<number, number>): ListOffsetsAnswer {
  return {
    responses: answer.responses.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map((entry) => ({ ...entry, errorCode: codes[entry.partition] ?? 0 })),
    })),
  };
}
