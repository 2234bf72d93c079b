import type { OffsetTarget } from '../core/vocabulary/command';
import { parseDurationMs } from '../pipeline';

/** Kafka's offsets are signed 64-bit integers. */
const LARGEST_OFFSET = 2n ** 63n - 1n;
/** ISO 8601 with a zone. Without a zone, the time would depend on the machine that reads it. */
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;

const TARGETS =
  'earliest, latest, an offset (1234), a time with its zone (2026-11-24T10:00:00Z), or a duration before now (15m)';

/**
 * Parses the target of a rewind or skip. A duration counts back from `nowMs`.
 *
 * @returns the target, or why the text is not a target
 */
export function parseTarget(text: string, nowMs: number): OffsetTarget | { kind: 'refused'; why: string } {
  if (text === 'earliest' || text === 'latest') return { kind: text };
  if (/^\d+$/.test(text)) {
    const offset = BigInt(text);
    return offset > LARGEST_OFFSET
      ? refused(`${text} is larger than Kafka's largest offset`)
      : { kind: 'offset', offset };
  }
  const atMs = timeOf(text, nowMs);
  if (atMs === undefined) return refused(`"${text}" must be one of: ${TARGETS}`);
  if (atMs > nowMs) return refused(`${text} is in the future; use latest for the end of the log`);
  return atMs < 0
    ? refused(`${text} is before 1970; use earliest for the start of the log`)
    : { kind: 'time', atMs };
}

/** The target as text that {@link parseTarget} reads back the same at any time. */
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

/** Date.parse would accept February 30, as March 2. */
function sameDay(text: string): boolean {
  const day = text.slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

function refused(why: string): { kind: 'refused'; why: string } {
  return { kind: 'refused', why };
}
