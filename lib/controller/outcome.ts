import type { Action } from '../drain/action';
import type { Reason } from '../drain/reasons';
import type { ControllerState } from './state';

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
