import { type ConfigPath, isRecord } from './config-document';
import { isPlaceholder } from './placeholder';

/** The setting at a path of a component's settings. */
export type SettingAt =
  | { kind: 'value'; value: unknown }
  /** There is no value or null, so the default applies. */
  | { kind: 'absent' }
  /** It is below a `${…}`, or below a value that is not a map. */
  | { kind: 'unknown' };

export function settingAt(settings: unknown, path: ConfigPath): SettingAt {
  let value = settings;
  for (const key of path) {
    if (value === null || value === undefined) return { kind: 'absent' };
    if (isPlaceholder(value) || !isRecord(value)) return { kind: 'unknown' };
    value = Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value === null || value === undefined ? { kind: 'absent' } : { kind: 'value', value };
}
