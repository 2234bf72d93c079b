/**
 * Records earlier failures, so that a persistent fault does not stop or roll the tier, or rewrite its config, over and
 * over. Each failed stop or roll doubles the wait before the next one. Each re-arm doubles the wait before latest is
 * stored again.
 */
export interface History {
  /** When Spillway stopped the tasks without a command during the last week, newest last. */
  automaticStops: readonly number[];
  /** Consecutive failed stops and rolls, and when the last one failed. */
  failures: number;
  failedAtMs?: number | undefined;
  /** Consecutive re-arms, and when the last one happened. */
  rearms: number;
  rearmedAtMs?: number | undefined;
}

export const NO_HISTORY: History = { automaticStops: [], failures: 0, rearms: 0 };

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
const LONGEST_WAIT_MS = 12 * 3_600_000;
/** Automatic stops allowed within a day. */
export const STOP_BUDGET = 2;

/**
 * The earliest time of the next stop or roll, epoch milliseconds.
 *
 * @param baseMs the first wait
 */
export function retryAtMs({ failures, failedAtMs }: History, baseMs: number): number {
  return failedAtMs === undefined || failures === 0
    ? 0
    : failedAtMs + doubled(baseMs, failures, LONGEST_WAIT_MS);
}

/**
 * The earliest time at which latest may be stored again, epoch milliseconds. After an automatic stop the wait is a day,
 * and it doubles up to a week.
 *
 * @param baseMs the first wait after a re-arm
 */
export function latestAtMs({ automaticStops, rearms, rearmedAtMs }: History, baseMs: number): number {
  const stopped = automaticStops.at(-1);
  const afterStop = stopped === undefined ? 0 : stopped + doubled(DAY_MS, automaticStops.length, WEEK_MS);
  const afterRearm =
    rearmedAtMs === undefined || rearms === 0 ? 0 : rearmedAtMs + doubled(baseMs, rearms, LONGEST_WAIT_MS);
  return Math.max(afterStop, afterRearm);
}

export function stopsWithinDay({ automaticStops }: History, nowMs: number): number {
  return automaticStops.filter((atMs) => nowMs - atMs < DAY_MS).length;
}

export function noteFailure(history: History, nowMs: number): History {
  return { ...history, failures: history.failures + 1, failedAtMs: nowMs };
}

export function noteSuccess(history: History): History {
  return { ...history, failures: 0, failedAtMs: undefined };
}

export function noteAutomaticStop(history: History, nowMs: number): History {
  const kept = history.automaticStops.filter((atMs) => nowMs - atMs < WEEK_MS).slice(-3);
  return { ...history, automaticStops: [...kept, nowMs] };
}

/** A re-arm more than a day after the previous one counts as the first. */
export function noteRearm(history: History, nowMs: number): History {
  const recent = history.rearmedAtMs !== undefined && nowMs - history.rearmedAtMs < DAY_MS;
  return { ...history, rearms: recent ? history.rearms + 1 : 1, rearmedAtMs: nowMs };
}

function doubled(baseMs: number, times: number, mostMs: number): number {
  return Math.min(mostMs, baseMs * 2 ** Math.min(times - 1, 30));
}
