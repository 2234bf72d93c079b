import { type Reason, reason } from '../vocabulary/reasons';

/** Current holds by code, each with its start in epoch milliseconds. */
export type Holds = Readonly<Record<string, number>>;

/** Adds its start to every hold, and raises an alarm for a hold that lasts too long. */
export function trackHolds(
  before: Holds,
  reasons: readonly Reason[],
  nowMs: number,
  alarmAfterMs: number,
): { holds: Holds; reasons: Reason[] } {
  const holds: Record<string, number> = {};
  const timed = reasons.map((each) => {
    if (each.kind !== 'hold') return each;
    const sinceMs = before[each.code] ?? nowMs;
    holds[each.code] = sinceMs;
    return { ...each, sinceMs };
  });
  const lasting = Object.entries(holds).filter(([, sinceMs]) => nowMs - sinceMs > alarmAfterMs);
  const alarms = lasting.map(([code, sinceMs]) =>
    reason('ALARM_HOLD_LASTS', `${code} has lasted for ${Math.round((nowMs - sinceMs) / 60_000)} min`),
  );
  return { holds, reasons: [...timed, ...alarms] };
}
