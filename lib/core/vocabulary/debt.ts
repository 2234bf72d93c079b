/**
 * A stop of the tier by Spillway, as it stands in `<prefix>/debt` from before desiredCount becomes 0 until the tasks run
 * again. The format is frozen: every later version of Spillway reads it, and repays it.
 */
export interface Debt {
  /** desiredCount to go back to, at least 1. */
  count: number;
  /** When the stop was decided, epoch milliseconds; also its identity. */
  stoppedAtMs: number;
  /** `rewind`, `skip` or `repair`. */
  for: string;
}

/** UpdateService(0) without an answer may still take effect this much later. */
export const LATE_STOP_MS = 10 * 60_000;

export function formatDebt({ count, stoppedAtMs, for: purpose }: Debt): string {
  return JSON.stringify({ version: 1, count, stoppedAt: new Date(stoppedAtMs).toISOString(), for: purpose });
}

/**
 * Reads a stored debt. Never fails: what cannot be read still says that tasks are owed, so it counts as a stop of one
 * task that began when the parameter was written.
 *
 * @param text the parameter's value; `undefined` where there is none
 * @param writtenAtMs when SSM says that it was written, epoch milliseconds
 */
export function parseDebt(text: string | undefined, writtenAtMs: number): Debt | undefined {
  if (text === undefined) return undefined;
  const read = fieldsOf(text);
  const count = Number(read.get('count'));
  const stoppedAtMs = Date.parse(String(read.get('stoppedAt')));
  return {
    count: Number.isSafeInteger(count) && count > 0 ? count : 1,
    // A time that the parameter cannot have been written at would keep the tasks stopped for longer.
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
