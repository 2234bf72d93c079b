import type { PipelineSpec } from '../../pipeline';
import { type CommandAnswer, hear } from '../commands/hear-command';
import { advanceRequest, endedBy } from '../commands/requests';
import { type Assessed, assess } from '../facts/assess';
import type { FleetPolicy } from '../facts/effective-policy';
import type { Pace } from '../facts/pace';
import type { TaskTarget } from '../facts/useful-tasks';
import { rearmTriggers } from '../gates/rearm-triggers';
import type { LagReport } from '../lag/lag';
import { advance, begin, turnsAround } from '../recreate/recreating';
import type { Observation } from '../snapshot/observation';
import { trackHolds } from '../state/holds';
import type { ControllerState } from '../state/state';
import type { Action } from '../vocabulary/action';
import type { Cost, IdentifiedCommand } from '../vocabulary/command';
import { type GateCode, gatesWithout } from '../vocabulary/gates';
import { type Reason, reason } from '../vocabulary/reasons';
import type { Outcome, Phase } from './outcome';
import { restart, restoreConfig, rolloutRemarks, takeUpRepair, unstoreLatest } from './safeguards';
import { steer } from './steer';

export interface Decision {
  phase: Phase;
  action: Action | undefined;
  state: ControllerState;
  reasons: Reason[];
  lag: LagReport;
  /** Whether every partition is less than drainedWithin behind. */
  drained: boolean;
  tasks: TaskTarget;
  pace: Pick<Pace, 'eta' | 'bottleneck'>;
  fleet: FleetPolicy;
  /** Why latest, which is in force, is not safe, or soon will not be; empty while it is, or is not in force. */
  unsafe: Reason[];
  /** What came of the command, when there was one. */
  answer?: { accepted: boolean; reasons: Reason[]; cost?: Cost | undefined } | undefined;
}

export interface DecideOptions {
  /** What a person asks for in this tick. */
  command?: IdentifiedCommand | undefined;
  /** For the explorer: the gate that is not asked. */
  without?: GateCode | undefined;
}

/** One tick's decision, from what was observed and what the last tick left. Pure. */
export function decide(
  observation: Observation,
  previous: ControllerState,
  spec: PipelineSpec,
  { command, without }: DecideOptions = {},
): Decision {
  const looked = assess(observation, previous, spec, gatesWithout(without));
  const heard = command && hear(command, looked, observation, spec);
  const assessed = heard ? withState(looked, heard.state) : looked;
  const unsafe = triggersOf(assessed);
  // What is refused changes nothing, not even what would be due in this tick anyway.
  const outcome =
    heard?.accepted === false
      ? refused(assessed, unsafe, spec)
      : endedBy(choose(assessed, unsafe, spec), assessed);
  const { holds, reasons } = trackHolds(
    outcome.state.holds,
    [...(heard?.reasons ?? []), ...outcome.reasons, ...rolloutRemarks(assessed), ...assessed.remarks],
    observation.nowMs,
    spec.policy.holdAlarmAfterMs,
  );
  const { lag, tasks, pace, situation } = assessed;
  return {
    ...{ phase: outcome.phase, action: outcome.action, state: { ...outcome.state, holds }, reasons },
    ...{ lag, tasks, pace, drained: situation.drained, fleet: situation.fleet, unsafe },
    answer: heard && answerOf(heard),
  };
}

function refused(assessed: Assessed, triggers: Reason[], spec: PipelineSpec): Outcome {
  return { phase: choose(assessed, triggers, spec).phase, state: assessed.state, reasons: [] };
}

function triggersOf({ situation, state: { emptySinceMs, floor } }: Assessed): Reason[] {
  return rearmTriggers(situation, { emptySinceMs, floor: floor?.sums });
}

function answerOf({ accepted, reasons, cost }: CommandAnswer): Decision['answer'] {
  return { accepted, reasons, cost };
}

function withState(assessed: Assessed, state: ControllerState): Assessed {
  return { ...assessed, state, situation: { ...assessed.situation, covered: state.covered } };
}

/** In the order of urgency: what is unsafe, what is under way, what was asked for, what else is of use. */
function choose(assessed: Assessed, triggers: Reason[], spec: PipelineSpec): Outcome {
  const { state } = assessed;
  if (state.pausedSinceMs !== undefined) return paused(assessed, triggers);
  if (triggers.length > 0 && (!state.operation || turnsAround(assessed))) {
    return restoreConfig(assessed) ?? unstoreLatest(assessed, triggers) ?? begin('rearm', assessed, triggers);
  }
  if (state.operation) return restoreConfig(assessed) ?? advance(state.operation, assessed, []);
  return (
    restoreConfig(assessed) ??
    restart(assessed) ??
    takeUpRepair(assessed) ??
    advanceRequest(assessed, spec) ??
    steer(assessed, spec)
  );
}

function paused({ state, situation }: Assessed, triggers: Reason[]): Outcome {
  const { operation } = state;
  const stopped = operation && situation.service.desiredCount === 0;
  const text = stopped ? `the tasks are stopped for a ${operation.purpose}` : 'by hand';
  const unsafe = triggers.map(({ text: why }) => why).join('; ');
  return {
    phase: 'paused',
    state,
    reasons: [
      reason('HOLD_PAUSED', text),
      ...(triggers.length > 0
        ? [
            reason(
              'ALARM_UNSAFE',
              unsafe,
              triggers.flatMap(({ where }) => where),
            ),
          ]
        : []),
    ],
  };
}
