import type { Facts } from '../facts/facts';
import type { Reason, ReasonCode } from '../vocabulary/reasons';

/**
 * What a gate can block.
 *
 * - `latest`    keeping latest in force; if blocked, Spillway stores earliest
 * - `flip`      storing latest
 * - `seed`      commits while the group runs
 * - `stop`      setting desiredCount to 0 for a recreate
 * - `automatic` the same, when Spillway does it without a command
 * - `commit`    commits while the group is Empty
 * - `roll`      replacing tasks by a rolling deployment
 * - `scale-in`  removing tasks
 * - `scale-out` adding tasks
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
 * A condition for an action. The explorer (`npm run verify`) removes one gate at a time and must then find what goes
 * wrong.
 */
export interface Gate {
  code: ReasonCode;
  /** What would go wrong without this gate. */
  prevents: string;
  guards: readonly Guarded[];
  /** Why the action is blocked; `undefined` if it is not. */
  check(facts: Facts, guarded: Guarded): Reason | undefined;
}

/** All reasons that block an action now; empty if it is allowed. */
export function blockers(gates: readonly Gate[], guarded: Guarded, facts: Facts): Reason[] {
  return gates.flatMap((gate) => (gate.guards.includes(guarded) ? (gate.check(facts, guarded) ?? []) : []));
}
