import { type ConfigPath, isRecord } from './config-document';
import { isPlaceholder } from './placeholder';

/** What stands at a path of a component's settings. */
export type SettingAt =
  | { kind: 'value'; value: unknown }
  /** Nothing, or null: the default holds. */
  | { kind: 'absent' }
  /** Below a section that is a `${…}`, or no section at all: nobody knows what is in it. */
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
