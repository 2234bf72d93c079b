import type { KafkaSnapshot, PartitionSnapshot } from '../snapshot/kafka';
import type { PartitionLag } from './partition-lag';

/**
 * A watermark of one partition: a second way to tell "drained" without trusting timestamps. The log end is noted;
 * once the commit has passed it, the group is known to be less behind than the time since.
 */
export interface Watermark {
  /** Log end when it was noted. */
  logEnd: bigint;
  notedAtMs: number;
  /** The newest time up to which everything is known to be consumed; undefined before the first pass. */
  consumedUpToMs: number | undefined;
}

/** Watermarks by topic and partition, only of partitions for which nothing else settles the question. */
export type Watermarks = ReadonlyMap<string, ReadonlyMap<number, Watermark>>;

/** Watermarks of the partitions of one topic. */
type TopicMarks = Map<number, Watermark>;

/** So many watermarks at most are stored, since the state is a small parameter; a warm process keeps the rest. */
export const MAX_STORED_WATERMARKS = 32;

export type UndrainedWhy = 'unknown' | 'behind' | 'uncommitted' | 'truncated' | 'ahead';

export interface UndrainedPartition {
  topic: string;
  partition: number;
  why: UndrainedWhy;
}

/** All partitions of a look, and how each stands with its group, in the same order. */
export interface Judged {
  partitions: readonly PartitionSnapshot[];
  kinds: readonly PartitionLag['kind'][];
}

export interface DrainedVerdict {
  drained: boolean;
  undrained: UndrainedPartition[];
  /** Partitions that are behind and left out of the verdict, being stuck. */
  excluded: UndrainedPartition[];
  watermarks: Watermarks;
}

/**
 * Is every partition less than `drainedWithinMs` behind? A matter of timing, never of safety: the flip gate asks
 * its own questions.
 *
 * A partition is drained when `committed >= offsetAt(now − drainedWithin)`, where −1 means the log end. Timestamps
 * lie: a record stamped ahead answers too early, a clock that runs behind never. So `offsetAt(now + 60 s)` has to
 * be −1 for the first, and a watermark decides where the timestamps do not.
 *
 * @param marks of earlier looks; the first that knows a partition counts
 * @param isExcluded partitions that may stay behind: stuck ones, with a commit in the log
 */
export function judgeDrained(
  snapshot: KafkaSnapshot,
  { partitions, kinds }: Judged,
  marks: readonly Watermarks[],
  drainedWithinMs: number,
  isExcluded: (partition: PartitionSnapshot) => boolean = () => false,
): DrainedVerdict {
  const undrained: UndrainedPartition[] = [];
  const excluded: UndrainedPartition[] = [];
  const next = new Map<string, TopicMarks>();
  for (const [index, partition] of partitions.entries()) {
    const why = judgePartition(partition, kinds[index] ?? 'unknown', snapshot.takenAtMs);
    if (why === 'drained') continue;
    const id = { topic: partition.topic, partition: partition.partition, why };
    if (why === 'behind' && isExcluded(partition)) excluded.push(id);
    else undrained.push(id);
  }
  const complete = snapshot.topics.length > 0 && snapshot.topics.every(({ kind }) => kind === 'present');
  return { drained: complete && undrained.length === 0, undrained, excluded, watermarks: next };

  /** Notes the partition's watermark in `next` where it needs one. */
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
    // At the end there is nothing left to read, whatever any clock says; nor is there in a tail of markers.
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
    // One look late is still in time: ticks come a minute apart, as far as the default drainedWithin reaches.
    const inTime = elapsedMs <= 2 * drainedWithinMs;
    return { drained: inTime, mark: { logEnd, notedAtMs: nowMs, consumedUpToMs: mark.notedAtMs } };
  }
  const drained = mark.consumedUpToMs !== undefined && nowMs - mark.consumedUpToMs <= drainedWithinMs;
  // A mark older than the limit proves nothing any more when it is passed: begin anew.
  if (elapsedMs > drainedWithinMs) {
    return { drained, mark: { logEnd, notedAtMs: nowMs, consumedUpToMs: mark.consumedUpToMs } };
  }
  return { drained, mark };
}
