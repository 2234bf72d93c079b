import { applyEdits, type TextEdit } from '../../collector/config/text-edit';

/** How the text of a configuration is written in the text around it. Offsets are UTF-16 units, ends are exclusive. */
export interface Embedding {
  /** The range of the text around that a range of the configuration comes from. */
  rangeOf(start: number, end: number): readonly [start: number, end: number];
  /** The same edits in the text around; `undefined` if they would change more than that, or something else. */
  editsOf(edits: readonly TextEdit[]): readonly TextEdit[] | undefined;
}

/** The configuration is a slice of the text around, which begins at `offset`. */
export function slice(offset: number): Embedding {
  if (offset === 0) return IDENTITY;
  return {
    rangeOf: (start, end) => [start + offset, end + offset],
    editsOf: (edits) =>
      edits.map(({ start, end, text }) => ({ start: start + offset, end: end + offset, text })),
  };
}

export const IDENTITY: Embedding = {
  rangeOf: (start, end) => [start, end],
  editsOf: (edits) => edits,
};

/** Text inside a text inside a text. */
export function within(inner: Embedding, outer: Embedding): Embedding {
  if (outer === IDENTITY) return inner;
  if (inner === IDENTITY) return outer;
  return {
    rangeOf: (start, end) => outer.rangeOf(...inner.rangeOf(start, end)),
    editsOf(edits) {
      const between = inner.editsOf(edits);
      return between && outer.editsOf(between);
    },
  };
}

/** The same places, but nothing can be edited. */
export function readOnly({ rangeOf }: Embedding): Embedding {
  return { rangeOf, editsOf: () => undefined };
}

/** A text and the range in its source that each of its UTF-16 units comes from. */
export interface Decoded {
  text: string;
  starts: number[];
  ends: number[];
}

/** How a text is escaped in its source, such as in a quoted string. */
export interface Spelling {
  decode(source: string): Decoded | undefined;
  encode(text: string): string;
}

/** The text that `source` spells. The embedding is about `source`. */
export function spelled(
  source: string,
  { decode, encode }: Spelling,
): { text: string; embedding: Embedding } | undefined {
  const decoded = decode(source);
  if (!decoded) return undefined;
  const { text } = decoded;
  const embedding: Embedding = {
    rangeOf: (start, end) => rangeIn(decoded, start, end),
    editsOf(edits) {
      const outer = edits.map((edit) => {
        const [start, end] = rangeIn(decoded, edit.start, edit.end);
        return { start, end, text: encode(edit.text) };
      });
      // Some places cannot be edited one by one, such as an escape that stands for several characters.
      const isExact = decode(applyEdits(source, outer))?.text === applyEdits(text, edits);
      return isExact ? outer : undefined;
    },
  };
  return { text, embedding };
}

function rangeIn({ starts, ends }: Decoded, start: number, end: number): [start: number, end: number] {
  const from = starts[start] ?? ends.at(-1) ?? 0;
  return [from, end > start ? (ends[end - 1] ?? from) : from];
}
