import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node, type Pair } from 'yaml';
import { SpillwayError } from '../../errors';
import { MAX_DEPTH, nestingOf } from '../../pipeline/nesting';
import { pairByKey } from '../../pipeline/pairs-by-key';
import { parseYaml } from '../../pipeline/yaml-document';
import { withoutQuotes } from '../../pipeline/yaml-error';

/** Keys and indexes from the top of a configuration: `['service', 'pipelines', 'traces', 'receivers', 0]`. */
export type ConfigPath = readonly (string | number)[];

/** A range of the text: offsets in UTF-16 units, the end exclusive. Line and column count from 1. */
export interface Place {
  start: number;
  end: number;
  line: number;
  column: number;
}

/** A Collector configuration as text, as YAML nodes with places, and as resolved values. */
export interface ConfigDocument {
  readonly text: string;
  /** With aliases and merge keys resolved, but `${…}` unexpanded. */
  readonly resolved: Record<string, unknown>;
  /** The same, where `resolved` has misplaced settings at the place where they belong. */
  readonly written: Record<string, unknown>;
  /** The key and value at `path`, without following aliases or merge keys. */
  pairAt(path: ConfigPath): Pair<Node, Node | null> | undefined;
  /** The map, list or scalar at `path`, without following aliases or merge keys. */
  nodeAt(path: ConfigPath): Node | null | undefined;
  /** The line of the value at `path`, or of its nearest ancestor in the text. */
  lineOf(path: ConfigPath): number;
  /**
   * The place of the key or the value at `path`, following aliases and merge keys, or of its nearest ancestor in the
   * text.
   */
  placeOf(path: ConfigPath, part: 'key' | 'value'): Place;
  placeAt(start: number, end: number): Place;
}

/** A configuration as text, or parsed, for callers that ask several questions about the same text. */
export type ConfigSource = string | ConfigDocument;

/** @throws SpillwayError `CONFIG_MALFORMED` */
export function documentOf(source: ConfigSource): ConfigDocument {
  return typeof source === 'string' ? parseConfig(source) : source;
}

/** @throws SpillwayError `CONFIG_MALFORMED` */
export function parseConfig(text: string): ConfigDocument {
  const { document, lines } = parseYaml(text, { merge: true });
  const broken = document.errors[0];
  if (broken)
    throw malformed(lines.linePos(broken.pos[0]).line, `is not valid YAML: ${withoutQuotes(broken.message)}`);
  const resolved = resolve(document);
  if (!isRecord(resolved)) throw malformed(1, 'must be a map of sections');
  const nesting = nestingOf(resolved);
  if (nesting === 'endless') throw malformed(1, 'has an alias inside the value of its own anchor');
  if (nesting === 'deep') throw malformed(1, `is nested more than ${MAX_DEPTH} levels deep`);
  return configDocument(text, document, lines, resolved);
}

/**
 * @param document parsed from `text` without errors, with `lines` as its line counter and merge keys enabled
 * @param root the configuration, if it is not the whole document
 */
export function configDocument(
  text: string,
  document: Document,
  lines: LineCounter,
  resolved: Record<string, unknown>,
  root = document.contents as Node | null,
): ConfigDocument {
  const placeAt = (start: number, end: number): Place => {
    const { line, col } = lines.linePos(start);
    return { start, end, line, column: col };
  };
  const pairAt = (path: ConfigPath) => findPair(root, path);
  return {
    text,
    resolved,
    written: resolved,
    pairAt,
    nodeAt: (path) => findNode(root, path),
    lineOf(path) {
      for (let length = path.length; length > 0; length--) {
        const range = pairAt(path.slice(0, length))?.key.range;
        if (range) return lines.linePos(range[0]).line;
      }
      return 1;
    },
    placeOf(path, part) {
      const range =
        locate(document, root, path, part) ?? (root === document.contents ? undefined : root?.range);
      return range ? placeAt(range[0], range[1]) : placeAt(0, 0);
    },
    placeAt,
  };
}

/** @throws SpillwayError `CONFIG_MALFORMED` */
export function asMap(value: unknown, line: number, what: string): Record<string, unknown> {
  if (isRecord(value)) return value;
  throw malformed(line, `must have a map as ${what}`);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function malformed(line: number, what: string): SpillwayError {
  return new SpillwayError(
    'CONFIG_MALFORMED',
    `The Collector configuration ${what} (line ${line}).`,
    'Fix it and check it with `otelcol validate`.',
  );
}

function resolve(document: Document): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    // The parser refuses aliases that expand to too many values.
    throw malformed(1, `cannot be resolved: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

function findPair(root: Node | null, path: ConfigPath): Pair<Node, Node | null> | undefined {
  const parent = findNode(root, path.slice(0, -1));
  return isMap<Node, Node | null>(parent) ? pairByKey(parent, path.at(-1)) : undefined;
}

function findNode(root: Node | null, path: ConfigPath): Node | null | undefined {
  let node: unknown = root;
  for (const key of path) {
    if (isMap<Node, Node | null>(node)) node = pairByKey(node, key)?.value;
    else if (isSeq<Node>(node) && typeof key === 'number') node = node.items[key];
    else return undefined;
  }
  return node as Node | null | undefined;
}

type Range = readonly [start: number, end: number, ...rest: number[]];

/** The range of the deepest node on the path that is in the text. */
function locate(
  document: Document,
  root: Node | null,
  path: ConfigPath,
  part: 'key' | 'value',
): Range | undefined {
  let node = root;
  let found: Range | undefined;
  for (const [index, key] of path.entries()) {
    const step = stepInto(document, node, key);
    if (step === undefined) return found;
    const wantsKey = part === 'key' || index < path.length - 1;
    found = (wantsKey ? step.key : undefined) ?? rangeOf(step.value) ?? step.key ?? found;
    node = step.value;
  }
  return found;
}

function stepInto(
  document: Document,
  node: Node | null,
  key: string | number,
): { key: Range | undefined; value: Node | null } | undefined {
  const target = isAlias(node) ? (node.resolve(document) ?? null) : node;
  if (isSeq<Node>(target) && typeof key === 'number') {
    const item = target.items[key];
    return item === undefined ? undefined : { key: rangeOf(item), value: item };
  }
  if (!isMap<Node, Node | null>(target)) return undefined;
  const own = pairByKey(target, key);
  if (own) return { key: rangeOf(own.key), value: own.value };
  // The parser represents a merge key as a symbol. In a list of merged maps the first one wins.
  for (const pair of target.items.filter(
    ({ key: each }) => isScalar(each) && typeof each.value === 'symbol',
  )) {
    const sources: (Node | null)[] = isSeq<Node>(pair.value) ? pair.value.items : [pair.value];
    for (const source of sources) {
      const step = stepInto(document, source, key);
      if (step) return step;
    }
  }
  return undefined;
}

function rangeOf(node: Node | null): Range | undefined {
  return node?.range ?? undefined;
}
