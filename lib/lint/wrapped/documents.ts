/** A part of a file that is parsed as a YAML document of its own. */
export interface DocumentSlice {
  start: number;
  text: string;
}

/** A document above this size is parsed item by item, if it is a Kubernetes list. */
const LARGE = 500_000;

/** The YAML documents of a file, without those that have only comments. */
export function documentsOf(text: string): DocumentSlice[] {
  const starts = [0, ...[...text.matchAll(MARKER)].map(({ index }) => index)];
  return starts
    .map((start, index) => ({ start, text: text.slice(start, starts[index + 1]) }))
    .filter((each) => CONTENT.test(each.text));
}

/** The items of a large `kind: List` in block style, or else the document itself. */
export function partsOf({ start, text }: DocumentSlice): DocumentSlice[] {
  const items = text.length > LARGE && /^kind:\s*\w*List\s*$/m.test(text) ? ITEMS.exec(text) : undefined;
  if (!items) return [{ start, text }];
  const from = items.index + items[0].length;
  const [, dash = ''] = /^( *- )/.exec(text.slice(from)) ?? [];
  if (dash === '') return [{ start, text }];
  // The list ends where a key of the document follows.
  const behind = text.slice(from).search(/^[A-Za-z]/m);
  const end = behind === -1 ? text.length : from + behind;
  const begins = [...text.slice(from, end).matchAll(new RegExp(`^${dash}`, 'gm'))].map(
    ({ index }) => from + index,
  );
  return begins.map((begin, index) => ({
    start: start + begin,
    text: text.slice(begin, begins[index + 1] ?? end),
  }));
}

const MARKER = /^---(?=\s|$)/gm;
const ITEMS = /^items:[ \t]*\r?\n/m;

/** A line that is not a comment, a marker, a directive or blank. */
const CONTENT = /^(?!\s*(?:#|$)|---\s*(?:#.*)?$|\.\.\.|%)/m;
