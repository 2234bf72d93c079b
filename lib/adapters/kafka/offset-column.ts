import type { Fault } from '../../core/snapshot/kafka';
import { badAnswer, faultOfCode, KAFKA, LEFT_OUT } from './faults';
import type { PartitionList } from './partition-list';
import type { OffsetRows } from './protocol/partition-rows';

/** An offset in a response: `none` is Kafka's −1. */
export type Entry = bigint | 'none' | Fault;

const NOT_ASKED = 0;
const ASKED = 1;
const OFFSET = 2;
const NONE = 3;
const FAULT = 4;

/** One offset of every partition in a list, for example the log end: read, not asked for, or a fault. */
export class OffsetColumn {
  readonly #state: Uint8Array;
  readonly #offsets: BigInt64Array;
  readonly #faults = new Map<number, Fault>();

  constructor(size: number) {
    this.#state = new Uint8Array(size);
    this.#offsets = new BigInt64Array(size);
  }

  /** `undefined` if it was not asked for. */
  at(index: number): Entry | undefined {
    switch (this.#state[index]) {
      case ASKED:
        return LEFT_OUT;
      case OFFSET:
        return this.#offsets[index];
      case NONE:
        return 'none';
      case FAULT:
        return this.#faults.get(index);
      default:
        return undefined;
    }
  }

  offsetAt(index: number): bigint | undefined {
    return this.#state[index] === OFFSET ? this.#offsets[index] : undefined;
  }

  faultAt(index: number): Fault | undefined {
    const state = this.#state[index];
    if (state === ASKED) return LEFT_OUT;
    return state === FAULT ? this.#faults.get(index) : undefined;
  }

  /** These are asked for, so one that is left out of the response is a fault. */
  expect(indices: readonly number[]): void {
    for (const index of indices) this.#state[index] = ASKED;
  }

  fail(index: number, fault: Fault): void {
    this.#state[index] = FAULT;
    this.#faults.set(index, fault);
  }

  /** Takes what was asked for from a response. A partition that is listed twice becomes a fault. */
  take(rows: OffsetRows, list: PartitionList): void {
    let row = 0;
    for (const { topic, rows: count } of rows.topics) {
      const listed = list.topic(topic);
      for (const end = row + count; row < end; row += 1) {
        const partition = rows.partition[row] ?? -1;
        if (!listed || partition < 0 || partition >= listed.count) continue;
        this.#takeOne(listed.first + partition, rows.errorCode[row] ?? KAFKA.NONE, rows.offset[row] ?? 0n);
      }
    }
  }

  #takeOne(index: number, errorCode: number, offset: bigint): void {
    const state = this.#state[index];
    if (state === NOT_ASKED) return;
    const entry = state === ASKED ? entryOf(errorCode, offset) : TWICE;
    if (typeof entry === 'bigint') {
      this.#state[index] = OFFSET;
      this.#offsets[index] = entry;
    } else if (entry === 'none') this.#state[index] = NONE;
    else this.fail(index, entry);
  }
}

/** What a row says. */
export function entryOf(errorCode: number, offset: bigint): Entry {
  if (errorCode !== KAFKA.NONE) return faultOfCode(errorCode);
  if (offset === -1n) return 'none';
  return offset < 0n ? badAnswer(`the offset ${offset} is negative`) : offset;
}

export const TWICE = badAnswer('the response contains the partition twice');
