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

/** Continues with what the service says now. The count met on the first look is nobody's. */
export function trackDesiredCount(
  before: DesiredCount | undefined,
  desiredCount: number,
  nowMs: number,
): DesiredCount {
  if (!before) return { count: desiredCount };
  const { from: _, ...settled } = before;
  if (desiredCount === before.count) return settled;
  if (desiredCount === before.from) return before;
  return { count: desiredCount, externalSinceMs: nowMs };
}
