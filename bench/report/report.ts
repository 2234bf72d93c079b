import type { Goal } from '../side-by-side/goals';
import type { Row } from '../side-by-side/row';

/** The JSON of a run: what docs/benchmarks.md is made from. */
export interface Report {
  at: string;
  /** Machine and versions, by what they are of. */
  ran: Record<string, string>;
  rows: readonly Row[];
  goals: readonly Goal[];
}
