import type { InitialOffset, Signal } from '../../pipeline';
import type { Fault, KafkaSnapshot, PartitionSnapshot, TopicSnapshot } from '../snapshot/kafka';
import { type PartitionLag, partitionLag } from './partition-lag';

export type { PartitionLag } from './partition-lag';

/** Sums over partitions, in offsets. Unknown partitions are left out. */
export interface LagFigures {
  /** Offsets that will still be read. */
  lag: bigint;
  /** Offsets that a task on latest would skip. They are not part of `lag`. */
  atRisk: bigint;
  /** Offsets that retention deleted before they were read. */
  lost: bigint;
  /** False if a topic or partition is missing or unknown, so that the sums are lower bounds. */
  complete: boolean;
}

export interface TopicLag extends LagFigures {
  signal: Signal;
  topic: string;
  /** In the order of the snapshot. */
  partitions: PartitionLag[];
  /** Why the whole topic could not be read. */
  problem: 'missing' | 'unknown' | undefined;
  /** Kafka's error, if `problem` is `unknown` and Kafka returned one. */
  fault: Fault | undefined;
}

/** A signal with its topic, or all topics that match its pattern. */
export interface SignalLag extends LagFigures {
  signal: Signal;
  topics: TopicLag[];
}

export interface LagReport extends LagFigures {
  atMs: number;
  group: string;
  policy: InitialOffset;
  signals: SignalLag[];
  /** The topics of all signals. */
  topics: TopicLag[];
}

/**
 * The lag of the group, and of every signal, topic and partition.
 *
 * @param signals of the spec; one without a topic in the snapshot is `unknown`
 * @param policy `latest` if any task runs on latest, or would start on it
 */
export function measureLag(
  snapshot: KafkaSnapshot,
  signals: readonly { signal: Signal; topic: string }[],
  { policy }: { policy: InitialOffset },
): LagReport {
  const measured = signals.map(({ signal, topic }): SignalLag => {
    const found = snapshot.topics.filter((each) => each.signal === signal);
    const topics =
      found.length > 0
        ? found.map((each) => topicLag(each, policy))
        : [unreadTopic(signal, topic, 'unknown', undefined)];
    return { signal, topics, ...sumOf(topics) };
  });
  return {
    atMs: snapshot.takenAtMs,
    group: snapshot.group.groupId,
    policy,
    signals: measured,
    topics: measured.flatMap(({ topics }) => topics),
    ...sumOf(measured),
  };
}

/** Finds a partition by its number, which is normally its index as well. */
export function partitionIn(topic: TopicLag, partition: number): PartitionLag | undefined {
  const atIndex = topic.partitions[partition];
  return atIndex?.partition === partition
    ? atIndex
    : topic.partitions.find((each) => each.partition === partition);
}

function topicLag(topic: TopicSnapshot, policy: InitialOffset): TopicLag {
  if (topic.kind !== 'present') {
    const fault = topic.kind === 'unknown' ? topic.fault : undefined;
    return unreadTopic(topic.signal, topic.topic, topic.kind, fault);
  }
  const partitions = withoutDuplicates(topic.partitions).map((each) => partitionLag(each, policy));
  const figures: LagFigures = { lag: 0n, atRisk: 0n, lost: 0n, complete: true };
  for (const partition of partitions) {
    if ('lag' in partition) figures.lag += partition.lag;
    if ('atRisk' in partition) figures.atRisk += partition.atRisk;
    if (partition.kind === 'truncated') figures.lost += partition.lost;
    if (partition.kind === 'unknown') figures.complete = false;
  }
  return {
    signal: topic.signal,
    topic: topic.topic,
    partitions,
    problem: undefined,
    fault: undefined,
    ...figures,
  };
}

function unreadTopic(
  signal: Signal,
  topic: string,
  problem: 'missing' | 'unknown',
  fault: Fault | undefined,
): TopicLag {
  return { signal, topic, partitions: [], problem, fault, lag: 0n, atRisk: 0n, lost: 0n, complete: false };
}

/** A partition that is listed twice is unknown and counts once. */
function withoutDuplicates(partitions: readonly PartitionSnapshot[]): readonly PartitionSnapshot[] {
  if (partitions.every(({ partition }, index) => partition === index)) return partitions;
  const byNumber = new Map<number, PartitionSnapshot>();
  for (const each of partitions) {
    const listed = byNumber.has(each.partition);
    byNumber.set(each.partition, listed ? { ...each, committed: 'unknown', fault: LISTED_TWICE } : each);
  }
  return [...byNumber.values()];
}

const LISTED_TWICE: Fault = { code: 'PARTITION_DUPLICATE', message: 'the partition is listed twice' };

function sumOf(parts: readonly LagFigures[]): LagFigures {
  return {
    lag: parts.reduce((sum, { lag }) => sum + lag, 0n),
    atRisk: parts.reduce((sum, { atRisk }) => sum + atRisk, 0n),
    lost: parts.reduce((sum, { lost }) => sum + lost, 0n),
    complete: parts.every(({ complete }) => complete),
  };
}
