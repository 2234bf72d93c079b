import type { Bounds } from './explore';

/** One run of the explorer: how many outside events a path may meet, and where to stop. */
export interface Pass {
  name: string;
  budget: { faults: number; records: number };
  bounds: Bounds;
}

const ANY_NUMBER = 100_000_000;

/** One fault at any moment, for `npm test`. */
export const QUICK: readonly Pass[] = [
  {
    name: 'one fault',
    budget: { faults: 1, records: 0 },
    bounds: { worlds: 50_000, depth: 100, violations: 1 },
  },
];

/** One fault at any moment as deep as is asked; a record beside it; then every pair of faults, a few steps deep. */
export const FULL: readonly Pass[] = [
  {
    name: 'one fault',
    budget: { faults: 1, records: 0 },
    bounds: { worlds: ANY_NUMBER, depth: 12, violations: 1 },
  },
  {
    name: 'one fault and a record',
    budget: { faults: 1, records: 1 },
    bounds: { worlds: ANY_NUMBER, depth: 7, violations: 1 },
  },
  {
    name: 'two faults and a record',
    budget: { faults: 2, records: 1 },
    bounds: { worlds: ANY_NUMBER, depth: 3, violations: 1 },
  },
];

/** Where a gate was taken away: fewest outside events first, and within these breadth first. */
export const WITHOUT: readonly Pass[] = [
  {
    name: 'one fault',
    budget: { faults: 1, records: 0 },
    bounds: { worlds: 5_000, depth: 6, violations: 1 },
  },
  {
    name: 'one fault and a record',
    budget: { faults: 1, records: 1 },
    bounds: { worlds: 15_000, depth: 6, violations: 1 },
  },
  {
    name: 'two faults',
    budget: { faults: 2, records: 0 },
    bounds: { worlds: 15_000, depth: 4, violations: 1 },
  },
  {
    name: 'one fault and two records',
    budget: { faults: 1, records: 2 },
    bounds: { worlds: 50_000, depth: 5, violations: 1 },
  },
];
