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

/** An action in words, for logs and terminals. */
export function describeAction(action: Action): string {
  switch (action.kind) {
    case 'set-desired-count':
      return `set desiredCount ${action.from} -> ${action.to}`;
    case 'commit-offsets':
      return `commit ${action.offsets.length} offsets (${action.purpose})`;
    case 'store-config':
      return `store initial_offset: ${action.initialOffset}`;
  }
}
