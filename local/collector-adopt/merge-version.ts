import type { Setting, StructType, ValueType } from '../../lib/collector/schema/value-type';
import { newestType, type SettingsTable, type VersionSettings, variants } from './settings-table';

/** One thing that differs between two versions. */
export interface Change {
  /** A component, or a Go struct of settings. */
  subject: string;
  /** Empty for the subject as a whole. */
  key: string;
  what: 'new' | 'gone' | 'other type';
}

/**
 * The table with the settings of one more version, newer than all that are in it. A key that came or went between
 * the last known version and this one counts as accepted in between, and one whose type changed accepts any type there.
 */
export function mergeVersion(
  table: SettingsTable,
  found: VersionSettings,
  version: string,
): { table: SettingsTable; changes: Change[] } {
  const [last, minor] = [minorOf(table.newest), minorOf(version)];
  const changes: Change[] = [];
  const merge = (subject: string, key: string, known: Setting | Setting[] | undefined, now?: ValueType) => {
    const before = newestType(known);
    if (JSON.stringify(before) === JSON.stringify(now)) return known;
    changes.push({
      subject,
      key,
      what: now === undefined ? 'gone' : before === undefined ? 'new' : 'other type',
    });
    return oneOrMore(withChange(variants(known), now, last, minor));
  };
  const components = { ...table.components };
  for (const [component, struct] of found.components) {
    const merged = merge(component, '', components[component], { struct });
    if (merged) components[component] = merged;
  }
  const structs = { ...table.structs };
  for (const [name, { settings, rest, isLenient }] of found.structs) {
    const known = structs[name];
    const merged: Record<string, Setting | Setting[]> = { ...known?.settings };
    for (const key of new Set([...Object.keys(merged), ...settings.keys()])) {
      // All settings of a struct that is new are as old as the struct.
      const type = settings.get(key);
      const setting = known ? merge(name, key, merged[key], type) : type && { type };
      if (setting) merged[key] = setting;
    }
    const others = known ? merge(name, '(other keys)', known.rest, rest) : rest && { type: rest };
    const lenience = lenienceOf(known, isLenient, minor);
    if (isLenient !== isLenientNow(known)) {
      changes.push({ subject: name, key: '(unknown keys)', what: isLenient ? 'new' : 'gone' });
    }
    structs[name] = {
      settings: merged,
      ...(others && { rest: others }),
      ...lenience,
    };
  }
  return { table: { newest: version, components, structs }, changes };
}

function isLenientNow(known: StructType | undefined): boolean {
  return known?.ignoresUnknownSince !== undefined && known.ignoresUnknownUntil === undefined;
}

/** In versions that are not known, unknown keys count as ignored, so that nothing that works is called refused. */
function lenienceOf(known: StructType | undefined, isLenient: boolean, minor: number): Lenience {
  const { ignoresUnknownSince: since, ignoresUnknownUntil: until } = known ?? {};
  if (since === undefined) return isLenient ? { ignoresUnknownSince: minor } : {};
  if (until === undefined && isLenient) return { ignoresUnknownSince: since };
  return { ignoresUnknownSince: since, ignoresUnknownUntil: until ?? minor - 1 };
}

type Lenience = Pick<StructType, 'ignoresUnknownSince' | 'ignoresUnknownUntil'>;

function withChange(known: Setting[], now: ValueType | undefined, last: number, minor: number): Setting[] {
  const closed = known.map((each) => {
    if (each.until !== undefined) return each;
    return { ...each, until: now === undefined ? minor - 1 : last };
  });
  if (now === undefined) return closed;
  const isOpen = known.some(({ until }) => until === undefined);
  if (!isOpen) return [...closed, { type: now, since: last + 1 }];
  const between: Setting[] = minor > last + 1 ? [{ type: 'any', since: last + 1, until: minor - 1 }] : [];
  return [...closed, ...between, { type: now, since: minor }];
}

function oneOrMore(all: Setting[]): Setting | Setting[] {
  const [only] = all;
  return only && all.length === 1 ? only : all;
}

export function minorOf(version: string): number {
  return Number(version.split('.')[1]);
}
