import { grouped } from '../pipeline/counted';

/** A rate, for example `1,200 offsets/s`. Below 10 it has one decimal, so that a slow rate is not shown as 0. */
export function perSecond(rate: number): string {
  return rate < 10
    ? `${Number(rate.toFixed(1))} offsets/s`
    : `${grouped(String(Math.round(rate)))} offsets/s`;
}

/** A duration in s, min, h or d, whichever keeps the number small, for example `14 min`. */
export function about(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`;
}

/** `185` becomes `3 min behind`, and `0` becomes `up to date`. */
export function behindWords(seconds: number): string {
  return seconds === 0 ? 'up to date' : `${about(seconds)} behind`;
}

/** `2026-11-24T10:00:00.000Z` becomes `2026-11-24 10:00:00 UTC`. */
export function dateTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
