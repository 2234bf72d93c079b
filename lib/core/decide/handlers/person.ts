import { LATE_STOP_MS } from '../../vocabulary/debt';
import { type Reason, reason } from '../../vocabulary/reasons';
import { type Context, type Handler, isOutcome } from '../outcome';
import { storeEarliest } from './latest';

/** The service was stopped manually, so start nothing and end whatever is in progress. */
export const keepStopped: Handler = {
  name: 'a person stopped the service',
  decide(context) {
    const { hold, debt, state, facts } = context;
    if (!hold) return undefined;
    const text = `desiredCount is ${facts.service.desiredCount}`;
    const stopped = { ...state, recreate: undefined, roll: undefined, manualOperation: undefined };
    const ended = state.manualOperation;
    const why = [
      reason('HOLD_STOPPED_BY_PERSON', text),
      ...(ended ? [reason('REQUEST_FAILED', `${ended.command.kind}: a person stopped the service`)] : []),
    ];
    // Before that, an unanswered stop call may still take effect, even after an operator has started the tasks again.
    if (debt && facts.nowMs - debt.stoppedAtMs >= LATE_STOP_MS)
      return {
        phase: 'stopped',
        action: { kind: 'close-debt' },
        state: stopped,
        reasons: [...why, ...unsafeNow(context)],
      };
    // Storing earliest starts and stops nothing, and protects the tasks that start after the stop.
    const stored =
      facts.config.editProblem === undefined
        ? storeEarliest.decide({ ...context, state: stopped })
        : undefined;
    if (isOutcome(stored)) return { ...stored, phase: 'stopped', reasons: [...why, ...stored.reasons] };
    return { phase: 'stopped', state: stopped, reasons: [...why, ...unsafeNow(context)] };
  },
};

/** While paused, only reports. `repayDebt` has already started any tasks that a recreate stopped. */
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

/** Leaves the service alone after someone else set desiredCount to 0. */
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
