import type { FirstUnread, Retention } from '../../core/snapshot/kafka';
import type { KafkaMemory, RememberedTopic } from './memory';
import type { OffsetColumn } from './offset-column';
import type { LookOffsets } from './offsets-of-look';
import type { ListedTopic, PartitionList } from './partition-list';
import type { Unread } from './unread';

/** The first records of this many partitions are read in one look. A broker needs 20 times as long for 6,000. */
const READ_AT_MOST = 256;

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

/** What a look knows once offsets are read. */
export interface UnreadLook {
  list: PartitionList;
  offsets: LookOffsets;
  unread: Unread;
  /** By topic. */
  retention: ReadonlyMap<string, Retention>;
}

export interface LookTimes {
  nowMs: number;
  drainLimitMs: number;
}

/**
 * What is known of the first unread record of each partition without reading it, by number in the list; `undefined` where
 * nothing is unread:
 *
 * - `record`, `none` it was read in an earlier look, and is still the first one
 * - `since`          it was written after a record that was read earlier, after the drain limit, or after half the retention
 * - `unknown`        it was never read
 */
export function knownUnread(
  { list, offsets, unread, retention }: UnreadLook,
  memory: KafkaMemory,
  { nowMs, drainLimitMs }: LookTimes,
): (FirstUnread | undefined)[] {
  const known: (FirstUnread | undefined)[] = new Array(list.size).fill(undefined);
  const young: FirstUnread = { kind: 'since', timestampMs: drainLimitMs };
  for (const listed of list.topics) {
    const remembered = rememberedOf(memory, listed);
    const halfMs = halfRetentionAgo(retention.get(listed.topic), nowMs);
    const middleAged: FirstUnread | undefined =
      halfMs === undefined ? undefined : { kind: 'since', timestampMs: halfMs };
    for (let partition = 0; partition < listed.count; partition += 1) {
      const index = listed.first + partition;
      const from = unread.from(index);
      if (from === undefined) continue;
      const ordered = isOrdered(offsets, index);
      const found = remembered && knownBy(remembered, partition, from, offsets.end.offsetAt(index));
      if (found && found.kind !== 'since') known[index] = found;
      else if (ordered && isSince(offsets.atDrainLimit, index, from)) known[index] = young;
      else if (ordered && found) known[index] = found;
      else known[index] = (ordered && isSince(offsets.atHalfRetention, index, from) && middleAged) || UNKNOWN;
    }
  }
  return known;
}

const UNKNOWN: FirstUnread = { kind: 'unknown' };

/** A record stamped in the future makes ListOffsets by time return earlier offsets. */
function isOrdered({ ahead }: LookOffsets, index: number): boolean {
  return ahead.at(index) === 'none';
}

/** Whether the record at `from` was written at or after the time of the column. */
function isSince(column: OffsetColumn, index: number, from: bigint): boolean {
  const first = column.offsetAt(index);
  return first !== undefined && from >= first;
}

/** The time before which a record has less than half of its retention left; `undefined` if it is not deleted by time. */
export function halfRetentionAgo(retention: Retention | undefined, nowMs: number): number | undefined {
  return typeof retention?.ms === 'number' ? nowMs - Math.floor(retention.ms / 2) : undefined;
}

/**
 * Partitions for which it is worth to know whether more than half of the retention has passed: those that were never read,
 * if there are too many to read all of them in this look.
 */
export function tooManyToRead(
  { list, unread, retention }: Omit<UnreadLook, 'offsets'>,
  memory: KafkaMemory,
): number[] {
  const behind = list.all.filter((index) => unread.from(index) !== undefined);
  if (behind.length <= READ_AT_MOST) return [];
  return behind.filter((index) => {
    const listed = list.topicOf(index);
    if (typeof retention.get(listed.topic)?.ms !== 'number') return false;
    return rememberedOf(memory, listed)?.found[index - listed.first] === undefined;
  });
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
 * furthest behind by time, as far as that is known, and the others take turns: first those that were never read, the
 * closest to being deleted first, and then those that were read longest ago.
 */
export function chooseUnread(
  { list, offsets, unread }: UnreadLook,
  known: readonly (FirstUnread | undefined)[],
  memory: KafkaMemory,
  { drainLimitMs }: LookTimes,
): UnreadPartition[] {
  const open: number[] = [];
  for (let index = 0; index < known.length; index += 1) {
    const kind = known[index]?.kind;
    if (kind === 'since' || kind === 'unknown') open.push(index);
  }
  return chosenOf(open).map((index) => {
    const { topic, partition } = list.key(index);
    const leader = list.leaders[index];
    const times = isOrdered(offsets, index) ? 'in-order' : 'unknown';
    const bounds = { from: unread.from(index) ?? 0n, end: offsets.end.offsetAt(index) ?? 0n };
    return { index, topic, partition, leader: typeof leader === 'number' ? leader : -1, ...bounds, times };
  });

  function chosenOf(all: number[]): number[] {
    if (all.length <= READ_AT_MOST) return all;
    const candidates = all.map((index) => {
      const record = known[index];
      const sinceMs = record?.kind === 'since' ? record.timestampMs : Number.NEGATIVE_INFINITY;
      return { index, sinceMs, isYoung: sinceMs >= drainLimitMs, readAtMs: readAtMs(index) };
    });
    const oldest = candidates
      .filter(({ isYoung, readAtMs }) => !isYoung && readAtMs > 0)
      .sort((a, b) => a.sinceMs - b.sinceMs)
      .slice(0, READ_AT_MOST / 2);
    const chosen = new Set(oldest);
    const inTurn = candidates
      .filter((each) => !chosen.has(each))
      .map((each) => ({ ...each, left: shareLeft(each.index) }))
      .sort(
        (a, b) =>
          Number(a.isYoung) - Number(b.isYoung) ||
          a.readAtMs - b.readAtMs ||
          sinceOrder(a.sinceMs, b.sinceMs) ||
          b.left - a.left,
      );
    return [...oldest, ...inTurn].slice(0, READ_AT_MOST).map(({ index }) => index);
  }

  /** The part of the log that is unread. The larger it is, the closer its first record is to being deleted. */
  function shareLeft(index: number): number {
    const [start, end] = [offsets.start.offsetAt(index) ?? 0n, offsets.end.offsetAt(index) ?? 0n];
    return Number(end - (unread.from(index) ?? 0n)) / Number(end - start);
  }

  function readAtMs(index: number): number {
    const listed = list.topicOf(index);
    return rememberedOf(memory, listed)?.readAtMs[index - listed.first] ?? 0;
  }
}

/** Not a difference, which is not a number for two times that are not known. */
function sinceOrder(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
