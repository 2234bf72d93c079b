/**
 * What Spillway last set desiredCount to, so that a change by somebody else shows: a person, a deployment,
 * Application Auto Scaling.
 */
export interface DesiredCount {
  count: number;
  /** Before the change under way: a tick that died between the intent and the call leaves it so. */
  from?: number | undefined;
  /** Since when `count` is what somebody else set. */
  externalSinceMs?: number | undefined;
}

/**
 * Continues with what the service says now. The count met on the first look is nobody's, and so is one that is as
 * Spillway would have it.
 */
export function trackDesiredCount(
  before: DesiredCount | undefined,
  desiredCount: number,
  target: number,
  nowMs: number,
): DesiredCount {
  if (!before || desiredCount === target) return { count: desiredCount };
  const { from: _, ...settled } = before;
  if (desiredCount === before.count) return settled;
  if (desiredCount === before.from) return before;
  return { count: desiredCount, externalSinceMs: nowMs };
}
