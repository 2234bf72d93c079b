import { nearestNames } from '../../pipeline/nearest-names';
import type { ConfigPath } from '../config/config-document';
import { settingOf, variantsOf } from './check-value';
import type { Problem } from './problem';
import { type Rename, renameOf, successor } from './renames';
import { STRUCTS } from './settings.generated';
import type { Setting, ValueType } from './value-type';

/** The keys without a successor are sarama's; the client takes no notice of them any more since then. */
const WITHOUT_EFFECT_SINCE = 138;

export interface KeyPlace {
  /** `receivers/kafka` */
  component: string;
  /** Go struct of the component's settings. */
  root: string;
  /** From the configuration's root to the component's settings. */
  base: ConfigPath;
  minor: number;
  signals: readonly string[];
}

/** What to say of a key that no setting of this version is. `struct` is the one that it stands in. */
export function unknownKeyProblem(struct: string, path: ConfigPath, place: KeyPlace): Problem {
  const key = String(path.at(-1));
  const below = path.slice(place.base.length);
  const variants = variantsOf(struct, key);
  const rename = renameOf(place.component, below);
  if (rename && (variants.length > 0 || rename.to)) {
    return {
      ...renamed(rename, path, below, place),
      message: whenKnown(key, variants, place.minor),
      refusal: 'validate',
    };
  }
  if (variants.length > 0) {
    const message = whenKnown(key, variants, place.minor);
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
      message: `"${key}" does not belong here`,
      advice: `It belongs to ${only.join('.')}.`,
      replacement: { path: [...place.base.map(String), ...only] },
      refusal: 'validate',
    };
  }
  const near = similarKey(struct, key, place.minor);
  return {
    kind: 'unknown-key',
    path,
    message: `"${key}" is no setting here`,
    ...(near && { advice: `Did you mean ${near}?` }),
    refusal: 'validate',
  };
}

/** A note on a setting that this version still takes and a later one drops, when its successor is there already. */
export function goingKeyNote(setting: Setting, path: ConfigPath, place: KeyPlace): Problem | undefined {
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
  return { ...problem, message: `"${path.at(-1)}" is gone from v0.${setting.until + 1} on`, refusal: 'none' };
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

function whenKnown(key: string, variants: Setting[], minor: number): string {
  const before = variants.filter(({ until }) => until !== undefined && until < minor).at(-1);
  if (before?.until !== undefined) return `"${key}" is gone since v0.${before.until + 1}`;
  const after = variants.find(({ since }) => since !== undefined && since > minor);
  if (after?.since !== undefined) return `"${key}" is known from v0.${after.since} on`;
  return `"${key}" is no setting here`;
}

/** All places below the component where this version has a key of that name, lists and maps left out. */
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

function similarKey(struct: string, key: string, minor: number): string | undefined {
  const keys = Object.keys(STRUCTS[struct]?.settings ?? {}).filter((each) => settingOf(struct, each, minor));
  return nearestNames(key, keys)[0];
}
