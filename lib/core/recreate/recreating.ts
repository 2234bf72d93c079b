import type { Outcome, Phase } from '../decide/outcome';
import type { Assessed } from '../facts/assess';
import { knownTopics, layoutOf } from '../facts/layout';
import type { ControllerState } from '../state/state';
import type { OffsetTarget, Scope } from '../vocabulary/command';
import { type Reason, reason } from '../vocabulary/reasons';
import { nextRecreateStep } from './recreate';
import { endsOnLatest, type Recreate, type RecreatePurpose, type RecreateStep } from './recreate-types';

/** A recreate whose tasks run, and that turns out unsafe, is turned around at once. */
export function turnsAround({ state: { operation }, situation: { service, config } }: Assessed): boolean {
  if (operation?.phase !== 'up' || service.desiredCount === 0) return false;
  return endsOnLatest(operation) || config.initialOffset === 'latest';
}

/** Begins a recreate, with its first step in this tick. */
export function begin(
  purpose: RecreatePurpose,
  assessed: Assessed,
  reasons: Reason[],
  move?: { target: OffsetTarget; scope: Scope },
): Outcome {
  const { situation, state } = assessed;
  const operation: Recreate = {
    purpose,
    phase: 'stop',
    startedAtMs: situation.nowMs,
    phaseSinceMs: situation.nowMs,
    // A recreate that is turned around goes back to where the first one began.
    restoreCount: state.operation?.restoreCount ?? situation.service.desiredCount,
    ...(move ? { move } : {}),
  };
  const outcome = advance(operation, assessed, reasons);
  if (!outcome.state.operation) return outcome;
  return { ...outcome, reasons: [STARTED[purpose], ...outcome.reasons] };
}

const STARTED: Readonly<Record<RecreatePurpose, Reason>> = {
  flip: reason('FLIP_STARTED', 'drained, every check passed'),
  rearm: reason('REARM_STARTED', 'to earliest'),
  restart: reason('RESTART_STARTED', 'on earliest'),
  repair: reason('REPAIR_STARTED', 'on earliest'),
  rewind: reason('REWIND_STARTED', 'on earliest'),
  skip: reason('SKIP_STARTED', 'on earliest'),
};

/** The next step of a recreate. */
export function advance(operation: Recreate, assessed: Assessed, reasons: Reason[]): Outcome {
  const { situation, state } = assessed;
  const step = nextRecreateStep({ ...situation, operation });
  return {
    phase: phaseOf(step),
    action: step.action,
    state: {
      ...state,
      operation: step.operation,
      covered: step.covered,
      flip: flipRecord(operation, step, assessed),
      ...afterStart(step, assessed),
      ...(step.gaveUp ? { gaveUpAtMs: situation.nowMs } : {}),
    },
    reasons: [...reasons, ...step.reasons],
  };
}

function phaseOf({ operation, reasons }: RecreateStep): Phase {
  if (operation) return operation.phase === 'up' ? 'verifying' : 'recreating';
  const codes = new Set(reasons.map(({ code }) => code));
  if (codes.has('FLIP_VERIFIED')) return 'live';
  return reasons.some(({ kind }) => kind === 'hold') ? 'held' : 'draining';
}

/** Tasks that start now know the topics as they are now, and their count is ours, or still whose it was before. */
function afterStart({ action }: RecreateStep, { situation, state }: Assessed): Partial<ControllerState> {
  if (action?.kind !== 'set-desired-count') return {};
  const externalSinceMs = state.desired?.externalSinceMs;
  const desired = { count: action.to, from: action.from, externalSinceMs };
  const topics = action.to > 0 ? layoutOf(situation.kafka) : undefined;
  if (!topics) return { desired };
  const sinceMs = state.layout?.sinceMs ?? situation.nowMs;
  return { desired, layout: { topics: knownTopics(topics), sinceMs } };
}

function flipRecord(
  before: Recreate,
  step: RecreateStep,
  { state, situation: { nowMs } }: Assessed,
): ControllerState['flip'] {
  if (!endsOnLatest(before) || (step.operation && !endsOnLatest(step.operation))) return undefined;
  if (step.reasons.some(({ code }) => code === 'FLIP_VERIFIED'))
    return { atMs: state.flip?.atMs ?? nowMs, verified: true };
  const startsNow = step.operation?.phase === 'up' && before.phase !== 'up';
  return startsNow ? { atMs: nowMs, verified: false } : state.flip;
}
