import { standingOf } from '../lag/partition-lag';
import type { KafkaSnapshot, PartitionSnapshot } from '../snapshot/kafka';

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

/** The partitions that something is the matter with, by what it is: few, as a rule, of however many there are. */
export interface Census {
  unknown: readonly PartitionSnapshot[];
  uncommitted: readonly PartitionSnapshot[];
  outOfRange: readonly PartitionSnapshot[];
  /** Of the last two, those with records: see {@link isUnread}. */
  unread: readonly PartitionSnapshot[];
}

const counted = new WeakMap<KafkaSnapshot, Census>();

/** Goes over all partitions once a look, whoever asks. */
export function censusOf(snapshot: KafkaSnapshot): Census {
  const known = counted.get(snapshot);
  if (known) return known;
  const census = { unknown: [], uncommitted: [], outOfRange: [], unread: [] } as {
    [K in keyof Census]: PartitionSnapshot[];
  };
  for (const partition of partitionsOf(snapshot)) {
    if (isUnknown(partition)) census.unknown.push(partition);
    if (partition.committed === 'none') census.uncommitted.push(partition);
    else if (isOutOfRange(partition)) census.outOfRange.push(partition);
    else continue;
    if (isUnread(partition)) census.unread.push(partition);
  }
  counted.set(snapshot, census);
  return census;
}

/** A commit outside the log: initial_offset would decide at the next start. */
export function isOutOfRange(partition: PartitionSnapshot): boolean {
  const standing = standingOf(partition);
  return standing === 'truncated' || standing === 'ahead';
}

/** Nothing is left to read, and no commit in the log says so: one at the log start skips nothing. */
export function needsSeed(partition: PartitionSnapshot): boolean {
  return (
    partition.committed === 'none' || (isOutOfRange(partition) && partition.logStart === partition.logEnd)
  );
}

/** It could not be read, or what was read cannot be. */
export function isUnknown(partition: PartitionSnapshot): boolean {
  return standingOf(partition) === 'unknown';
}

/** Names that were made once: thousands are asked for in each tick, and a text that is known is found faster. */
const keys = new Map<string, string[]>();

/** `otlp_spans/3`, as partitions are called in the state. */
export function partitionKey({ topic, partition }: { topic: string; partition: number }): string {
  let ofTopic = keys.get(topic);
  if (!ofTopic) {
    ofTopic = [];
    keys.set(topic, ofTopic);
  }
  const known = ofTopic[partition];
  if (known !== undefined) return known;
  const key = `${topic}/${partition}`;
  ofTopic[partition] = key;
  return key;
}

/** It has records, and no commit in the log: nobody has read it yet, or nobody will commit again that did. */
export function isUnread(partition: PartitionSnapshot): boolean {
  const { committed, logStart, logEnd, firstUnread } = partition;
  if (logEnd === 'unknown' || logStart === logEnd || firstUnread?.kind === 'none') return false;
  return committed === 'none' || isOutOfRange(partition);
}
