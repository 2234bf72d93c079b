import type { ControllerState } from '../state/state';
import type { Action } from '../vocabulary/action';
import type { Reason } from '../vocabulary/reasons';

/** Where the pipeline stands, in one word, for people and metrics. */
export type Phase =
  | 'draining'
  | 'settling'
  | 'held'
  | 'recreating'
  | 'verifying'
  | 'live'
  | 'stopped'
  | 'paused';

/** What one way of going on comes to. */
export interface Outcome {
  phase: Phase;
  action?: Action | undefined;
  state: ControllerState;
  reasons: Reason[];
}
