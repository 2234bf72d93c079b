import type { KafkaSnapshot, PartitionSnapshot } from '../snapshot/kafka';
import type { PartitionLag } from './partition-lag';

/**
 * A second way to detect "drained", which does not rely on timestamps. The log end of a partition is recorded with the
 * time. Once the commit passes that log end, the group is less far behind than the time since then.
 */
export interface Watermark {
  logEnd: bigint;
  notedAtMs: number;
  /** Everything up to this time is consumed; `undefined` until the commit first passes a watermark. */
  consumedUpToMs: number | undefined;
}

/** Watermarks by topic and partition, only for partitions that need one. */
export type Watermarks = ReadonlyMap<string, ReadonlyMap<number, Watermark>>;

/** How many watermarks are stored at most, because the state is a small parameter. A warm process keeps all of them. */
export const MAX_STORED_WATERMARKS = 32;

export type UndrainedWhy = 'unknown' | 'behind' | 'uncommitted' | 'truncated' | 'ahead';

export interface UndrainedPartition {
  topic: string;
  partition: number;
  why: UndrainedWhy;
}

/** All partitions of a snapshot, and the lag kind of each, in the same order. */
export interface ClassifiedPartitions {
  partitions: readonly PartitionSnapshot[];
  kinds: readonly PartitionLag['kind'][];
}

export interface DrainedVerdict {
  drained: boolean;
  undrained: UndrainedPartition[];
  /** Stuck partitions that are behind and left out of the verdict. */
  excluded: UndrainedPartition[];
  watermarks: Watermarks;
}

/**
 * Whether every partition is less than `drainedWithinMs` behind. This decides only when the flip happens; the flip has
 * gates of its own.
 *
 * A partition is drained if `committed >= offsetAt(now − drainedWithin)`, where −1 means the log end. Timestamps can be
 * wrong: a record stamped in the future makes this true too early, and a slow producer clock makes it never true. So
 * this check counts only if `offsetAt(now + 60 s)` is −1; otherwise a watermark decides.
 *
 * @param marks watermarks of earlier ticks; the first map with an entry for a partition wins
 * @param isExcluded stuck partitions, which may stay behind
 */
export function judgeDrained(
  snapshot: KafkaSnapshot,
  { partitions, kinds }: ClassifiedPartitions,
  marks: readonly Watermarks[],
  drainedWithinMs: number,
  isExcluded: (partition: PartitionSnapshot) => boolean = () => false,
): DrainedVerdict {
  const undrained: UndrainedPartition[] = [];
  const excluded: UndrainedPartition[] = [];
  const next = new Map<string, Map<number, Watermark>>();
  for (const [index, partition] of partitions.entries()) {
    const why = judgePartition(partition, kinds[index] ?? 'unknown', snapshot.takenAtMs);
    if (why === 'drained') continue;
    const id = { topic: partition.topic, partition: partition.partition, why };
    if (why === 'behind' && isExcluded(partition)) excluded.push(id);
    else undrained.push(id);
  }
  const complete = snapshot.topics.length > 0 && snapshot.topics.every(({ kind }) => kind === 'present');
  return { drained: complete && undrained.length === 0, undrained, excluded, watermarks: next };

  /** Records the partition's watermark in `next` if it needs one. */
  function judgePartition(
    partition: PartitionSnapshot,
    kind: PartitionLag['kind'],
    nowMs: number,
  ): 'drained' | UndrainedWhy {
    const verdict = judgeWithoutWatermark(partition, kind);
    if (verdict !== 'ask-watermark') return verdict;
    const judged = judgeWatermark(markOf(marks, partition), partition, nowMs, drainedWithinMs);
    const ofTopic = next.get(partition.topic) ?? new Map<number, Watermark>();
    next.set(partition.topic, ofTopic.set(partition.partition, judged.mark));
    return judged.drained ? 'drained' : 'behind';
  }
}

function markOf(
  marks: readonly Watermarks[],
  { topic, partition }: PartitionSnapshot,
): Watermark | undefined {
  for (const known of marks) {
    const mark = known.get(topic)?.get(partition);
    if (mark) return mark;
  }
  return undefined;
}

function judgeWithoutWatermark(
  partition: PartitionSnapshot,
  kind: PartitionLag['kind'],
): 'drained' | 'ask-watermark' | UndrainedWhy {
  const { committed, logStart, logEnd, offsetAtDrainLimit, offsetAhead, firstUnread } = partition;
  const nothingLeft = firstUnread?.kind === 'none';
  switch (kind) {
    case 'unknown':
      return 'unknown';
    case 'caught-up':
    case 'empty':
      return 'drained';
    case 'uncommitted':
      return nothingLeft ? 'drained' : 'uncommitted';
    case 'truncated':
    case 'ahead':
      return logStart === logEnd ? 'drained' : kind;
    case 'behind':
      break;
  }
  if (nothingLeft) return 'drained';
  if (offsetAtDrainLimit === 'unknown' || offsetAhead === 'unknown') return 'unknown';
  if (offsetAhead === 'none-since' && typeof offsetAtDrainLimit === 'bigint') {
    if (typeof committed === 'bigint' && committed >= offsetAtDrainLimit) return 'drained';
  }
  return 'ask-watermark';
}

function judgeWatermark(
  mark: Watermark | undefined,
  { committed, logEnd }: PartitionSnapshot,
  nowMs: number,
  drainedWithinMs: number,
): { drained: boolean; mark: Watermark } {
  if (typeof committed !== 'bigint' || typeof logEnd !== 'bigint' || !mark) {
    const end = typeof logEnd === 'bigint' ? logEnd : 0n;
    return { drained: false, mark: { logEnd: end, notedAtMs: nowMs, consumedUpToMs: undefined } };
  }
  const elapsedMs = nowMs - mark.notedAtMs;
  if (committed >= mark.logEnd) {
    // Ticks are a minute apart, which is also the default drainedWithin. Twice the limit allows for one late tick.
    const inTime = elapsedMs <= 2 * drainedWithinMs;
    return { drained: inTime, mark: { logEnd, notedAtMs: nowMs, consumedUpToMs: mark.notedAtMs } };
  }
  const drained = mark.consumedUpToMs !== undefined && nowMs - mark.consumedUpToMs <= drainedWithinMs;
  // Passing a watermark older than the limit would prove nothing, so set a new one.
  if (elapsedMs > drainedWithinMs) {
    return { drained, mark: { logEnd, notedAtMs: nowMs, consumedUpToMs: mark.consumedUpToMs } };
  }
  return { drained, mark };
}
