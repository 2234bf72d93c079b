import type {
  Fault,
  FirstUnread,
  OffsetAtTime,
  PartitionSnapshot,
  Retention,
  TopicSnapshot,
} from '../../core/snapshot/kafka';
import type { FoundTopic } from './find-topics';
import type { OffsetColumn } from './offset-column';
import { firstFault, type LookOffsets } from './offsets-of-look';
import type { PartitionList } from './partition-list';

/** Results of one look, by number of the partition in the list, or by topic. */
export interface Looked {
  list: PartitionList;
  offsets: LookOffsets;
  unread: readonly (FirstUnread | undefined)[];
  sizes: ReadonlyMap<number, number>;
  retention: ReadonlyMap<string, Retention>;
}

export function topicSnapshot({ signal, layout }: FoundTopic, looked: Looked): TopicSnapshot {
  if (layout.kind !== 'present') return { ...layout, signal };
  const { topic, topicId } = layout;
  const { first = 0, count = 0 } = looked.list.topic(topic) ?? {};
  const partitions: PartitionSnapshot[] = [];
  for (let partition = 0; partition < count; partition += 1) {
    partitions.push(partitionSnapshot(topic, partition, first + partition, looked));
  }
  return {
    kind: 'present',
    signal,
    topic,
    ...(topicId === undefined ? {} : { topicId }),
    partitions,
    retention: looked.retention.get(topic) ?? { ms: 'unknown', bytes: 'unknown' },
  };
}

function partitionSnapshot(
  topic: string,
  partition: number,
  index: number,
  { offsets, unread, sizes }: Looked,
): PartitionSnapshot {
  const snapshot: PartitionSnapshot = {
    topic,
    partition,
    committed: committedAt(offsets.committed, index),
    logStart: offsets.start.offsetAt(index) ?? 'unknown',
    logEnd: offsets.end.offsetAt(index) ?? 'unknown',
    offsetAtDrainLimit: byTime(offsets.atDrainLimit, index),
    offsetAhead: byTime(offsets.ahead, index),
    offsetAtRateStart: byTime(offsets.atRateStart, index),
  };
  if (offsets.atTarget) snapshot.offsetAtTarget = byTime(offsets.atTarget, index);
  if (offsets.atHeld) snapshot.offsetAtHeld = byTime(offsets.atHeld, index);
  const firstUnread = unread[index];
  if (firstUnread) snapshot.firstUnread = firstUnread;
  const sizeBytes = sizes.get(index);
  if (sizeBytes !== undefined) snapshot.sizeBytes = sizeBytes;
  const fault: Fault | undefined = offsets.committed.faultAt(index) ?? firstFault(offsets, index);
  if (fault) snapshot.fault = fault;
  return snapshot;
}

function committedAt(column: OffsetColumn, index: number): PartitionSnapshot['committed'] {
  const entry = column.at(index);
  return typeof entry === 'bigint' || entry === 'none' ? entry : 'unknown';
}

function byTime(column: OffsetColumn, index: number): OffsetAtTime {
  const entry = column.at(index);
  if (typeof entry === 'bigint') return entry;
  return entry === 'none' ? 'none-since' : 'unknown';
}
