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

/** The dump of v0.145 has otlp_grpc and otlp_http, and that of v0.115 does not. The older names still work. */
const OTLP_NAMES_SINCE = 116;
const RENAMED_EXPORTERS: ReadonlyMap<string, string> = new Map([
  ['otlp_grpc', 'otlp'],
  ['otlp_http', 'otlphttp'],
]);

/** The signals of components that do not support all of traces, metrics and logs. */
const SIGNALS: ReadonlyMap<string, readonly string[]> = new Map([['processors/tail_sampling', ['traces']]]);

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

export function takesSignal(component: string, signal: string): boolean {
  return SIGNALS.get(component)?.includes(signal) ?? true;
}

/** The Go struct of a component or of `service`. */
export function structOf(component: string, minor: number): string | undefined {
  const found = variantAt([COMPONENTS[component] ?? []].flat(), minor);
  return found && typeof found.type === 'object' && 'struct' in found.type ? found.type.struct : undefined;
}
