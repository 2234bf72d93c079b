import type { Signal } from '../../pipeline';
import type { KafkaSnapshot, OffsetAtTime, PartitionSnapshot, TopicSnapshot } from '../snapshot/kafka';
import { arrivalRate } from './arrival-rates';
import { offsetsLeft, partitionLag } from './partition-lag';

/**
 * The earliest time at which retention may delete the first unread record of a partition. Kafka deletes whole segments,
 * so the record may live longer.
 *
 * - `in` `leftMs` from now; 0 if it may be deleted at any moment. `by` is the setting; `assumed` means that
 *   `retention.ms` of the cluster is unknown and the spec's value is used
 * - `never` nothing is left to read, or retention is unlimited
 * - `unknown` one of the limits is unknown, and the other does not apply
 */
export type TimeToLoss =
  | { kind: 'in'; leftMs: number; by: 'retention.ms' | 'retention.bytes' | 'assumed' }
  | { kind: 'never' }
  | { kind: 'unknown' };

/** The times in a snapshot that bound a record's age. */
export type LookTimes = Pick<KafkaSnapshot, 'takenAtMs' | 'drainLimitMs' | 'rateSinceMs'>;

type Present = Extract<TopicSnapshot, { kind: 'present' }>;

/**
 * The earlier of the two limits, by `retention.ms` and by `retention.bytes`.
 *
 * @param assumedRetentionMs used if `retention.ms` of the cluster is unknown
 */
export function timeToLoss(
  { retention }: Present,
  partition: PartitionSnapshot,
  look: LookTimes,
  assumedRetentionMs: number,
): TimeToLoss {
  const lag = partitionLag(partition, 'earliest');
  const unread = offsetsLeft(lag);
  if (unread === undefined) return { kind: 'unknown' };
  if (unread === 0n) return { kind: 'never' };
  // A fetch beyond the log end finds no record, so it says nothing about an `ahead` partition.
  if (partition.firstUnread?.kind === 'none' && lag.kind !== 'ahead') return { kind: 'never' };
  const limits = [
    lossByTime(retention.ms, partition, unread, look, assumedRetentionMs),
    lossByBytes(retention.bytes, partition, unread, look),
  ];
  const soonest = limits.reduce<TimeToLoss>(sooner, { kind: 'never' });
  if (soonest.kind === 'in') return soonest;
  return limits.some(({ kind }) => kind === 'unknown') ? { kind: 'unknown' } : { kind: 'never' };
}

/** The partition that loses records first. */
export interface SoonestLoss {
  soonest:
    | { topic: string; partition: number; leftMs: number; by: Extract<TimeToLoss, { kind: 'in' }>['by'] }
    | undefined;
  /** How many partitions, and unreadable topics, have an unknown time to loss. */
  unknown: number;
}

/**
 * The shortest time to loss over all partitions.
 *
 * @param assumedRetentionMs the spec's retention of a signal, used if `retention.ms` of a topic is unknown
 */
export function slowestLoss(
  snapshot: KafkaSnapshot,
  assumedRetentionMs: (signal: Signal) => number,
): SoonestLoss {
  const result: SoonestLoss = { soonest: undefined, unknown: 0 };
  for (const topic of snapshot.topics) {
    if (topic.kind === 'unknown') result.unknown += 1;
    if (topic.kind !== 'present') continue;
    const assumedMs = assumedRetentionMs(topic.signal);
    for (const partition of topic.partitions) {
      const loss = timeToLoss(topic, partition, snapshot, assumedMs);
      if (loss.kind === 'unknown') result.unknown += 1;
      if (loss.kind !== 'in') continue;
      if (result.soonest && result.soonest.leftMs <= loss.leftMs) continue;
      const { leftMs, by } = loss;
      result.soonest = { topic: topic.topic, partition: partition.partition, leftMs, by };
    }
  }
  return result;
}

function lossByTime(
  retentionMs: number | 'unlimited' | 'unknown',
  partition: PartitionSnapshot,
  unread: bigint,
  look: LookTimes,
  assumedRetentionMs: number,
): TimeToLoss {
  if (retentionMs === 'unlimited') return { kind: 'never' };
  const writtenAtMs = writtenSince(partition, unread, look);
  if (writtenAtMs === undefined) return { kind: 'unknown' };
  const [limitMs, by] =
    retentionMs === 'unknown'
      ? ([assumedRetentionMs, 'assumed'] as const)
      : ([retentionMs, 'retention.ms'] as const);
  return { kind: 'in', leftMs: Math.max(0, writtenAtMs + limitMs - look.takenAtMs), by };
}

/**
 * The earliest time at which the first unread record can have been written: its timestamp, or a bound from an earlier
 * look or from the offsets at known times.
 */
function writtenSince(partition: PartitionSnapshot, unread: bigint, look: LookTimes): number | undefined {
  const { firstUnread, logEnd, offsetAtDrainLimit, offsetAtRateStart, offsetAhead } = partition;
  const isDated = firstUnread?.kind === 'record' || firstUnread?.kind === 'since';
  if (isDated && firstUnread.timestampMs >= 0) return firstUnread.timestampMs;
  // A record stamped in the future makes ListOffsets by time return earlier offsets, so they bound nothing.
  if (offsetAhead !== 'none-since' || logEnd === 'unknown') return undefined;
  const reached = (offset: OffsetAtTime) => typeof offset === 'bigint' && logEnd - unread >= offset;
  const bounds = [
    ...(reached(offsetAtDrainLimit) ? [look.drainLimitMs] : []),
    ...(reached(offsetAtRateStart) ? [look.rateSinceMs] : []),
  ];
  return bounds.length > 0 ? Math.max(...bounds) : undefined;
}

/** Kafka keeps the newest `retention.bytes`, so a record may be deleted once that many bytes follow it. */
function lossByBytes(
  retentionBytes: number | 'unlimited' | 'unknown',
  partition: PartitionSnapshot,
  unread: bigint,
  look: LookTimes,
): TimeToLoss {
  // retention.bytes is unknown only together with retention.ms, and then the assumed retention covers both.
  if (typeof retentionBytes !== 'number') return { kind: 'never' };
  const { sizeBytes, logStart, logEnd } = partition;
  if (sizeBytes === undefined || logStart === 'unknown' || logEnd === 'unknown') return { kind: 'unknown' };
  const bytesPerOffset = sizeBytes / Number(logEnd - logStart);
  const leftBytes = retentionBytes - bytesPerOffset * Number(unread);
  const by = 'retention.bytes';
  if (leftBytes <= 0) return { kind: 'in', leftMs: 0, by };
  const rate = arrivalRate(partition, look);
  if (rate.kind === 'unknown') return { kind: 'unknown' };
  const bytesPerSecond = rate.perSecond * bytesPerOffset;
  return bytesPerSecond > 0
    ? { kind: 'in', leftMs: Math.floor((leftBytes / bytesPerSecond) * 1000), by }
    : { kind: 'never' };
}

function sooner(one: TimeToLoss, other: TimeToLoss): TimeToLoss {
  if (other.kind !== 'in') return one;
  return one.kind === 'in' && one.leftMs <= other.leftMs ? one : other;
}
