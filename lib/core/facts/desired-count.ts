import type { Facts } from './facts';

/**
 * The last known desiredCount, kept to detect a change by someone else: an operator, a deployment, Application Auto
 * Scaling. DescribeServices is eventually consistent, so a single response never proves a change.
 */
export interface DesiredCount {
  count: number;
  /** Spillway's last change: the value before it, and when it was made. */
  from?: number | undefined;
  setAtMs?: number | undefined;
  /** A different value from a single response. A second response must confirm it. */
  seen?: number | undefined;
  /** Since when `count` has been a value that someone else set. */
  externalSinceMs?: number | undefined;
}

/** How long a response that contradicts our own write is ignored. */
const OWN_WRITE_MS = 60_000;

/**
 * Updates the record with the current desiredCount. The first value counts as nobody's, and so does a value that equals
 * the target.
 *
 * @param target what Spillway would set; `undefined` while the tasks are stopped for a recreate
 */
export function trackDesiredCount(
  before: DesiredCount | undefined,
  desiredCount: number,
  target: number | undefined,
  nowMs: number,
): DesiredCount {
  if (!before) return { count: desiredCount };
  const { count, setAtMs, externalSinceMs } = before;
  if (desiredCount === count) return { count, externalSinceMs };
  if (setAtMs !== undefined && nowMs - setAtMs < OWN_WRITE_MS) return { ...before, seen: undefined };
  if (before.seen !== desiredCount) return { ...before, seen: desiredCount };
  if (desiredCount === target) return { count: desiredCount };
  // Our write never happened, so the value still belongs to whoever set it before.
  if (desiredCount === before.from) return { count: desiredCount, externalSinceMs };
  return { count: desiredCount, externalSinceMs: nowMs };
}

/** Whether ECS shows a different value from the last known one. No count may be set until that is resolved. */
export function isContradicted({ count }: DesiredCount, desiredCount: number): boolean {
  return count !== desiredCount;
}

/** How many tasks to start after a stop: all of them if someone else set the count, otherwise at most the useful ones. */
export function owedTasks(
  count: number,
  { tasks, externalCount, policy }: Pick<Facts, 'tasks' | 'externalCount' | 'policy'>,
): number {
  const isExternal = externalCount !== undefined && policy.external === 'respect';
  return isExternal ? count : Math.min(count, tasks.useful);
}
