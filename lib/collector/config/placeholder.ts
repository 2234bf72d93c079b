/** `${env:NAME}`, `${NAME}` or `${file:…}`: a value that the Collector expands at start. */
export interface Placeholder {
  /** Also `env` for the short form `${NAME}`. */
  scheme: string;
  /** The name of the variable, or the path of the file. */
  name: string;
  /** The default value in `${env:NAME:-fallback}`. */
  fallback: string | undefined;
}

const PLACEHOLDER = /\$\{(?:([A-Za-z][A-Za-z0-9+.-]*):)?([^{}]*?)(?::-([^{}]*))?\}/g;

/** All placeholders in a text. `$${…}` is not one, because `$$` is a literal dollar sign. */
export function placeholdersIn(text: string): Placeholder[] {
  if (!text.includes('${')) return [];
  return [...text.replaceAll('$$', '').matchAll(PLACEHOLDER)].map(([, scheme, name = '', fallback]) => ({
    scheme: scheme ?? 'env',
    name,
    fallback,
  }));
}

/** Is the value, or a part of it, known only when the Collector runs? */
export function isPlaceholder(value: unknown): value is string {
  return typeof value === 'string' && placeholdersIn(value).length > 0;
}
