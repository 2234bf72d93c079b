import { type Document, isMap, isNode, LineCounter, parseDocument } from 'yaml';

/** Line and column, from 1. */
export interface SpecPlace {
  line: number;
  column: number;
}

/**
 * Finds the places of keys in the text of a spec.
 *
 * @param text of a spec that has already been parsed
 */
export function placesInSpec(text: string): (path: readonly string[], part: 'key' | 'value') => SpecPlace {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  return (path, part) => {
    const { line, col } = lines.linePos(offsetInSpec(document, path, part));
    return { line, column: col };
  };
}

/** The offset of the value at `path` (or of its key). If it is missing, the offset of its nearest ancestor. */
export function offsetInSpec(document: Document, path: readonly string[], part: 'key' | 'value'): number {
  const nodeAt = (length: number) =>
    document.getIn(
      path.slice(0, length).map((key) => (/^\d+$/.test(key) ? Number(key) : key)),
      true,
    );
  const parent = nodeAt(path.length - 1);
  if (part === 'key' && isMap(parent)) {
    const key = parent.items.map((pair) => pair.key).find((each) => String(each) === path.at(-1));
    if (isNode(key) && key.range) return key.range[0];
  }
  for (let length = path.length; length > 0; length--) {
    const node = nodeAt(length);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
