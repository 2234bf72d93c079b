import type { InitialOffset } from '../../pipeline';
import type { Debt } from './debt';

/** An offset to be committed for one partition. */
export interface PlannedCommit {
  topic: string;
  partition: number;
  offset: bigint;
}

/**
 * The one change a tick may make to the outside. Each is idempotent, and its intent is in the state before it is made.
 * Nothing but `stop-tasks` and `stop-service` ever sets desiredCount to 0.
 */
export type Action =
  | { kind: 'set-desired-count'; from: number; to: number }
  /** Creates the debt, then sets desiredCount to 0. */
  | { kind: 'stop-tasks'; from: number; debt: Debt }
  /**
   * Ends a stop of ours and deletes its debt once ECS confirms. `step`: the recreate is done, and commits are read once
   * more right before. `repay`: tasks are owed, so nothing but a person's stop holds the call back.
   */
  | { kind: 'start-tasks'; to: number; because: 'step' | 'repay' }
  /** Deletes a debt that needs no start: tasks run again, or a person took the stop over. */
  | { kind: 'close-debt' }
  /** Commits while the group is Empty. */
  | { kind: 'commit-offsets'; purpose: CommitPurpose; offsets: PlannedCommit[] }
  /** Commits while the group runs, as a member without topics. */
  | { kind: 'seed-live'; offsets: PlannedCommit[] }
  | { kind: 'store-offset'; fromVersion: number; initialOffset: InitialOffset }
  /** Stores what the config was in `toVersion`, with the given initial_offset. */
  | { kind: 'restore-config'; fromVersion: number; toVersion: number; initialOffset: InitialOffset }
  /** Replaces all tasks by ECS's own rolling deployment. */
  | { kind: 'roll-tasks' }
  | { kind: 'create-partitions'; topic: string; count: number }
  /** A person's emergency stop: creates the hold, deletes a debt, sets desiredCount to 0. */
  | { kind: 'stop-service'; count: number }
  /** Ends a person's stop: deletes the hold, and starts as many tasks as it names; 0 starts none. */
  | { kind: 'end-hold'; to: number };

/** Why commits are made from outside the group. */
export type CommitPurpose = 'repair' | 'rewind' | 'skip' | 'seed';

/** An action in words, for logs and terminals. */
export function describeAction(action: Action): string {
  switch (action.kind) {
    case 'set-desired-count':
      return `set desiredCount ${action.from} -> ${action.to}`;
    case 'stop-tasks':
      return `stop the tasks: desiredCount ${action.from} -> 0 for a ${action.debt.for}`;
    case 'start-tasks':
      return `start the tasks: desiredCount 0 -> ${action.to}`;
    case 'close-debt':
      return 'close the record of the stop';
    case 'commit-offsets':
      return `commit ${action.offsets.length} offsets (${action.purpose})`;
    case 'seed-live':
      return `commit the log start of ${action.offsets.length} partitions while the group runs`;
    case 'store-offset':
      return `store initial_offset: ${action.initialOffset}`;
    case 'restore-config':
      return `store the config of version ${action.toVersion} again`;
    case 'roll-tasks':
      return 'replace the tasks by a rolling deployment';
    case 'create-partitions':
      return `raise ${action.topic} to ${action.count} partitions`;
    case 'stop-service':
      return `stop the service: desiredCount ${action.count} -> 0, until resume`;
    case 'end-hold':
      return action.to > 0 ? `end the stop: desiredCount -> ${action.to}` : 'end the stop';
  }
}
