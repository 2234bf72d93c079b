import type { ArrivalRate } from './arrival-rates';
import type { LagReport } from './lag';
import type { NoProgressWhy, PartitionProgress, Progress } from './progress';

/** When the backlog will be gone, as far as two looks can tell. Rates are offsets a second, between the looks. */
export type Eta =
  | { kind: 'drained' }
  /**
   * A range over three estimates. `toSeconds` is `open` where one of them has no end. `slowest` is the partition that
   * takes longest; absent where all are current.
   */
  | ({
      kind: 'in';
      fromSeconds: number;
      toSeconds: number | 'open';
      slowest?: { topic: string; partition: number };
    } & EtaRates)
  /**
   * Arrivals outpace consumption by `outpacedByPerSecond`; 0 when they keep step. `useful` says how many more tasks
   * would help; `none`: every partition has a task of its own already; `backend`: more tasks would wait for the
   * backend as well.
   */
  | ({ kind: 'not-draining'; outpacedByPerSecond: number; useful: number | 'none' | 'backend' } & EtaRates)
  | { kind: 'unknown'; why: NoProgressWhy };

export interface EtaRates {
  consumedPerSecond: number;
  arrivingPerSecond: number;
}

export interface EtaContext {
  /** Tasks that are useful, and tasks that run. */
  useful: number;
  running: number;
  /** Arrival of the group by record timestamps, from the same look as the current report. */
  arriving: ArrivalRate;
  /** Offsets a second that one task consumed in the last drains: an estimate for a single look. */
  remembered?: number | undefined;
  /** `backend`: what keeps it from going faster is not the tasks. */
  limit?: 'backend' | undefined;
}

/**
 * Extrapolates from two looks at the same group. Three estimates make the range:
 *
 * 1. all that is left, over what was consumed less what arrived between the looks;
 * 2. the same with arrivals as record timestamps tell them, where they do;
 * 3. the partition that takes longest at its own rate.
 *
 * A topic that is missing has nothing to read, and does not keep the others from an estimate.
 *
 * @param progress since an earlier look of the same process
 */
export function estimateEta(
  { seconds, group, topics }: Progress,
  current: LagReport,
  { useful, running, arriving, limit, remembered }: EtaContext,
): Eta {
  if (current.atRisk > 0n) return { kind: 'unknown', why: 'records at risk' };
  if (!isReadable(current)) return { kind: 'unknown', why: 'partial answer' };
  if (current.lag === 0n) return { kind: 'drained' };
  if (group.kind === 'unknown') {
    return fromRemembered(current.lag, arriving, (remembered ?? 0) * running) ?? group;
  }
  const consumedPerSecond = Number(group.consumed) / seconds;
  const arrivingPerSecond = Number(group.arrived) / seconds;

  const arrivals = [arrivingPerSecond, ...(arriving.kind === 'measured' ? [arriving.perSecond] : [])];
  const totals = arrivals.map((each) => secondsLeft(current.lag, consumedPerSecond - each));
  if (totals.every((each) => each === Number.POSITIVE_INFINITY)) {
    return {
      kind: 'not-draining',
      outpacedByPerSecond: arrivingPerSecond - consumedPerSecond,
      useful: limit ?? (useful > running ? useful - running : 'none'),
      consumedPerSecond,
      arrivingPerSecond,
    };
  }
  const slowest = slowestOf(
    topics.flatMap(({ partitions }) => partitions),
    seconds,
  );
  const estimates = slowest ? [...totals, slowest.seconds] : totals;
  const to = Math.max(...estimates);
  return {
    kind: 'in',
    fromSeconds: Math.ceil(Math.min(...estimates)),
    toSeconds: to === Number.POSITIVE_INFINITY ? 'open' : Math.ceil(to),
    ...(slowest ? { slowest: { topic: slowest.topic, partition: slowest.partition } } : {}),
    consumedPerSecond,
    arrivingPerSecond,
  };
}

/** One look tells no rate of its own: what tasks consumed in earlier drains stands in for it. */
function fromRemembered(lag: bigint, arriving: ArrivalRate, consumedPerSecond: number): Eta | undefined {
  if (consumedPerSecond <= 0 || arriving.kind === 'unknown') return undefined;
  const seconds = secondsLeft(lag, consumedPerSecond - arriving.perSecond);
  if (seconds === Number.POSITIVE_INFINITY) return undefined;
  const rates = { consumedPerSecond, arrivingPerSecond: arriving.perSecond };
  return { kind: 'in', fromSeconds: Math.ceil(seconds), toSeconds: Math.ceil(seconds), ...rates };
}

/** Whether everything that exists was read, and there is something. */
function isReadable({ topics }: LagReport): boolean {
  const present = topics.filter(({ problem }) => problem !== 'missing');
  return present.length > 0 && present.every(({ complete }) => complete);
}

/**
 * A partition with no more left than arrived between the looks is as current as looks can tell, and has no end of its
 * own to wait for.
 */
function slowestOf(
  partitions: readonly PartitionProgress[],
  seconds: number,
): { topic: string; partition: number; seconds: number } | undefined {
  let slowest: { topic: string; partition: number; seconds: number } | undefined;
  for (const { topic, partition, lag, movement } of partitions) {
    if (movement.kind === 'unknown' || lag <= movement.arrived) continue;
    const left = secondsLeft(lag, Number(movement.consumed - movement.arrived) / seconds);
    if (!slowest || left > slowest.seconds) slowest = { topic, partition, seconds: left };
  }
  return slowest;
}

function secondsLeft(lag: bigint, netPerSecond: number): number {
  return netPerSecond > 0 ? Number(lag) / netPerSecond : Number.POSITIVE_INFINITY;
}
