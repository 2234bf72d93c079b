import { answerTable, offsetOrNone } from './answer-table';
import { isFault } from './faults';
import { READ_UNCOMMITTED } from './list-offsets';
import { groupByTopic, type PartitionKey } from './partition-table';
import type { KafkaNode } from './wire';

/** A record whose time is known to lie in a range. */
export interface TimeRange extends PartitionKey {
  offset: bigint;
  earliestMs: number;
  latestMs: number;
}

const NARROW_ENOUGH_MS = 1_000;

/** Halves an hour to a second. */
const ROUNDS = 12;

/**
 * Narrows times of records in compressed batches to a second, by asking their broker, which can look into its
 * batches, for the first offset of a time (ListOffsets): halving the range, all partitions in one request a round.
 * Needed only where a batch holds more than a second and the commit lies within it, which a producer with a usual
 * linger does not write.
 *
 * Records of the range are taken to be in the order of their times; where they are not, the answer stays in the
 * range.
 *
 * @returns the ranges, narrower; the same where the broker does not say
 */
export async function narrowTimes(node: KafkaNode, ranges: readonly TimeRange[]): Promise<TimeRange[]> {
  let current = [...ranges];
  for (let round = 0; round < ROUNDS && current.some(isWide); round += 1) {
    const wide = current.filter(isWide);
    const { responses } = await node.send('ListOffsets', {
      isolationLevel: READ_UNCOMMITTED,
      topics: groupByTopic(wide, (range) => ({
        partition: range.partition,
        timestamp: String(middle(range)),
      })),
    });
    const answers = answerTable(responses, ({ offset }) => offsetOrNone(offset));
    current = current.map((range) => {
      const answer = isWide(range) ? answers.get(range) : undefined;
      return answer === undefined || isFault(answer) ? range : half(range, answer);
    });
  }
  return current;
}

/** What to take for the time: half a second off at most, once narrowed. */
export function middle({ earliestMs, latestMs }: TimeRange): number {
  return Math.floor((earliestMs + latestMs) / 2);
}

/** The first offset at or after the middle tells on which side of it our record is. */
function half(range: TimeRange, firstAtMiddle: bigint | 'none'): TimeRange {
  const later = firstAtMiddle !== 'none' && firstAtMiddle <= range.offset;
  return later ? { ...range, earliestMs: middle(range) } : { ...range, latestMs: middle(range) };
}

export function isWide({ earliestMs, latestMs }: TimeRange): boolean {
  return latestMs - earliestMs > NARROW_ENOUGH_MS;
}
