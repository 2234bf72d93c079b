import { isAlias, isMap, isScalar, type Node, type Pair, Scalar, type YAMLMap } from 'yaml';
import type { ConfigDocument, ConfigPath } from './config-document';

/** Replaces `start` to `end` (UTF-16 units, end exclusive) of a configuration's text. */
export interface TextEdit {
  start: number;
  end: number;
  text: string;
}

/** @param edits must not overlap */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce(
      (edited, { start, end, text: piece }) => edited.slice(0, start) + piece + edited.slice(end),
      text,
    );
}

/**
 * Replaces the scalar at `path`, including its quotes.
 *
 * @param yaml the new value as YAML on one line
 * @returns `undefined` if there is no plain or quoted scalar at that path in the text
 */
export function setScalar(document: ConfigDocument, path: ConfigPath, yaml: string): TextEdit | undefined {
  const node = document.nodeAt(path);
  if (!isScalar(node) || !node.range || node.anchor || node.tag) return undefined;
  if (node.type === Scalar.BLOCK_FOLDED || node.type === Scalar.BLOCK_LITERAL) return undefined;
  const [start, end] = node.range;
  if (start < end) return { start, end, text: yaml };
  // `key:` without a value: insert after the colon, before a comment.
  const keyEnd = document.pairAt(path)?.key.range?.[1];
  if (keyEnd === undefined) return undefined;
  const behind = document.text.indexOf(':', keyEnd) + 1;
  return { start: behind, end: behind, text: ` ${yaml}` };
}

/** Renames the key at `path` in place. Value, comments and order stay. */
export function renameKey(document: ConfigDocument, path: ConfigPath, key: string): TextEdit | undefined {
  const range = document.pairAt(path)?.key.range;
  return range ? { start: range[0], end: range[1], text: key } : undefined;
}

/**
 * Removes the pair at `path`: its lines in block style, the pair and a comma in flow style. `undefined` for the last pair
 * of a map, because an empty section means something else (`tls:` is plaintext), and for a pair with a comment, which
 * would be lost or end up above another key.
 */
export function removePair(document: ConfigDocument, path: ConfigPath): TextEdit | undefined {
  const map = document.nodeAt(path.slice(0, -1));
  const pair = document.pairAt(path);
  if (!isMap<Node, Node | null>(map) || !pair || map.items.length < 2) return undefined;
  const start = pair.key.range?.[0];
  if (start === undefined) return undefined;
  return map.flow
    ? removeFlowPair(document.text, map, pair, start)
    : removeBlockPair(document.text, pair, start);
}

/**
 * Adds `key: yaml` as the last pair of the map at `path`, with the map's style, indentation and line ends. Also works for a
 * key without a body (`kafka:`).
 *
 * @param yaml the value as YAML on one line
 */
export function addPair(
  document: ConfigDocument,
  path: ConfigPath,
  key: string,
  yaml: string,
): TextEdit | undefined {
  const node = document.nodeAt(path);
  const piece = `${key}: ${yaml}`;
  if (isMap<Node, Node | null>(node)) {
    return node.flow ? addToFlow(node, piece) : addToBlock(document.text, node, piece);
  }
  const empty = node === null || (isScalar(node) && node.value === null && !node.anchor && !node.source);
  const keyStart = document.pairAt(path)?.key.range?.[0];
  if (isAlias(node) || !empty || keyStart === undefined) return undefined;
  return insertLine(document.text, keyStart, `${indentOf(document.text, keyStart)}  ${piece}`);
}

function addToFlow(map: YAMLMap<Node, Node | null>, piece: string): TextEdit | undefined {
  const last = map.items.at(-1);
  const end = last ? endOfPair(last) : map.range ? map.range[0] + 1 : undefined;
  if (end === undefined) return undefined;
  return { start: end, end, text: last ? `, ${piece}` : piece };
}

function addToBlock(text: string, map: YAMLMap<Node, Node | null>, piece: string): TextEdit | undefined {
  const first = map.items[0]?.key.range?.[0];
  const last = map.items.at(-1);
  const end = last ? endOfPair(last) : undefined;
  if (first === undefined || end === undefined) return undefined;
  // The column of the first key, which may follow `- `.
  const indent = ' '.repeat(first - lineStart(text, first));
  return insertLine(text, end, `${indent}${piece}`);
}

/** Inserts a line below the line of `offset`, or at `offset` if a line begins there. */
function insertLine(text: string, offset: number, line: string): TextEdit {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  if (offset > 0 && text[offset - 1] === '\n') return { start: offset, end: offset, text: `${line}${eol}` };
  const end = lineEnd(text, offset);
  return { start: end, end, text: `${eol}${line}` };
}

function removeBlockPair(text: string, pair: Pair<Node, Node | null>, start: number): TextEdit | undefined {
  const from = lineStart(text, start);
  // The pair follows `- ` or shares its line with something else.
  if (text.slice(from, start).trim() !== '') return undefined;
  if (/^[ \t]*#/.test(text.slice(lineStart(text, from - 1), from))) return undefined;
  const end = endOfPair(pair) ?? start;
  if (text[end - 1] === '\n') return { start: from, end, text: '' };
  const stop = text.indexOf('\n', end);
  return { start: from, end: stop === -1 ? text.length : stop + 1, text: '' };
}

function removeFlowPair(
  text: string,
  map: YAMLMap<Node, Node | null>,
  pair: Pair<Node, Node | null>,
  start: number,
): TextEdit | undefined {
  const next = map.items[map.items.indexOf(pair) + 1]?.key.range?.[0];
  if (next !== undefined) return { start, end: next, text: '' };
  const before = map.items[map.items.indexOf(pair) - 1];
  const from = before ? endOfPair(before) : undefined;
  const end = endOfPair(pair);
  if (from === undefined || end === undefined || !text.slice(from, start).includes(',')) return undefined;
  return { start: from, end, text: '' };
}

/** The end of the pair's value, or of its key if it has no value. Trailing comments are not included. */
function endOfPair(pair: Pair<Node, Node | null>): number | undefined {
  return pair.value?.range?.[1] ?? pair.key.range?.[1];
}

function indentOf(text: string, offset: number): string {
  return ' '.repeat(offset - lineStart(text, offset));
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The end of the line, before its line end characters. */
function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  const end = newline === -1 ? text.length : newline;
  return text[end - 1] === '\r' ? end - 1 : end;
}
