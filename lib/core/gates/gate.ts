import type { Facts } from '../facts/facts';
import type { Reason, ReasonCode } from '../vocabulary/reasons';

/**
 * What a gate can stand in front of.
 *
 * - `latest`    latest staying in force: what these find makes Spillway store earliest
 * - `flip`      storing latest
 * - `seed`      commits while the group runs
 * - `stop`      setting desiredCount to 0 for a recreate
 * - `automatic` the same when Spillway does it on its own
 * - `commit`    commits while the group is Empty
 * - `roll`      replacing tasks by a rolling deployment
 * - `scale-in`  fewer tasks
 * - `scale-out` more tasks
 * - `expand`    adding partitions
 */
export type Guarded =
  | 'latest'
  | 'flip'
  | 'seed'
  | 'stop'
  | 'automatic'
  | 'commit'
  | 'roll'
  | 'scale-in'
  | 'scale-out'
  | 'expand';

/**
 * One question that has to be answered before something is done. The explorer (`npm run verify`) takes gates out of the
 * list one at a time and has to find what then goes wrong.
 */
export interface Gate {
  code: ReasonCode;
  /** What would go wrong without it. */
  prevents: string;
  guards: readonly Guarded[];
  /** Why not; `undefined` when nothing speaks against it. */
  check(facts: Facts, guarded: Guarded): Reason | undefined;
}

/** Everything that speaks against it now; empty when it may be done. */
export function blockers(gates: readonly Gate[], guarded: Guarded, facts: Facts): Reason[] {
  return gates.flatMap((gate) => (gate.guards.includes(guarded) ? (gate.check(facts, guarded) ?? []) : []));
}
