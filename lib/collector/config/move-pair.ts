import { isAlias, isMap, type Node, type YAMLMap } from 'yaml';
import { valueAt } from './collector-config';
import { type ConfigDocument, type ConfigPath, isRecord } from './config-document';
import { addPair, removePair, renameKey, type TextEdit } from './text-edit';

/** The value at its new place: unchanged, as a list (`topic` becomes `topics`), or the only item of a list. */
export type MovedValue = 'as-is' | 'as-list' | 'as-item';

interface Move {
  document: ConfigDocument;
  from: ConfigPath;
  to: ConfigPath;
  valueIs: MovedValue;
}

/**
 * Moves the pair at `from` to the path `to`: renames its key, wraps it (`topic: a` becomes `traces: {topic: a}`), or
 * moves it to another map. Its comments and everything else stay.
 *
 * @returns `undefined` if that is not safe, because `to` is taken, the value is an alias, or a value that has to change
 *   its style contains a comment
 */
export function movePair(
  document: ConfigDocument,
  from: ConfigPath,
  to: ConfigPath,
  valueIs: MovedValue = 'as-is',
): TextEdit[] | undefined {
  const pair = document.pairAt(from);
  const key = to.at(-1);
  if (!pair?.key.range || key === undefined || document.pairAt(to)) return undefined;
  const parent = from.slice(0, -1);
  const move: Move = { document, from, to, valueIs };
  if (sameAs(parent, to.slice(0, -1))) return renamed(move, String(key));
  const shared = commonPath(parent, to.slice(0, -1));
  if (shared.length === parent.length) return movedDown(move);
  if (shared.length === to.length - 1) return movedUp(move);
  return undefined;
}

function renamed({ document, from, valueIs }: Move, key: string): TextEdit[] | undefined {
  const rename = renameKey(document, from, key);
  if (!rename || valueIs === 'as-is') return rename && [rename];
  const value = flowValue(document, from, valueIs);
  const replace = value === undefined ? undefined : replaceValue(document, from, value);
  return replace && [rename, replace];
}

/** Moves the pair down into a map next to it, which is created if necessary. */
function movedDown({ document, from, to, valueIs }: Move): TextEdit[] | undefined {
  const value = flowValue(document, from, valueIs);
  const depth = deepestMap(document, to, from.length - 1);
  const [first, ...rest] = to.slice(depth);
  if (value === undefined || first === undefined) return undefined;
  const wrapped = rest.reduceRight<string>((inner, key) => `{${key}: ${inner}}`, value);
  if (depth > from.length - 1) {
    const add = addPair(document, to.slice(0, depth), String(first), wrapped);
    const remove = removePair(document, from);
    return add && remove && [add, remove];
  }
  const rename = renameKey(document, from, String(first));
  const replace = replaceValue(document, from, wrapped);
  // The key exists, but its value is not a map.
  if (document.pairAt(to.slice(0, depth + 1))) return undefined;
  return rename && replace && [rename, replace];
}

/** Moves the pair out of its map, up to a place next to that map. */
function movedUp({ document, from, to, valueIs }: Move): TextEdit[] | undefined {
  const outer = from.slice(0, to.length);
  const outerStart = document.pairAt(outer)?.key.range?.[0];
  const keyEnd = document.pairAt(from)?.key.range?.[1];
  const map = document.nodeAt(outer);
  const around = document.nodeAt(outer.slice(0, -1));
  if (outerStart === undefined || keyEnd === undefined || !isPlainMap(map) || !isPlainMap(around))
    return undefined;
  const isAlone = map.items.length === 1 && from.length === outer.length + 1;
  if (isAlone && valueIs === 'as-is' && !map.flow) {
    // If `auth:` contains only `tls:`, the two lines become one, with the same body.
    const between = document.text.slice(outerStart, keyEnd);
    return between.includes('#') ? undefined : [{ start: outerStart, end: keyEnd, text: String(to.at(-1)) }];
  }
  const value = flowValue(document, from, valueIs);
  if (value === undefined) return undefined;
  const piece = `${String(to.at(-1))}: ${value}`;
  if (isAlone && map.range) return [{ start: outerStart, end: map.range[1], text: piece }];
  const remove = removePair(document, from);
  if (!remove) return undefined;
  const column = outerStart - (document.text.lastIndexOf('\n', outerStart - 1) + 1);
  const eol = document.text.includes('\r\n') ? '\r\n' : '\n';
  const separator = around.flow ? ', ' : `${eol}${' '.repeat(column)}`;
  return [{ start: outerStart, end: outerStart, text: `${piece}${separator}` }, remove];
}

/** The value as YAML on one line; `undefined` if a comment, an anchor or a tag would be lost. */
function flowValue(document: ConfigDocument, path: ConfigPath, valueIs: MovedValue): string | undefined {
  const node = document.nodeAt(path);
  if (!node?.range || isAlias(node)) return undefined;
  const source = document.text.slice(node.range[0], node.range[1]);
  if (/[#&*!]/.test(source.replaceAll(/"[^"]*"|'[^']*'/g, ''))) return undefined;
  const value = valueAt(document.resolved, path);
  if (valueIs === 'as-item' && Array.isArray(value)) return value.length === 1 ? flowOf(value[0]) : undefined;
  const text = flowOf(value, source);
  return valueIs === 'as-list' && !Array.isArray(value) ? `[${text}]` : text;
}

function flowOf(value: unknown, source?: string): string {
  if (Array.isArray(value)) return `[${value.map((each) => flowOf(each)).join(', ')}]`;
  if (isRecord(value)) {
    return `{${Object.entries(value)
      .map(([key, each]) => `${key}: ${flowOf(each)}`)
      .join(', ')}}`;
  }
  if (typeof value !== 'string') return source?.trim() || String(value);
  // Keeps the quotes. Without quotes, writes a plain string if flow style allows it.
  if (source !== undefined && /^(["']).*\1$/.test(source)) return source;
  const isPlain = source !== undefined || /^[A-Za-z/][\w./-]*$/.test(value);
  return isPlain && !/[{}[\],:#]/.test(value) ? value : JSON.stringify(value);
}

function isPlainMap(node: Node | null | undefined): node is YAMLMap<Node, Node | null> {
  return isMap<Node, Node | null>(node) && !node.anchor;
}

/** Writes the value on the line of its key, wherever it was before. */
function replaceValue(document: ConfigDocument, path: ConfigPath, text: string): TextEdit | undefined {
  const range = document.nodeAt(path)?.range;
  const keyEnd = document.pairAt(path)?.key.range?.[1];
  if (!range || keyEnd === undefined) return undefined;
  const start = document.text.indexOf(':', keyEnd) + 1;
  if (document.text.slice(start, range[0]).trim() !== '') return undefined;
  // A block value ends where the next line starts.
  const end = range[0] + document.text.slice(range[0], range[1]).trimEnd().length;
  return { start, end, text: ` ${text}` };
}

/** How deep `to` leads through existing maps, but at least the depth of `from`. */
function deepestMap(document: ConfigDocument, to: ConfigPath, from: number): number {
  let depth = from;
  while (depth < to.length - 1 && isPlainMap(document.nodeAt(to.slice(0, depth + 1)))) depth++;
  return depth;
}

function commonPath(a: ConfigPath, b: ConfigPath): ConfigPath {
  const length = a.findIndex((key, index) => key !== b[index]);
  return length === -1 ? a : a.slice(0, length);
}

function sameAs(a: ConfigPath, b: ConfigPath): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}
