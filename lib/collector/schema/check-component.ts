import type { CollectorVersion } from '../collector-version';
import type { ConfigPath } from '../config/config-document';
import { settingAt } from '../config/setting-at';
import type { CheckOptions } from './check-options';
import { checkValue, type Decoding } from './check-value';
import { type KnownType, knownType, olderSpelling, type Section, takesSignal } from './component-types';
import type { Problem } from './problem';
import { STRUCT_RULES } from './rules';
import { settingsReader } from './settings-reader';
import { deprecatedKeyProblem, type KeyPlace, unknownKeyProblem } from './unknown-key';

export interface ComponentToCheck {
  section: Section;
  /** As written: `kafka/traces`. */
  id: string;
  type: string;
  /** Null for an empty body. */
  settings: unknown;
  /** Signals of the pipelines that use it; empty if none does. An extension that the service starts has one too. */
  signals: readonly string[];
  /** Ids in `service.extensions`. */
  extensions: readonly string[];
}

/** Since some version from v0.116 to v0.145 `validate` creates the components of the pipelines. */
export const VALIDATE_BUILDS_SINCE = 116;

/** All problems for which a Collector of this version refuses one component, used or not. */
export function checkComponent(
  component: ComponentToCheck,
  { minor }: CollectorVersion,
  options: CheckOptions = {},
): Problem[] {
  const { section, id, type } = component;
  const base = [section, id];
  const known = knownType(section, type, minor);
  if (!known) return [unknownType(component, minor)];
  const place: KeyPlace = {
    component: known.component,
    root: known.struct,
    base,
    minor,
    signals: component.signals,
  };
  const problems = [
    ...checkSettings(component.settings, known, place, component.extensions, options),
    ...unsupportedSignals(component, known, minor),
  ];
  // A component that no pipeline uses is decoded and validated, but never started.
  return component.signals.length > 0 ? problems : problems.filter(({ refusal }) => refusal !== 'start');
}

/** Decodes settings and applies the rules of each struct found in them. */
export function checkSettings(
  settings: unknown,
  { struct }: KnownType,
  place: KeyPlace,
  extensions: readonly string[],
  options: CheckOptions,
): Problem[] {
  const { minor, base } = place;
  const decoding: Decoding = {
    minor,
    unknownKey: (inner, path) => unknownKeyProblem(inner, path, place),
    presentKey: (setting, path) => deprecatedKeyProblem(setting, path, place),
    ignoresUnknown: false,
    problems: [],
    structs: [],
  };
  checkValue(settings ?? {}, { struct }, base, decoding);
  const { problems } = decoding;
  // The Collector does not validate settings that do not decode. What is wrong with a setting that is there is worth
  // knowing all the same; what is missing may be misspelled.
  const undecoded = problems.filter(({ refusal }) => refusal !== 'none').map(({ path }) => path);
  const isOwnFault = (at: ConfigPath, settings: unknown, below: ConfigPath) =>
    undecoded.length === 0 ||
    (below.length > 0 &&
      settingAt(settings, below).kind === 'value' &&
      !undecoded.some((each) => isWithin(each, at) || isWithin(at, each)));
  for (const found of decoding.structs) {
    const below = found.path.slice(base.length);
    const context = { component: place.component, minor, signals: place.signals, extensions, below, options };
    const rule = STRUCT_RULES[found.name];
    for (const complaint of rule?.(settingsReader(found.settings, minor), context) ?? []) {
      if (!isOwnFault([...found.path, ...complaint.path], found.settings, complaint.path)) continue;
      problems.push({
        kind: complaint.kind ?? 'invalid-value',
        path: [...found.path, ...complaint.path],
        message: complaint.message,
        ...(complaint.advice !== undefined && { advice: complaint.advice }),
        refusal: complaint.refusal ?? 'validate',
      });
    }
  }
  return problems;
}

function isWithin(inner: ConfigPath, outer: ConfigPath): boolean {
  return outer.every((key, index) => inner[index] === key);
}

function unknownType({ section, id, type }: ComponentToCheck, minor: number): Problem {
  const path: ConfigPath = [section, id];
  const older = olderSpelling(section, type, minor);
  if (older) {
    const message = `has a type that this version knows as ${older}`;
    return { kind: 'unknown-component', path, message, advice: `Write ${older}.`, refusal: 'validate' };
  }
  const message = 'has a type whose settings Spillway does not know';
  return { kind: 'unknown-component', path, message, refusal: 'none' };
}

function unsupportedSignals(
  { section, id, signals }: ComponentToCheck,
  known: KnownType,
  minor: number,
): Problem[] {
  return signals
    .filter((signal) => !takesSignal(known.component, signal))
    .map((signal) => ({
      kind: 'service',
      path: [section, id],
      message: `is in a ${signal} pipeline, but does not support ${signal}`,
      refusal: minor >= VALIDATE_BUILDS_SINCE ? 'validate' : 'start',
    }));
}
