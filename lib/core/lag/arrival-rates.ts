import type { KafkaSnapshot, PartitionSnapshot } from '../snapshot/kafka';

/**
 * How fast records arrive: `offsets` within the rate window, and the same per second.
 *
 * - `measured` by the brokers' record timestamps
 * - `at-least` a lower bound, because part of it is unknown
 * - `unknown`  nothing is known
 */
export type ArrivalRate =
  | { kind: 'measured' | 'at-least'; offsets: bigint; perSecond: number }
  | { kind: 'unknown' };

export interface ArrivalRates {
  group: ArrivalRate;
  /** Missing topics are left out. */
  topics: {
    topic: string;
    rate: ArrivalRate;
    partitions: { partition: number; rate: ArrivalRate }[];
  }[];
}

/** Start and end of the window, taken from a snapshot. */
export type RateWindow = Pick<KafkaSnapshot, 'takenAtMs' | 'rateSinceMs'>;

/**
 * The arrival rates of one snapshot: log end minus the first offset stamped at or after `rateSinceMs`, divided by the
 * time since then. If producers' clocks are slow, the rate comes out too low.
 */
export function arrivalRates(snapshot: KafkaSnapshot): ArrivalRates {
  const topics = snapshot.topics.flatMap((each): ArrivalRates['topics'] => {
    if (each.kind === 'missing') return [];
    if (each.kind === 'unknown') return [{ topic: each.topic, rate: { kind: 'unknown' }, partitions: [] }];
    const partitions = each.partitions.map((partition) => ({
      partition: partition.partition,
      rate: arrivalRate(partition, snapshot),
    }));
    return [{ topic: each.topic, rate: sumOf(partitions, snapshot), partitions }];
  });
  return { group: sumOf(topics, snapshot), topics };
}

export function arrivalRate(
  { logStart, logEnd, offsetAtRateStart, offsetAhead }: PartitionSnapshot,
  window: RateWindow,
): ArrivalRate {
  if (logStart === 'unknown' || logEnd === 'unknown') return { kind: 'unknown' };
  // A record stamped in the future makes ListOffsets by time return an earlier offset, which would make the rate too
  // high.
  if (offsetAtRateStart === 'unknown' || offsetAhead !== 'none-since') return { kind: 'unknown' };
  if (offsetAtRateStart === 'none-since') return rateOf('measured', 0n, window);
  const arrived = logEnd > offsetAtRateStart ? logEnd - offsetAtRateStart : 0n;
  // If the log starts within the window, records that arrived in the window may already be deleted.
  const cut = logStart > 0n && offsetAtRateStart <= logStart;
  return rateOf(cut ? 'at-least' : 'measured', arrived, window);
}

function sumOf(parts: readonly { rate: ArrivalRate }[], window: RateWindow): ArrivalRate {
  let offsets = 0n;
  let unknown = 0;
  let bounds = 0;
  for (const { rate } of parts) {
    if (rate.kind === 'unknown') unknown += 1;
    else offsets += rate.offsets;
    if (rate.kind === 'at-least') bounds += 1;
  }
  if (unknown > 0 && unknown === parts.length) return { kind: 'unknown' };
  return rateOf(unknown + bounds > 0 ? 'at-least' : 'measured', offsets, window);
}

function rateOf(
  kind: 'measured' | 'at-least',
  offsets: bigint,
  { takenAtMs, rateSinceMs }: RateWindow,
): ArrivalRate {
  const seconds = (takenAtMs - rateSinceMs) / 1000;
  return seconds > 0 ? { kind, offsets, perSecond: Number(offsets) / seconds } : { kind: 'unknown' };
}
