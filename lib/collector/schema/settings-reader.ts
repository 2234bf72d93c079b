import { valueAt } from '../config/collector-config';
import { isRecord } from '../config/config-document';
import { isPlaceholder } from '../config/placeholder';
import { Expanded } from './expanded';
import { parseGoDuration } from './go-duration';

/** Since v0.127, a null in place of a string, number, duration or boolean means the zero value, not the default. */
export const NULL_IS_ZERO_SINCE = 127;

/**
 * Reads settings as the Collector decodes them. `undefined` means that a value is known only when the Collector runs
 * (`${env:…}`), or that it cannot be decoded, which checkValue reports.
 */
export interface SettingsReader {
  /** Whether there is a value other than null. */
  has(...path: string[]): boolean;
  /** Whether the key is there, even with null. */
  names(...path: string[]): boolean;
  /** The value as it is written, or as the Collector parses the fallback of a variable. */
  raw(...path: string[]): unknown;
  text(path: string[], fallback: string): string | undefined;
  flag(path: string[], fallback: boolean): boolean | undefined;
  /** A whole number loses its fraction, as in Go. */
  number(path: string[], fallback: number): number | undefined;
  /** Like `number` for an int32. As in Go, a number that is too large wraps around. */
  int32(path: string[], fallback: number): number | undefined;
  fraction(path: string[], fallback: number): number | undefined;
  /** The duration in nanoseconds. */
  durationNs(path: string[], fallbackNs: number): number | undefined;
  /** A list of strings; `undefined` if one of them is not known. */
  texts(path: string[], fallback: string[]): string[] | undefined;
  below(...path: string[]): SettingsReader;
}

export function settingsReader(settings: unknown, minor: number): SettingsReader {
  const raw = (path: string[]) => valueAt(settings, path);
  const read = <T>(path: string[], fallback: T, zero: T, decode: (value: unknown) => T | undefined) => {
    const given = raw(path);
    const value = given instanceof Expanded ? given.value : given;
    if (value === null) return given !== null || minor >= NULL_IS_ZERO_SINCE ? zero : fallback;
    if (value === undefined) return withoutValue(settings, path, fallback, zero);
    return isPlaceholder(value) ? undefined : decode(value);
  };
  return {
    has: (...path) => raw(path) !== undefined && raw(path) !== null,
    names: (...path) => {
      const parent = valueAt(settings, path.slice(0, -1));
      return isRecord(parent) && Object.hasOwn(parent, path.at(-1) ?? '');
    },
    raw: (...path) => {
      const given = raw(path);
      return given instanceof Expanded ? given.value : given;
    },
    text: (path, fallback) => {
      const value = raw(path);
      if (value instanceof Expanded) return value.text;
      return read(path, fallback, '', (given) => (typeof given === 'string' ? given : undefined));
    },
    flag: (path, fallback) =>
      read(path, fallback, false, (value) => (typeof value === 'boolean' ? value : undefined)),
    number: (path, fallback) => read(path, fallback, 0, wholeNumber),
    int32: (path, fallback) =>
      read(path, fallback, 0, (value) => {
        const whole = wholeNumber(value);
        return whole === undefined ? undefined : Number(BigInt.asIntN(32, BigInt(whole)));
      }),
    fraction: (path, fallback) =>
      read(path, fallback, 0, (value) => (typeof value === 'number' ? value : undefined)),
    durationNs: (path, fallbackNs) =>
      read(path, fallbackNs, 0, (value) =>
        typeof value === 'string' ? parseGoDuration(value) : wholeNumber(value),
      ),
    texts: (path, fallback) => {
      const given = raw(path);
      // A null leaves the default. So does an empty variable, ever since null has meant the zero value for the other
      // types.
      const keeps = given === null || (given instanceof Expanded && minor >= NULL_IS_ZERO_SINCE);
      return read(path, fallback, keeps ? fallback : [], texts);
    },
    below: (...path) => settingsReader(raw(path), minor),
  };
}

/**
 * The value of an absent setting. It is unknown below `tls: ${env:TLS}`, the zero value below an empty variable, and
 * otherwise the default.
 */
function withoutValue<T>(settings: unknown, path: string[], fallback: T, zero: T): T | undefined {
  let section = settings;
  for (const key of path) {
    if (isPlaceholder(section)) return undefined;
    if (section instanceof Expanded && section.value === null) return zero;
    section = valueAt(section, [key]);
  }
  return fallback;
}

function wholeNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? Math.trunc(value) : undefined;
}

function texts(value: unknown): string[] | undefined {
  if (typeof value === 'string') return value === '' ? [] : value.split(',');
  if (!Array.isArray(value)) return undefined;
  // A null in a list is decoded as an empty string.
  const items = value.map((item) => (item instanceof Expanded ? item.text : (item ?? '')));
  return items.every((item) => typeof item === 'string' && !isPlaceholder(item)) ? items : undefined;
}
