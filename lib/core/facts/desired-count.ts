import type { Facts } from './facts';

/**
 * What Spillway last set desiredCount to, so that a change by somebody else shows: a person, a deployment, Application
 * Auto Scaling. DescribeServices is eventually consistent: one look never proves that somebody else acted.
 */
export interface DesiredCount {
  count: number;
  /** The change under way: what it was before, and when it was made. */
  from?: number | undefined;
  setAtMs?: number | undefined;
  /** A number that one look showed, and that a second one has to confirm. */
  seen?: number | undefined;
  /** Since when `count` is what somebody else set. */
  externalSinceMs?: number | undefined;
}

/** So long the answer to our own write counts more than a look that contradicts it. */
const OWN_WRITE_MS = 60_000;

/**
 * Continues with what the service says now. The count of the first look belongs to nobody, and so does one that is as
 * Spillway would have it.
 *
 * @param target what Spillway would set it to; `undefined` while a stop of ours is under way, when no number is nobody's
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
  // Our own write may not show yet, or never have been made.
  if (setAtMs !== undefined && nowMs - setAtMs < OWN_WRITE_MS) return { ...before, seen: undefined };
  if (before.seen !== desiredCount) return { ...before, seen: desiredCount };
  if (desiredCount === target) return { count: desiredCount };
  // Our write was never made: whose number it was before, it still is.
  if (desiredCount === before.from) return { count: desiredCount, externalSinceMs };
  return { count: desiredCount, externalSinceMs: nowMs };
}

/** Whether the look contradicts what was last written or known, so that no number may be set on it. */
export function isContradicted({ count }: DesiredCount, desiredCount: number): boolean {
  return count !== desiredCount;
}

/** How many tasks to start of those that a stop owes: all that somebody else had set, and no more than are useful of Spillway's own. */
export function owedTasks(
  count: number,
  { tasks, externalCount, policy }: Pick<Facts, 'tasks' | 'externalCount' | 'policy'>,
): number {
  const othersNumber = externalCount !== undefined && policy.external === 'respect';
  return othersNumber ? count : Math.min(count, tasks.useful);
}
