import { nearestNames } from '../../pipeline/nearest-names';
import type { ConfigPath } from '../config/config-document';
import { availabilityAt, type History, historyOf } from './availability';
import { settingOf } from './check-value';
import type { Problem } from './problem';
import { type Rename, type RenameTarget, renameOf, targetPaths } from './renames';
import { STRUCTS } from './settings';
import type { Setting, ValueType } from './value-type';

/** Settings of sarama that have no successor. Since this version the client ignores them. */
const WITHOUT_EFFECT_SINCE = 138;

export interface KeyPlace {
  /** `receivers/kafka` */
  component: string;
  /** The Go struct of the component's settings. */
  root: string;
  /** From the configuration's root to the component's settings. */
  base: ConfigPath;
  minor: number;
  signals: readonly string[];
}

/** The problem with a key that is not a setting in this version. `struct` is the Go struct around it. */
export function unknownKeyProblem(struct: string, path: ConfigPath, place: KeyPlace): Problem {
  const key = String(path.at(-1));
  const below = path.slice(place.base.length);
  const rename = renameOf(place.component, below);
  const history = rename?.removedIn === undefined ? historyOf(place.component, below, place.minor) : rename;
  const isKnownElsewhere = history.removedIn !== undefined || 'availableSince' in history;
  const target = rename && targetIn(rename, place, below);
  if (rename && (isKnownElsewhere || target)) {
    return {
      ...renamed(rename, target, path, below, place),
      message: describeHistory(key, history),
      refusal: 'validate',
    };
  }
  if (isKnownElsewhere) {
    return { kind: 'removed-key', path, message: describeHistory(key, history), refusal: 'validate' };
  }
  const elsewhere = placesOf(key, place).filter((each) => each.join() !== below.join());
  const [only] = elsewhere;
  if (only && elsewhere.length === 1) {
    const replacement = [...place.base.map(String), ...only];
    return {
      kind: 'misplaced-key',
      path,
      message: `has the setting "${key}", which does not belong here`,
      advice: `Move it to ${only.join('.')}.`,
      replacement: { path: replacement },
      meant: [replacement],
      refusal: 'validate',
    };
  }
  const [near] = nearestNames(key, keysOf(struct, place.minor));
  return {
    kind: 'unknown-key',
    path,
    message: unknownSetting(key),
    ...(near && { advice: `Did you mean ${near}?`, meant: [[...path.slice(0, -1), near]] }),
    refusal: 'validate',
  };
}

/** The problem with a setting that this version still accepts and a later one drops, if its successor is available. */
export function deprecatedKeyProblem(
  setting: Setting,
  path: ConfigPath,
  place: KeyPlace,
): Problem | undefined {
  if (setting.until === undefined) return undefined;
  const below = path.slice(place.base.length);
  const rename = renameOf(place.component, below);
  if (!rename) return undefined;
  const target = targetIn(rename, place, below);
  if (rename.to ? !target : place.minor < WITHOUT_EFFECT_SINCE) return undefined;
  const message = `has the setting "${path.at(-1)}", which v0.${setting.until + 1} removes`;
  return { ...renamed(rename, target, path, below, place), message, refusal: 'none' };
}

/** The newest of the places that this version has. */
function targetIn(rename: Rename, place: KeyPlace, below: ConfigPath): RenameTarget | undefined {
  return rename.to?.find((target) =>
    // Which signals a component has does not matter here: all have the same settings.
    targetPaths(rename, target, below, ['traces']).every(
      (path) => availabilityAt(place.component, path, place.minor) === 'yes',
    ),
  );
}

function renamed(
  rename: Rename,
  target: RenameTarget | undefined,
  path: ConfigPath,
  below: ConfigPath,
  place: KeyPlace,
): Omit<Problem, 'message' | 'refusal'> {
  const advice = target?.advice ?? rename.advice;
  const base = place.base.map(String);
  const meant = target ? targetPaths(rename, target, below, place.signals).map((to) => [...base, ...to]) : [];
  const [only] = meant;
  return {
    kind: target ? 'renamed-key' : 'removed-key',
    path,
    ...(advice !== undefined && { advice }),
    ...(only && meant.length === 1 && { replacement: { path: only } }),
    ...(meant.length > 0 && { meant }),
  };
}

function unknownSetting(key: string): string {
  return `has the unknown setting "${key}"`;
}

function describeHistory(key: string, { removedIn, availableSince }: History): string {
  if (removedIn !== undefined) return `has the setting "${key}", which v0.${removedIn} removed`;
  if (availableSince !== undefined)
    return `has the setting "${key}", which is available since v0.${availableSince}`;
  return unknownSetting(key);
}

/** All paths below the component where this version has a setting of that name. Lists and maps are not searched. */
function placesOf(key: string, { root, minor }: KeyPlace): string[][] {
  const found: string[][] = [];
  const visit = (struct: string, at: string[]) => {
    if (at.length > 6) return;
    for (const name of Object.keys(STRUCTS[struct]?.settings ?? {})) {
      const setting = settingOf(struct, name, minor);
      if (!setting) continue;
      if (name === key) found.push([...at, name]);
      const inner = structOfType(setting.type);
      if (inner) visit(inner, [...at, name]);
    }
  };
  visit(root, []);
  return found;
}

function structOfType(type: ValueType): string | undefined {
  if (typeof type === 'string') return undefined;
  if ('struct' in type) return type.struct;
  return 'optional' in type ? structOfType(type.optional) : undefined;
}

function keysOf(struct: string, minor: number): string[] {
  return Object.keys(STRUCTS[struct]?.settings ?? {}).filter((key) => settingOf(struct, key, minor));
}
