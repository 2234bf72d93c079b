import type { ControllerState } from './state';

/** Times in `policies` come from SSM's clock, so they are kept. */
const OTHER_CLOCKS: ReadonlySet<string> = new Set(['policies']);

/**
 * Replaces times in the future with now. They appear if this clock was set back or the writer's clock was fast, and a
 * wait would then last until that time. Watermarks from the future prove nothing and are removed.
 */
export function clampFuture(
  state: ControllerState,
  nowMs: number,
): { state: ControllerState; wentBack: boolean } {
  const watermarks = pastOnly(state.watermarks, nowMs);
  const wentBack = watermarks !== state.watermarks || hasFuture(state, nowMs);
  if (!wentBack) return { state, wentBack };
  return { state: { ...(clamped(state, nowMs) as ControllerState), watermarks }, wentBack };
}

function pastOnly(marks: ControllerState['watermarks'], nowMs: number): ControllerState['watermarks'] {
  const isPast = ({ notedAtMs }: { notedAtMs: number }) => notedAtMs <= nowMs;
  if ([...marks.values()].every((ofTopic) => [...ofTopic.values()].every(isPast))) return marks;
  return new Map(
    [...marks].map(([topic, ofTopic]) => [topic, new Map([...ofTopic].filter(([, mark]) => isPast(mark)))]),
  );
}

function isTime(key: string, value: unknown): value is number {
  return (
    typeof value === 'number' && (key.endsWith('Ms') || key === 'automaticStops') && !key.startsWith('held')
  );
}

function hasFuture(value: unknown, nowMs: number, key = ''): boolean {
  if (isTime(key, value)) return value > nowMs;
  if (OTHER_CLOCKS.has(key) || value === null || typeof value !== 'object' || value instanceof Map)
    return false;
  if (Array.isArray(value)) return value.some((each) => hasFuture(each, nowMs, key));
  const times = key === 'holds';
  return Object.entries(value).some(([name, each]) => hasFuture(each, nowMs, times ? 'sinceMs' : name));
}

function clamped(value: unknown, nowMs: number, key = ''): unknown {
  if (isTime(key, value)) return Math.min(value, nowMs);
  if (OTHER_CLOCKS.has(key) || value === null || typeof value !== 'object' || value instanceof Map)
    return value;
  if (Array.isArray(value)) return value.map((each) => clamped(each, nowMs, key));
  const times = key === 'holds';
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, clamped(each, nowMs, times ? 'sinceMs' : name)]),
  );
}
