/** One sample in Prometheus's text format. */
export interface Sample {
  name: string;
  /** Label values as written, with their escapes. */
  labels: ReadonlyMap<string, string>;
  value: number;
}

const NAME = /[A-Za-z_:][A-Za-z0-9_:]*/y;
const LABEL = /[ ,]*([A-Za-z_][A-Za-z0-9_]*)="([^"\\]*(?:\\.[^"\\]*)*)"/y;
const END = /[ ,]*\}/y;
const VALUE = / (\S+)/y;

/**
 * Parses the samples of a text whose names begin with one of `prefixes`. Comments and invalid lines are skipped. Each character is
 * read once: the text comes from a task, and may be anything.
 */
export function samplesOf(text: string, ...prefixes: string[]): Sample[] {
  return text
    .split('\n')
    .flatMap((line) => (prefixes.some((prefix) => line.startsWith(prefix)) ? (sampleIn(line) ?? []) : []));
}

function sampleIn(line: string): Sample | undefined {
  let at = 0;
  const next = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(line);
    if (match) at = pattern.lastIndex;
    return match ?? undefined;
  };
  const name = next(NAME)?.[0];
  if (name === undefined) return undefined;
  const labels = new Map<string, string>();
  if (line[at] === '{') {
    at += 1;
    for (let label = next(LABEL); label; label = next(LABEL)) labels.set(label[1] ?? '', label[2] ?? '');
    if (!next(END)) return undefined;
  }
  const value = Number(next(VALUE)?.[1]);
  return Number.isFinite(value) ? { name, labels, value } : undefined;
}
