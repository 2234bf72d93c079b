/** As much as the largest response. Together with what it is decoded to, it fits into the smallest functions. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * The memory for responses that are arriving, of all connections of a cluster. Each may be large, and hundreds of brokers
 * may respond at the same time. A connection without room is not read until there is some, so its broker waits.
 */
export class FrameBudget {
  #used = 0;
  readonly #waiting = new Set<() => void>();

  /** Whether there was room. A response that is alone always has room. */
  take(bytes: number): boolean {
    if (this.#used > 0 && this.#used + bytes > MOST_BYTES) return false;
    this.#used += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#used -= bytes;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const proceed of waiting) proceed();
  }

  /** Calls once when there is more room than now. */
  onRoom(proceed: () => void): void {
    this.#waiting.add(proceed);
  }
}
