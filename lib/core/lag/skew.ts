import type { KafkaSnapshot, PartitionSnapshot } from '../snapshot/kafka';
import type { LagReport } from './lag';
import { ownersOf } from './owners';

/** The lag of each other partition is at most a tenth of the skewed one's. */
const LAG_RATIO = 10n;

/** A partition that holds most of its topic's lag. `share` is its part of that lag, between 0.5 and 1. */
export interface SkewedPartition {
  topic: string;
  partition: number;
  lag: bigint;
  share: number;
  /** `clientId at host` */
  owner: string | undefined;
}

/**
 * The partitions that hold up the drain of their topic. A partition is skewed if
 *
 * 1. all of the topic could be read, and it has at least two partitions,
 * 2. it has more than half of the topic's lag,
 * 3. each other partition has at most a tenth of its lag, and
 * 4. its first unread record is older than the drain limit, because a few records in flight do not count as skew.
 */
export function skewedPartitions(snapshot: KafkaSnapshot, report: LagReport): SkewedPartition[] {
  const ownerOf = ownersOf(snapshot.group);
  const measured = new Map(report.topics.map((topic) => [topic.topic, topic]));
  return snapshot.topics.flatMap((each) => {
    const topic = measured.get(each.topic);
    if (each.kind !== 'present' || !topic?.complete || topic.partitions.length < 2) return [];
    const [largest, second] = topic.partitions
      .flatMap((one) => ('lag' in one ? [{ ...one, from: one.logEnd - one.lag }] : []))
      .sort((one, other) => (one.lag < other.lag ? 1 : -1));
    if (!largest || largest.lag * 2n <= topic.lag) return [];
    if (second && second.lag * LAG_RATIO > largest.lag) return [];
    const { partition, lag, from } = largest;
    const seen = each.partitions.find((one) => one.partition === partition);
    if (!seen || !isOlderThanLimit(seen, from, snapshot.drainLimitMs)) return [];
    const share = Number((lag * 1000n) / topic.lag) / 1000;
    return [{ topic: each.topic, partition, lag, share, owner: ownerOf(each.topic, partition) }];
  });
}

/**
 * Judged by the record's timestamp, or by the first offset since the limit if there is none. Unknown counts as not
 * older.
 */
function isOlderThanLimit(
  { firstUnread, offsetAtDrainLimit }: PartitionSnapshot,
  from: bigint,
  limitMs: number,
): boolean {
  if (firstUnread?.kind === 'record') return firstUnread.timestampMs < limitMs;
  if (firstUnread?.kind === 'none' || offsetAtDrainLimit === 'unknown') return false;
  return offsetAtDrainLimit === 'none-since' || from < offsetAtDrainLimit;
}
