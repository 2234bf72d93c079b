import type { TickRequest, TickResult } from './tick';

/** The part of a tick's result that decides whether another one follows. */
export type Followed = Pick<
  TickResult,
  'recreate' | 'manualOperation' | 'debt' | 'pausedSinceMs' | 'outcome' | 'answer' | 'reasons' | 'action'
>;

/**
 * What the next tick of the same invocation is for; `undefined` when there is none. Only what cannot wait a minute for
 * the schedule follows at once: tasks that are stopped, the next step of a recreate or command that has just been made,
 * the store after a seed, and a second look at what tasks hold. A command that met another tick is tried again, with its
 * id.
 */
export function followUp(request: TickRequest, result: Followed): TickRequest | undefined {
  const { outcome } = result;
  if (outcome === 'lost') return request.kind === 'command' ? request : undefined;
  return outcome !== 'looked' && cannotWait(result) ? { kind: 'reconcile' } : undefined;
}

function cannotWait(result: Followed): boolean {
  const { recreate, manualOperation, debt, pausedSinceMs, outcome, answer, action } = result;
  if (debt !== undefined) return true;
  if (pausedSinceMs !== undefined) return false;
  const stepped = manualOperation !== undefined && (outcome === 'acted' || answer?.accepted === true);
  const seeded = outcome === 'acted' && action?.kind === 'seed-live';
  return recreate !== undefined || stepped || seeded || waitsForASecondLook(result);
}

/** Whether the backend takes what tasks hold shows between two looks that are seconds apart, not a minute. */
function waitsForASecondLook({ reasons }: Followed): boolean {
  const holds = reasons.filter(({ kind }) => kind === 'hold');
  return holds.length > 0 && holds.every(({ code }) => code === 'HOLD_UNSENT');
}
