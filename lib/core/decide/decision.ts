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
  /** Written before the action if it has changed; `undefined` if there is no coverage. */
  coverage: Coverage | undefined;
  reasons: Reason[];
  /** `undefined` while Kafka cannot be reached. */
  facts: Facts | undefined;
  pace: Pace | undefined;
  /** Consumption during the current drain; kept only in a warm process. */
  drain: DrainPace | undefined;
  /** Why latest is unsafe or soon will be; empty if it is safe or not in force. */
  unsafe: Reason[];
  /** The answer to the tick's command; absent if there was no command. */
  answer?: { accepted: boolean; reasons: Reason[]; cost?: Cost | undefined } | undefined;
}

export interface DecideOptions {
  command?: IdentifiedCommand | undefined;
  /** The stored coverage; `undefined` if there is none or it cannot be read. */
  coverage?: Coverage | undefined;
  /** Overrides the gates. The explorer uses it to remove one. */
  gates?: readonly Gate[];
}
