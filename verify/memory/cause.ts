import type { Culprit } from './partition-log';

/** Who made something happen. */
export interface Cause {
  by: Culprit;
  /** What they could know: when they last looked at Kafka. */
  lookedAtMs: number;
}

/** ECS itself, a person, or whatever else is not Spillway. */
export const OUTSIDE: Cause = { by: 'outside', lookedAtMs: Number.NEGATIVE_INFINITY };
