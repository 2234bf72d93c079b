import type { LagReport } from '../lag/lag';
import { kindOf, type PartitionLag } from '../lag/partition-lag';
import type { KafkaSnapshot, PartitionSnapshot } from '../snapshot/kafka';

/** Partitions with a problem, grouped by problem. Usually few, even in large clusters. */
export interface Survey {
  /** All partitions of the topics that could be described. */
  partitions: readonly PartitionSnapshot[];
  /** How each of them stands with its group, in the same order. */
  kinds: readonly PartitionLag['kind'][];
  /** Could not be read. */
  unknown: readonly PartitionSnapshot[];
  uncommitted: readonly PartitionSnapshot[];
  /** Commit outside the log: initial_offset would decide at the next start. */
  outOfRange: readonly PartitionSnapshot[];
  /** Of the last two, those with records: see {@link isUnread}. */
  unread: readonly PartitionSnapshot[];
  /** Of the same two, those with nothing to read: a commit at their log start skips nothing. */
  idle: readonly PartitionSnapshot[];
}

/**
 * One pass over all partitions of a look.
 *
 * @param lag of the same look, which says already how each partition stands
 */
export function surveyOf(snapshot: KafkaSnapshot, lag?: LagReport): Survey {
  const measured = new Map(lag?.topics.map((topic) => [topic.topic, topic.partitions]));
  const kinds: PartitionLag['kind'][] = [];
  const partitions: PartitionSnapshot[] = [];
  const unknown: PartitionSnapshot[] = [];
  const uncommitted: PartitionSnapshot[] = [];
  const outOfRange: PartitionSnapshot[] = [];
  const unread: PartitionSnapshot[] = [];
  const idle: PartitionSnapshot[] = [];
  for (const topic of snapshot.topics) {
    if (topic.kind !== 'present') continue;
    const known = measured.get(topic.topic);
    for (const [index, partition] of topic.partitions.entries()) {
      const there = known?.[index];
      const kind = there?.partition === partition.partition ? there.kind : kindOf(partition);
      partitions.push(partition);
      kinds.push(kind);
      if (kind === 'unknown') unknown.push(partition);
      if (partition.committed === 'none') uncommitted.push(partition);
      else if (kind === 'truncated' || kind === 'ahead') outOfRange.push(partition);
      else continue;
      if (isUnread(partition)) unread.push(partition);
      else if (kind !== 'unknown') idle.push(partition);
    }
  }
  return { partitions, kinds, unknown, uncommitted, outOfRange, unread, idle };
}

/** `otlp_spans/3`, the name of a partition in the state. */
export function partitionKey({ topic, partition }: { topic: string; partition: number }): string {
  return `${topic}/${partition}`;
}

/** Has records but no usable commit: unread, or read by a consumer that has nothing further to commit. */
function isUnread({ logStart, logEnd, firstUnread }: PartitionSnapshot): boolean {
  return logEnd !== 'unknown' && logStart !== logEnd && firstUnread?.kind !== 'none';
}
