/** `${env:NAME}`, `${NAME}`, `${file:…}`: what only the Collector can fill in, when it starts. */
export interface Placeholder {
  /** `env` for the short form too. */
  scheme: string;
  /** Name of the variable, path of the file. */
  name: string;
  /** Of `${env:NAME:-fallback}`. */
  fallback: string | undefined;
}

const PLACEHOLDER = /\$\{(?:([A-Za-z][A-Za-z0-9+.-]*):)?([^{}]*?)(?::-([^{}]*))?\}/g;

/** All placeholders in a text; `$${…}` is none, since `$$` stands for a dollar sign. */
export function placeholdersIn(text: string): Placeholder[] {
  if (!text.includes('${')) return [];
  return [...text.replaceAll('$$', '').matchAll(PLACEHOLDER)].map(([, scheme, name = '', fallback]) => ({
    scheme: scheme ?? 'env',
    name,
    fallback,
  }));
}

/** Is the value, or a part of it, unknown until the Collector runs? */
export function isPlaceholder(value: unknown): value is string {
  return typeof value === 'string' && placeholdersIn(value).length > 0;
}
