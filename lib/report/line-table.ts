import type { Region } from 'sarif';
import { LineIndex } from '../lint';

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
  const lines = new LineIndex(text);
  const placeOf = (offset: number) => lines.placeOf(offset, offset);
  return {
    regionOf({ start, end }) {
      const [from, to] = [placeOf(start), placeOf(end)];
      return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
    },
  };
}
