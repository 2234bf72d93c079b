import { answerTable, offsetOrNone } from './answer-table';
import { isFault } from './faults';
import { READ_UNCOMMITTED } from './list-offsets';
import { groupByTopic, type PartitionKey } from './partition-table';
import type { KafkaNode } from './wire';

/** Ages that are told apart: of a second, and of ten years. */
const YOUNGEST_MS = 1_000;
const OLDEST_MS = 10 * 365 * 86_400_000;

/** Leaves half a percent between the ages: 20 s of an hour, 50 min of a week. */
const ROUNDS = 12;

/** As long as no answer says that a record is left: behind a short burst of long ago only a close look finds one. */
const MOST_ROUNDS = 24;

/** The first offset that is not read, of a partition whose records may not be. */
export interface SoughtAge extends PartitionKey {
  from: bigint;
}

interface Bracket extends SoughtAge {
  youngerMs: number;
  olderMs: number;
  /** The newest offset at or before `from` that an answer named. */
  reached?: bigint;
  /** Did an answer name an offset after `from`? */
  beyond: 'seen' | 'unseen';
}

/**
 * How old the records at these offsets are at the most, without the right to read them: by ListOffsets, which takes no
 * more than the right to describe. Whether the first offset since a time lies at or before `from`, or after it, halves
 * the range of its age; ages are halved by ratio, since an hour more is nothing to a week. All partitions go into one
 * request a round.
 *
 * Records are taken to be in the order of their times, so this is not for partitions with records stamped ahead.
 *
 * @returns ages in ms, at most half a percent too high; nothing of partitions of which it is not sure that a record
 *   is left at all (what remains may be a transaction's marker), or that the broker does not tell
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
    const { responses } = await node.send('ListOffsets', {
      isolationLevel: READ_UNCOMMITTED,
      topics: groupByTopic(open, (bracket) => ({
        partition: bracket.partition,
        timestamp: String(nowMs - middle(bracket)),
      })),
    });
    const answers = answerTable(responses, ({ offset }) => offsetOrNone(offset));
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

/** @param first the first offset that is no older than the middle */
function halved(bracket: Bracket, first: bigint | 'none'): Bracket {
  if (first !== 'none' && first <= bracket.from)
    return { ...bracket, olderMs: middle(bracket), reached: first };
  return { ...bracket, youngerMs: middle(bracket), beyond: first === 'none' ? bracket.beyond : 'seen' };
}

/** A record is left if one was named at `from`, or behind it; without any before it no age was bounded. */
function hasRecord({ reached, from, beyond }: Bracket): boolean {
  return reached !== undefined && (reached === from || beyond === 'seen');
}
