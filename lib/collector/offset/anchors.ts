import { isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import type { ConfigDocument, ConfigPath } from '../config/config-document';

/** A node in the text, with its path from the top of the document. */
export interface NodeAt {
  path: ConfigPath;
  node: Node | null;
}

/** Resolves aliases and merge keys to places in the text, where values can be edited. */
export class Anchors {
  private readonly anchors: { name: string; start: number; path: ConfigPath; node: Node }[] = [];

  constructor(private readonly document: ConfigDocument) {
    this.collect(document.nodeAt([]) ?? null, []);
  }

  /** The node at a path, with aliases followed; `undefined` if there is none. */
  at(path: ConfigPath): NodeAt | undefined {
    const node = this.document.nodeAt(path);
    return node === undefined ? undefined : this.follow({ path, node });
  }

  /** The source of the value of `key` in the map: its own pair, or the pair in the first merged map that has one. */
  source(map: NodeAt, key: string): NodeAt | undefined {
    if (!isMap<Node, Node | null>(map.node)) return undefined;
    const own = map.node.items.find((pair) => isKey(pair, key));
    if (own) return this.follow({ path: [...map.path, key], node: own.value });
    for (const merged of this.mergedInto(map)) {
      const found = this.source(merged, key);
      if (found) return found;
    }
    return undefined;
  }

  private mergedInto({ path, node }: NodeAt): NodeAt[] {
    if (!isMap<Node, Node | null>(node)) return [];
    return node.items
      .filter(isMerge)
      .flatMap(({ value }) => (isSeq<Node>(value) ? value.items : [value]))
      .map((each) => this.follow({ path: [...path, '<<'], node: each }));
  }

  /** Anchor names may be repeated. An alias refers to the last one before it. */
  private follow(found: NodeAt): NodeAt {
    const { node } = found;
    if (!isAlias(node)) return found;
    const start = node.range?.[0] ?? 0;
    const anchor = this.anchors.findLast((each) => each.name === node.source && each.start < start);
    return anchor ? this.follow(anchor) : found;
  }

  private collect(node: Node | null, path: ConfigPath): void {
    if (node === null || isAlias(node)) return;
    const name = 'anchor' in node ? node.anchor : undefined;
    if (typeof name === 'string') this.anchors.push({ name, start: node.range?.[0] ?? 0, path, node });
    if (isMap<Node, Node | null>(node)) {
      for (const { key, value } of node.items)
        this.collect(value, [...path, isScalar(key) ? String(key.value) : '']);
    }
    if (isSeq<Node>(node)) {
      for (const [index, item] of node.items.entries()) this.collect(item, [...path, index]);
    }
  }
}

function isKey({ key }: Pair<Node, Node | null>, wanted: string): boolean {
  return isScalar(key) && String(key.value) === wanted;
}

/** The parser represents a merge key as a symbol, while a quoted `"<<"` is an ordinary key. */
function isMerge({ key }: Pair<Node, Node | null>): boolean {
  return isScalar(key) && typeof key.value === 'symbol';
}
