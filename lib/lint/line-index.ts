import type { Place } from '../collector/config/config-document';

/** Finds lines and columns, both from 1. A line ends with `\n`, `\r\n` or a lone `\r`. */
export class LineIndex {
  readonly #starts = [0];

  constructor(text: string) {
    for (const { 0: end, index } of text.matchAll(/\r\n|\r|\n/g)) this.#starts.push(index + end.length);
  }

  placeOf(start: number, end: number): Place {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= start) low = middle;
      else high = middle - 1;
    }
    return { start, end, line: low + 1, column: start - (this.#starts[low] ?? 0) + 1 };
  }
}
