import { kindOf } from '../lag/partition-lag';
import type { KafkaSnapshot, PartitionSnapshot } from '../snapshot/kafka';

/** Partitions with a problem, grouped by problem. Usually few, even in large clusters. */
export interface Survey {
  /** All partitions of the topics that could be described. */
  partitions: readonly PartitionSnapshot[];
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

/** One pass over all partitions of a look. */
export function surveyOf(snapshot: KafkaSnapshot): Survey {
  const survey = { partitions: [], unknown: [], uncommitted: [], outOfRange: [], unread: [], idle: [] } as {
    [K in keyof Survey]: PartitionSnapshot[];
  };
  for (const topic of snapshot.topics) {
    if (topic.kind !== 'present') continue;
    for (const partition of topic.partitions) {
      survey.partitions.push(partition);
      const kind = kindOf(partition);
      if (kind === 'unknown') survey.unknown.push(partition);
      if (partition.committed === 'none') survey.uncommitted.push(partition);
      else if (kind === 'truncated' || kind === 'ahead') survey.outOfRange.push(partition);
      else continue;
      if (isUnread(partition)) survey.unread.push(partition);
      else if (kind !== 'unknown') survey.idle.push(partition);
    }
  }
  return survey;
}

/** `otlp_spans/3`, the name of a partition in the state. */
export function partitionKey({ topic, partition }: { topic: string; partition: number }): string {
  return `${topic}/${partition}`;
}

/** Has records but no usable commit: unread, or read by a consumer that has nothing further to commit. */
function isUnread({ logStart, logEnd, firstUnread }: PartitionSnapshot): boolean {
  return logEnd !== 'unknown' && logStart !== logEnd && firstUnread?.kind !== 'none';
}
