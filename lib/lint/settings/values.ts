import { stringList } from '../../collector/config/collector-config';
import type { ConfigPath } from '../../collector/config/config-document';
import { isPlaceholder } from '../../collector/config/placeholder';
import { settingAt } from '../../collector/config/setting-at';

/**
 * Reads a setting as the Collector decodes it. An absent setting (or null) gives the fallback. `undefined` means that
 * the value is not known: it is a `${…}`, it is in a section that is one, or it has the wrong type. Rules then report
 * nothing.
 */
export function textAt(settings: unknown, path: ConfigPath, fallback?: string): string | undefined {
  return known(settings, path, fallback, (value) =>
    typeof value === 'string' || typeof value === 'number' ? String(value) : undefined,
  );
}

export function numberAt(settings: unknown, path: ConfigPath, fallback?: number): number | undefined {
  return known(settings, path, fallback, (value) => {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
  });
}

export function booleanAt(settings: unknown, path: ConfigPath, fallback?: boolean): boolean | undefined {
  return known(settings, path, fallback, (value) => {
    if (typeof value === 'boolean') return value;
    return value === 'true' || value === 'false' ? value === 'true' : undefined;
  });
}

/** In milliseconds, and so is the fallback. */
export function durationMsAt(settings: unknown, path: ConfigPath, fallbackMs?: number): number | undefined {
  return known(settings, path, fallbackMs, parseGoDurationMs);
}

/**
 * A list of strings, or one string with commas; an empty string is an empty list. `undefined` if one of the strings is
 * not known.
 */
export function listAt(
  settings: unknown,
  path: ConfigPath,
  fallback?: readonly string[],
): readonly string[] | undefined {
  return known(settings, path, fallback, (value) => {
    if (typeof value === 'string') return stringList(value);
    if (!Array.isArray(value) || value.some((item) => typeof item !== 'string' || isPlaceholder(item))) {
      return undefined;
    }
    return value.map((item) => String(item).trim());
  });
}

/** Whether there is a value at the path, known or unknown. */
export function isSet(settings: unknown, path: ConfigPath): boolean {
  return settingAt(settings, path).kind !== 'absent';
}

/** The milliseconds in `1m30s`, `200ms`, or a number of nanoseconds. */
export function parseGoDurationMs(value: unknown): number | undefined {
  if (typeof value === 'number') return value / 1_000_000;
  if (typeof value !== 'string') return undefined;
  if (value === '0') return 0;
  if (!/^([0-9.]+(ns|us|µs|ms|s|m|h))+$/.test(value)) return undefined;
  const parts = [...value.matchAll(/([0-9.]+)(ns|us|µs|ms|s|m|h)/g)];
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNIT_MS.get(unit ?? '') ?? 0), 0);
}

const UNIT_MS = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

function known<T>(
  settings: unknown,
  path: ConfigPath,
  fallback: T | undefined,
  read: (value: unknown) => T | undefined,
): T | undefined {
  const found = settingAt(settings, path);
  switch (found.kind) {
    case 'absent':
      return fallback;
    case 'unknown':
      return undefined;
    case 'value':
      return isPlaceholder(found.value) ? undefined : read(found.value);
  }
}
