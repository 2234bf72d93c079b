import type { KafkaSnapshot, PartitionSnapshot } from '../lag/snapshot';

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

/** Watermarks by `topic/partition`, only of partitions whose timestamps do not settle the question. */
export type Watermarks = Readonly<Record<string, Watermark>>;

/** So many partitions at most get a watermark: the state is a small parameter. The rest stay undrained. */
export const MAX_WATERMARKS = 32;

export type UndrainedWhy = 'unknown' | 'behind' | 'uncommitted' | 'truncated' | 'ahead';

export interface DrainedVerdict {
  drained: boolean;
  undrained: { topic: string; partition: number; why: UndrainedWhy }[];
  watermarks: Watermarks;
}

/**
 * Is every partition less than `drainedWithinMs` behind? A matter of timing, never of safety: the flip gate asks
 * its own questions.
 *
 * A partition is drained when `committed >= offsetAt(now − drainedWithin)`, where −1 means the log end. Timestamps
 * lie: a record stamped ahead answers too early, a clock that runs behind never. So `offsetAt(now + 60 s)` has to
 * be −1 for the first, and a watermark decides where the timestamps do not.
 */
export function judgeDrained(
  snapshot: KafkaSnapshot,
  marks: Watermarks,
  drainedWithinMs: number,
): DrainedVerdict {
  const undrained: DrainedVerdict['undrained'] = [];
  const next: Record<string, Watermark> = {};
  let complete = true;
  for (const topic of snapshot.topics) {
    if (topic.kind !== 'present') {
      complete = false;
      continue;
    }
    for (const partition of topic.partitions) {
      const verdict = judgePartition(partition);
      if (verdict === 'drained') continue;
      if (verdict !== 'ask-watermark') {
        undrained.push({ topic: partition.topic, partition: partition.partition, why: verdict });
        continue;
      }
      const key = `${partition.topic}/${partition.partition}`;
      const known = marks[key];
      const judged = judgeWatermark(known, partition, snapshot.takenAtMs, drainedWithinMs);
      if (known || Object.keys(next).length < MAX_WATERMARKS) next[key] = judged.mark;
      if (!judged.drained) {
        undrained.push({ topic: partition.topic, partition: partition.partition, why: 'behind' });
      }
    }
  }
  return { drained: complete && undrained.length === 0, undrained, watermarks: next };
}

function judgePartition(partition: PartitionSnapshot): 'drained' | 'ask-watermark' | UndrainedWhy {
  const { committed, logStart, logEnd, offsetAtDrainLimit, offsetAhead } = partition;
  if (committed === 'unknown' || logStart === 'unknown' || logEnd === 'unknown') return 'unknown';
  if (committed === 'none') return logStart >= logEnd ? 'drained' : 'uncommitted';
  if (committed < logStart) return 'truncated';
  if (committed > logEnd) return 'ahead';
  // At the end there is nothing left to read, whatever any clock says.
  if (committed === logEnd) return 'drained';
  if (offsetAtDrainLimit === 'unknown' || offsetAhead === 'unknown') return 'unknown';
  if (offsetAhead === 'none-since') {
    const limit = offsetAtDrainLimit === 'none-since' ? logEnd : offsetAtDrainLimit;
    if (committed >= limit) return 'drained';
  }
  return 'ask-watermark';
}

function judgeWatermark(
  mark: Watermark | undefined,
  partition: PartitionSnapshot,
  nowMs: number,
  drainedWithinMs: number,
): { drained: boolean; mark: Watermark } {
  const { committed, logEnd } = partition;
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
