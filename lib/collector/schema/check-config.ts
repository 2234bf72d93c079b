import type { CollectorVersion } from '../collector-version';
import { isRecord } from '../config/config-document';
import { isPlaceholder } from '../config/placeholder';
import { checkComponent, checkSettings } from './check-component';
import type { CheckOptions } from './check-options';
import { checkReferences } from './check-references';
import { checkIds, checkService } from './check-service';
import { parseComponentId } from './component-id';
import { SECTIONS, type Section, structOf } from './component-types';
import { nestDoubleColons } from './double-colons';
import { expand } from './expand';
import type { Problem } from './problem';
import { type ReadService, readService } from './read-service';

/**
 * Everything over which a Collector of this version would refuse a configuration, at `validate` or when it starts,
 * and what a later version would (`refusal: 'none'`). Empty for one that it takes.
 *
 * @param resolved the configuration as plain values, aliases and merge keys resolved, `${…}` as it stands
 */
export function checkConfig(
  resolved: Record<string, unknown>,
  version: CollectorVersion,
  options: CheckOptions = {},
): Problem[] {
  const given = options.environment ? expand(resolved, options.environment) : resolved;
  const config = nestDoubleColons(given);
  const service = readService(config.service);
  const defined = Object.fromEntries(
    Object.keys(SECTIONS).map((section) => [section, idsOf(config[section])]),
  ) as Record<Section, Set<string>>;
  return [
    ...checkReferences(resolved, [], options),
    ...topLevel(config),
    ...sectionsOf(config).flatMap(([section, body]) => [
      ...checkIds(section, body),
      ...checkComponents(section, body, service, version, options),
    ]),
    ...checkServiceSettings(config.service, version, options),
    ...checkService(service, defined, version),
  ];
}

function topLevel(config: Record<string, unknown>): Problem[] {
  const keys = [...Object.keys(SECTIONS), 'service'];
  const unknown = Object.keys(config)
    .filter((key) => !keys.includes(key))
    .map((key): Problem => {
      const near = keys.find((each) => each === `${key}s` || `${each}s` === key);
      const message = `"${key}" is no section of a configuration`;
      return {
        kind: 'unknown-key',
        path: [key],
        message,
        ...(near && { advice: `Write ${near}.` }),
        refusal: 'validate',
      };
    });
  const wrong = Object.entries(config)
    .filter(([key, body]) => keys.includes(key) && !isRecord(body) && body !== null && !isPlaceholder(body))
    .map(
      ([key]): Problem => ({ kind: 'wrong-type', path: [key], message: 'is no map', refusal: 'validate' }),
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
  return Object.entries(body).flatMap(([key, settings]): Problem[] => {
    const id = parseComponentId(key);
    if ('wrong' in id) return [];
    if (settings !== null && !isRecord(settings) && !isPlaceholder(settings)) {
      return [{ kind: 'wrong-type', path: [section, key], message: 'is no map', refusal: 'validate' }];
    }
    const signals =
      section === 'extensions'
        ? extensions.includes(id.id)
          ? ['extension']
          : []
        : signalsOf(id.id, section, service);
    return checkComponent(
      { section, id: key, type: id.type, settings, signals, extensions },
      version,
      options,
    );
  });
}

function signalsOf(id: string, section: Section, { pipelines }: ReadService): string[] {
  const users = pipelines.filter((pipeline) => {
    const sides =
      section === 'connectors'
        ? [pipeline.receivers, pipeline.exporters]
        : [pipeline[section as 'receivers']];
    return sides.some((side) => side?.some((each) => each.id === id));
  });
  return [...new Set(users.map(({ signal }) => signal))];
}

function checkServiceSettings(service: unknown, version: CollectorVersion, options: CheckOptions): Problem[] {
  if (!isRecord(service)) return [];
  const { minor } = version;
  const check = (component: string, settings: unknown, base: string[]) => {
    const struct = structOf(component, minor) ?? '';
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
