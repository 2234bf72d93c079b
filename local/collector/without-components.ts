import { parse, stringify } from 'yaml';

type Section = Record<string, unknown>;

/** A configuration without the components that a Collector was built without, and without their names in the pipelines. */
export function withoutComponents(text: string, without: readonly string[]): string {
  if (without.length === 0) return text;
  const config = parse(text) as Record<string, Section>;
  for (const component of without) {
    const [section = '', type] = component.split('/');
    const ids = Object.keys(config[section] ?? {}).filter((id) => id.split('/')[0] === type);
    for (const id of ids) delete config[section]?.[id];
    for (const pipeline of Object.values(config.service?.pipelines ?? {}) as Record<string, string[]>[]) {
      pipeline[section] = (pipeline[section] ?? []).filter((id) => !ids.includes(id));
    }
  }
  return stringify(config);
}
