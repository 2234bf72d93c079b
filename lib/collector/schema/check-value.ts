import { type ConfigPath, isRecord } from '../config/config-document';
import { isPlaceholder } from '../config/placeholder';
import { Expanded } from './expanded';
import { parseGoDuration } from './go-duration';
import type { Problem } from './problem';
import { STRUCTS } from './settings';
import { NULL_IS_ZERO_SINCE } from './settings-reader';
import { textTypeProblem } from './text-types';
import type { Scalar, Setting, ValueType } from './value-type';

/** A struct found in the settings, for the rules of its Go type. */
export interface FoundStruct {
  name: string;
  path: ConfigPath;
  settings: Record<string, unknown>;
}

export interface Decoding {
  minor: number;
  /** Called for each key that is not a setting in this version. */
  unknownKey(struct: string, path: ConfigPath): Problem;
  /** Called for each setting that is present, to find those that a later version drops. */
  presentKey(setting: Setting, path: ConfigPath): Problem | undefined;
  /** Does the Collector ignore unknown keys here? */
  ignoresUnknown: boolean;
  problems: Problem[];
  structs: FoundStruct[];
}

/** The setting of this name in this version. */
export function settingOf(struct: string, key: string, minor: number): Setting | undefined {
  return variantAt(variantsOf(struct, key), minor);
}

/** The variant that applies to this version. */
export function variantAt(variants: readonly Setting[], minor: number): Setting | undefined {
  return variants.find(({ since = 0, until = minor }) => since <= minor && minor <= until);
}

/** The setting in all versions that have it. */
export function variantsOf(struct: string, key: string): Setting[] {
  const settings = STRUCTS[struct]?.settings ?? {};
  const found = Object.hasOwn(settings, key) ? settings[key] : undefined;
  return found === undefined ? [] : [found].flat();
}

/**
 * Checks a value as the Collector decodes it: strictly, without converting between numbers and strings. Null is accepted
 * everywhere and leaves the default. A value that is known only when the Collector runs counts as correct.
 */
export function checkValue(given: unknown, type: ValueType, path: ConfigPath, decoding: Decoding): void {
  const value = given instanceof Expanded ? given.as(type) : given;
  if (value === null && typeof type === 'object' && 'text' in type && !type.number)
    checkNullText(type.text, path, decoding);
  if (value === null || value === undefined || isPlaceholder(value)) return;
  if (typeof type === 'string') checkScalar(value, type, path, decoding);
  else if ('text' in type) checkText(value, type, path, decoding);
  else if ('list' in type) checkList(value, type.list, path, decoding);
  else if ('map' in type) checkMap(value, type.map, path, decoding);
  else if ('mapList' in type) checkMapList(value, type.mapList, path, decoding);
  else if ('orText' in type) checkOrText(value, type.orText, path, decoding);
  else if ('optional' in type)
    checkOptional(value, type.optional, path, { ...decoding, ignoresUnknown: false });
  else checkStruct(value, type.struct, path, decoding);
}

function checkStruct(value: unknown, name: string, path: ConfigPath, outer: Decoding): void {
  if (!isRecord(value)) {
    wrong(outer, path, value, 'a map');
    return;
  }
  outer.structs.push({ name, path, settings: value });
  const { ignoresUnknownSince: since = Infinity, ignoresUnknownUntil: until = Infinity } =
    STRUCTS[name] ?? {};
  const ignoresUnknown = outer.ignoresUnknown || (since <= outer.minor && outer.minor <= until);
  const decoding = { ...outer, ignoresUnknown };
  const rest = variantAt([STRUCTS[name]?.rest ?? []].flat(), outer.minor);
  for (const [key, child] of Object.entries(value)) {
    const setting = settingOf(name, key, decoding.minor);
    if (setting) {
      const note = decoding.presentKey(setting, [...path, key]);
      if (note) decoding.problems.push(note);
      checkValue(child, setting.type, [...path, key], decoding);
    } else if (rest) checkValue(child, rest.type, [...path, key], decoding);
    else decoding.problems.push(unknownKey(name, [...path, key], decoding));
  }
}

function unknownKey(struct: string, path: ConfigPath, decoding: Decoding): Problem {
  const problem = decoding.unknownKey(struct, path);
  if (!decoding.ignoresUnknown) return problem;
  return { ...problem, message: `${problem.message}, and this version ignores it`, refusal: 'none' };
}

function checkOrText(value: unknown, type: ValueType, path: ConfigPath, decoding: Decoding): void {
  if (typeof value !== 'string') checkValue(value, type, path, decoding);
}

function checkOptional(value: unknown, type: ValueType, path: ConfigPath, decoding: Decoding): void {
  if (!isRecord(value) || !Object.hasOwn(value, 'enabled') || knowsEnabled(type, decoding.minor)) {
    checkValue(value, type, path, decoding);
    return;
  }
  const { enabled: given, ...settings } = value;
  const enabled = given instanceof Expanded ? given.value : given;
  // The Optional itself decodes `enabled`, and does not accept null.
  if (typeof enabled !== 'boolean' && !isPlaceholder(enabled))
    wrong(decoding, [...path, 'enabled'], enabled, 'true or false');
  const before = decoding.structs.length;
  checkValue(settings, type, path, decoding);
  // A section that is switched off is decoded, but not validated.
  if (enabled === false) decoding.structs.length = before;
}

function knowsEnabled(type: ValueType, minor: number): boolean {
  return (
    typeof type === 'object' && 'struct' in type && settingOf(type.struct, 'enabled', minor) !== undefined
  );
}

function checkList(value: unknown, item: ValueType, path: ConfigPath, decoding: Decoding): void {
  if (!Array.isArray(value)) {
    wrong(decoding, path, value, 'a list');
    return;
  }
  for (const [index, each] of value.entries()) checkValue(each, item, [...path, index], decoding);
}

function checkMap(value: unknown, item: ValueType, path: ConfigPath, decoding: Decoding): void {
  if (!isRecord(value)) {
    wrong(decoding, path, value, 'a map');
    return;
  }
  for (const [key, each] of Object.entries(value)) checkValue(each, item, [...path, key], decoding);
}

function checkMapList(value: unknown, item: ValueType, path: ConfigPath, decoding: Decoding): void {
  if (!Array.isArray(value)) checkMap(value, item, path, decoding);
  else checkList(value, { struct: 'configopaque.Pair' }, path, decoding);
}

function checkText(
  value: unknown,
  type: { text: string; number?: true },
  path: ConfigPath,
  decoding: Decoding,
): void {
  if (type.number && typeof value === 'number') return;
  if (typeof value !== 'string') {
    wrong(decoding, path, value, 'a string');
    return;
  }
  const message = textTypeProblem(type.text, value, decoding.minor);
  if (message) decoding.problems.push({ kind: 'invalid-value', path, message, refusal: 'validate' });
}

/** Since v0.127 a null is the zero value, so these types parse an empty string. Two of them are not strings in Go. */
function checkNullText(goType: string, path: ConfigPath, decoding: Decoding): void {
  if (decoding.minor < NULL_IS_ZERO_SINCE || goType === 'component.ID' || goType === 'request.SizerType')
    return;
  const message = textTypeProblem(goType, '', decoding.minor);
  if (message) decoding.problems.push({ kind: 'invalid-value', path, message, refusal: 'validate' });
}

function checkScalar(value: unknown, type: Scalar, path: ConfigPath, decoding: Decoding): void {
  switch (type) {
    case 'any':
      return;
    case 'string':
      if (typeof value !== 'string') wrong(decoding, path, value, 'a string');
      return;
    case 'strings':
      if (typeof value !== 'string') checkList(value, 'string', path, decoding);
      return;
    case 'bool':
      if (typeof value !== 'boolean') wrong(decoding, path, value, 'true or false');
      return;
    case 'duration':
      checkDuration(value, path, decoding);
      return;
    default:
      if (typeof value !== 'number') wrong(decoding, path, value, 'a number');
      else if (type.startsWith('uint') && value < 0) {
        const message = `is ${value}, but must not be negative`;
        decoding.problems.push({ kind: 'invalid-value', path, message, refusal: 'validate' });
      }
  }
}

function checkDuration(value: unknown, path: ConfigPath, decoding: Decoding): void {
  // A number without a unit is nanoseconds.
  if (typeof value === 'number') return;
  if (typeof value !== 'string') {
    wrong(decoding, path, value, 'a duration');
    return;
  }
  if (parseGoDuration(value) !== undefined) return;
  decoding.problems.push({
    kind: 'invalid-value',
    path,
    message: `is "${value}", but must be a duration`,
    advice: 'Write a number with a unit (ns, us, ms, s, m or h), such as 10s or 1m30s.',
    refusal: 'validate',
  });
}

function wrong(decoding: Decoding, path: ConfigPath, value: unknown, wanted: string): void {
  decoding.problems.push({
    kind: 'wrong-type',
    path,
    message: `is ${shapeOf(value)}, but must be ${wanted}`,
    refusal: 'validate',
    ...(typeof value === 'number' && wanted === 'a string' && { advice: 'Put it in quotes.' }),
  });
}

/** The type, never the value, which can be a secret. */
function shapeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (isRecord(value)) return 'a map';
  switch (typeof value) {
    case 'string':
      return 'a string';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'a boolean';
    default:
      return 'of another type';
  }
}
