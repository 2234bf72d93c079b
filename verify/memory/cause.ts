import type { Culprit } from './partition-log';

/** Who caused a change. */
export interface Cause {
  by: Culprit;
  /** When they last looked at Kafka, which limits what they could know. */
  lookedAtMs: number;
}

/** ECS itself, a person, or anything else except Spillway. */
export const OUTSIDE: Cause = { by: 'outside', lookedAtMs: Number.NEGATIVE_INFINITY };
