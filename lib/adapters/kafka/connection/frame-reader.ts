import type { FrameBudget } from './frame-budget';

/** The size before each frame, and the correlation id that each response begins with. */
const SIZE_BYTES = 4;
const CORRELATION_BYTES = 4;

/**
 * Cuts a connection's bytes into frames, before anything else looks at them. A frame is its size (int32) and that many
 * bytes.
 *
 * A size is never trusted: one that is too small, or larger than the expected response may be, ends the connection.
 * Memory is used only for bytes that have arrived, and only as much as the budget has.
 */
export class FrameReader {
  readonly #limit: () => number;
  readonly #budget: FrameBudget;
  /** What arrived of a frame for which the budget has no room yet. */
  #held: Buffer | undefined;
  readonly #size = Buffer.alloc(SIZE_BYTES);
  #sizeRead = 0;
  /** The frame that is being read. Memory that was not written to costs nothing. */
  #frame: Buffer | undefined;
  #frameRead = 0;

  /** @param limit the largest size that the next frame may have; 0 if none is expected */
  constructor(limit: () => number, budget: FrameBudget) {
    this.#limit = limit;
    this.#budget = budget;
  }

  /** Whether it waits for room in the budget. Then nothing more may be read; call `read` again with no bytes. */
  get waits(): boolean {
    return this.#held !== undefined;
  }

  /**
   * The frames that are complete with these bytes, without their sizes.
   *
   * @throws RangeError if a size is impossible. Nothing can be read after that
   */
  *read(arrived: Buffer): Generator<Buffer> {
    const bytes = this.#held ?? arrived;
    this.#held = undefined;
    let at = 0;
    while (at < bytes.length) {
      if (this.#frame === undefined) {
        at += this.#readSize(bytes, at);
        if (this.#sizeRead < SIZE_BYTES) return;
        const size = this.#checkedSize();
        if (bytes.length - at >= size) {
          this.#sizeRead = 0;
          yield bytes.subarray(at, at + size);
          at += size;
          continue;
        }
        if (!this.#budget.take(size)) {
          this.#held = bytes.subarray(at);
          return;
        }
        this.#frame = Buffer.allocUnsafeSlow(size);
        this.#frameRead = 0;
      }
      const frame = this.#frame;
      const copied = bytes.copy(frame, this.#frameRead, at);
      at += copied;
      this.#frameRead += copied;
      if (this.#frameRead < frame.length) return;
      this.#sizeRead = 0;
      this.release();
      yield frame;
    }
  }

  /** Gives memory back: that of a frame that is complete, or never will be. */
  release(): void {
    const frame = this.#frame;
    this.#frame = undefined;
    this.#held = undefined;
    if (frame) this.#budget.give(frame.length);
  }

  #readSize(bytes: Buffer, at: number): number {
    const read = bytes.copy(this.#size, this.#sizeRead, at);
    this.#sizeRead += read;
    return read;
  }

  #checkedSize(): number {
    const size = this.#size.readInt32BE(0);
    const limit = this.#limit();
    if (size < CORRELATION_BYTES) throw new RangeError(`a response of ${size} bytes is impossible`);
    if (limit === 0) throw new RangeError('it sent a response that nobody asked for');
    if (size > limit) throw new RangeError(`a response of ${size} bytes is more than the ${limit} allowed`);
    return size;
  }
}
