import type { Coverage } from '../facts/coverage';
import type { Facts } from '../facts/facts';
import type { Gate } from '../gates';
import type { ControllerState } from '../state/state';
import type { Action } from '../vocabulary/action';
import type { Debt } from '../vocabulary/debt';
import type { Reason } from '../vocabulary/reasons';

/** Where the pipeline is, in one word, for people and metrics. `not-reading`: tasks run, and nobody is in the group. */
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

/** What the handlers decide on. */
export interface Context {
  facts: Facts;
  state: ControllerState;
  /** A stop of ours that is not repaid yet. */
  debt: Debt | undefined;
  /** A person's stop switch is on. */
  hold: { sinceMs: number; count: number | undefined } | undefined;
  gates: readonly Gate[];
  /** Why latest, which is in force, is not safe, or soon will not be. */
  unsafe: readonly Reason[];
}

/** What a handler makes of it. */
export interface Outcome {
  phase: Phase;
  action?: Action | undefined;
  state: ControllerState;
  /** To be stored before the action; absent where the one that is continued stays. */
  coverage?: Coverage | undefined;
  reasons: Reason[];
}

/** One thing that Spillway can do. The first handler of the list that has something to do decides the tick. */
export interface Handler {
  name: string;
  /** An outcome; or why what would be due may not be done, and the next handler is asked; or nothing. */
  decide(context: Context): Outcome | readonly Reason[] | undefined;
}

/** Whether a handler decided the tick, and did not only say what it waits for. */
export function isOutcome(decided: Outcome | readonly Reason[] | undefined): decided is Outcome {
  return decided !== undefined && 'state' in decided;
}
