/**
 * The record of a stop of the tier by Spillway, in `<prefix>/debt`. It exists from before desiredCount becomes 0 until
 * the tasks run again. The format is frozen, so that every later version of Spillway can read it and start the tasks.
 */
export interface Debt {
  /** The desiredCount to go back to, at least 1. */
  count: number;
  /** When the stop was decided, epoch milliseconds. This also identifies the debt. */
  stoppedAtMs: number;
  /** `rewind`, `skip` or `repair`. */
  for: string;
}

/** How long after the call an UpdateService(0) without a response may still take effect. */
export const LATE_STOP_MS = 10 * 60_000;

export function formatDebt({ count, stoppedAtMs, for: purpose }: Debt): string {
  return JSON.stringify({ version: 1, count, stoppedAt: new Date(stoppedAtMs).toISOString(), for: purpose });
}

/**
 * Reads a stored debt. It never fails: even an unreadable debt means that tasks are owed, so it counts as a stop of one
 * task at the time of the write.
 *
 * @param text the parameter's value; `undefined` if it does not exist
 * @param writtenAtMs SSM's LastModifiedDate, epoch milliseconds
 */
export function parseDebt(text: string | undefined, writtenAtMs: number): Debt | undefined {
  if (text === undefined) return undefined;
  const read = fieldsOf(text);
  const count = Number(read.get('count'));
  const stoppedAtMs = Date.parse(String(read.get('stoppedAt')));
  return {
    count: Number.isSafeInteger(count) && count > 0 ? count : 1,
    // A stop time after the write is impossible, and would keep the tasks stopped longer.
    stoppedAtMs: Number.isNaN(stoppedAtMs) || stoppedAtMs > writtenAtMs ? writtenAtMs : stoppedAtMs,
    for: String(read.get('for') ?? 'recreate'),
  };
}

function fieldsOf(text: string): ReadonlyMap<string, unknown> {
  try {
    const json: unknown = JSON.parse(text);
    return new Map(json !== null && typeof json === 'object' ? Object.entries(json) : []);
  } catch {
    return new Map();
  }
}
