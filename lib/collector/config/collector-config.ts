import { type ConfigDocument, type ConfigPath, isRecord } from './config-document';

export type ComponentKind = 'receiver' | 'processor' | 'exporter' | 'connector' | 'extension';

const SECTIONS = [
  ['receivers', 'receiver'],
  ['processors', 'processor'],
  ['exporters', 'exporter'],
  ['connectors', 'connector'],
  ['extensions', 'extension'],
] as const;

/** One component of a configuration. `type` and `name` are the parts of its ID, for example `kafka/traces`. */
export interface Component {
  kind: ComponentKind;
  id: string;
  type: string;
  name: string;
  /** As written, with aliases and merge keys resolved. Empty if it is not a map. */
  settings: Record<string, unknown>;
  path: ConfigPath;
  /** The pipelines that use it; none for an extension. */
  pipelines: Pipeline[];
}

export interface Pipeline {
  id: string;
  /** `traces` of `traces/sampled`. */
  signal: string;
  receivers: string[];
  /** In the order in which they process data. */
  processors: string[];
  exporters: string[];
  path: ConfigPath;
}

/**
 * The components and pipelines of a configuration. Parts with the wrong type are left out, because checkConfig reports
 * them.
 */
export interface CollectorConfig {
  document: ConfigDocument;
  components: Component[];
  pipelines: Pipeline[];
  component(kind: ComponentKind, id: string): Component | undefined;
}

export function collectorConfig(document: ConfigDocument): CollectorConfig {
  const pipelines = pipelinesOf(document.resolved);
  const components = SECTIONS.flatMap(([section, kind]) => {
    const entries = Object.entries(record(document.resolved[section]));
    return entries.map(([id, settings]): Component => {
      const [type = '', ...name] = id.split('/');
      return {
        kind,
        id,
        type: type.trim(),
        name: name.join('/').trim(),
        settings: record(settings),
        path: [section, id],
        pipelines: pipelines.filter((pipeline) => names(pipeline, kind).includes(id)),
      };
    });
  });
  const byKindAndId = new Map(components.map((each) => [`${each.kind} ${each.id}`, each]));
  return {
    document,
    components,
    pipelines,
    component: (kind, id) => byKindAndId.get(`${kind} ${id}`),
  };
}

/** The type in a component ID: `kafka` of `kafka/traces`. */
export function typeOf(id: string): string {
  return id.split('/')[0] ?? id;
}

/** The value at a path; `undefined` if there is none. */
export function valueAt(root: unknown, path: ConfigPath): unknown {
  let value = root;
  for (const key of path) {
    if (Array.isArray(value) && typeof key === 'number') value = value[key];
    else if (isRecord(value) && Object.hasOwn(value, key)) value = value[key];
    else return undefined;
  }
  return value;
}

/** A list of strings as the Collector decodes it. It may also be a single string with commas. */
export function stringList(value: unknown): string[] {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map((item) => String(item).trim());
  return typeof value === 'string' && value !== '' ? value.split(',').map((item) => item.trim()) : [];
}

function pipelinesOf(resolved: Record<string, unknown>): Pipeline[] {
  const pipelines = record(valueAt(resolved, ['service', 'pipelines']));
  return Object.entries(pipelines).map(([id, body]) => ({
    id,
    signal: id.split('/')[0] ?? '',
    receivers: stringList(record(body).receivers),
    processors: stringList(record(body).processors),
    exporters: stringList(record(body).exporters),
    path: ['service', 'pipelines', id],
  }));
}

function names(pipeline: Pipeline, kind: ComponentKind): string[] {
  switch (kind) {
    case 'receiver':
      return pipeline.receivers;
    case 'processor':
      return pipeline.processors;
    case 'exporter':
      return pipeline.exporters;
    case 'connector':
      return [...pipeline.receivers, ...pipeline.exporters];
    case 'extension':
      return [];
  }
}

function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}
