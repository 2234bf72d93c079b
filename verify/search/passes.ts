import type { Budget } from '../model/world';
import type { Bounds } from './explore';

/** One run of the explorer: how many outside events a path may have, and when to stop. */
export interface Pass {
  name: string;
  /** The one start to explore from. @default all of them */
  start?: string;
  budget: Budget;
  bounds: Bounds;
}

const ANY_NUMBER = 100_000_000;

function pass(name: string, budget: Budget, bounds: Partial<Bounds>): Pass {
  return { name, budget, bounds: { worlds: ANY_NUMBER, depth: 100, violations: 1, ...bounds } };
}

/** One fault at any moment, for `npm test`. */
export const QUICK: readonly Pass[] = [pass('one fault', { faults: 1, records: 0 }, { worlds: 30_000 })];

/** One fault at any moment, then one fault and one record, then every pair of faults, a few steps deep. */
export const FULL: readonly Pass[] = [
  pass('one fault', { faults: 1, records: 0 }, { depth: 9 }),
  pass('one fault and a record', { faults: 1, records: 1 }, { depth: 5 }),
  pass('two faults', { faults: 2, records: 0 }, { depth: 3 }),
];

/** For a controller with something wrong. Explores paths with the fewest outside events first, and breadth first within these. */
const WITHOUT: readonly Pass[] = [
  pass('no fault', { faults: 0, records: 0 }, { worlds: 3_000, depth: 30 }),
  pass('records', { faults: 0, records: 2 }, { worlds: 6_000, depth: 6 }),
  pass('one fault', { faults: 1, records: 0 }, { worlds: 15_000, depth: 6 }),
  pass('one fault and a record', { faults: 1, records: 1 }, { worlds: 25_000, depth: 6 }),
  pass('two faults', { faults: 2, records: 0 }, { worlds: 40_000, depth: 4 }),
  pass('two faults and two records', { faults: 2, records: 2 }, { worlds: 60_000, depth: 4 }),
];

/** The pass and the start from which a violation was found before, if they are known. */
export interface Hint {
  pass?: string | undefined;
  start?: string | undefined;
}

/** {@link WITHOUT}, but first from where the violation was found before. */
export function withoutFrom({ pass: name, start }: Hint): readonly Pass[] {
  const first = WITHOUT.find((each) => each.name === name);
  return first === undefined || start === undefined ? WITHOUT : [{ ...first, start }, ...WITHOUT];
}
