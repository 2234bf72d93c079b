import { LATE_STOP_MS } from '../../vocabulary/debt';
import { type Reason, reason } from '../../vocabulary/reasons';
import { type Context, type Handler, isOutcome } from '../outcome';
import { storeEarliest } from './latest';

/** The stop switch is on: a stop of ours becomes a person's, and nothing is started. */
export const keepStopped: Handler = {
  name: 'a person stopped the service',
  decide(context) {
    const { hold, debt, state, facts } = context;
    if (!hold) return undefined;
    const text = `desiredCount ${facts.service.desiredCount}`;
    const stopped = { ...state, recreate: undefined, roll: undefined, manualOperation: undefined };
    const ended = state.manualOperation;
    const why = [
      reason('HOLD_STOPPED_BY_PERSON', text),
      ...(ended ? [reason('REQUEST_FAILED', `${ended.command.kind}: the stop switch is on`)] : []),
    ];
    // A stop without an answer may still take effect, also after the person has started the tasks again.
    if (debt && facts.nowMs - debt.stoppedAtMs >= LATE_STOP_MS)
      return {
        phase: 'stopped',
        action: { kind: 'close-debt' },
        state: stopped,
        reasons: [...why, ...unsafeNow(context)],
      };
    // Storing earliest starts and stops nothing, and whoever ends the stop starts tasks on what is stored.
    const stored =
      facts.config.editProblem === undefined
        ? storeEarliest.decide({ ...context, state: stopped })
        : undefined;
    if (isOutcome(stored)) return { ...stored, phase: 'stopped', reasons: [...why, ...stored.reasons] };
    return { phase: 'stopped', state: stopped, reasons: [...why, ...unsafeNow(context)] };
  },
};

/** Paused: measure and explain. A recreate under way is over, and what it stopped has been repaid before. */
export const stayPaused: Handler = {
  name: 'paused',
  decide(context) {
    const { state } = context;
    if (state.pausedSinceMs === undefined) return undefined;
    return {
      phase: 'paused',
      state: { ...state, recreate: undefined },
      reasons: [reason('HOLD_PAUSED', 'by command'), ...unsafeNow(context)],
    };
  },
};

/** desiredCount is 0, and Spillway did not set it. */
export const respectStoppedService: Handler = {
  name: 'the service is stopped',
  decide({ facts: { service, contradiction }, state }) {
    if (service.desiredCount > 0 || contradiction !== undefined) return undefined;
    const text = `${service.service} has desiredCount 0`;
    return { phase: 'stopped', state, reasons: [reason('HOLD_SERVICE_STOPPED', text)] };
  },
};

function unsafeNow({ unsafe }: Context): Reason[] {
  if (unsafe.length === 0) return [];
  const text = unsafe.map(({ text: why }) => why).join('; ');
  return [
    reason(
      'ALARM_UNSAFE',
      text,
      unsafe.flatMap(({ where }) => where),
    ),
  ];
}
