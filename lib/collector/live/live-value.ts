import { stringList } from '../config/collector-config';
import type { ConfigPath } from '../config/config-document';
import { placeholdersIn } from '../config/placeholder';
import { settingAt } from '../config/setting-at';
import { parseGoDuration } from '../schema/go-duration';

/** A value in a configuration, as far as the text determines it. */
export type LiveValue<T> =
  /** Written in the text, or the Collector's default. */
  | { kind: 'known'; value: T }
  /** The value in `${env:NAME:-value}`, which the task's environment may override. */
  | { kind: 'fallback'; value: T }
  /** It is `${env:NAME}` or `${file:…}`, lies below such a section, or has a type that the Collector refuses. */
  | { kind: 'unknown' };

const UNKNOWN = { kind: 'unknown' } as const;
const NANOSECONDS_PER_MS = 1_000_000;
const REFERENCE = /\$\$|\$\{env:([A-Za-z_][A-Za-z0-9_]*):-([^{}]*)\}/g;

/** The value in the text, even if it is a fallback; `undefined` if it is unknown. */
export function valueIn<T>(value: LiveValue<T>): T | undefined {
  return value.kind === 'unknown' ? undefined : value.value;
}

/** The value, provided that the environment cannot override it. */
export function certainValue<T>(value: LiveValue<T>): T | undefined {
  return value.kind === 'known' ? value.value : undefined;
}

export function mapLive<T, U>(value: LiveValue<T>, change: (value: T) => U): LiveValue<U> {
  return value.kind === 'unknown' ? value : { kind: value.kind, value: change(value.value) };
}

export function textLive(settings: unknown, path: ConfigPath, fallback: string): LiveValue<string> {
  return read(settings, path, fallback, (value) => (typeof value === 'object' ? UNKNOWN : written(value)));
}

/** A list of strings, or one string with commas. If one of the items is unknown, so is the list. */
export function textsLive(
  settings: unknown,
  path: ConfigPath,
  fallback: readonly string[],
): LiveValue<readonly string[]> {
  return read(settings, path, fallback, (value) => {
    if (typeof value === 'string') return mapLive(written(value), stringList);
    if (!Array.isArray(value)) return UNKNOWN;
    const items = value.map((item) => written(item ?? ''));
    const values = items.flatMap((item) => valueIn(item)?.trim() ?? []);
    if (values.length < items.length) return UNKNOWN;
    return { kind: items.some(({ kind }) => kind === 'fallback') ? 'fallback' : 'known', value: values };
  });
}

/** In milliseconds. A number without a unit is nanoseconds, as in Go. */
export function durationMsLive(settings: unknown, path: ConfigPath, fallbackMs: number): LiveValue<number> {
  return read(settings, path, fallbackMs, (value) => {
    if (typeof value === 'number') return { kind: 'known', value: value / NANOSECONDS_PER_MS };
    const text = written(value);
    const ns = text.kind === 'unknown' ? undefined : parseGoDuration(text.value);
    return ns === undefined ? UNKNOWN : mapLive(text, () => ns / NANOSECONDS_PER_MS);
  });
}

export function numberLive(settings: unknown, path: ConfigPath, fallback: number): LiveValue<number> {
  return read(settings, path, fallback, (value) => {
    const text = written(value);
    const number = Number(valueIn(text) || Number.NaN);
    return Number.isFinite(number) ? mapLive(text, () => number) : UNKNOWN;
  });
}

export function flagLive(settings: unknown, path: ConfigPath, fallback: boolean): LiveValue<boolean> {
  return read(settings, path, fallback, (value) => {
    const text = written(value);
    const flag = valueIn(text);
    return flag === 'true' || flag === 'false' ? mapLive(text, () => flag === 'true') : UNKNOWN;
  });
}

function read<T>(
  settings: unknown,
  path: ConfigPath,
  fallback: T,
  decode: (value: unknown) => LiveValue<T>,
): LiveValue<T> {
  const found = settingAt(settings, path);
  if (found.kind === 'absent') return { kind: 'known', value: fallback };
  return found.kind === 'unknown' ? UNKNOWN : decode(found.value);
}

/** A scalar as text, with `$$` unescaped and references replaced with their fallbacks. */
function written(value: unknown): LiveValue<string> {
  const text = String(value);
  const references = placeholdersIn(text);
  const isOpen = references.some(({ scheme, fallback }) => scheme !== 'env' || fallback === undefined);
  if (isOpen) return UNKNOWN;
  const filled = text.replaceAll(REFERENCE, (whole, _name, fallback?: string) =>
    whole === '$$' ? '$' : (fallback ?? ''),
  );
  return { kind: references.length > 0 ? 'fallback' : 'known', value: filled };
}
