import type { Size } from '../stage/stage';
import type { Field } from './peers';

/** What is measured on one set of brokers. */
export interface StagePlan {
  size: Size;
  brokers: 1 | 3;
  field: Field;
  /** Also over a network with 20 ms round trip. */
  farAway: boolean;
  /** Also with SCRAM over TLS. */
  secured: boolean;
}

export interface Plan {
  stages: readonly StagePlan[];
  rounds: number;
  /** Rounds over the slow network and with TLS. */
  fewerRounds: number;
  /** Looks before those that count: a Node process is warm after some dozens, a Go one after its first. */
  warmUps: number;
  /** A client whose looks took longer than this is warm. */
  warmUpMs: number;
  /** A client whose looks took longer than this takes no further round. */
  budgetMs: number;
}

const size = (topics: number, partitionsEach: number): Size => ({ topics, partitionsEach });
const stage = (of: Size, more: Partial<StagePlan> = {}): StagePlan => ({
  size: of,
  brokers: 1,
  field: 'everybody',
  farAway: false,
  secured: false,
  ...more,
});

/** Under five minutes: what the goals need. */
export const QUICK: Plan = {
  stages: [stage(size(10, 6)), stage(size(100, 6), { field: 'goals', farAway: true }), stage(size(1_000, 6))],
  rounds: 9,
  fewerRounds: 5,
  warmUps: 80,
  warmUpMs: 3_000,
  budgetMs: 6_000,
};

/** Everything. */
export const WHOLE: Plan = {
  stages: [
    stage(size(10, 6), { farAway: true, secured: true }),
    stage(size(100, 6), { farAway: true, secured: true }),
    stage(size(1_000, 6), { farAway: true, secured: true }),
    stage(size(10, 600), { farAway: true, secured: true }),
    stage(size(100, 6), { brokers: 3, field: 'goals' }),
    stage(size(1_000, 6), { brokers: 3, field: 'goals' }),
    stage(size(100, 500), { brokers: 3, field: 'looks' }),
  ],
  rounds: 25,
  fewerRounds: 11,
  warmUps: 80,
  warmUpMs: 6_000,
  budgetMs: 15_000,
};

/** How many topics there are to choose from. */
export const TOPIC_COUNTS = [...new Set(WHOLE.stages.map(({ size: { topics } }) => topics))];
