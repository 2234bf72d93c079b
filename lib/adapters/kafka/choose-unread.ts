import type { FirstUnread } from '../../core/snapshot/kafka';
import type { KafkaMemory, RememberedTopic } from './memory';
import type { LookOffsets } from './offsets-of-look';
import type { ListedTopic, PartitionList } from './partition-list';
import type { Unread } from './unread';

/** The first records of this many partitions are read in one look. A broker needs 20 times as long for 6,000. */
export const READ_AT_MOST = 256;

export interface UnreadPartition {
  /** Its number in the list. */
  index: number;
  topic: string;
  partition: number;
  leader: number;
  /** The first unread offset. */
  from: bigint;
  /** The log end, which lies after `from`. */
  end: bigint;
  /** `unknown` if records may be out of order, because offsets by time then prove nothing. */
  times: 'in-order' | 'unknown';
}

/**
 * What is known of the first unread record of each partition without reading it, by number in the list; `undefined` where
 * nothing is unread:
 *
 * - `record`, `none` it was read in an earlier look, and is still the first one
 * - `since`          it was written after a record that was read earlier, or after the drain limit
 * - `unknown`        it was never read
 */
export function knownUnread(
  list: PartitionList,
  offsets: LookOffsets,
  unread: Unread,
  memory: KafkaMemory,
  drainLimitMs: number,
): (FirstUnread | undefined)[] {
  const known: (FirstUnread | undefined)[] = new Array(list.size).fill(undefined);
  const young: FirstUnread = { kind: 'since', timestampMs: drainLimitMs };
  for (const listed of list.topics) {
    const remembered = rememberedOf(memory, listed);
    for (let partition = 0; partition < listed.count; partition += 1) {
      const index = listed.first + partition;
      const from = unread.from(index);
      if (from === undefined) continue;
      const ordered = isOrdered(offsets, index);
      const found = remembered && knownBy(remembered, partition, from, offsets.end.offsetAt(index));
      if (found && found.kind !== 'since') known[index] = found;
      else if (ordered && isYoung(offsets, index, from)) known[index] = young;
      else known[index] = (ordered && found) || UNKNOWN;
    }
  }
  return known;
}

const UNKNOWN: FirstUnread = { kind: 'unknown' };

/** A record stamped in the future makes ListOffsets by time return earlier offsets. */
function isOrdered({ ahead }: LookOffsets, index: number): boolean {
  return ahead.at(index) === 'none';
}

function isYoung({ atDrainLimit }: LookOffsets, index: number, from: bigint): boolean {
  const limit = atDrainLimit.offsetAt(index);
  return limit !== undefined && from >= limit;
}

/** What was read of this topic, unless it was created again since. */
export function rememberedOf(
  { unread }: KafkaMemory,
  { topic, topicId, count }: ListedTopic,
): RememberedTopic | undefined {
  const remembered = unread?.get(topic);
  return remembered?.topicId === topicId && remembered?.from.length === count ? remembered : undefined;
}

function knownBy(
  { from: fromThen, end: endThen, found: foundThen }: RememberedTopic,
  partition: number,
  from: bigint,
  end: bigint | undefined,
): FirstUnread | undefined {
  const found = foundThen[partition];
  if (found === undefined || (fromThen[partition] ?? 0n) > from) return undefined;
  if (found.kind === 'none') return endThen[partition] === end ? found : undefined;
  if (found.kind !== 'record') return undefined;
  return from <= found.offset ? found : { kind: 'since', timestampMs: found.timestampMs };
}

/**
 * The partitions whose first record is read in this look. If there are too many for all, half of them are those that are
 * furthest behind by time, as far as that is known, and the others take turns: first those that were never read, then
 * those that were read longest ago.
 */
export function chooseUnread(
  list: PartitionList,
  offsets: LookOffsets,
  unread: Unread,
  known: readonly (FirstUnread | undefined)[],
  memory: KafkaMemory,
  drainLimitMs: number,
): UnreadPartition[] {
  const open: number[] = [];
  for (let index = 0; index < known.length; index += 1) {
    const kind = known[index]?.kind;
    if (kind === 'since' || kind === 'unknown') open.push(index);
  }
  const sinceMs = (index: number): number => {
    const record = known[index];
    return record?.kind === 'since' ? record.timestampMs : Number.NEGATIVE_INFINITY;
  };
  return chosenOf(open).map((index) => {
    const { topic, partition } = list.key(index);
    const leader = list.leaders[index];
    const times = isOrdered(offsets, index) ? 'in-order' : 'unknown';
    const bounds = { from: unread.from(index) ?? 0n, end: offsets.end.offsetAt(index) ?? 0n };
    return { index, topic, partition, leader: typeof leader === 'number' ? leader : -1, ...bounds, times };
  });

  function chosenOf(all: number[]): number[] {
    if (all.length <= READ_AT_MOST) return all;
    const oldest = all
      .filter((index) => Number.isFinite(sinceMs(index)) && sinceMs(index) < drainLimitMs)
      .sort((a, b) => sinceMs(a) - sinceMs(b))
      .slice(0, READ_AT_MOST / 2);
    const chosen = new Set(oldest);
    const inTurn = all
      .filter((index) => !chosen.has(index))
      .map((index) => ({
        index,
        isYoung: sinceMs(index) >= drainLimitMs ? 1 : 0,
        readAtMs: readAtMs(index),
        left: (offsets.end.offsetAt(index) ?? 0n) - (unread.from(index) ?? 0n),
      }))
      .sort((a, b) => a.isYoung - b.isYoung || a.readAtMs - b.readAtMs || (a.left < b.left ? 1 : -1));
    return [...oldest, ...inTurn.slice(0, READ_AT_MOST - oldest.length).map(({ index }) => index)];
  }

  function readAtMs(index: number): number {
    const listed = list.topicOf(index);
    return rememberedOf(memory, listed)?.readAtMs[index - listed.first] ?? 0;
  }
}
