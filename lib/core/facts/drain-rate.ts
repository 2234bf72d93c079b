import type { Progress } from '../lag/progress';

/**
 * What one task really consumed in the last drains, offsets a second. It stays in the state, so that a single look has
 * an ETA and a command's cost comes from real drains.
 */
export interface DrainRate {
  perTaskPerSecond: number;
  /** How many drains, or long parts of one, it is averaged over; 5 at most count. */
  drains: number;
}

/** What was consumed since the drain under way began, between looks of this process. */
export interface DrainPace {
  consumed: bigint;
  taskSeconds: number;
}

const DRAINS_REMEMBERED = 5;
/** Less than this says more about starting than about draining. */
const LEAST_TASK_SECONDS = 10;
/** A drain that takes long is noted meanwhile. */
const LONG_TASK_SECONDS = 3_600;

/** Adds what happened since the last look; `undefined` while nothing is drained. */
export function continueDrain(
  before: DrainPace | undefined,
  { group: movement, seconds }: Progress,
  running: number,
): DrainPace | undefined {
  if (movement.kind !== 'measured' || seconds <= 0 || running === 0 || movement.consumed === 0n)
    return before;
  return {
    consumed: (before?.consumed ?? 0n) + movement.consumed,
    taskSeconds: (before?.taskSeconds ?? 0) + seconds * running,
  };
}

/** The rate with a drain that is over, or has been long, taken into it. */
export function noteDrain(
  before: DrainRate | undefined,
  pace: DrainPace | undefined,
  drained: boolean,
): { rate: DrainRate | undefined; pace: DrainPace | undefined } {
  const long = pace !== undefined && pace.taskSeconds >= LONG_TASK_SECONDS;
  if (!pace || (!drained && !long)) return { rate: before, pace };
  if (pace.taskSeconds < LEAST_TASK_SECONDS) return { rate: before, pace: undefined };
  const now = Number(pace.consumed) / pace.taskSeconds;
  const drains = Math.min(before?.drains ?? 0, DRAINS_REMEMBERED - 1);
  const perTaskPerSecond = ((before?.perTaskPerSecond ?? 0) * drains + now) / (drains + 1);
  return {
    rate: { perTaskPerSecond: Math.round(perTaskPerSecond * 1000) / 1000, drains: drains + 1 },
    pace: undefined,
  };
}
