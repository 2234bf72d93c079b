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

/** What a tick comes to. */
export interface Decision {
  phase: Phase;
  action: Action | undefined;
  state: ControllerState;
  /** To be stored before the action when it changed; `undefined` where there is none. */
  coverage: Coverage | undefined;
  reasons: Reason[];
  /** `undefined` while Kafka cannot be reached. */
  facts: Facts | undefined;
  pace: Pace | undefined;
  /** What a warm process keeps of the drain under way. */
  drain: DrainPace | undefined;
  /** Why latest, which is in force, is not safe, or soon will not be; empty while it is, or is not in force. */
  unsafe: Reason[];
  /** What came of the command, when there was one. */
  answer?: { accepted: boolean; reasons: Reason[]; cost?: Cost | undefined } | undefined;
}

export interface DecideOptions {
  /** What a person asks for in this tick. */
  command?: IdentifiedCommand | undefined;
  /** Coverage as it is stored; `undefined` where there is none, or it cannot be read. */
  coverage?: Coverage | undefined;
  /** For the explorer, which takes gates out of the list. */
  gates?: readonly Gate[];
}
