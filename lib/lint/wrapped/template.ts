import { isCollection, type Node, visit } from 'yaml';

/** The start of `{{ … }}`, `{% … %}` or `<% … %>`. `${{ … }}` belongs to workflows of GitHub. */
const EXPRESSION = /(?<!\$)\{\{|\{%|<%/g;

/** Where a value without errors is a template, because an expression is a key. */
export function templateIn(text: string, node: Node): number | undefined {
  const [start, end] = node.range ?? [0, 0];
  const at = expressionIn(text.slice(start, end));
  return at !== undefined && hasMapAsKey(node) ? start + at : undefined;
}

/** The first expression of a template. Those in quotes are strings, and those in comments mean nothing. */
export function expressionIn(text: string): number | undefined {
  for (const { index } of text.matchAll(EXPRESSION)) {
    const before = text.slice(text.lastIndexOf('\n', index - 1) + 1, index);
    const isQuoted = count(before, '"') % 2 === 1 || count(before, "'") % 2 === 1;
    if (!isQuoted && !/(^|\s)#/.test(before)) return index;
  }
  return undefined;
}

/** A parser reads `{{ name }}` as a map whose key is a map. */
function hasMapAsKey(node: Node): boolean {
  let found = false;
  visit(node, {
    Pair(_, { key }) {
      if (!isCollection(key)) return undefined;
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

function count(text: string, letter: string): number {
  return text.split(letter).length - 1;
}
