import { stringify } from 'yaml';

/**
 * YAML for the Collector's parser (go.yaml.in/yaml/v3). That parser still knows the booleans, dates and binary numbers
 * of YAML 1.1, so strings that look like one are quoted.
 */
const COLLECTOR_YAML = { compat: 'yaml-1.1', lineWidth: 0 } as const;

/** A value as lines of block YAML, indented by `indent` spaces. `${env:NAME}` is not escaped. */
export function blockLines(value: unknown, indent: number): string[] {
  return stringify(value, COLLECTOR_YAML)
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? line : ' '.repeat(indent) + line));
}

/** A string as one YAML scalar. The Collector expands `${env:NAME}` in it. */
export function scalar(text: string): string {
  return stringify(text, { ...COLLECTOR_YAML, blockQuote: false }).trimEnd();
}

/** A string that the Collector must not expand, so `$` is escaped. */
export function literal(text: string): string {
  return scalar(text.replaceAll('$', '$$$$'));
}

/** A reference to an environment variable, which the Collector expands when it starts. */
export function fromEnv(variable: string, fallback?: string): string {
  return `\${env:${variable}${fallback === undefined ? '' : `:-${fallback}`}}`;
}

/** Strings as a flow sequence. The Collector must not expand them, so `$` is escaped. */
export function literalList(texts: string[]): string {
  const escaped = texts.map((text) => text.replaceAll('$', '$$$$'));
  const options = { ...COLLECTOR_YAML, collectionStyle: 'flow', flowCollectionPadding: false } as const;
  return stringify(escaped, options).trimEnd();
}

const GO_UNITS = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** Milliseconds as a Go duration, which has no days: 86400000 is `24h`. */
export function goDuration(ms: number): string {
  for (const [unit, unitMs] of GO_UNITS) {
    if (ms !== 0 && ms % unitMs === 0) return `${ms / unitMs}${unit}`;
  }
  return ms === 0 ? '0s' : `${ms}ms`;
}
