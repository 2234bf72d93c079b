import type { TickRequest, TickResult } from './tick';

/** The part of a tick's result that decides whether another one follows. */
export type Followed = Pick<
  TickResult,
  | 'recreate'
  | 'manualOperation'
  | 'debt'
  | 'pausedSinceMs'
  | 'outcome'
  | 'answer'
  | 'reasons'
  | 'action'
  | 'tasks'
>;

/**
 * What the next tick of the same invocation is for; `undefined` when the schedule is soon enough. Only these are in a
 * hurry: tasks that are stopped, a step that makes the next one due, a config that has to settle before tasks are stopped
 * or replaced, and a second look at what tasks hold. A command that met another tick is given again, with its id.
 *
 * @param looksAgain how many ticks in a row this process has made only to look again
 */
export function followUp(request: TickRequest, result: Followed, looksAgain = 0): TickRequest | undefined {
  const { outcome, pausedSinceMs } = result;
  if (outcome === 'lost') return request.kind === 'command' ? request : undefined;
  if (outcome === 'looked') return undefined;
  // Tasks that are owed start again also while paused.
  if (isOwed(result)) return { kind: 'reconcile' };
  if (pausedSinceMs !== undefined) return undefined;
  const isDue =
    result.recreate !== undefined ||
    madeAStep(result) ||
    waitsForTheConfig(result) ||
    (waitsForASecondLook(result) && looksAgain < MOST_LOOKS);
  return isDue ? { kind: 'reconcile' } : undefined;
}

/** A backend that takes nothing for this many looks is left to the schedule. */
const MOST_LOOKS = 3;

/** Spillway stopped the tasks, and they have not been told to start yet. */
function isOwed({ debt, tasks, action, outcome }: Followed): boolean {
  const stopsNow = action?.kind === 'stop-tasks' && outcome === 'acted';
  return stopsNow || (debt !== undefined && tasks.desired === 0);
}

/** A command goes on at once; after a seed the flip is due; once earliest is stored, tasks on latest come next. */
function madeAStep({ manualOperation, outcome, answer, action }: Followed): boolean {
  if (manualOperation !== undefined && (outcome === 'acted' || answer?.accepted === true)) return true;
  if (outcome !== 'acted') return false;
  return (
    action?.kind === 'seed-live' || (action?.kind === 'store-offset' && action.initialOffset === 'earliest')
  );
}

/** A task that starts now might still read the value before: in less than a minute it does not. */
function waitsForTheConfig({ reasons }: Followed): boolean {
  return reasons.some(({ code }) => code === 'WAITING_CONFIG_SETTLES');
}

/**
 * Nothing but what tasks hold is in the way of a stop, roll or scale-in. Whether the backend takes it shows between two
 * looks that are seconds apart, not a minute.
 */
export function waitsForASecondLook({ reasons }: Followed): boolean {
  const holds = reasons.filter(({ kind }) => kind === 'hold');
  return holds.length > 0 && holds.every(({ code }) => code === 'HOLD_UNSENT');
}
