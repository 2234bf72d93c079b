import type { KafkaSnapshot, PartitionSnapshot } from '../snapshot/kafka';

/**
 * How fast records arrive: `offsets` over the window of the look, and the same a second.
 *
 * - `measured` by the broker's record timestamps
 * - `at-least` part of it could not be told: a lower bound
 * - `unknown`  none of it could be told
 */
export type ArrivalRate =
  | { kind: 'measured' | 'at-least'; offsets: bigint; perSecond: number }
  | { kind: 'unknown' };

export interface ArrivalRates {
  group: ArrivalRate;
  /** Topics that are missing are left out: nothing arrives there. */
  topics: {
    topic: string;
    rate: ArrivalRate;
    partitions: { partition: number; rate: ArrivalRate }[];
  }[];
}

/** The times of a look that make its window. */
export type RateWindow = Pick<KafkaSnapshot, 'takenAtMs' | 'rateSinceMs'>;

/**
 * How fast records arrive, from one look: the log end less the first offset stamped at or after `rateSinceMs`, over
 * the time since. Producers' clocks that run behind make it too low.
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

/** The arrival rate of one partition. */
export function arrivalRate(
  { logStart, logEnd, offsetAtRateStart, offsetAhead }: PartitionSnapshot,
  window: RateWindow,
): ArrivalRate {
  if (logStart === 'unknown' || logEnd === 'unknown') return { kind: 'unknown' };
  // A record stamped ahead makes the question by time answer too early: the rate would be too high.
  if (offsetAtRateStart === 'unknown' || offsetAhead !== 'none-since') return { kind: 'unknown' };
  if (offsetAtRateStart === 'none-since') return rateOf('measured', 0n, window);
  const arrived = logEnd > offsetAtRateStart ? logEnd - offsetAtRateStart : 0n;
  // The log begins within the window: what was deleted of it may have arrived within the window, too.
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
