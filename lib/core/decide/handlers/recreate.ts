import { noteAutomaticStop, noteFailure, noteSuccess, stopsWithinDay } from '../../facts/history';
import type { Recreate } from '../../recreate/recreate';
import { isUrgent, nextStep, type RecreateStep } from '../../recreate/step';
import type { ControllerState } from '../../state/state';
import { type Reason, reason } from '../../vocabulary/reasons';
import type { Context, Handler, Outcome, Phase } from '../outcome';

export const continueRecreate: Handler = {
  name: 'a recreate is in progress',
  decide(context) {
    const { recreate } = context.state;
    return recreate && outcomeOf(context, recreate, []);
  },
};

/** Starts a recreate and takes its first step in this tick, or reports what blocks it. */
export function startRecreate(
  context: Context,
  what: Pick<Recreate, 'purpose' | 'origin' | 'queued' | 'move'>,
  why: Reason[],
): Outcome {
  const { nowMs, service } = context.facts;
  const recreate: Recreate = {
    ...what,
    phase: 'arm',
    startedAtMs: nowMs,
    phaseSinceMs: nowMs,
    count: service.desiredCount,
  };
  return outcomeOf(context, recreate, why);
}

function outcomeOf(context: Context, recreate: Recreate, why: Reason[]): Outcome {
  const { facts, state, debt, gates } = context;
  const step = nextStep(recreate, facts, debt, gates);
  const stopped = step.action?.kind === 'stop-tasks';
  const automatic = stopped && recreate.origin === 'automatic';
  const { nowMs } = facts;
  const urgent = automatic && isUrgent(recreate, facts);
  const second = automatic && stopsWithinDay(state.history, nowMs) > 0;
  return {
    phase: phaseOf(step),
    action: step.action,
    state: {
      ...state,
      recreate: step.recreate,
      history: historyAfter(state, step, { automatic, nowMs }),
      ...desiredAfter(step, context),
      ...(step.lingering === undefined ? {} : { lingering: step.lingering }),
      ...endedManual(state, recreate, step),
    },
    reasons: [
      ...why,
      ...(stopped ? [started(recreate)] : []),
      ...step.reasons,
      ...(urgent ? [reason('ALARM_REPAIR_URGENT', 'retention would delete the records first')] : []),
      ...(second ? [reason('ALARM_SECOND_STOP', 'this is the second stop within a day')] : []),
      ...failedRequest(recreate, step),
    ],
  };
}

const STARTED = { repair: 'REPAIR_STARTED', rewind: 'REWIND_STARTED', skip: 'SKIP_STARTED' } as const;

function started({ purpose, origin }: Recreate): Reason {
  return reason(STARTED[purpose], origin === 'automatic' ? 'without a command' : 'by command');
}

function phaseOf({ recreate, end }: RecreateStep): Phase {
  if (recreate) return recreate.phase === 'up' ? 'verifying' : 'recreating';
  return end === 'refused' ? 'held' : 'draining';
}

function historyAfter(
  { history }: ControllerState,
  { end }: RecreateStep,
  { automatic, nowMs }: { automatic: boolean; nowMs: number },
): ControllerState['history'] {
  if (automatic) return noteAutomaticStop(history, nowMs);
  if (end === 'failed') return noteFailure(history, nowMs);
  return end === 'done' ? noteSuccess(history) : history;
}

function desiredAfter({ action }: RecreateStep, { facts, state }: Context): Pick<ControllerState, 'desired'> {
  const from = facts.service.desiredCount;
  // A start that repeats the current count does not change who set it.
  if (action?.kind === 'start-tasks' && from > 0) return {};
  const externalSinceMs = state.desired?.externalSinceMs;
  const to = action?.kind === 'stop-tasks' ? 0 : action?.kind === 'start-tasks' ? action.to : undefined;
  return to === undefined ? {} : { desired: { count: to, from, setAtMs: facts.nowMs, externalSinceMs } };
}

/** A command ends with its recreate, even if the recreate is not allowed to start. */
function endedManual(
  { manualOperation }: ControllerState,
  { origin }: Recreate,
  { end }: RecreateStep,
): Pick<ControllerState, 'manualOperation'> {
  return origin === 'command' && end !== undefined ? { manualOperation: undefined } : { manualOperation };
}

function failedRequest({ origin, purpose }: Recreate, { end, reasons }: RecreateStep): Reason[] {
  if (origin === 'automatic' || end === undefined) return [];
  if (end === 'done') return [reason('REQUEST_DONE', purpose)];
  const why = reasons.map(({ code }) => code).join(', ');
  return [
    reason(
      'REQUEST_FAILED',
      `${purpose}: ${end === 'refused' ? 'no task was stopped' : 'the tasks were stopped'}; ${why}`,
    ),
  ];
}
