import type { ContainerSecretSource } from './secret-schema';

/** A header for the backend whose value is a secret. */
export interface SecretHeader {
  name: string;
  /** The environment variable in which the container of the processing tier gets the value. */
  variable: string;
  secret: ContainerSecretSource;
}

type Headers = Readonly<Record<string, string | ContainerSecretSource>>;

/** The headers whose values are secrets, in the order of the spec. */
export function secretHeaders(headers: Headers): SecretHeader[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [] : [{ name, variable: headerVariable(name), secret: value }],
  );
}

/** Two headers with secrets that would get the same variable; `undefined` if there are none. */
export function sharedVariable(headers: Headers): [string, string] | undefined {
  const byVariable = new Map<string, string>();
  for (const { name, variable } of secretHeaders(headers)) {
    const other = byVariable.get(variable);
    if (other !== undefined) return [other, name];
    byVariable.set(variable, name);
  }
  return undefined;
}

/** The variable for a header: `SPILLWAY_HEADER_X_API_KEY` for `X-Api-Key`. */
function headerVariable(name: string): string {
  return `SPILLWAY_HEADER_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
}
