import type { Signal } from '../pipeline';
import type { Fault, KafkaSnapshot, PartitionSnapshot, TopicSnapshot } from './snapshot';

/**
 * How one partition stands with its group. Lag is in offsets, not records: compaction and transaction markers
 * leave gaps, so `logEnd − committed` is an upper bound of what is left to read.
 */
export type PartitionLag = { topic: string; partition: number } & (
  | { kind: 'caught-up'; committed: bigint; logEnd: bigint }
  | { kind: 'behind'; committed: bigint; logEnd: bigint; lag: bigint }
  /** No commit, and records are there: under earliest `lag` offsets will be read, under latest they are at risk. */
  | { kind: 'uncommitted'; logStart: bigint; logEnd: bigint; lag: bigint }
  /** No commit, and nothing to read. */
  | { kind: 'empty'; logEnd: bigint }
  /** The commit lies before the log start: `lost` offsets are gone whatever happens. */
  | { kind: 'truncated'; committed: bigint; logStart: bigint; logEnd: bigint; lost: bigint; lag: bigint }
  /** The commit lies past the log end: the topic was recreated or truncated. */
  | { kind: 'ahead'; committed: bigint; logStart: bigint; logEnd: bigint; lag: bigint }
  | { kind: 'unknown'; fault: Fault | undefined }
);

export interface TopicLag {
  signal: Signal;
  topic: string;
  /** Offsets left to read, over the partitions that are known. */
  lag: bigint;
  /** Sum of the committed offsets that are known: for rates, see {@link estimateEta}. */
  committedSum: bigint;
  partitions: PartitionLag[];
  /** Why the topic as a whole could not be read. */
  problem: 'missing' | 'unknown' | undefined;
}

export interface LagReport {
  atMs: number;
  group: string;
  lag: bigint;
  topics: TopicLag[];
  /** False when any topic or partition is unknown: `lag` is then a lower bound. */
  complete: boolean;
}

/** Names the case of one partition. */
export function partitionLag(snapshot: PartitionSnapshot): PartitionLag {
  const { topic, partition, committed, logStart, logEnd } = snapshot;
  const id = { topic, partition };
  if (committed === 'unknown' || logStart === 'unknown' || logEnd === 'unknown') {
    return { ...id, kind: 'unknown', fault: snapshot.fault };
  }
  if (committed === 'none') {
    if (logStart >= logEnd) return { ...id, kind: 'empty', logEnd };
    return { ...id, kind: 'uncommitted', logStart, logEnd, lag: logEnd - logStart };
  }
  if (committed < logStart) {
    return {
      ...id,
      kind: 'truncated',
      committed,
      logStart,
      logEnd,
      lost: logStart - committed,
      lag: logEnd - logStart,
    };
  }
  if (committed > logEnd)
    return { ...id, kind: 'ahead', committed, logStart, logEnd, lag: logEnd - logStart };
  if (committed === logEnd) return { ...id, kind: 'caught-up', committed, logEnd };
  return { ...id, kind: 'behind', committed, logEnd, lag: logEnd - committed };
}

/** The lag of every signal's topic, and of the group. */
export function measureLag(
  snapshot: KafkaSnapshot,
  topics: readonly { signal: Signal; topic: string }[],
): LagReport {
  const byName = new Map(snapshot.topics.map((topic) => [topic.topic, topic]));
  const measured = topics.map(({ signal, topic }) =>
    topicLag(signal, byName.get(topic) ?? { kind: 'missing', topic }),
  );
  return {
    atMs: snapshot.takenAtMs,
    group: snapshot.group.groupId,
    lag: measured.reduce((sum, topic) => sum + topic.lag, 0n),
    topics: measured,
    complete: measured.every(
      (topic) =>
        topic.problem === undefined && topic.partitions.every((partition) => partition.kind !== 'unknown'),
    ),
  };
}

function topicLag(signal: Signal, topic: TopicSnapshot): TopicLag {
  if (topic.kind !== 'present') {
    return { signal, topic: topic.topic, lag: 0n, committedSum: 0n, partitions: [], problem: topic.kind };
  }
  const partitions = topic.partitions.map(partitionLag);
  return {
    signal,
    topic: topic.topic,
    lag: partitions.reduce((sum, partition) => sum + ('lag' in partition ? partition.lag : 0n), 0n),
    committedSum: topic.partitions.reduce(
      (sum, { committed }) => sum + (typeof committed === 'bigint' ? committed : 0n),
      0n,
    ),
    partitions,
    problem: undefined,
  };
}
