import type { CollectorVersion } from '../collector-version';
import type { ConfigPath } from '../config/config-document';
import type { CheckOptions } from './check-options';
import { checkValue, type Decoding, type FoundStruct } from './check-value';
import { type KnownType, knownType, olderSpelling, type Section, takesSignal } from './component-types';
import { changed, type Move, withMovedValues } from './moved-values';
import type { Problem } from './problem';
import { removedComponent } from './removed-components';
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

/** A value that does not decode is as good as one that is known only when the Collector runs. */
const NOT_KNOWN = '${env:NOT_KNOWN}';

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
  const isDecoded = problems.every(({ refusal }) => refusal === 'none');
  // The Collector does not validate settings that do not decode. To name all problems at once, the rest is checked as if
  // the keys were right and the values that do not decode were not known.
  const checked = isDecoded
    ? { structs: decoding.structs, moves: [] }
    : readable(settings, struct, decoding, base);
  return [...problems, ...ruleProblems(checked, place, extensions, options)];
}

interface Checked {
  structs: FoundStruct[];
  moves: Move[];
}

/** The structs of settings that do not decode, with each value where it belongs, and without those of the wrong type. */
function readable(settings: unknown, struct: string, decoding: Decoding, base: ConfigPath): Checked {
  const { moved, moves } = withMovedValues(settings, decoding.problems, base);
  const again: Decoding = { ...decoding, problems: [], structs: [] };
  checkValue(moved, { struct }, base, again);
  let left = moved;
  const copies = new WeakSet<object>();
  for (const { path, kind, refusal } of again.problems) {
    if (refusal === 'none') continue;
    left = changed(left, path.slice(base.length), kind.endsWith('-key') ? undefined : NOT_KNOWN, copies);
  }
  const whole: Decoding = { ...decoding, problems: [], structs: [] };
  checkValue(left, { struct }, base, whole);
  return { structs: whole.structs, moves };
}

function* ruleProblems(
  { structs, moves }: Checked,
  place: KeyPlace,
  extensions: readonly string[],
  options: CheckOptions,
): Generator<Problem> {
  const { component, minor, signals, base } = place;
  for (const { name, path, settings } of structs) {
    const below = path.slice(base.length);
    const context = { component, minor, signals, extensions, below, options };
    for (const complaint of STRUCT_RULES[name]?.(settingsReader(settings, minor), context) ?? []) {
      yield {
        kind: complaint.kind ?? 'invalid-value',
        path: writtenAt([...path, ...complaint.path], moves),
        message: complaint.message,
        ...(complaint.advice !== undefined && { advice: complaint.advice }),
        refusal: complaint.refusal ?? 'validate',
      };
    }
  }
}

/** Where the value at a path is written. */
export function writtenAt(path: ConfigPath, moves: readonly Move[]): ConfigPath {
  const move = moves.find(({ to }) => to.every((key, index) => key === path[index]));
  return move ? [...move.from, ...path.slice(move.to.length)] : path;
}

function unknownType({ section, id, type }: ComponentToCheck, minor: number): Problem {
  const path: ConfigPath = [section, id];
  const removed = removedComponent(section, type, minor);
  if (removed) {
    const isGone = minor >= removed.removedIn;
    return {
      kind: 'removed-component',
      path,
      message: `has the type ${type}, which v0.${removed.removedIn} ${isGone ? 'removed' : 'removes'} from the distributions`,
      ...(removed.advice !== undefined && { advice: removed.advice }),
      refusal: isGone ? 'validate' : 'none',
    };
  }
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
    .filter((signal) => signal !== 'extension' && !takesSignal(known.component, signal, minor))
    .map((signal) => ({
      kind: 'service',
      path: [section, id],
      message: `is in a ${signal} pipeline, but does not support ${signal}`,
      refusal: minor >= VALIDATE_BUILDS_SINCE ? 'validate' : 'start',
    }));
}
