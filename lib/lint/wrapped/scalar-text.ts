import { Scalar } from 'yaml';
import { type Embedding, IDENTITY, readOnly, slice, spelled, within } from './embedding';
import { DOUBLE_QUOTED, literalBlock, SINGLE_QUOTED } from './spellings';

/** A text, and where it is in the text around it. */
export interface EmbeddedText {
  text: string;
  embedding: Embedding;
}

/** The text of a string in YAML, with as much of its source as it can be edited in. */
export function scalarText(scalar: Scalar<string>, around: string): EmbeddedText {
  const [start, end] = scalar.range ?? [0, 0];
  const source = around.slice(start, end);
  return textFrom(scalar, source, start) ?? aligned(scalar.value, source, start);
}

function textFrom(scalar: Scalar<string>, source: string, start: number): EmbeddedText | undefined {
  switch (scalar.type) {
    case Scalar.BLOCK_LITERAL:
      return literalText(source, start);
    case Scalar.QUOTE_DOUBLE:
      return sameAs(scalar, spelled(source, DOUBLE_QUOTED), start);
    case Scalar.QUOTE_SINGLE:
      return sameAs(scalar, spelled(source, SINGLE_QUOTED), start);
    default:
      return source === scalar.value ? { text: source, embedding: slice(start) } : undefined;
  }
}

function sameAs(scalar: Scalar<string>, read: EmbeddedText | undefined, start: number) {
  if (read?.text !== scalar.value) return undefined;
  return { text: read.text, embedding: within(read.embedding, slice(start)) };
}

/**
 * The lines of a literal block with their indentation, because an indented map is the same configuration. Its edits are
 * edits of the file then. Where that does not hold (a document marker, a variable's name before the text), the
 * indentation is removed.
 */
function literalText(source: string, start: number): EmbeddedText | undefined {
  const header = source.indexOf('\n') + 1;
  if (header === 0) return undefined;
  const body = source.slice(header).replace(/(\r?\n)[ \t\r\n]*$/, '$1');
  const indent = /^(?:[ \t]*\r?\n)*( *)/.exec(body)?.[1]?.length ?? 0;
  const at = slice(start + header);
  const isIndentable =
    !/^ *(?:---|\.\.\.|%)/m.test(body) && /^\s*(?:#[^\n]*\n\s*)*["'{]?\w+["']?:/.test(body);
  if (isIndentable) return { text: body, embedding: at };
  const read = spelled(body, literalBlock(indent));
  return read && { text: read.text, embedding: within(read.embedding, at) };
}

/** Only blanks and line breaks differ from the source, as in a folded block: finds the places, but edits nothing. */
function aligned(value: string, source: string, start: number): EmbeddedText {
  const header = /^[>|][^\n]*\n/.exec(source)?.[0].length ?? 0;
  const offsets: number[] = [];
  let at = header;
  for (const unit of value) {
    if (unit.trim() !== '') {
      const found = source.indexOf(unit, at);
      at = found === -1 ? at : found;
    }
    for (let each = 0; each < unit.length; each++) offsets.push(at + each);
    if (unit.trim() !== '') at += unit.length;
  }
  const placed: Embedding = {
    rangeOf: (from, to) => [
      offsets[from] ?? at,
      to > from ? (offsets[to - 1] ?? at) + 1 : (offsets[from] ?? at),
    ],
    editsOf: IDENTITY.editsOf,
  };
  return { text: value, embedding: readOnly(within(placed, slice(start))) };
}
