import type { TickRequest } from './tick';
import type { TickResult } from './tick-result';

/** The parts of a tick's result that decide whether another tick follows at once. */
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
 * The next tick of the same invocation; `undefined` if the schedule is soon enough. A tick follows at once while tasks
 * are stopped, after a step that makes another one due, while a config settles before a stop or roll, and to sample the
 * task metrics a second time. If a command lost to another tick, it is repeated with its id.
 *
 * @param metricsTicks consecutive ticks that this process has made only to sample the metrics again
 */
export function followUp(request: TickRequest, result: Followed, metricsTicks = 0): TickRequest | undefined {
  const { outcome, pausedSinceMs } = result;
  if (outcome === 'lost') return request.kind === 'command' ? request : undefined;
  if (outcome === 'looked') return undefined;
  // Owed tasks start even while Spillway is paused.
  if (isOwed(result)) return { kind: 'reconcile' };
  if (pausedSinceMs !== undefined) return undefined;
  const isDue =
    result.recreate !== undefined ||
    madeAStep(result) ||
    waitsForTheConfig(result) ||
    (waitsForASecondLook(result) && metricsTicks < MAX_METRICS_TICKS);
  return isDue ? { kind: 'reconcile' } : undefined;
}

/** After this many samples, a backend that accepts nothing is checked again only on schedule. */
const MAX_METRICS_TICKS = 3;

/** Spillway has stopped the tasks and not started them again. */
function isOwed({ debt, tasks, action, outcome }: Followed): boolean {
  const stopsNow = action?.kind === 'stop-tasks' && outcome === 'acted';
  return stopsNow || (debt !== undefined && tasks.desired === 0);
}

/**
 * Whether this tick made the next step due: a command's next step, the flip after a seed, or the replacement of tasks
 * after earliest was stored.
 */
function madeAStep({ manualOperation, outcome, answer, action }: Followed): boolean {
  if (manualOperation !== undefined && (outcome === 'acted' || answer?.accepted === true)) return true;
  if (outcome !== 'acted') return false;
  return (
    action?.kind === 'seed-live' || (action?.kind === 'store-offset' && action.initialOffset === 'earliest')
  );
}

function waitsForTheConfig({ reasons }: Followed): boolean {
  return reasons.some(({ code }) => code === 'WAITING_CONFIG_SETTLES');
}

/**
 * Whether a stop, roll or scale-in is blocked only because tasks hold data. Two samples a few seconds apart show whether
 * the backend accepts it.
 */
export function waitsForASecondLook({ reasons }: Followed): boolean {
  const holds = reasons.filter(({ kind }) => kind === 'hold');
  return holds.length > 0 && holds.every(({ code }) => code === 'HOLD_UNSENT');
}
