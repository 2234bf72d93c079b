import type { Culprit } from './partition-log';

/** Who caused a change. */
export interface Cause {
  by: Culprit;
  /** The time of their last look at Kafka, which limits what they could know. */
  lookedAtMs: number;
}

/** ECS itself, a person, or anything else other than Spillway. */
export const OUTSIDE: Cause = { by: 'outside', lookedAtMs: Number.NEGATIVE_INFINITY };
