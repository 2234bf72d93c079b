import type { KafkaSnapshot, PartitionSnapshot } from '../lag/snapshot';

/** Partition counts by topic. */
export type PartitionCounts = Readonly<Record<string, number>>;

export function partitionCounts(snapshot: KafkaSnapshot): PartitionCounts {
  return Object.fromEntries(
    snapshot.topics.flatMap((topic) =>
      topic.kind === 'present' ? [[topic.topic, topic.partitions.length]] : [],
    ),
  );
}

/** All partitions of the topics that could be described. */
export function partitionsOf(snapshot: KafkaSnapshot): PartitionSnapshot[] {
  return snapshot.topics.flatMap((topic) => (topic.kind === 'present' ? topic.partitions : []));
}

/** Partitions that came after `covered` was noted: they may have met latest without a commit. */
export function uncoveredPartitions(snapshot: KafkaSnapshot, covered: PartitionCounts): PartitionSnapshot[] {
  return partitionsOf(snapshot).filter(({ topic, partition }) => partition >= (covered[topic] ?? 0));
}

/** Topics whose partition count differs between two looks, in either direction. */
export function changedTopics(before: PartitionCounts, now: PartitionCounts): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(
    (topic) => before[topic] !== now[topic],
  );
}

/** A commit outside the log: initial_offset would decide at the next start. */
export function isOutOfRange({ committed, logStart, logEnd }: PartitionSnapshot): boolean {
  if (typeof committed !== 'bigint' || typeof logStart !== 'bigint' || typeof logEnd !== 'bigint')
    return false;
  return committed < logStart || committed > logEnd;
}

export function isUnknown({ committed, logStart, logEnd }: PartitionSnapshot): boolean {
  return committed === 'unknown' || logStart === 'unknown' || logEnd === 'unknown';
}
