import { nearestNames } from '../../pipeline/nearest-names';
import type { CollectorVersion } from '../collector-version';
import { valueAt } from '../config/collector-config';
import { isRecord } from '../config/config-document';
import { isPlaceholder } from '../config/placeholder';
import { checkComponent, checkSettings } from './check-component';
import type { CheckOptions } from './check-options';
import { checkReferences } from './check-references';
import { checkIds, checkService } from './check-service';
import { parseComponentId } from './component-id';
import { SECTIONS, type Section, structOf } from './component-types';
import { nestDoubleColons } from './double-colons';
import { expand, expandFallbacks, fallbacksIn } from './expand';
import { Expanded } from './expanded';
import type { Problem } from './problem';
import { type ReadService, readService } from './read-service';

/** Observed at v0.145, and not at v0.115. */
const EMPTY_VARIABLE_SINCE = 116;

/**
 * All problems for which a Collector of this version refuses a configuration, in `validate` or at start, and those for
 * which only a later version does (`refusal: 'none'`). Empty if both accept it.
 *
 * @param resolved the configuration as plain values, aliases and merge keys resolved, `${…}` unexpanded
 */
export function checkConfig(
  resolved: Record<string, unknown>,
  version: CollectorVersion,
  options: CheckOptions = {},
): Problem[] {
  const given = options.environment ? expand(resolved, options.environment) : expandFallbacks(resolved);
  const config = nestDoubleColons(given);
  const meant = withMeantSections(config);
  const service = readService(meant.service);
  const defined = Object.fromEntries(
    Object.keys(SECTIONS).map((section) => [section, idsOf(meant[section])]),
  ) as Record<Section, Set<string>>;
  const problems = [
    ...checkReferences(resolved, [], options),
    ...topLevel(config),
    ...sectionsOf(config).flatMap(([section, body]) => [
      ...checkIds(section, body),
      ...checkComponents(section, body, service, version, options),
    ]),
    ...checkServiceSettings(config.service, version, options),
    ...checkService(service, defined, version, options.featureGates),
  ];
  if (options.environment) return problems;
  const originOf = origins();
  return problems.map((problem) => ofFallback(problem, originOf(valueAt(resolved, problem.path))));
}

function ofFallback(problem: Problem, origin: string | undefined): Problem {
  if (origin === undefined) return problem;
  return { ...problem, advice: problem.advice === undefined ? origin : `${problem.advice} ${origin}` };
}

/** Says where a value comes from, if it is the fallback of variables. One value may have many problems. */
function origins(): (value: unknown) => string | undefined {
  const known = new Map<unknown, string | undefined>();
  return (value) => {
    if (!known.has(value)) {
      const names = [...new Set(fallbacksIn(value))];
      const origin = `This is the fallback of ${names.join(' and ')}, so the Collector refuses it where the variable is not set.`;
      known.set(value, names.length === 0 ? undefined : origin);
    }
    return known.get(value);
  };
}

const TOP_LEVEL = [...Object.keys(SECTIONS), 'service'];

/** The section that an unknown top-level key most likely means. */
function sectionMeant(key: string): string | undefined {
  return (
    TOP_LEVEL.find((each) => each === `${key}s` || `${each}s` === key) ?? nearestNames(key, TOP_LEVEL)[0]
  );
}

/** With each misspelled section under its right name, so that its components do not count as undefined. */
function withMeantSections(config: Record<string, unknown>): Record<string, unknown> {
  const meant = Object.entries(config).flatMap(([key, body]): [string, unknown][] => {
    const section = TOP_LEVEL.includes(key) ? undefined : sectionMeant(key);
    return section === undefined || config[section] !== undefined ? [] : [[section, body]];
  });
  return { ...config, ...Object.fromEntries(meant) };
}

function topLevel(config: Record<string, unknown>): Problem[] {
  const keys = TOP_LEVEL;
  const unknown = Object.keys(config)
    .filter((key) => !keys.includes(key))
    .map((key): Problem => {
      const near = sectionMeant(key);
      const message = `has the unknown section "${key}"`;
      return {
        kind: 'unknown-key',
        path: [key],
        message,
        ...(near && { advice: `Did you mean ${near}?`, meant: [[near]] }),
        refusal: 'validate',
      };
    });
  const wrong = Object.entries(config)
    .filter(([key, body]) => keys.includes(key) && !isRecord(body) && body !== null && !isPlaceholder(body))
    .map(
      ([key]): Problem => ({
        kind: 'wrong-type',
        path: [key],
        message: 'must be a map',
        refusal: 'validate',
      }),
    );
  return [...unknown, ...wrong];
}

function checkComponents(
  section: Section,
  body: unknown,
  service: ReadService,
  version: CollectorVersion,
  options: CheckOptions,
): Problem[] {
  if (!isRecord(body)) return [];
  const extensions = service.extensions.map(({ id }) => id);
  const signalsOf = section === 'extensions' ? startedExtensions(service) : signalsIn(section, service);
  return Object.entries(body).flatMap(([key, settings]): Problem[] => {
    const id = parseComponentId(key);
    if ('wrong' in id) return [];
    if (!isBody(settings, version)) {
      return [{ kind: 'wrong-type', path: [section, key], message: 'must be a map', refusal: 'validate' }];
    }
    const signals = [...(signalsOf.get(id.id) ?? [])];
    // The Collector looks up settings by the ID without spaces, so it never reads those of an ID with spaces.
    const read = key === id.id && !(settings instanceof Expanded) ? settings : null;
    const unread: Problem = {
      kind: 'invalid-id',
      path: [section, key],
      message: `has spaces in its ID: the Collector reads it as "${id.id}" and ignores its settings`,
      advice: `Write ${id.id}.`,
      refusal: 'none',
    };
    return [
      ...(key === id.id ? [] : [unread]),
      ...checkComponent(
        { section, id: key, type: id.type, settings: read, signals, extensions },
        version,
        options,
      ),
    ];
  });
}

/** Can the value be the settings of a component? Since v0.116 an empty variable can. */
function isBody(settings: unknown, { minor }: CollectorVersion): boolean {
  if (settings instanceof Expanded) return settings.value === null && minor >= EMPTY_VARIABLE_SINCE;
  return settings === null || isRecord(settings) || isPlaceholder(settings);
}

/** The signals that each component of a section is used for, by its id. */
function signalsIn(section: Section, { pipelines }: ReadService): Map<string, Set<string>> {
  const signals = new Map<string, Set<string>>();
  for (const pipeline of pipelines) {
    const sides =
      section === 'connectors'
        ? [pipeline.receivers, pipeline.exporters]
        : [pipeline[section as 'receivers']];
    for (const { id } of sides.flatMap((side) => side ?? [])) {
      signals.set(id, (signals.get(id) ?? new Set()).add(pipeline.signal));
    }
  }
  return signals;
}

/** An extension that the service starts counts as used, although it has no signal. */
function startedExtensions({ extensions }: ReadService): Map<string, Set<string>> {
  return new Map(extensions.map(({ id }) => [id, new Set(['extension'])]));
}

function checkServiceSettings(service: unknown, version: CollectorVersion, options: CheckOptions): Problem[] {
  if (!isRecord(service)) return [];
  const { minor } = version;
  const check = (component: string, settings: unknown, base: string[]) => {
    const struct = structOf(component, minor);
    if (struct === undefined) return [];
    const place = { component, root: struct, base, minor, signals: ['service'] };
    return checkSettings(settings, { component, struct }, place, [], options);
  };
  const { telemetry, ...rest } = service;
  return [
    ...check('service', rest, ['service']),
    ...check('service/telemetry', telemetry, ['service', 'telemetry']),
  ];
}

function idsOf(body: unknown): Set<string> {
  const ids = isRecord(body) ? Object.keys(body).map(parseComponentId) : [];
  return new Set(ids.flatMap((id) => ('id' in id ? [id.id] : [])));
}

function sectionsOf(config: Record<string, unknown>): [Section, unknown][] {
  return (Object.keys(SECTIONS) as Section[]).map((section) => [section, config[section]]);
}
