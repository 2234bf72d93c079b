import type { LookOffsets } from './offsets-of-look';

/** The state of a partition; 0 if it is not known. */
const CAUGHT_UP = 1;
const BEHIND = 2;

/** What is left to read of every partition of a look: derived once from the commits and the bounds of the logs. */
export class Unread {
  readonly #state: Uint8Array;
  readonly #from: BigInt64Array;

  constructor({ committed, start, end }: LookOffsets, size: number) {
    this.#state = new Uint8Array(size);
    this.#from = new BigInt64Array(size);
    for (let index = 0; index < size; index += 1) {
      const logStart = start.offsetAt(index);
      const logEnd = end.offsetAt(index);
      if (logStart === undefined || logEnd === undefined || committed.faultAt(index)) continue;
      const commit = committed.offsetAt(index);
      const from = commit === undefined || commit < logStart ? logStart : commit;
      this.#from[index] = from;
      this.#state[index] = from < logEnd ? BEHIND : CAUGHT_UP;
    }
  }

  /**
   * The offset from which the partition is read next, if something is left to read for certain: the commit, or the log
   * start if there is none or it was deleted.
   */
  from(index: number): bigint | undefined {
    return this.#state[index] === BEHIND ? this.#from[index] : undefined;
  }

  /** Whether nothing is left to read, for certain. */
  isCaughtUp(index: number): boolean {
    return this.#state[index] === CAUGHT_UP;
  }
}
