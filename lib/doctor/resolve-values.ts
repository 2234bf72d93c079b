import { stringList, valueAt } from '../collector/config/collector-config';
import { isRecord } from '../collector/config/config-document';
import { placeholdersIn } from '../collector/config/placeholder';

/** The settings of one component, with `${env:NAME}` expanded as the Collector does when it starts. */
export interface Resolved {
  /** A scalar as text; `undefined` if absent or empty. */
  text(path: readonly string[]): string | undefined;
  /**
   * `undefined` if the list is absent, null, or an unset variable, all of which leave the default. An empty list
   * replaces the default.
   */
  list(path: readonly string[]): string[] | undefined;
  /** True if the path holds a map. */
  has(path: readonly string[]): boolean;
  /** Unset variables that the calls so far have referred to. */
  missing(): string[];
}

const PLACEHOLDER = /\$\$|\$\{(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(?::-([^{}]*))?\}/g;

export function resolver(
  settings: Record<string, unknown>,
  env: Readonly<Record<string, string | undefined>>,
): Resolved {
  const missing = new Set<string>();

  const variable = (name: string) => (Object.hasOwn(env, name) ? env[name] : undefined);

  function filled(text: string): string {
    for (const { scheme, name, fallback } of placeholdersIn(text)) {
      if (scheme === 'env' && variable(name) === undefined && fallback === undefined) missing.add(name);
    }
    return text.replaceAll(PLACEHOLDER, (whole, name?: string, fallback?: string) => {
      if (whole === '$$') return '$';
      return (name === undefined ? undefined : variable(name)) ?? fallback ?? '';
    });
  }

  return {
    text(path) {
      const value = valueAt(settings, path);
      if (value === undefined || value === null || typeof value === 'object') return undefined;
      return filled(String(value)) || undefined;
    },
    list(path) {
      const value = valueAt(settings, path);
      if (typeof value !== 'string' && !Array.isArray(value)) return undefined;
      const written = stringList(value);
      const items = written.flatMap((item) => stringList(filled(item)));
      return items.length === 0 && written.length > 0 ? undefined : items;
    },
    has: (path) => isRecord(valueAt(settings, path)),
    missing: () => [...missing],
  };
}
