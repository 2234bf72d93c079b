import { isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import type { ConfigDocument, ConfigPath } from '../config/config-document';

/** A node that stands in the text, and where from the top of the document. */
export interface Standing {
  path: ConfigPath;
  node: Node | null;
}

/** Finds what aliases and merge keys stand for, as paths of the text: that is where it can be edited. */
export class Anchors {
  private readonly anchors: { name: string; start: number; path: ConfigPath; node: Node }[] = [];

  constructor(private readonly document: ConfigDocument) {
    this.collect(document.nodeAt([]) ?? null, []);
  }

  /** The node at a path, itself if it is no alias; `undefined` where nothing stands. */
  at(path: ConfigPath): Standing | undefined {
    const node = this.document.nodeAt(path);
    return node === undefined ? undefined : this.follow({ path, node });
  }

  /** Where the value of `key` of the map comes from: its own pair, or that of the first merged map that has one. */
  source(map: Standing, key: string): Standing | undefined {
    if (!isMap<Node, Node | null>(map.node)) return undefined;
    const own = map.node.items.find((pair) => isKey(pair, key));
    if (own) return this.follow({ path: [...map.path, key], node: own.value });
    for (const merged of this.mergedInto(map)) {
      const found = this.source(merged, key);
      if (found) return found;
    }
    return undefined;
  }

  private mergedInto({ path, node }: Standing): Standing[] {
    if (!isMap<Node, Node | null>(node)) return [];
    return node.items
      .filter(isMerge)
      .flatMap(({ value }) => (isSeq<Node>(value) ? value.items : [value]))
      .map((each) => this.follow({ path: [...path, '<<'], node: each }));
  }

  /** An anchor may be given again further down: an alias means the last one before it. */
  private follow(standing: Standing): Standing {
    const { node } = standing;
    if (!isAlias(node)) return standing;
    const start = node.range?.[0] ?? 0;
    const anchor = this.anchors.findLast((each) => each.name === node.source && each.start < start);
    return anchor ? this.follow(anchor) : standing;
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

/** The parser makes a symbol of a merge key; a quoted `"<<"` is a key like any other. */
function isMerge({ key }: Pair<Node, Node | null>): boolean {
  return isScalar(key) && typeof key.value === 'symbol';
}
