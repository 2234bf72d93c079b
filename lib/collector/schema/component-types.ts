import { variantAt } from './check-value';
import { COMPONENTS } from './settings';

export type Section = 'receivers' | 'processors' | 'exporters' | 'connectors' | 'extensions';

/** The sections of a configuration, and the kind of component in each. */
export const SECTIONS: Readonly<Record<Section, string>> = {
  receivers: 'receiver',
  processors: 'processor',
  exporters: 'exporter',
  connectors: 'connector',
  extensions: 'extension',
};

/** v0.144 renamed the exporters (its changelog). The older names still work. */
export const OTLP_NAMES_SINCE = 144;
const RENAMED_EXPORTERS: ReadonlyMap<string, string> = new Map([
  ['otlp_grpc', 'otlp'],
  ['otlp_http', 'otlphttp'],
]);

/** The signals of components that do not support all of traces, metrics and logs. */
const SIGNALS: ReadonlyMap<string, readonly string[]> = new Map([['processors/tail_sampling', ['traces']]]);
/**
 * Since when a component supports profiles, from the factories at v0.115, v0.145, v0.158, v0.160 and v0.165. In between it
 * counts as supported.
 */
const PROFILES_SINCE: ReadonlyMap<string, number> = new Map([
  ['receivers/otlp', 0],
  ['exporters/otlp', 0],
  ['exporters/otlphttp', 0],
  ['exporters/debug', 0],
  ['receivers/kafka', 116],
  ['exporters/kafka', 116],
  ['processors/memory_limiter', 116],
  ['processors/filter', 116],
  ['processors/transform', 116],
]);

export interface KnownType {
  /** `exporters/otlphttp` */
  component: string;
  /** The Go struct of its settings. */
  struct: string;
}

/** The component of a type in this version; `undefined` if Spillway does not know it. */
export function knownType(section: Section, type: string, minor: number): KnownType | undefined {
  const renamed =
    section === 'exporters' && minor >= OTLP_NAMES_SINCE ? RENAMED_EXPORTERS.get(type) : undefined;
  const component = `${section}/${renamed ?? type}`;
  const struct = Object.hasOwn(COMPONENTS, component) ? structOf(component, minor) : undefined;
  return struct === undefined ? undefined : { component, struct };
}

/** The older name of a type, if this version does not have the newer one. */
export function olderSpelling(section: Section, type: string, minor: number): string | undefined {
  return section === 'exporters' && minor < OTLP_NAMES_SINCE ? RENAMED_EXPORTERS.get(type) : undefined;
}

export function takesSignal(component: string, signal: string, minor: number): boolean {
  if (signal === 'profiles') return minor >= (PROFILES_SINCE.get(component) ?? Number.POSITIVE_INFINITY);
  return SIGNALS.get(component)?.includes(signal) ?? true;
}

/** The Go struct of a component or of `service`. */
export function structOf(component: string, minor: number): string | undefined {
  const found = variantAt([COMPONENTS[component] ?? []].flat(), minor);
  return found && typeof found.type === 'object' && 'struct' in found.type ? found.type.struct : undefined;
}
