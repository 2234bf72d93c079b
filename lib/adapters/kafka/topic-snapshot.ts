import type {
  Fault,
  FirstUnread,
  PartitionSnapshot,
  Retention,
  TopicSnapshot,
} from '../../core/snapshot/kafka';
import { isFault, LEFT_OUT } from './faults';
import type { FoundTopic } from './find-topics';
import type { UnreadPartition } from './first-unread';
import { firstFault, type PartitionOffsets } from './list-offsets';
import type { PartitionKey, PartitionTable } from './partition-table';
import type { LedPartition } from './topic-layout';

/** Results of one observation, by partition or topic. */
export interface Looked {
  committed: PartitionTable<bigint | 'none' | Fault>;
  offsets: PartitionTable<PartitionOffsets>;
  unread: PartitionTable<FirstUnread>;
  sizes: PartitionTable<number>;
  retention: Map<string, Retention>;
}

export function topicSnapshot({ signal, layout }: FoundTopic, looked: Looked): TopicSnapshot {
  if (layout.kind !== 'present') return { ...layout, signal };
  const { topic, topicId, partitions } = layout;
  return {
    kind: 'present',
    signal,
    topic,
    ...(topicId === undefined ? {} : { topicId }),
    partitions: partitions.map((key) => partitionSnapshot(key, looked)),
    retention: looked.retention.get(topic) ?? { ms: 'unknown', bytes: 'unknown' },
  };
}

/** Partitions that may have unread records, with the offset to read from. A commit outside the log is not used. */
export function unreadPartitions(
  led: readonly LedPartition[],
  committed: Looked['committed'],
  offsets: Looked['offsets'],
): UnreadPartition[] {
  return led.flatMap((key): UnreadPartition[] => {
    const commit = committed.get(key);
    const { start, end, ahead } = offsets.get(key) ?? NO_OFFSETS;
    if (commit === undefined || isFault(commit) || isFault(start) || isFault(end)) return [];
    const from = commit === 'none' || commit < start ? start : commit;
    // A record stamped in the future makes ListOffsets by time return earlier offsets.
    const times = ahead === 'none-since' ? 'in-order' : 'unknown';
    return from < end ? [{ ...key, from, end, times }] : [];
  });
}

const NO_OFFSETS: PartitionOffsets = {
  end: LEFT_OUT,
  start: LEFT_OUT,
  atDrainLimit: LEFT_OUT,
  ahead: LEFT_OUT,
  atRateStart: LEFT_OUT,
};

function partitionSnapshot({ topic, partition }: PartitionKey, looked: Looked): PartitionSnapshot {
  const key = { topic, partition };
  const committed = looked.committed.get(key) ?? LEFT_OUT;
  const offsets = looked.offsets.get(key) ?? NO_OFFSETS;
  const { end, start, atDrainLimit, ahead, atRateStart, atTarget, atHeld } = offsets;
  const fault = isFault(committed) ? committed : firstFault(offsets);
  const firstUnread = looked.unread.get(key);
  const sizeBytes = looked.sizes.get(key);
  return {
    topic,
    partition,
    committed: known(committed),
    logStart: known(start),
    logEnd: known(end),
    offsetAtDrainLimit: known(atDrainLimit),
    offsetAhead: known(ahead),
    offsetAtRateStart: known(atRateStart),
    ...(atTarget === undefined ? {} : { offsetAtTarget: known(atTarget) }),
    ...(atHeld === undefined ? {} : { offsetAtHeld: known(atHeld) }),
    ...(firstUnread ? { firstUnread } : {}),
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
    ...(fault ? { fault } : {}),
  };
}

function known<T extends bigint | string>(value: T | Fault): T | 'unknown' {
  return isFault(value) ? 'unknown' : value;
}
