import type { LagReport } from './lag';
import { type ArrivalRate, type NoRateWhy, type PartitionProgress, progressBetween } from './rates';

/**
 * When the backlog will be gone, as far as two looks can tell. Rates are offsets per second.
 *
 * - `in` a range: `fromSeconds` is the fastest of the estimates, `toSeconds` the slowest, or `open` where one of them
 *   has no end. `slowest` is the partition that takes longest.
 * - `not-draining` arrivals outpace consumption by `outpacedByPerSecond` (0: they keep step); `ofUse` says how many
 *   more tasks would help, `none` when every partition has a task already
 */
export type Eta =
  | { kind: 'drained' }
  | {
      kind: 'in';
      fromSeconds: number;
      toSeconds: number | 'open';
      slowest: { topic: string; partition: number } | undefined;
      consumedPerSecond: number;
      arrivingPerSecond: number;
    }
  | {
      kind: 'not-draining';
      outpacedByPerSecond: number;
      ofUse: number | 'none';
      consumedPerSecond: number;
      arrivingPerSecond: number;
    }
  | { kind: 'unknown'; why: NoRateWhy | 'records at risk' };

export interface EtaContext {
  /** Tasks that are of use, and tasks that run. */
  useful: number;
  running: number;
  /** Arrival of the group by record timestamps, from the same look as the current report. */
  arriving: ArrivalRate;
}

/**
 * Extrapolates from two looks at the same group. Three estimates make the range:
 *
 * 1. all that is left, over consumed less arrived between the looks;
 * 2. the same with arrivals as record timestamps tell them, where they do;
 * 3. the partition that takes longest at its own rate.
 *
 * @param previous an earlier look, or `undefined` on the first
 */
export function estimateEta(
  previous: LagReport | undefined,
  current: LagReport,
  { useful, running, arriving }: EtaContext,
): Eta {
  if (current.atRisk > 0n) return { kind: 'unknown', why: 'records at risk' };
  if (!isReadable(current)) return { kind: 'unknown', why: 'partial answer' };
  if (current.lag === 0n) return { kind: 'drained' };
  const progress = progressBetween(previous, current);
  if (progress.kind === 'unknown') return progress;
  const { seconds, partitions } = progress;
  const consumedPerSecond = Number(progress.consumed) / seconds;
  const arrivingPerSecond = Number(progress.arrived) / seconds;
  const rates = { consumedPerSecond, arrivingPerSecond };

  const arrivals = [arrivingPerSecond, ...(arriving.kind === 'measured' ? [arriving.perSecond] : [])];
  const totals = arrivals.map((each) => secondsLeft(current.lag, consumedPerSecond - each));
  const fromSeconds = Math.min(...totals);
  if (fromSeconds === Number.POSITIVE_INFINITY) {
    return {
      kind: 'not-draining',
      outpacedByPerSecond: arrivingPerSecond - consumedPerSecond,
      ofUse: useful > running ? useful - running : 'none',
      ...rates,
    };
  }
  const slowest = slowestOf(partitions, seconds);
  const estimates = [...totals, ...(slowest ? [slowest.seconds] : [])];
  const toSeconds = Math.max(...estimates);
  return {
    kind: 'in',
    fromSeconds: Math.ceil(Math.min(...estimates)),
    toSeconds: toSeconds === Number.POSITIVE_INFINITY ? 'open' : Math.ceil(toSeconds),
    slowest: slowest && { topic: slowest.topic, partition: slowest.partition },
    ...rates,
  };
}

/** Whether everything that exists was read: a topic that does not exist has nothing to read. */
function isReadable({ topics }: LagReport): boolean {
  return topics.every(
    ({ problem, partitions }) => problem !== 'unknown' && partitions.every(({ kind }) => kind !== 'unknown'),
  );
}

/**
 * Partitions with no more left than arrived between the looks are as current as a look can tell, and have no end of
 * their own to wait for.
 */
function slowestOf(
  partitions: readonly PartitionProgress[],
  seconds: number,
): { topic: string; partition: number; seconds: number } | undefined {
  let slowest: { topic: string; partition: number; seconds: number } | undefined;
  for (const { topic, partition, consumed, arrived, lag } of partitions) {
    if (lag <= arrived) continue;
    const left = secondsLeft(lag, Number(consumed - arrived) / seconds);
    if (!slowest || left > slowest.seconds) slowest = { topic, partition, seconds: left };
  }
  return slowest;
}

function secondsLeft(lag: bigint, netPerSecond: number): number {
  return netPerSecond > 0 ? Number(lag) / netPerSecond : Number.POSITIVE_INFINITY;
}
