import { type Document, isMap, isPair, isScalar, isSeq, type Node, YAMLParseError } from 'yaml';

/**
 * Adds the parser's error for each key that a map has twice. The parser's own check (`uniqueKeys`) compares each key with
 * all others of its map, which takes seconds for a map of a few thousand keys, so it is turned off.
 */
export function reportDuplicateKeys(document: Document.Parsed): void {
  const waiting: (Node | null)[] = [document.contents];
  const found: YAMLParseError[] = [];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (isSeq<Node>(node)) waiting.push(...namesApart(node.items));
    if (!isMap<Node | null, Node | null>(node)) continue;
    const seen = new Set<unknown>();
    for (const { key, value } of node.items) {
      waiting.push(key, value);
      if (!isScalar(key)) continue;
      if (seen.has(key.value)) found.push(duplicate(key.range?.[0] ?? 0));
      seen.add(key.value);
    }
  }
  if (found.length === 0) return;
  document.errors.push(...found);
  document.errors.sort((a, b) => a.pos[0] - b.pos[0]);
}

/** A list may hold pairs, as in `[a: 1]`. */
function namesApart(items: readonly unknown[]): (Node | null)[] {
  return items.flatMap((item) => (isPair<Node, Node>(item) ? [item.key, item.value] : [item as Node | null]));
}

function duplicate(at: number): YAMLParseError {
  return new YAMLParseError([at, at + 1], 'DUPLICATE_KEY', 'Map keys must be unique');
}
