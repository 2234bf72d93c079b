import { type Document, isMap, isScalar, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import { SpillwayError } from '../../errors';

/** A Collector configuration as text, as nodes with their place in it, and as what it means. */
export interface ConfigDocument {
  /** Aliases and merge keys resolved; `${…}` is left as it is. */
  resolved: Record<string, unknown>;
  /** The key and value at `path`, found without following an alias or a merge key. */
  pairAt(path: string[]): Pair<Node, Node | null> | undefined;
  /** Line of the value at `path`, or of its nearest ancestor that stands in the text. */
  lineOf(path: string[]): number;
}

/** @throws SpillwayError `CONFIG_MALFORMED` */
export function parseConfig(text: string): ConfigDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const broken = document.errors[0];
  if (broken) throw malformed(lines.linePos(broken.pos[0]).line, `is not YAML: ${broken.message}`);
  const pairAt = (path: string[]) => findPair(document, path);
  return {
    resolved: asMap(resolve(document), 1, 'the configuration'),
    pairAt,
    lineOf(path) {
      for (let length = path.length; length > 0; length--) {
        const range = pairAt(path.slice(0, length))?.key.range;
        if (range) return lines.linePos(range[0]).line;
      }
      return 1;
    },
  };
}

/** @throws SpillwayError `CONFIG_MALFORMED` */
export function asMap(value: unknown, line: number, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw malformed(line, `should have a map as ${what}`);
}

export function malformed(line: number, what: string): SpillwayError {
  return new SpillwayError(
    'CONFIG_MALFORMED',
    `The Collector configuration ${what} (line ${line}).`,
    'Mend it there and check it with `otelcol validate`.',
  );
}

function resolve(document: Document): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    // More aliases than a configuration written by people has: yaml's guard against expansion bombs.
    throw malformed(1, `cannot be resolved: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

function findPair(document: Document, path: string[]): Pair<Node, Node | null> | undefined {
  let node: unknown = document.contents;
  let found: Pair<Node, Node | null> | undefined;
  for (const key of path) {
    if (!isMap<Node, Node | null>(node)) return undefined;
    found = node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
    if (!found) return undefined;
    node = found.value;
  }
  return found;
}
