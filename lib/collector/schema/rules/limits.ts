import type { Complaint } from './rule';

/** Nanoseconds. */
export const MS = 1e6;
export const SECOND = 1e9;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** A complaint when a number is known and below `least`. */
export function* atLeast(
  path: string[],
  value: number | undefined,
  least: number,
  complaint: Omit<Complaint, 'path'>,
): Generator<Complaint> {
  if (value !== undefined && value < least) yield { path, ...complaint };
}

/** A complaint when a number is known and above `most`. */
export function* atMost(
  path: string[],
  value: number | undefined,
  most: number,
  complaint: Omit<Complaint, 'path'>,
): Generator<Complaint> {
  if (value !== undefined && value > most) yield { path, ...complaint };
}

/** Texts that a list names twice, upper and lower case alike. */
export function repeated(texts: readonly string[]): string[] {
  const seen = new Set<string>();
  return texts.filter((text) => {
    const lower = text.toLowerCase();
    const twice = seen.has(lower);
    seen.add(lower);
    return twice;
  });
}
