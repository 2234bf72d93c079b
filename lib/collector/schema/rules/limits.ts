import type { Complaint } from './rule';

/** One millisecond in nanoseconds. */
export const MS = 1e6;
export const SECOND = 1e9;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** Complains about a known number that is below `least`. */
export function* atLeast(
  path: string[],
  value: number | undefined,
  least: number,
  complaint: Omit<Complaint, 'path'>,
): Generator<Complaint> {
  if (value !== undefined && value < least) yield { path, ...complaint };
}

/** Complains about a known number that is above `most`. */
export function* atMost(
  path: string[],
  value: number | undefined,
  most: number,
  complaint: Omit<Complaint, 'path'>,
): Generator<Complaint> {
  if (value !== undefined && value > most) yield { path, ...complaint };
}

/** The strings that a list contains more than once, ignoring case. */
export function repeated(texts: readonly string[]): string[] {
  const seen = new Set<string>();
  return texts.filter((text) => {
    const lower = text.toLowerCase();
    const isRepeated = seen.has(lower);
    seen.add(lower);
    return isRepeated;
  });
}
