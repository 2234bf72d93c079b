import { clearScreenDown, cursorTo, moveCursor } from 'node:readline';
import { textLine, textLines } from '../output';

/** A terminal, a pipe or a file. */
export type Screen = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/**
 * A block of lines that is redrawn in place on a terminal. On a pipe or file `update` draws nothing, and callers print
 * single lines with `log`.
 */
export class LiveBlock {
  private height = 0;

  constructor(private readonly screen: Screen) {}

  get live(): boolean {
    return this.screen.isTTY === true;
  }

  get columns(): number {
    return this.screen.columns ?? 110;
  }

  /**
   * Replaces the block. Lines must fit the width, because the terminal would wrap longer ones and the line count would
   * be wrong.
   */
  update(lines: string[]): void {
    if (!this.live) return;
    this.erase();
    this.screen.write(textLines(lines));
    this.height = lines.length;
  }

  /** Prints a permanent line above the block. */
  log(line: string): void {
    this.erase();
    this.screen.write(textLine(line));
  }

  /** Keeps the block on the screen; later output goes below it. */
  release(): void {
    this.height = 0;
  }

  private erase(): void {
    if (!this.live || this.height === 0) return;
    cursorTo(this.screen, 0);
    moveCursor(this.screen, 0, -this.height);
    clearScreenDown(this.screen);
    this.height = 0;
  }
}
