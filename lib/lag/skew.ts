import type { LagReport } from './lag';
import { ownersOf } from './owners';
import type { KafkaSnapshot, PartitionSnapshot } from './snapshot';

/** Every other partition has at most this part of its lag: near drained, beside it. */
const OTHERS_AT_MOST = 10n;

/** A partition that holds up the rest of its topic. `share` of the topic's lag, between 0.5 and 1. */
export interface SkewedPartition {
  topic: string;
  partition: number;
  lag: bigint;
  share: number;
  /** Who reads it, as `clientId at host`. */
  owner: string | undefined;
}

/**
 * Names the partition of a topic that all others would be done without. It is skewed when
 *
 * 1. the topic is known in full and has at least two partitions,
 * 2. it has more than half of the topic's lag,
 * 3. each other partition has at most a tenth of its lag, and
 * 4. its first unread record is older than the drain limit: a few records in flight are no skew.
 */
export function skewedPartitions(snapshot: KafkaSnapshot, report: LagReport): SkewedPartition[] {
  const ownerOf = ownersOf(snapshot.group);
  const asked = new Map(
    snapshot.topics.flatMap((each) => (each.kind === 'present' ? [[each.topic, each.partitions]] : [])),
  );
  return report.topics.flatMap(({ topic, lag: total, complete, partitions }) => {
    if (!complete || partitions.length < 2) return [];
    const lags = partitions.map((each) => ({
      partition: each.partition,
      lag: 'lag' in each ? each.lag : 0n,
    }));
    const largest = lags.reduce((one, other) => (other.lag > one.lag ? other : one));
    if (largest.lag * 2n <= total) return [];
    if (lags.some((each) => each !== largest && each.lag * OTHERS_AT_MOST > largest.lag)) return [];
    const { partition, lag } = largest;
    const seen = asked.get(topic)?.find((each) => each.partition === partition);
    if (!seen || !isOlderThanLimit(seen, snapshot.drainLimitMs)) return [];
    const share = Number((lag * 1000n) / total) / 1000;
    return [{ topic, partition, lag, share, owner: ownerOf(topic, partition) }];
  });
}

/** By the record's timestamp, or else by the first offset since the limit; what cannot be told is not older. */
function isOlderThanLimit(
  { committed, firstUnread, offsetAtDrainLimit, logStart }: PartitionSnapshot,
  limitMs: number,
): boolean {
  if (firstUnread?.kind === 'record') return firstUnread.timestampMs < limitMs;
  if (firstUnread?.kind === 'none') return false;
  if (offsetAtDrainLimit === 'none-since') return true;
  const position = typeof committed === 'bigint' ? committed : logStart;
  return (
    typeof position === 'bigint' && typeof offsetAtDrainLimit === 'bigint' && position < offsetAtDrainLimit
  );
}
