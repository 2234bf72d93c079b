import { NEWEST_KNOWN_MINOR, OLDEST_KNOWN_MINOR } from '../collector-version';
import type { ConfigPath } from '../config/config-document';
import { settingOf } from './check-value';
import { structOf } from './component-types';
import { STRUCTS } from './settings';
import type { ValueType } from './value-type';

type Availability = 'yes' | 'no' | 'unknown';

/** Which versions have a setting, as seen from one that does not. */
export interface History {
  /** The first version without it, after one that had it. */
  removedIn?: number;
  /** The first version with it, if no earlier one had it. */
  availableSince?: number;
}

/** @param path from the component's settings to the setting */
export function historyOf(component: string, path: ConfigPath, minor: number): History {
  const at = (version: number) => availabilityAt(component, path, version);
  let last = minor - 1;
  while (last >= OLDEST_KNOWN_MINOR && at(last) !== 'yes') last--;
  if (last >= OLDEST_KNOWN_MINOR) {
    let gone = last + 1;
    while (gone < minor && at(gone) !== 'no') gone++;
    return { removedIn: gone };
  }
  for (let next = minor + 1; next <= NEWEST_KNOWN_MINOR; next++) {
    if (at(next) === 'yes') return { availableSince: next };
  }
  return {};
}

/** Does this version have a setting at the path? Unknown where its type is not known. */
export function availabilityAt(component: string, path: ConfigPath, minor: number): Availability {
  const root = structOf(component, minor);
  let type: ValueType = root === undefined ? 'any' : { struct: root };
  for (const key of path) {
    const next = stepInto(type, key, minor);
    if (typeof next !== 'object' || !('type' in next)) return next;
    ({ type } = next);
  }
  return 'yes';
}

function stepInto(type: ValueType, key: string | number, minor: number): { type: ValueType } | Availability {
  if (type === 'any') return 'unknown';
  if (typeof type === 'string' || 'text' in type) return 'no';
  if ('optional' in type) {
    return key === 'enabled' ? { type: 'bool' } : stepInto(type.optional, key, minor);
  }
  if ('orText' in type) return stepInto(type.orText, key, minor);
  if ('list' in type) return typeof key === 'number' ? { type: type.list } : 'no';
  if ('map' in type) return { type: type.map };
  if ('mapList' in type) return 'unknown';
  const setting = settingOf(type.struct, String(key), minor);
  if (setting) return { type: setting.type };
  return STRUCTS[type.struct]?.rest ? 'unknown' : 'no';
}
