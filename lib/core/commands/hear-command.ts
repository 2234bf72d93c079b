import type { PipelineSpec } from '../../pipeline';
import type { Assessed } from '../facts/assess';
import { partitionsBeyond } from '../facts/layout';
import { endsOnLatest, type Recreate } from '../recreate/recreate-types';
import type { Observation } from '../snapshot/observation';
import type { ControllerState } from '../state/state';
import type { Cost, IdentifiedCommand } from '../vocabulary/command';
import { byTopic, type Reason, reason } from '../vocabulary/reasons';
import { costOf } from './cost';
import { refusalsOf } from './refuse-command';
import { firstPhase, type LongCommand } from './request';

export interface CommandAnswer {
  accepted: boolean;
  reasons: Reason[];
  /** For operations that move commits or stop tasks. */
  cost?: Cost;
  /** The state with the command taken up; unchanged when it was refused. */
  state: ControllerState;
}

/** Takes up a command, or says why not. A command that was heard before is not begun again. */
export function hear(
  { id, command }: IdentifiedCommand,
  assessed: Assessed,
  observation: Observation,
  spec: PipelineSpec,
): CommandAnswer {
  const { state } = assessed;
  if (state.lastCommandId === id) {
    return { accepted: true, state, reasons: [reason('REQUEST_REPEATED', command.kind)] };
  }
  if (spec.policy.mode === 'observe') {
    const text = `${command.kind}: policy.mode is observe, so nothing may be written`;
    return { accepted: false, state, reasons: [reason('REQUEST_REFUSED', text)] };
  }
  const heard = { ...state, lastCommandId: id };
  switch (command.kind) {
    case 'pause':
      return pause(assessed, heard);
    case 'resume':
      return resume(heard);
    case 'cancel':
      return cancel(assessed, heard);
    default:
      return take(id, command, assessed, observation, spec);
  }
}

function pause({ situation }: Assessed, state: ControllerState): CommandAnswer {
  const { operation } = state;
  const stopped = operation && situation.service.desiredCount === 0;
  const text = stopped ? `in the middle of a ${operation.purpose}: its tasks stay stopped` : 'by hand';
  return {
    accepted: true,
    state: { ...state, pausedSinceMs: state.pausedSinceMs ?? situation.nowMs },
    reasons: [reason('PAUSED', text)],
  };
}

/** A count that somebody else set is given free as well: from here on Spillway scales again. */
function resume(state: ControllerState): CommandAnswer {
  const { desired } = state;
  return {
    accepted: true,
    state: { ...state, pausedSinceMs: undefined, desired: desired && { count: desired.count } },
    reasons: [reason('RESUMED', state.pausedSinceMs === undefined ? 'it was not paused' : 'by hand')],
  };
}

/** What a flip or a move has not done yet is not done any more; tasks that are stopped start again on earliest. */
function cancel({ situation }: Assessed, state: ControllerState): CommandAnswer {
  const { operation, request } = state;
  const cancellable = operation && (endsOnLatest(operation) || operation.move) ? operation : undefined;
  if (!request && !cancellable) {
    const text = operation
      ? `a ${operation.purpose} keeps records from being lost: it goes on`
      : 'nothing is under way';
    return { accepted: false, state, reasons: [reason('REQUEST_REFUSED', text)] };
  }
  const what = new Set([request?.command.kind, cancellable?.purpose].filter((each) => each !== undefined));
  const moved = cancellable?.planned === undefined ? '' : '; commits may have been moved already';
  return {
    accepted: true,
    state: { ...state, request: undefined, ...(cancellable ? withoutMove(cancellable, situation) : {}) },
    reasons: [reason('REQUEST_CANCELLED', `${[...what].join(', ')}${moved}`)],
  };
}

function withoutMove(
  operation: Recreate,
  { service }: Assessed['situation'],
): Pick<ControllerState, 'operation'> {
  // Its tasks run again already: only the check is left.
  if (operation.phase === 'up' && service.desiredCount > 0) return { operation };
  if (operation.phase === 'stop' && service.desiredCount > 0) return { operation: undefined };
  const { move: _, planned: __, trying: ___, ...rest } = operation;
  return { operation: { ...rest, purpose: 'rearm' } };
}

function take(
  id: string,
  command: LongCommand,
  assessed: Assessed,
  observation: Observation,
  spec: PipelineSpec,
): CommandAnswer {
  const { situation, state, lag } = assessed;
  const { stopTimeout, tailSampling } = spec.tiers.processing;
  const looks = { previous: observation.lastLag, current: lag };
  const times = { stopTimeoutMs: stopTimeout, decisionWaitMs: tailSampling?.decisionWait ?? 0 };
  const completed = withKnownScope(command, assessed);
  const cost = costOf(completed, situation, looks, times, state.operation);
  const refusals = refusalsOf(completed, assessed);
  if (refusals.length > 0) {
    const text = refusals
      .map(({ code, text: why }) => (code === 'REQUEST_REFUSED' ? why : `${code} ${why}`))
      .join('; ');
    return {
      accepted: false,
      cost,
      state,
      reasons: [
        reason('REQUEST_REFUSED', `${command.kind}: ${text}`),
        ...refusals.filter(({ code }) => code !== 'REQUEST_REFUSED'),
      ],
    };
  }
  const { nowMs } = situation;
  return {
    accepted: true,
    cost,
    state: {
      ...state,
      lastCommandId: id,
      // A drain asks for as many tasks as are of use, whoever set the count before.
      desired: command.kind === 'drain' && state.desired ? { count: state.desired.count } : state.desired,
      request: {
        id,
        command: completed,
        acceptedAtMs: nowMs,
        phase: firstPhase(completed),
        phaseSinceMs: nowMs,
      },
    },
    reasons: [reason('REQUEST_ACCEPTED', command.kind)],
  };
}

/** A repair without a scope is about the partitions that are known to have met latest uncovered. */
function withKnownScope(command: LongCommand, { situation: { covered, kafka } }: Assessed): LongCommand {
  if (command.kind !== 'repair' || command.scope.topic !== undefined || !covered) return command;
  const [topic, ...others] = byTopic(partitionsBeyond(covered, kafka));
  return topic && others.length === 0 ? { kind: 'repair', scope: topic } : command;
}
