import { type LagReport, partitionIn } from './lag';
import type { PartitionLag } from './partition-lag';
import type { KafkaSnapshot, PartitionSnapshot } from './snapshot';

/**
 * Offsets that arrive a second.
 *
 * - `measured` by the broker's record timestamps
 * - `at-least` part of it could not be told: a lower bound
 * - `unknown`  none of it could be told
 */
export type ArrivalRate = { kind: 'measured' | 'at-least'; perSecond: number } | { kind: 'unknown' };

export interface ArrivalRates {
  group: ArrivalRate;
  topics: {
    topic: string;
    rate: ArrivalRate;
    partitions: { partition: number; rate: ArrivalRate }[];
  }[];
}

/**
 * How fast records arrive, from one look: the log end less the first offset stamped at or after
 * `snapshot.rateSinceMs`, over the time since.
 */
export function arrivalRates(snapshot: KafkaSnapshot): ArrivalRates {
  const topics = snapshot.topics.flatMap((each) => {
    if (each.kind === 'missing') return [];
    if (each.kind === 'unknown')
      return [{ topic: each.topic, rate: { kind: 'unknown' } as const, partitions: [] }];
    const partitions = each.partitions.map((partition) => ({
      partition: partition.partition,
      rate: arrivalRate(partition, snapshot),
    }));
    return [{ topic: each.topic, rate: sumOf(partitions), partitions }];
  });
  return { group: sumOf(topics), topics };
}

/** The arrival rate of one partition. */
export function arrivalRate(
  { logStart, logEnd, offsetAtRateStart, offsetAhead }: PartitionSnapshot,
  { takenAtMs, rateSinceMs }: Pick<KafkaSnapshot, 'takenAtMs' | 'rateSinceMs'>,
): ArrivalRate {
  const seconds = (takenAtMs - rateSinceMs) / 1000;
  if (seconds <= 0 || logStart === 'unknown' || logEnd === 'unknown') return { kind: 'unknown' };
  // A record stamped ahead makes the question by time answer too early: the rate would be too high.
  if (offsetAtRateStart === 'unknown' || offsetAhead !== 'none-since') return { kind: 'unknown' };
  if (offsetAtRateStart === 'none-since') return { kind: 'measured', perSecond: 0 };
  const arrived = logEnd > offsetAtRateStart ? logEnd - offsetAtRateStart : 0n;
  // The log begins within the window: what was deleted of it may have arrived within the window, too.
  const kind = offsetAtRateStart <= logStart && logStart > 0n ? 'at-least' : 'measured';
  return { kind, perSecond: Number(arrived) / seconds };
}

function sumOf(parts: readonly { rate: ArrivalRate }[]): ArrivalRate {
  let perSecond = 0;
  let unknown = 0;
  let bounds = 0;
  for (const { rate } of parts) {
    if (rate.kind === 'unknown') unknown += 1;
    else perSecond += rate.perSecond;
    if (rate.kind === 'at-least') bounds += 1;
  }
  if (unknown > 0 && unknown === parts.length) return { kind: 'unknown' };
  return { kind: unknown + bounds > 0 ? 'at-least' : 'measured', perSecond };
}

/** Why two looks do not tell a rate. */
export type NoRateWhy = 'first look' | 'clock went back' | 'partial answer' | 'commits went back';

/** What happened to one partition between two looks. `lag` is what is left at the second. */
export interface PartitionProgress {
  topic: string;
  partition: number;
  consumed: bigint;
  arrived: bigint;
  lag: bigint;
}

/** What a group did between two looks, in offsets, over `seconds`. */
export type Progress =
  | {
      kind: 'measured';
      seconds: number;
      consumed: bigint;
      arrived: bigint;
      partitions: PartitionProgress[];
    }
  | { kind: 'unknown'; why: NoRateWhy };

/**
 * What was consumed and what arrived between two looks, by offsets alone: no clock but the controller's is involved.
 * Topics that are missing have nothing to read and are left out.
 *
 * @param previous an earlier look of the same process, or `undefined` on the first
 */
export function progressBetween(previous: LagReport | undefined, current: LagReport): Progress {
  if (!previous) return { kind: 'unknown', why: 'first look' };
  const seconds = (current.atMs - previous.atMs) / 1000;
  if (seconds <= 0) return { kind: 'unknown', why: 'clock went back' };
  const before = new Map(previous.topics.map((topic) => [topic.topic, topic]));
  const partitions: PartitionProgress[] = [];
  for (const topic of current.topics) {
    if (topic.problem === 'unknown') return { kind: 'unknown', why: 'partial answer' };
    const earlier = before.get(topic.topic);
    for (const now of topic.partitions) {
      const then = earlier && partitionIn(earlier, now.partition);
      const progress = then ? partitionProgress(then, now) : 'partial answer';
      if (typeof progress === 'string') return { kind: 'unknown', why: progress };
      partitions.push(progress);
    }
  }
  return {
    kind: 'measured',
    seconds,
    consumed: partitions.reduce((sum, { consumed }) => sum + consumed, 0n),
    arrived: partitions.reduce((sum, { arrived }) => sum + arrived, 0n),
    partitions,
  };
}

function partitionProgress(then: PartitionLag, now: PartitionLag): PartitionProgress | NoRateWhy {
  const from = readingPosition(then);
  if (from === undefined || now.kind === 'unknown' || now.kind === 'ahead' || then.kind === 'unknown')
    return 'partial answer';
  if ('atRisk' in now) return 'partial answer';
  const committedThen = 'committed' in then ? then.committed : undefined;
  const committedNow = 'committed' in now ? now.committed : undefined;
  if (committedThen !== undefined && (committedNow === undefined || committedNow < committedThen))
    return 'commits went back';
  if (now.logEnd < then.logEnd) return 'commits went back';
  return {
    topic: now.topic,
    partition: now.partition,
    consumed: committedNow !== undefined && committedNow > from ? committedNow - from : 0n,
    arrived: now.logEnd - then.logEnd,
    lag: 'lag' in now ? now.lag : 0n,
  };
}

/** Where reading goes on; `undefined` where the commit does not say. */
function readingPosition(partition: PartitionLag): bigint | undefined {
  switch (partition.kind) {
    case 'caught-up':
    case 'behind':
      return partition.committed;
    case 'empty':
      return partition.logEnd;
    case 'uncommitted':
    case 'truncated':
      return 'lag' in partition ? partition.logStart : undefined;
    case 'ahead':
    case 'unknown':
      return undefined;
  }
}
