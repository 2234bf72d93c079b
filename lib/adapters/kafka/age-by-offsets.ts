import { offsetTable } from './answer-table';
import { isFault } from './faults';
import { groupRows, type PartitionKey } from './partition-table';
import type { KafkaNode } from './wire';

/** The range of ages to search: one second to ten years. */
const YOUNGEST_MS = 1_000;
const OLDEST_MS = 10 * 365 * 86_400_000;

/** Narrows an age to within half a percent: 20 s for an hour, 50 min for a week. */
const ROUNDS = 12;

/** The limit if no record has been found yet: after an old, short burst only narrow ranges find one. */
const MOST_ROUNDS = 24;

/** The first unread offset of a partition whose records Spillway may not read. */
export interface SoughtAge extends PartitionKey {
  from: bigint;
}

interface Bracket extends SoughtAge {
  youngerMs: number;
  olderMs: number;
  /** The newest offset at or before `from` in any response. */
  reached?: bigint;
  /** Whether a response contained an offset after `from`. */
  beyond: 'seen' | 'unseen';
}

/**
 * Finds the maximum age of the records at these offsets by ListOffsets, which needs only permission to describe the
 * topic. The first offset since a given time lies either after `from` or not, and that halves the range of the age. Ages
 * are halved by ratio, because an hour more or less does not matter for an age of a week. Each round is one request for
 * all partitions.
 *
 * This assumes that records are ordered by time, so it does not work for partitions with records stamped in the future.
 *
 * @returns ages in ms, at most half a percent too high. Partitions are left out if it is uncertain that any record is
 *   left (the rest may be a transaction marker), or if the broker does not respond
 */
export async function agesByOffsets(
  node: KafkaNode,
  sought: readonly SoughtAge[],
  nowMs: number,
): Promise<(SoughtAge & { ageMs: number })[]> {
  let brackets = sought.map(
    (each): Bracket => ({ ...each, youngerMs: YOUNGEST_MS, olderMs: OLDEST_MS, beyond: 'unseen' }),
  );
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const isOpen = (bracket: Bracket) => round < ROUNDS || (!hasRecord(bracket) && isWide(bracket));
    const open = brackets.filter(isOpen);
    if (open.length === 0) break;
    const { topics, rows } = groupRows(open);
    const at = BigInt64Array.from(rows, (bracket) => BigInt(nowMs - middle(bracket)));
    const answers = offsetTable(await node.send('ListOffsets', { topics, at }));
    brackets = brackets.flatMap((bracket) => {
      if (!isOpen(bracket)) return [bracket];
      const answer = answers.get(bracket);
      return answer === undefined || isFault(answer) ? [] : [halved(bracket, answer)];
    });
  }
  return brackets.filter(hasRecord).map(({ olderMs, ...key }) => ({ ...key, ageMs: olderMs }));
}

function middle({ youngerMs, olderMs }: Bracket): number {
  return Math.round(Math.sqrt(youngerMs * olderMs));
}

function isWide({ youngerMs, olderMs }: Bracket): boolean {
  return olderMs - youngerMs > 1;
}

/** @param first the first offset at or after the middle of the range */
function halved(bracket: Bracket, first: bigint | 'none'): Bracket {
  if (first !== 'none' && first <= bracket.from)
    return { ...bracket, olderMs: middle(bracket), reached: first };
  return { ...bracket, youngerMs: middle(bracket), beyond: first === 'none' ? bracket.beyond : 'seen' };
}

/**
 * There is certainly a record if a response contained an offset at or after `from`. The age is bounded if a response
 * contained an offset before it.
 */
function hasRecord({ reached, from, beyond }: Bracket): boolean {
  return reached !== undefined && (reached === from || beyond === 'seen');
}
