import type { OffsetTarget } from '../core/vocabulary/command';
import { parseDurationMs } from '../pipeline';

/** Kafka's offsets are 64 bits with a sign. */
const LARGEST_OFFSET = 2n ** 63n - 1n;
/** ISO 8601 with a zone: without one it would mean another time on another machine. */
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;

const TARGETS =
  'earliest, latest, an offset (1234), a time with its zone (2026-11-24T10:00:00Z), or how long ago (15m)';

/**
 * Reads where commits are to be moved to. A duration means that long before `nowMs`.
 *
 * @returns the target, or why the text is not one
 */
export function parseTarget(text: string, nowMs: number): OffsetTarget | { kind: 'refused'; why: string } {
  if (text === 'earliest' || text === 'latest') return { kind: text };
  if (/^\d+$/.test(text)) {
    const offset = BigInt(text);
    return offset > LARGEST_OFFSET
      ? refused(`${text} is larger than any offset of Kafka`)
      : { kind: 'offset', offset };
  }
  const atMs = timeOf(text, nowMs);
  if (atMs === undefined) return refused(`"${text}" must be one of: ${TARGETS}`);
  if (atMs > nowMs) return refused(`${text} lies in the future; the end of the log is called latest`);
  return atMs < 0
    ? refused(`${text} lies before 1970; the start of the log is called earliest`)
    : { kind: 'time', atMs };
}

/** The target as text that {@link parseTarget} reads back, whenever it does. */
export function formatTarget(target: OffsetTarget): string {
  switch (target.kind) {
    case 'earliest':
    case 'latest':
      return target.kind;
    case 'offset':
      return String(target.offset);
    case 'time':
      return new Date(target.atMs).toISOString();
  }
}

function timeOf(text: string, nowMs: number): number | undefined {
  const agoMs = parseDurationMs(text);
  if (agoMs !== undefined) return nowMs - agoMs;
  if (!TIME.test(text)) return undefined;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) || !sameDay(text) ? undefined : atMs;
}

/** Date.parse takes February 30 for March 2. */
function sameDay(text: string): boolean {
  const day = text.slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

function refused(why: string): { kind: 'refused'; why: string } {
  return { kind: 'refused', why };
}
