import type { ArrivalRate } from './arrival-rates';
import type { LagReport } from './lag';
import type { NoProgressWhy, PartitionProgress, Progress } from './progress';

/** When the backlog will be gone, estimated from two snapshots. Rates are offsets per second between them. */
export type Eta =
  | { kind: 'drained' }
  /**
   * The range of three estimates. `toSeconds` is `open` if one of them never ends. `slowest` is the partition that takes
   * longest; absent if all partitions are up to date.
   */
  | ({
      kind: 'in';
      fromSeconds: number;
      toSeconds: number | 'open';
      slowest?: { topic: string; partition: number };
    } & EtaRates)
  /**
   * Arrivals exceed consumption by `outpacedByPerSecond`, which is 0 if they are equal. `useful` is how many more tasks
   * would help, or `none` if every partition already has its own task, or `backend` if more tasks would wait for the
   * backend too.
   */
  | ({ kind: 'not-draining'; outpacedByPerSecond: number; useful: number | 'none' | 'backend' } & EtaRates)
  | { kind: 'unknown'; why: NoProgressWhy };

export interface EtaRates {
  consumedPerSecond: number;
  arrivingPerSecond: number;
}

export interface EtaContext {
  /** How many tasks are useful, and how many run. */
  useful: number;
  running: number;
  /** The group's arrival rate by record timestamps, from the same snapshot as the current report. */
  arriving: ArrivalRate;
  /** Offsets per second that one task consumed in recent drains. Used if there is only one snapshot. */
  remembered?: number | undefined;
  /** `backend`: the backend limits the drain, not the tasks. */
  limit?: 'backend' | undefined;
}

/**
 * Extrapolates from two snapshots of the same group. The range covers three estimates:
 *
 * 1. the lag divided by consumption minus arrivals between the snapshots;
 * 2. the same with arrivals by record timestamps, if they are known;
 * 3. the time of the slowest partition at its own rate.
 *
 * Missing topics are ignored.
 *
 * @param progress since an earlier snapshot of the same process
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

/** A single snapshot has no rate, so the rate of earlier drains is used. */
function fromRemembered(lag: bigint, arriving: ArrivalRate, consumedPerSecond: number): Eta | undefined {
  if (consumedPerSecond <= 0 || arriving.kind === 'unknown') return undefined;
  const seconds = secondsLeft(lag, consumedPerSecond - arriving.perSecond);
  if (seconds === Number.POSITIVE_INFINITY) return undefined;
  const rates = { consumedPerSecond, arrivingPerSecond: arriving.perSecond };
  return { kind: 'in', fromSeconds: Math.ceil(seconds), toSeconds: Math.ceil(seconds), ...rates };
}

/** Whether at least one topic exists and all existing topics could be read. */
function isReadable({ topics }: LagReport): boolean {
  const present = topics.filter(({ problem }) => problem !== 'missing');
  return present.length > 0 && present.every(({ complete }) => complete);
}

/** Skips a partition whose lag is no more than what arrived between the snapshots, because it is up to date. */
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
