import type { Region } from 'sarif';

/** The lines of a text. */
export interface LineTable {
  /** Lines and columns of a range of offsets, from 1. The end is exclusive. */
  regionOf(range: {
    start: number;
    end: number;
  }): Required<Pick<Region, 'startLine' | 'startColumn' | 'endLine' | 'endColumn'>>;
}

/** A line ends with `\n`, `\r\n` or a lone `\r`. */
export function lineTable(text: string): LineTable {
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map(({ 0: end, index }) => index + end.length)];
  const placeOf = (offset: number) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
  return {
    regionOf({ start, end }) {
      const [from, to] = [placeOf(start), placeOf(end)];
      return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
    },
  };
}
