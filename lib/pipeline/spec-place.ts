import { type Document, isMap, isNode, isSeq, type Node } from 'yaml';
import { pairByKey } from './pairs-by-key';
import { parseYaml } from './yaml-document';

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
  const { document, lines } = parseYaml(text);
  return (path, part) => {
    const { line, col } = lines.linePos(offsetInSpec(document, path, part));
    return { line, column: col };
  };
}

/** The offset of the value at `path` (or of its key). If it is missing, the offset of its nearest ancestor. */
export function offsetInSpec(document: Document, path: readonly string[], part: 'key' | 'value'): number {
  const nodes: unknown[] = [document.contents];
  for (const key of path) nodes.push(childOf(nodes.at(-1), key));
  const parent = nodes[path.length - 1];
  if (part === 'key' && isMap<Node, Node | null>(parent)) {
    const key = pairByKey(parent, path.at(-1))?.key;
    if (key?.range) return key.range[0];
  }
  for (const node of nodes.slice(1).reverse()) {
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function childOf(node: unknown, key: string): unknown {
  if (isMap<Node, Node | null>(node)) return pairByKey(node, key)?.value;
  return isSeq(node) ? node.items[Number(key)] : undefined;
}
