import type { KafkaSnapshot, PartitionSnapshot } from '../lag/snapshot';

/** A tick asks some ten questions about all partitions of one look, which may be many thousands. */
const listed = new WeakMap<KafkaSnapshot, readonly PartitionSnapshot[]>();

/** All partitions of the topics that could be described. */
export function partitionsOf(snapshot: KafkaSnapshot): readonly PartitionSnapshot[] {
  const known = listed.get(snapshot);
  if (known) return known;
  const partitions: PartitionSnapshot[] = [];
  for (const topic of snapshot.topics) {
    if (topic.kind === 'present') for (const partition of topic.partitions) partitions.push(partition);
  }
  listed.set(snapshot, partitions);
  return partitions;
}

/** A commit outside the log: initial_offset would decide at the next start. */
export function isOutOfRange({ committed, logStart, logEnd }: PartitionSnapshot): boolean {
  if (typeof committed !== 'bigint' || typeof logStart !== 'bigint' || typeof logEnd !== 'bigint')
    return false;
  return committed < logStart || committed > logEnd;
}

/** Nothing is left to read, and no commit in the log says so: one at the log start skips nothing. */
export function needsSeed(partition: PartitionSnapshot): boolean {
  return (
    partition.committed === 'none' || (isOutOfRange(partition) && partition.logStart === partition.logEnd)
  );
}

export function isUnknown({ committed, logStart, logEnd }: PartitionSnapshot): boolean {
  return committed === 'unknown' || logStart === 'unknown' || logEnd === 'unknown';
}

/** `otlp_spans/3`, as partitions are called in the state. */
export function partitionKey({ topic, partition }: { topic: string; partition: number }): string {
  return `${topic}/${partition}`;
}

/** It has records, and no commit in the log: nobody has read it yet, or nobody will commit again that did. */
export function isUnread(partition: PartitionSnapshot): boolean {
  const { committed, logStart, logEnd, firstUnread } = partition;
  if (logEnd === 'unknown' || logStart === logEnd || firstUnread?.kind === 'none') return false;
  return committed === 'none' || isOutOfRange(partition);
}
