import type { KafkaSnapshot, PartitionSnapshot } from '../snapshot/kafka';
import { offsetsLeft, partitionLag } from './partition-lag';

/** Smaller differences are normal between NTP-synchronised clocks, and within the time that a snapshot takes. */
const CLOCK_TOLERANCE_MS = 1000;

/**
 * The age of the first unread record, by its own timestamp.
 *
 * - `known` `ms` is 0 if nothing is left to read
 * - `at-most` the record was not read in this look, but cannot be older, if records are in the order of their timestamps
 * - `stamped-ahead` the record is stamped `aheadMs` in the future, so clocks are skewed and its age is unknown
 * - `unknown` the record could not be read, or has no timestamp
 */
export type TimeLag =
  | { kind: 'known'; ms: number }
  | { kind: 'at-most'; ms: number }
  | { kind: 'stamped-ahead'; ms: 0; aheadMs: number }
  | { kind: 'unknown' };

/** The oldest of several partitions. */
export interface TimeLagSummary {
  /** `unknown` if no partition is known. */
  ms: number | 'unknown';
  /** An upper bound; absent if `complete`, or if a partition is unknown. */
  atMostMs?: number;
  /** The partition with this lag; absent if `ms` is 0 or unknown. */
  slowest?: { topic: string; partition: number };
  /** False if a partition or topic may be older than `ms`, which is then a lower bound. */
  complete: boolean;
  /** Partitions whose first unread record is stamped ahead. */
  stampedAhead: number;
}

export interface TimeLagReport extends TimeLagSummary {
  topics: (TimeLagSummary & { topic: string; partitions: { partition: number; timeLag: TimeLag }[] })[];
}

/** The time lag of the group, and of every topic and partition. Missing topics are left out. */
export function measureTimeLag(snapshot: KafkaSnapshot): TimeLagReport {
  const topics = snapshot.topics.flatMap((each): TimeLagReport['topics'] => {
    if (each.kind === 'missing') return [];
    const { topic } = each;
    if (each.kind === 'unknown')
      return [{ topic, partitions: [], ms: 'unknown', complete: false, stampedAhead: 0 }];
    const partitions = each.partitions.map((partition) => ({
      partition: partition.partition,
      timeLag: partitionTimeLag(partition, snapshot.takenAtMs),
    }));
    return [{ topic, partitions, ...summaryOf(topic, partitions) }];
  });
  return { topics, ...oldestOf(topics) };
}

export function partitionTimeLag(snapshot: PartitionSnapshot, nowMs: number): TimeLag {
  const lag = partitionLag(snapshot, 'earliest');
  const { firstUnread } = snapshot;
  if (offsetsLeft(lag) === 0n) return { kind: 'known', ms: 0 };
  if (lag.kind === 'unknown' || firstUnread === undefined) return { kind: 'unknown' };
  // A fetch beyond the log end finds no record, so it says nothing about an `ahead` partition.
  if (firstUnread.kind === 'none')
    return lag.kind === 'ahead' ? { kind: 'unknown' } : { kind: 'known', ms: 0 };
  if (firstUnread.kind === 'unknown' || firstUnread.timestampMs < 0) return { kind: 'unknown' };
  const ms = nowMs - firstUnread.timestampMs;
  if (firstUnread.kind === 'since') return { kind: 'at-most', ms: Math.max(0, ms) };
  if (ms < -CLOCK_TOLERANCE_MS) return { kind: 'stamped-ahead', ms: 0, aheadMs: -ms };
  return { kind: 'known', ms: Math.max(0, ms) };
}

function summaryOf(
  topic: string,
  partitions: readonly { partition: number; timeLag: TimeLag }[],
): TimeLagSummary {
  return oldestOf(
    partitions.map(({ partition, timeLag }) => ({
      ...boundsOf(timeLag),
      slowest: { topic, partition },
      stampedAhead: timeLag.kind === 'stamped-ahead' ? 1 : 0,
    })),
  );
}

function boundsOf(timeLag: TimeLag): Pick<TimeLagSummary, 'ms' | 'atMostMs' | 'complete'> {
  switch (timeLag.kind) {
    case 'unknown':
      return { ms: 'unknown', complete: false };
    case 'at-most':
      return { ms: 'unknown', atMostMs: timeLag.ms, complete: false };
    default:
      return { ms: timeLag.ms, complete: true };
  }
}

function oldestOf(parts: readonly TimeLagSummary[]): TimeLagSummary {
  let ms: number | 'unknown' = parts.length === 0 ? 0 : 'unknown';
  let slowest: TimeLagSummary['slowest'];
  for (const part of parts) {
    if (part.ms === 'unknown' || (ms !== 'unknown' && part.ms <= ms)) continue;
    ms = part.ms;
    slowest = part.ms > 0 ? part.slowest : undefined;
  }
  const atMostMs = parts.reduce((most, part) => {
    const bound =
      part.complete && part.ms !== 'unknown' ? part.ms : (part.atMostMs ?? Number.POSITIVE_INFINITY);
    return Math.max(most, bound);
  }, 0);
  // Nothing is older than the oldest that is known.
  const complete = ms !== 'unknown' && atMostMs <= ms;
  return {
    ms,
    ...(complete || atMostMs === Number.POSITIVE_INFINITY ? {} : { atMostMs }),
    ...(slowest ? { slowest } : {}),
    complete,
    stampedAhead: parts.reduce((sum, { stampedAhead }) => sum + stampedAhead, 0),
  };
}
