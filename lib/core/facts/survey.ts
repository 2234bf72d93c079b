import { counted } from '../../pipeline';
import type { LagReport } from '../lag/lag';
import { type PartitionLag, partitionLag } from '../lag/partition-lag';
import type { KafkaSnapshot, PartitionSnapshot } from '../snapshot/kafka';

/** Partitions with a problem, grouped by problem. Usually few, even in large clusters. */
export interface Survey {
  /** All partitions of the topics that could be described. */
  partitions: readonly PartitionSnapshot[];
  /** The lag kind of each of `partitions`, in the same order. */
  kinds: readonly PartitionLag['kind'][];
  unknown: readonly PartitionSnapshot[];
  uncommitted: readonly PartitionSnapshot[];
  /** The commit lies outside the log, so initial_offset would decide where the next start begins. */
  outOfRange: readonly PartitionSnapshot[];
  /** Out of range, beyond the end of a log that has records. */
  ahead: readonly PartitionSnapshot[];
  /** Uncommitted or out of range, with records: see {@link isUnread}. */
  unread: readonly PartitionSnapshot[];
  /** Uncommitted or out of range, with nothing to read: a commit at the log start skips nothing. */
  idle: readonly PartitionSnapshot[];
}

/**
 * Groups all partitions of a snapshot in one pass.
 *
 * @param lag of the same snapshot; its results are reused
 */
export function surveyOf(snapshot: KafkaSnapshot, lag?: LagReport): Survey {
  const measured = new Map(lag?.topics.map((topic) => [topic.topic, topic.partitions]));
  const kinds: PartitionLag['kind'][] = [];
  const partitions: PartitionSnapshot[] = [];
  const unknown: PartitionSnapshot[] = [];
  const uncommitted: PartitionSnapshot[] = [];
  const outOfRange: PartitionSnapshot[] = [];
  const ahead: PartitionSnapshot[] = [];
  const unread: PartitionSnapshot[] = [];
  const idle: PartitionSnapshot[] = [];
  for (const topic of snapshot.topics) {
    if (topic.kind !== 'present') continue;
    const known = measured.get(topic.topic);
    for (const [index, partition] of topic.partitions.entries()) {
      const lagOf = known?.[index];
      const kind =
        lagOf?.partition === partition.partition ? lagOf.kind : partitionLag(partition, 'earliest').kind;
      partitions.push(partition);
      kinds.push(kind);
      if (kind === 'unknown') unknown.push(partition);
      if (partition.committed === 'none') uncommitted.push(partition);
      else if (kind === 'truncated' || kind === 'ahead') outOfRange.push(partition);
      else continue;
      if (kind === 'ahead' && isUnread(partition)) ahead.push(partition);
      if (isUnread(partition)) unread.push(partition);
      else if (kind !== 'unknown') idle.push(partition);
    }
  }
  return { partitions, kinds, unknown, uncommitted, outOfRange, ahead, unread, idle };
}

/** The key of a partition in the state, for example `otlp_spans/3`. */
export function partitionKey({ topic, partition }: { topic: string; partition: number }): string {
  return `${topic}/${partition}`;
}

/** Has records but no usable commit: unread, or read by a consumer that has nothing further to commit. */
function isUnread({ logStart, logEnd, firstUnread }: PartitionSnapshot): boolean {
  return logEnd !== 'unknown' && logStart !== logEnd && firstUnread?.kind !== 'none';
}

/** `1 partition`, `3 partitions` */
export function countOf({ length }: readonly { partition: number }[]): string {
  return counted(length, 'partition');
}
