import type { InitialOffset } from '../../pipeline';

/** An offset to be committed for one partition. */
export interface PlannedCommit {
  topic: string;
  partition: number;
  offset: bigint;
}

/** The one mutation a tick may make. Each is idempotent; the intent is in the state before it is made. */
export type Action =
  | { kind: 'set-desired-count'; from: number; to: number; guard: 'none' | 'group-empty' }
  | { kind: 'commit-offsets'; purpose: CommitPurpose; offsets: PlannedCommit[] }
  /** `tasks-gone`: only while no task is there, nor about to start. */
  | { kind: 'store-config'; fromVersion: number; initialOffset: InitialOffset; guard: 'none' | 'tasks-gone' }
  /** Stores what the config was in `toVersion`, with the given initial_offset. */
  | { kind: 'restore-config'; fromVersion: number; toVersion: number; initialOffset: InitialOffset }
  | { kind: 'create-partitions'; topic: string; count: number };

/** Why commits are made from outside the group. */
export type CommitPurpose = 'seed' | 'repair' | 'rewind' | 'skip';

/** An action in words, for logs and terminals. */
export function describeAction(action: Action): string {
  switch (action.kind) {
    case 'set-desired-count':
      return `set desiredCount ${action.from} -> ${action.to}`;
    case 'commit-offsets':
      return `commit ${action.offsets.length} offsets (${action.purpose})`;
    case 'store-config':
      return `store initial_offset: ${action.initialOffset}`;
    case 'restore-config':
      return `store the config of version ${action.toVersion} again`;
    case 'create-partitions':
      return `raise ${action.topic} to ${action.count} partitions`;
  }
}
