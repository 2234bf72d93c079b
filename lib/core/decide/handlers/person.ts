import { type Reason, reason } from '../../vocabulary/reasons';
import type { Context, Handler } from '../outcome';

/** The stop switch is on: a stop of ours becomes a person's, and nothing else is done. */
export const keepStopped: Handler = {
  name: 'a person stopped the service',
  decide(context) {
    const { hold, debt, state, facts } = context;
    if (!hold) return undefined;
    const text = `desiredCount ${facts.service.desiredCount}`;
    return {
      phase: 'stopped',
      action: debt && { kind: 'close-debt' },
      state: { ...state, recreate: undefined, roll: undefined, manualOperation: undefined },
      reasons: [reason('HOLD_STOPPED_BY_PERSON', text), ...unsafeNow(context)],
    };
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
