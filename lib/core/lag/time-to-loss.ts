import type { Signal } from '../../pipeline';
import type { KafkaSnapshot, OffsetAtTime, PartitionSnapshot, TopicSnapshot } from '../snapshot/kafka';
import { arrivalRate } from './arrival-rates';
import { offsetsLeft, partitionLag } from './partition-lag';

/**
 * When retention can overtake the first unread record of a partition, at the earliest: Kafka deletes whole segments,
 * so the record may live longer.
 *
 * - `in` `leftMs` from now, 0 when it may be gone any moment. `by` says which setting; `assumed`: the cluster does
 *   not tell `retention.ms`, so the spec's was taken
 * - `never` nothing is left to read, or nothing ever deletes it
 * - `unknown` no limit is known to be near, and one of them could not be told
 */
export type TimeToLoss =
  | { kind: 'in'; leftMs: number; by: 'retention.ms' | 'retention.bytes' | 'assumed' }
  | { kind: 'never' }
  | { kind: 'unknown' };

/** The times of a look that bound how old a record is. */
export type LookTimes = Pick<KafkaSnapshot, 'takenAtMs' | 'drainLimitMs' | 'rateSinceMs'>;

type Present = Extract<TopicSnapshot, { kind: 'present' }>;

/**
 * The earlier of the limits by `retention.ms` and by `retention.bytes` that could be told.
 *
 * @param assumedRetentionMs believed where the cluster does not tell `retention.ms`
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
  // Past the log end there is never a record, whatever lies before it.
  if (partition.firstUnread?.kind === 'none' && lag.kind !== 'ahead') return { kind: 'never' };
  const limits = [
    lossByTime(retention.ms, partition, unread, look, assumedRetentionMs),
    lossByBytes(retention.bytes, partition, unread, look),
  ];
  const soonest = limits.reduce<TimeToLoss>(sooner, { kind: 'never' });
  if (soonest.kind === 'in') return soonest;
  return limits.some(({ kind }) => kind === 'unknown') ? { kind: 'unknown' } : { kind: 'never' };
}

/** The partition that loses records first, and how many partitions could not be judged. */
export interface SoonestLoss {
  soonest:
    | { topic: string; partition: number; leftMs: number; by: Extract<TimeToLoss, { kind: 'in' }>['by'] }
    | undefined;
  /** Partitions, and topics as a whole, whose time to loss is unknown. */
  unknown: number;
}

/**
 * The least time to loss over all partitions.
 *
 * @param assumedRetentionMs the spec's retention of a signal, for topics whose `retention.ms` the cluster does not tell
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

/** When the first unread record was written at the earliest: by its timestamp, or by the offsets at the two times. */
function writtenSince(partition: PartitionSnapshot, unread: bigint, look: LookTimes): number | undefined {
  const { firstUnread, logEnd, offsetAtDrainLimit, offsetAtRateStart, offsetAhead } = partition;
  if (firstUnread?.kind === 'record' && firstUnread.timestampMs >= 0) return firstUnread.timestampMs;
  // A record stamped ahead makes questions by time answer too early: they bound nothing then.
  if (offsetAhead !== 'none-since' || logEnd === 'unknown') return undefined;
  const reached = (offset: OffsetAtTime) => typeof offset === 'bigint' && logEnd - unread >= offset;
  const bounds = [
    ...(reached(offsetAtDrainLimit) ? [look.drainLimitMs] : []),
    ...(reached(offsetAtRateStart) ? [look.rateSinceMs] : []),
  ];
  return bounds.length > 0 ? Math.max(...bounds) : undefined;
}

/** Kafka keeps the newest `retention.bytes`: a record is at the edge when so many bytes lie behind it. */
function lossByBytes(
  retentionBytes: number | 'unlimited' | 'unknown',
  partition: PartitionSnapshot,
  unread: bigint,
  look: LookTimes,
): TimeToLoss {
  // Unknown as retention.ms is then: the assumed retention stands for both.
  if (typeof retentionBytes !== 'number') return { kind: 'never' };
  const { sizeBytes, logStart, logEnd } = partition;
  if (sizeBytes === undefined || logStart === 'unknown' || logEnd === 'unknown') return { kind: 'unknown' };
  const bytesAnOffset = sizeBytes / Number(logEnd - logStart);
  const leftBytes = retentionBytes - bytesAnOffset * Number(unread);
  const by = 'retention.bytes';
  if (leftBytes <= 0) return { kind: 'in', leftMs: 0, by };
  const rate = arrivalRate(partition, look);
  if (rate.kind === 'unknown') return { kind: 'unknown' };
  const bytesPerSecond = rate.perSecond * bytesAnOffset;
  return bytesPerSecond > 0
    ? { kind: 'in', leftMs: Math.floor((leftBytes / bytesPerSecond) * 1000), by }
    : { kind: 'never' };
}

function sooner(one: TimeToLoss, other: TimeToLoss): TimeToLoss {
  if (other.kind !== 'in') return one;
  return one.kind === 'in' && one.leftMs <= other.leftMs ? one : other;
}
