import type { KafkaAdmin, KafkaRequest, PartitionOffset } from '../../lib/controller/ports';
import type { KafkaSnapshot, PartitionSnapshot, TopicSnapshot } from '../../lib/core/snapshot/kafka';
import { SpillwayError } from '../../lib/errors';
import type { Calls } from './calls';
import type { Cause } from './cause';
import type { Group } from './group';
import type { PartitionLog } from './partition-log';
import { RECORD_BYTES, type Topic } from './topics';

export interface KafkaAdminOptions {
  topics: ReadonlyMap<string, Topic>;
  group: Group;
  calls: Calls;
  nowMs(): number;
  /** Spillway as a cause, with its knowledge at this moment. */
  cause(): Cause;
  /** Called when Spillway looks at Kafka. From then on it knows what can be seen there. */
  looked(): void;
  opened(): void;
  closed(): void;
}

const OFFSETS_RETENTION_MS = 7 * 86_400_000;

/** Connects to Kafka as the controller does, once per tick. */
export async function connectMemoryKafka(options: KafkaAdminOptions): Promise<KafkaAdmin> {
  const { topics, group, calls, cause, opened, closed } = options;
  await calls.read('kafka.connect', () => {});
  opened();
  const logOf = (topic: string, partition: number) => topics.get(topic)?.partitions[partition];
  const commit = (offsets: readonly PartitionOffset[]) => {
    for (const { topic, partition, offset } of offsets) moveCommit(logOf(topic, partition), offset, cause());
  };
  return {
    observe: (request) => calls.read('kafka.observe', () => observe(options, request)),
    describeGroup: () => calls.read('kafka.describeGroup', () => group.describe()),
    commitWhileEmpty: (_groupId, offsets) =>
      calls.change('kafka.commitWhileEmpty', 'commit', () => {
        if (!group.isEmpty) throw groupNotEmpty(group.groupId);
        commit(offsets);
      }),
    commitAsMember: (_described, offsets) =>
      calls.change('kafka.commitAsMember', 'seed', () => {
        if (!group.isStable) throw seedRefused(group.groupId);
        const visitor = { memberId: 'spillway-seed', clientId: 'spillway', host: '10.1.0.1' };
        group.join(visitor, cause());
        commit(offsets);
        group.leave(visitor.memberId, cause());
      }),
    committedOffsets: (_groupId, partitions) =>
      calls.read('kafka.committedOffsets', () =>
        partitions.map(({ topic, partition }) => {
          const offset = logOf(topic, partition)?.committed ?? 'unknown';
          return { topic, partition, offset };
        }),
      ) as ReturnType<KafkaAdmin['committedOffsets']>,
    createPartitions: (topic, count) =>
      calls.change('kafka.createPartitions', 'expand', () => {
        const found = topics.get(topic);
        if (!found || count <= found.partitions.length) throw expandRefused(topic, count);
        found.addPartitions(count - found.partitions.length);
      }),
    close: async () => {
      // Counted only when it completes, so that a close without an await shows up as an open connection after the tick.
      await calls.read('kafka.close', () => {}).catch(() => {});
      closed();
    },
  };
}

/** If a commit skips undelivered records, whoever made the commit is to blame. */
function moveCommit(log: PartitionLog | undefined, offset: bigint, cause: Cause): void {
  if (!log) return;
  const before =
    typeof log.committed === 'bigint' && log.committed > log.logStart ? log.committed : log.logStart;
  if (offset > before) log.miss({ from: before, to: offset }, 'commit-moved-past', cause.by);
  log.committed = offset;
}

function observe(options: KafkaAdminOptions, request: KafkaRequest): KafkaSnapshot {
  const { topics, group, looked } = options;
  looked();
  return {
    takenAtMs: request.nowMs,
    drainLimitMs: request.drainLimitMs,
    aheadMs: request.aheadMs,
    rateSinceMs: request.rateSinceMs,
    offsetsRetentionMs: OFFSETS_RETENTION_MS,
    group: group.describe(),
    topics: request.topics.map(({ signal, topic: name }): TopicSnapshot => {
      const topic = topics.get(name);
      if (!topic) return { kind: 'missing', signal, topic: name };
      return {
        ...{ kind: 'present', signal, topic: name, topicId: topic.id, retention: topic.retention },
        partitions: topic.partitions.map((log) => observePartition(log, topic, request)),
      };
    }),
  };
}

function observePartition(log: PartitionLog, topic: Topic, request: KafkaRequest): PartitionSnapshot {
  const { committed, logStart, logEnd, leaderless } = log;
  const place = { topic: log.topic, partition: log.partition };
  if (leaderless) {
    const unknown = {
      offsetAtDrainLimit: 'unknown',
      offsetAhead: 'unknown',
      offsetAtRateStart: 'unknown',
    } as const;
    const fault = { code: 'LEADER_NOT_AVAILABLE', message: 'no leader' };
    return { ...place, committed, logStart: 'unknown', logEnd: 'unknown', ...unknown, fault };
  }
  const { targetMs, heldSinceMs } = request;
  const next = log.isCovered ? (committed as bigint) : logStart;
  const timestampMs = next < logEnd ? log.writtenAtMs(next) : undefined;
  const since = (timeMs: number) =>
    next < logEnd || request.timesOf === 'all' ? log.since(timeMs) : 'unknown';
  return {
    ...{ ...place, committed, logStart, logEnd },
    offsetAtDrainLimit: since(request.drainLimitMs),
    offsetAhead: since(request.aheadMs),
    offsetAtRateStart: since(request.rateSinceMs),
    ...(targetMs === undefined ? {} : { offsetAtTarget: log.since(targetMs) }),
    ...(heldSinceMs === undefined ? {} : { offsetAtHeld: log.since(heldSinceMs) }),
    ...(timestampMs === undefined ? {} : { firstUnread: { kind: 'record', offset: next, timestampMs } }),
    ...(typeof topic.retention.bytes === 'number'
      ? { sizeBytes: Number(logEnd - logStart) * RECORD_BYTES }
      : {}),
  };
}

function groupNotEmpty(groupId: string): SpillwayError {
  return new SpillwayError('KAFKA_GROUP_NOT_EMPTY', `Group ${groupId} has members.`, 'Stop them first.');
}

function seedRefused(groupId: string): SpillwayError {
  return new SpillwayError(
    'KAFKA_SEED_REFUSED',
    `Group ${groupId} is not Stable.`,
    'Wait for its rebalance.',
  );
}

function expandRefused(topic: string, count: number): SpillwayError {
  return new SpillwayError(
    'KAFKA_EXPAND_REFUSED',
    `${topic} cannot get ${count} partitions.`,
    'Ask for more.',
  );
}
