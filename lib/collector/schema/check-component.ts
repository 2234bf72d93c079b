import type { CollectorVersion } from '../collector-version';
import type { ConfigPath } from '../config/config-document';
import type { CheckOptions } from './check-options';
import { checkValue, type Decoding } from './check-value';
import {
  type KnownType,
  knownType,
  olderSpelling,
  SECTIONS,
  type Section,
  takesSignal,
} from './component-types';
import type { Problem } from './problem';
import { STRUCT_RULES } from './rules';
import { settingsReader } from './settings-reader';
import { goingKeyNote, type KeyPlace, unknownKeyProblem } from './unknown-key';

export interface ComponentToCheck {
  section: Section;
  /** As its key has it: `kafka/traces`. */
  id: string;
  type: string;
  /** Null for a body that is left empty. */
  settings: unknown;
  /** Signals of the pipelines that name it; empty when none does. An extension: what the service starts has one. */
  signals: readonly string[];
  /** Ids in `service.extensions`. */
  extensions: readonly string[];
}

/** From v0.116 to v0.145 `validate` began to make the components of the pipelines. */
export const VALIDATE_BUILDS_SINCE = 116;

/** Everything over which a Collector of this version would refuse one component, used or not. */
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
  // What no pipeline uses is decoded and validated, and never started.
  return component.signals.length > 0 ? problems : problems.filter(({ refusal }) => refusal !== 'start');
}

/** Decodes settings and asks the rules of each struct found in them. */
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
    knownKey: (setting, path) => goingKeyNote(setting, path, place),
    ignoresUnknown: false,
    problems: [],
    structs: [],
  };
  checkValue(settings ?? {}, { struct }, base, decoding);
  const { problems } = decoding;
  // Validate is not asked of settings that do not decode.
  const decoded = problems.every(({ refusal }) => refusal === 'none');
  for (const found of decoded ? decoding.structs : []) {
    const below = found.path.slice(base.length);
    const context = { component: place.component, minor, signals: place.signals, extensions, below, options };
    for (const complaint of STRUCT_RULES[found.name]?.(settingsReader(found.settings, minor), context) ??
      []) {
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

function unknownType({ section, id, type }: ComponentToCheck, minor: number): Problem {
  const path: ConfigPath = [section, id];
  const older = olderSpelling(section, type, minor);
  if (older) {
    const message = `${type} is the newer name of ${older}, which this version does not know`;
    return { kind: 'unknown-component', path, message, advice: `Write ${older}.`, refusal: 'validate' };
  }
  const message = `the settings of ${SECTIONS[section]} ${type} are not known here`;
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
      message: `stands in a pipeline of ${signal}, which it does not support`,
      refusal: minor >= VALIDATE_BUILDS_SINCE ? 'validate' : 'start',
    }));
}
