import type { Bounds } from './explore';

/** How far one run of the explorer goes: what each path may meet, and where to stop. */
export interface Pass {
  name: string;
  budget: { faults: number; records: number };
  bounds: Bounds;
}

const MORE_THAN_ANY = 100_000_000;

/** One outside event at any moment, to 50,000 worlds: for `npm test`. */
export const QUICK: readonly Pass[] = [
  {
    name: 'one fault',
    budget: { faults: 1, records: 0 },
    bounds: { states: 50_000, depth: 100, violations: 1 },
  },
];

/** One outside event and one new record at any moment; then every pair of events, a few steps deep. */
export const FULL: readonly Pass[] = [
  {
    name: 'one fault, one record',
    budget: { faults: 1, records: 1 },
    bounds: { states: MORE_THAN_ANY, depth: 12, violations: 1 },
  },
  {
    name: 'two faults, one record',
    budget: { faults: 2, records: 1 },
    bounds: { states: MORE_THAN_ANY, depth: 3, violations: 1 },
  },
];

/** For a gate taken away: fewest outside events first, and within these breadth first. */
export const WITHOUT: readonly Pass[] = [
  {
    name: 'one fault',
    budget: { faults: 1, records: 0 },
    bounds: { states: 60_000, depth: 9, violations: 1 },
  },
  {
    name: 'one fault, one record',
    budget: { faults: 1, records: 1 },
    bounds: { states: 100_000, depth: 8, violations: 1 },
  },
  {
    name: 'two faults, two records',
    budget: { faults: 2, records: 2 },
    bounds: { states: 100_000, depth: 6, violations: 1 },
  },
];
