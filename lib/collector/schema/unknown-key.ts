import { nearestNames } from '../../pipeline/nearest-names';
import type { ConfigPath } from '../config/config-document';
import { settingOf, variantsOf } from './check-value';
import type { Problem } from './problem';
import { type Rename, renameOf, successor } from './renames';
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
  const variants = variantsOf(struct, key);
  const rename = renameOf(place.component, below);
  if (rename && (variants.length > 0 || rename.to)) {
    return {
      ...renamed(rename, path, below, place),
      message: describeAvailability(key, variants, place.minor),
      refusal: 'validate',
    };
  }
  if (variants.length > 0) {
    const message = describeAvailability(key, variants, place.minor);
    return {
      kind: 'removed-key',
      path,
      message,
      refusal: 'validate',
      ...(rename && { advice: rename.advice }),
    };
  }
  const elsewhere = placesOf(key, place).filter((each) => each.join() !== below.join());
  const [only] = elsewhere;
  if (only && elsewhere.length === 1) {
    return {
      kind: 'misplaced-key',
      path,
      message: `has the setting "${key}", which does not belong here`,
      advice: `Move it to ${only.join('.')}.`,
      replacement: { path: [...place.base.map(String), ...only] },
      refusal: 'validate',
    };
  }
  const [near] = nearestNames(key, keysOf(struct, place.minor));
  return {
    kind: 'unknown-key',
    path,
    message: unknownSetting(key),
    ...(near && { advice: `Did you mean ${near}?` }),
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
  if (!rename || (!rename.to && place.minor < WITHOUT_EFFECT_SINCE)) return undefined;
  const problem = renamed(rename, path, below, place);
  if (
    rename.to &&
    !isKnown(
      place.root,
      rename.to.map((key) => (key === '*' ? 'traces' : key)),
      place.minor,
    )
  )
    return undefined;
  const message = `has the setting "${path.at(-1)}", which v0.${setting.until + 1} removes`;
  return { ...problem, message, refusal: 'none' };
}

function renamed(
  rename: Rename,
  path: ConfigPath,
  below: ConfigPath,
  place: KeyPlace,
): Omit<Problem, 'message' | 'refusal'> {
  const to = successor(rename, below, place.signals);
  return {
    kind: rename.to ? 'renamed-key' : 'removed-key',
    path,
    advice: rename.advice,
    ...(to && { replacement: { path: [...place.base.map(String), ...to] } }),
  };
}

function unknownSetting(key: string): string {
  return `has the unknown setting "${key}"`;
}

function describeAvailability(key: string, variants: Setting[], minor: number): string {
  const before = variants.filter(({ until }) => until !== undefined && until < minor).at(-1);
  if (before?.until !== undefined) return `has the setting "${key}", which v0.${before.until + 1} removed`;
  const after = variants.find(({ since }) => since !== undefined && since > minor);
  if (after?.since !== undefined)
    return `has the setting "${key}", which is available since v0.${after.since}`;
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

function isKnown(root: string, path: string[], minor: number): boolean {
  let struct: string | undefined = root;
  for (const key of path) {
    const setting: Setting | undefined = struct === undefined ? undefined : settingOf(struct, key, minor);
    if (!setting) return false;
    struct = structOfType(setting.type);
  }
  return true;
}

function structOfType(type: ValueType): string | undefined {
  if (typeof type === 'string') return undefined;
  if ('struct' in type) return type.struct;
  return 'optional' in type ? structOfType(type.optional) : undefined;
}

function keysOf(struct: string, minor: number): string[] {
  return Object.keys(STRUCTS[struct]?.settings ?? {}).filter((key) => settingOf(struct, key, minor));
}
