import type { Coverage } from '../facts/coverage';
import type { Facts } from '../facts/facts';
import type { Gate } from '../gates';
import type { ControllerState } from '../state/state';
import type { Action } from '../vocabulary/action';
import type { Debt } from '../vocabulary/debt';
import type { Reason } from '../vocabulary/reasons';

/**
 * The pipeline's state in one word, for people and metrics. `not-reading` means that tasks run but none is in the group.
 */
export type Phase =
  | 'draining'
  | 'settling'
  | 'held'
  | 'not-reading'
  | 'recreating'
  | 'verifying'
  | 'rolling'
  | 'live'
  | 'stopped'
  | 'paused'
  | 'unreachable';

/** The input of every handler. */
export interface Context {
  facts: Facts;
  state: ControllerState;
  /** Tasks that Spillway stopped and has not started again yet. */
  debt: Debt | undefined;
  /** Set while the service is stopped manually. */
  hold: { sinceMs: number; count: number | undefined } | undefined;
  gates: readonly Gate[];
  /** Why latest is unsafe or soon will be; empty if it is safe or not in force. */
  unsafe: readonly Reason[];
}

export interface Outcome {
  phase: Phase;
  action?: Action | undefined;
  state: ControllerState;
  /** Replaces the coverage of the facts, and is written before the action. Absent if that coverage stays. */
  coverage?: Coverage | undefined;
  reasons: Reason[];
}

/** One thing that Spillway can do. */
export interface Handler {
  name: string;
  /**
   * Returns an outcome, the reasons why a due action has to wait, or nothing. Without an outcome, the next handler
   * decides.
   */
  decide(context: Context): Outcome | readonly Reason[] | undefined;
}

/** True for an outcome, false for reasons to wait. */
export function isOutcome(decided: Outcome | readonly Reason[] | undefined): decided is Outcome {
  return decided !== undefined && 'state' in decided;
}
