import type { ConfigParameters } from '../../../lambda/config-resource/parameters';

/** A pipeline's parameters in memory. A test can add the write of another process in between. */
export interface MemoryParameters extends ConfigParameters {
  text: string | undefined;
  version: number;
  /** The time of the last write, epoch milliseconds. */
  modifiedAtMs: number;
  hasState: boolean;
  debt: string | undefined;
  /** What the function has written, in order. */
  writes: string[];
  removed: number;
  /**
   * Called right before each write with its number, from 1. At that moment the function has already done the read that
   * the write is based on.
   */
  beforeWrite: (number: number) => void;
  /** Writes as another process would. */
  put(text: string): void;
}

/** The time on the clock at every write. */
export const WRITTEN_MS = Date.UTC(2026, 0, 15, 12);

export function memoryParameters(text?: string): MemoryParameters {
  const store: MemoryParameters = {
    text,
    version: text === undefined ? 0 : 7,
    modifiedAtMs: WRITTEN_MS,
    hasState: false,
    debt: undefined,
    writes: [],
    removed: 0,
    beforeWrite: () => {},
    put(value) {
      store.text = value;
      store.version += 1;
    },
    read: async () => {
      const { text: live, version, modifiedAtMs, hasState } = store;
      return live === undefined ? undefined : { text: live, version, modifiedAtMs, hasState };
    },
    async create(value) {
      store.beforeWrite(store.writes.length + 1);
      if (store.text !== undefined) return false;
      store.writes.push(value);
      store.put(value);
      return true;
    },
    async overwrite(value) {
      store.beforeWrite(store.writes.length + 1);
      store.writes.push(value);
      store.put(value);
      return store.version;
    },
    readDebt: async () => store.debt,
    async remove() {
      store.text = undefined;
      store.removed += 1;
    },
  };
  return store;
}
