import { variantAt } from './check-value';
import { COMPONENTS } from './settings.generated';

export type Section = 'receivers' | 'processors' | 'exporters' | 'connectors' | 'extensions';

/** Sections of a configuration, and what each holds. */
export const SECTIONS: Readonly<Record<Section, string>> = {
  receivers: 'receiver',
  processors: 'processor',
  exporters: 'exporter',
  connectors: 'connector',
  extensions: 'extension',
};

/** otlp_grpc and otlp_http are in the dump of v0.145 and not in that of v0.115; the older names still work. */
const OTLP_NAMES_SINCE = 116;
const RENAMED_EXPORTERS: ReadonlyMap<string, string> = new Map([
  ['otlp_grpc', 'otlp'],
  ['otlp_http', 'otlphttp'],
]);

/** The signals that the components take which do not take all of traces, metrics and logs. */
const SIGNALS: ReadonlyMap<string, readonly string[]> = new Map([['processors/tail_sampling', ['traces']]]);

export interface KnownType {
  /** `exporters/otlphttp` */
  component: string;
  /** Go struct of its settings. */
  struct: string;
}

/** The component that a type is in this version; `undefined` for one that is not among those known here. */
export function knownType(section: Section, type: string, minor: number): KnownType | undefined {
  const renamed =
    section === 'exporters' && minor >= OTLP_NAMES_SINCE ? RENAMED_EXPORTERS.get(type) : undefined;
  const component = `${section}/${renamed ?? type}`;
  const struct = Object.hasOwn(COMPONENTS, component) ? structOf(component, minor) : undefined;
  return struct === undefined ? undefined : { component, struct };
}

/** The type's spelling in a version that does not know this one. */
export function olderSpelling(section: Section, type: string, minor: number): string | undefined {
  return section === 'exporters' && minor < OTLP_NAMES_SINCE ? RENAMED_EXPORTERS.get(type) : undefined;
}

export function takesSignal(component: string, signal: string): boolean {
  return SIGNALS.get(component)?.includes(signal) ?? true;
}

/** Go struct of `service` and the like. */
export function structOf(component: string, minor: number): string | undefined {
  const found = variantAt([COMPONENTS[component] ?? []].flat(), minor);
  return found && typeof found.type === 'object' && 'struct' in found.type ? found.type.struct : undefined;
}
