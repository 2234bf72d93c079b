import type { TickRequest, TickResult } from './tick';

/**
 * What the next tick of the same invocation is for; `undefined` when there is none. Waits are left to the schedule: only
 * a recreate is in a hurry, a step of a person's operation that has just been made, and a second look at what tasks hold.
 * A command that met another tick is tried again, with its id.
 */
export function followUp(request: TickRequest, result: TickResult): TickRequest | undefined {
  const { operation, request: underWay, pausedSinceMs, outcome, answer } = result;
  if (outcome === 'lost') return request.kind === 'command' ? request : undefined;
  if (outcome === 'looked' || pausedSinceMs !== undefined) return undefined;
  const stepped = underWay !== undefined && (outcome === 'acted' || answer?.accepted === true);
  return operation !== undefined || stepped || waitsForASecondLook(result)
    ? { kind: 'reconcile' }
    : undefined;
}

/** Whether the backend takes what tasks hold shows between two looks that are seconds apart, not a minute. */
function waitsForASecondLook({ phase, reasons }: TickResult): boolean {
  const holds = reasons.filter(({ kind }) => kind === 'hold');
  return phase === 'held' && holds.length > 0 && holds.every(({ code }) => code === 'HOLD_UNSENT');
}
