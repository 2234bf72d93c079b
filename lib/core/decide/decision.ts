import type { Coverage } from '../facts/coverage';
import type { DrainPace } from '../facts/drain-rate';
import type { Facts } from '../facts/facts';
import type { Gate } from '../gates';
import type { ControllerState } from '../state/state';
import type { Action } from '../vocabulary/action';
import type { Cost, IdentifiedCommand } from '../vocabulary/command';
import type { Reason } from '../vocabulary/reasons';
import type { Phase } from './outcome';
import type { Pace } from './pace';

export interface Decision {
  phase: Phase;
  action: Action | undefined;
  state: ControllerState;
  /** Stored before the action if it has changed; `undefined` if there is none. */
  coverage: Coverage | undefined;
  reasons: Reason[];
  /** `undefined` while Kafka cannot be reached. */
  facts: Facts | undefined;
  pace: Pace | undefined;
  /** Consumption of the current drain, kept in a warm process only. */
  drain: DrainPace | undefined;
  /** Why latest is unsafe, or soon will be; empty if it is safe or not in force. */
  unsafe: Reason[];
  /** The answer to the command, if there was one. */
  answer?: { accepted: boolean; reasons: Reason[]; cost?: Cost | undefined } | undefined;
}

export interface DecideOptions {
  command?: IdentifiedCommand | undefined;
  /** The stored coverage; `undefined` if there is none, or it cannot be read. */
  coverage?: Coverage | undefined;
  /** For the explorer, which removes gates. */
  gates?: readonly Gate[];
}
