import type { InitialOffset } from '../pipeline';

/** The one mutation a tick may make. Each is idempotent; the intent is in the state before it is made. */
export type Action =
  | { kind: 'set-desired-count'; from: number; to: number; guard: 'none' | 'group-empty' }
  | {
      kind: 'commit-offsets';
      purpose: 'seed' | 'repair';
      offsets: { topic: string; partition: number; offset: bigint }[];
    }
  | { kind: 'store-config'; fromVersion: number; initialOffset: InitialOffset };
