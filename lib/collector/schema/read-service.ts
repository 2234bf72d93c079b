import { type ConfigPath, isRecord } from '../config/config-document';
import { isPlaceholder } from '../config/placeholder';
import { parseComponentId } from './component-id';
import { Expanded } from './expanded';

export interface Reference {
  id: string;
  path: ConfigPath;
}

export interface ServicePipeline {
  id: string;
  signal: string;
  path: ConfigPath;
  /** `undefined` if it is known only when the Collector runs, or if it is not a list. */
  receivers: Reference[] | undefined;
  processors: Reference[] | undefined;
  exporters: Reference[] | undefined;
}

/** The `service` section, as far as it can be read. checkValue reports values of the wrong type. */
export interface ReadService {
  pipelines: ServicePipeline[];
  isPipelinesUnknown: boolean;
  extensions: Reference[];
}

export function readService(service: unknown): ReadService {
  const body = isRecord(service) ? service : {};
  const pipelines = isRecord(body.pipelines) ? body.pipelines : {};
  return {
    pipelines: Object.entries(pipelines).map(([id, pipeline]) => readPipeline(id, pipeline)),
    isPipelinesUnknown: isUnknown(service) || isUnknown(body.pipelines),
    extensions: references(body.extensions, ['service', 'extensions']) ?? [],
  };
}

/** Whether the section is a placeholder, or is not a map, which checkValue reports. */
function isUnknown(section: unknown): boolean {
  return isPlaceholder(section) || (section !== undefined && section !== null && !isRecord(section));
}

function readPipeline(id: string, pipeline: unknown): ServicePipeline {
  const path = ['service', 'pipelines', id];
  const side = (name: string) => {
    if (pipeline === null) return [];
    return isRecord(pipeline) ? references(pipeline[name], [...path, name]) : undefined;
  };
  return {
    id,
    signal: (id.split('/')[0] ?? '').trim(),
    path,
    receivers: side('receivers'),
    processors: side('processors'),
    exporters: side('exporters'),
  };
}

function references(given: unknown, path: ConfigPath): Reference[] | undefined {
  const list = given instanceof Expanded ? given.value : given;
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) return undefined;
  return list.flatMap((item, index) => {
    if (isPlaceholder(item)) return [];
    // A null in the list is decoded as an empty ID.
    const id = parseComponentId(typeof item === 'string' ? item : '');
    return [{ id: 'id' in id ? id.id : '', path: [...path, index] }];
  });
}
