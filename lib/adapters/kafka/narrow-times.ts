import { offsetTable } from './answer-table';
import { isFault } from './faults';
import { groupRows, type PartitionKey } from './partition-table';
import type { KafkaNode } from './wire';

/** A record whose timestamp lies in a known range. */
export interface TimeRange extends PartitionKey {
  offset: bigint;
  earliestMs: number;
  latestMs: number;
}

const NARROW_ENOUGH_MS = 1_000;

/** Enough rounds to narrow an hour down to a second. */
const ROUNDS = 12;

/**
 * Narrows the timestamps of records in compressed batches down to a second. ListOffsets makes the broker look into its
 * batches for the first offset at a time, and each round halves the range of all partitions in one request. It is needed
 * only if the commit lies within a batch that spans more than a second, which a producer with a usual linger does not
 * write.
 *
 * This assumes that records are ordered by time. If they are not, the result still lies in the range.
 *
 * @returns the narrowed ranges; unchanged if the broker does not respond
 */
export async function narrowTimes(node: KafkaNode, ranges: readonly TimeRange[]): Promise<TimeRange[]> {
  let current = [...ranges];
  for (let round = 0; round < ROUNDS && current.some(isWide); round += 1) {
    const wide = current.filter(isWide);
    const { topics, rows } = groupRows(wide);
    const at = BigInt64Array.from(rows, (range) => BigInt(middle(range)));
    const answers = offsetTable(await node.send('ListOffsets', { topics, at }));
    current = current.map((range) => {
      const answer = isWide(range) ? answers.get(range) : undefined;
      return answer === undefined || isFault(answer) ? range : half(range, answer);
    });
  }
  return current;
}

/** The estimated time, at most half a second off after narrowing. */
export function middle({ earliestMs, latestMs }: TimeRange): number {
  return Math.floor((earliestMs + latestMs) / 2);
}

/** The first offset at or after the middle shows which half the record is in. */
function half(range: TimeRange, firstAtMiddle: bigint | 'none'): TimeRange {
  const later = firstAtMiddle !== 'none' && firstAtMiddle <= range.offset;
  return later ? { ...range, earliestMs: middle(range) } : { ...range, latestMs: middle(range) };
}

export function isWide({ earliestMs, latestMs }: TimeRange): boolean {
  return latestMs - earliestMs > NARROW_ENOUGH_MS;
}
