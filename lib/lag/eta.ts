import type { LagReport } from './lag';

/** When the backlog will be gone, as far as two looks can tell. Rates are offsets per second. */
export type Eta =
  | { kind: 'drained' }
  | { kind: 'in'; seconds: number; consumedPerSecond: number; arrivingPerSecond: number }
  | { kind: 'not-draining'; consumedPerSecond: number; arrivingPerSecond: number }
  | { kind: 'unknown'; why: 'first look' | 'partial answer' | 'commits went back' };

/**
 * Extrapolates from two looks at the same group. Consumption is how far commits moved between them, arrival is
 * what is left of the change of lag.
 *
 * @param previous an earlier look, or `undefined` on the first
 */
export function estimateEta(previous: LagReport | undefined, current: LagReport): Eta {
  if (!current.complete) return { kind: 'unknown', why: 'partial answer' };
  if (current.lag === 0n) return { kind: 'drained' };
  if (!previous) return { kind: 'unknown', why: 'first look' };
  if (!previous.complete) return { kind: 'unknown', why: 'partial answer' };
  const seconds = (current.atMs - previous.atMs) / 1000;
  if (seconds <= 0) return { kind: 'unknown', why: 'first look' };
  const consumed = committedSum(current) - committedSum(previous);
  if (consumed < 0n) return { kind: 'unknown', why: 'commits went back' };
  const consumedPerSecond = Number(consumed) / seconds;
  const netPerSecond = Number(previous.lag - current.lag) / seconds;
  // A first commit moves a partition from "log start" to its offset at once: arrivals never count below zero.
  const arrivingPerSecond = Math.max(0, consumedPerSecond - netPerSecond);
  if (netPerSecond <= 0) return { kind: 'not-draining', consumedPerSecond, arrivingPerSecond };
  return {
    kind: 'in',
    seconds: Math.ceil(Number(current.lag) / netPerSecond),
    consumedPerSecond,
    arrivingPerSecond,
  };
}

function committedSum(report: LagReport): bigint {
  return report.topics.reduce((sum, topic) => sum + topic.committedSum, 0n);
}
