import type { Progress } from '../lag/progress';

/**
 * Offsets per second that one task consumed in recent drains. It is kept in the state, so the first tick of a process
 * already has an ETA, and the cost of a command is based on real drains.
 */
export interface DrainRate {
  perTaskPerSecond: number;
  /** How many drains, or long parts of one, the average covers; at most 5. */
  drains: number;
}

/** Consumption during the current drain, as seen by this process. */
export interface DrainPace {
  consumed: bigint;
  taskSeconds: number;
}

const DRAINS_REMEMBERED = 5;
/** A shorter drain mostly measures how long tasks take to start. */
const LEAST_TASK_SECONDS = 10;
/** A drain longer than this is recorded in parts. */
const LONG_TASK_SECONDS = 3_600;

/** Adds the progress since the last tick; `undefined` before anything was consumed. */
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

/** Adds a drain to the average when it ends, or once it has lasted long enough. */
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
