import { counted, type InitialOffset } from '../../pipeline';
import type { Debt } from './debt';

/** An offset to be committed for one partition. */
export interface PlannedCommit {
  topic: string;
  partition: number;
  offset: bigint;
}

/**
 * The one change that a tick may make. Every action is idempotent, and the state records it before it is carried out.
 * Only `stop-tasks` and `stop-service` set desiredCount to 0.
 */
export type Action =
  | { kind: 'set-desired-count'; from: number; to: number }
  /** Creates the debt, then sets desiredCount to 0. */
  | { kind: 'stop-tasks'; from: number; debt: Debt }
  /**
   * Starts the tasks that Spillway stopped, and deletes the debt as soon as ECS confirms. `step`: the recreate is done,
   * and the commits are read again right before the start. `repay`: the tasks are owed, and only a manual stop prevents
   * the call.
   */
  | { kind: 'start-tasks'; to: number; because: 'step' | 'repay' }
  /** Deletes a debt that needs no start, because the tasks run again or the service was stopped manually. */
  | { kind: 'close-debt' }
  /** Commits while the group is Empty. */
  | { kind: 'commit-offsets'; purpose: CommitPurpose; offsets: PlannedCommit[] }
  /** Commits while the group runs, as a member without topics. */
  | { kind: 'seed-live'; offsets: PlannedCommit[] }
  | { kind: 'store-offset'; fromVersion: number; initialOffset: InitialOffset }
  /** Stores the text of version `toVersion` again, with the given initial_offset. */
  | { kind: 'restore-config'; fromVersion: number; toVersion: number; initialOffset: InitialOffset }
  /** Replaces all tasks by a rolling deployment of ECS. */
  | { kind: 'roll-tasks' }
  | { kind: 'create-partitions'; topic: string; count: number }
  /** A manual emergency stop: creates the hold, then sets desiredCount to 0. */
  | { kind: 'stop-service'; count: number }
  /** Ends a manual stop: deletes the hold, then starts `to` tasks; 0 starts none. */
  | { kind: 'end-hold'; to: number };

/** Why commits are made from outside the group. */
export type CommitPurpose = 'repair' | 'rewind' | 'skip' | 'seed';

/** An action in words, as an infinitive. */
export function describeAction(action: Action): string {
  switch (action.kind) {
    case 'set-desired-count':
      return `set desiredCount ${action.from} -> ${action.to}`;
    case 'stop-tasks':
      return `stop the tasks: desiredCount ${action.from} -> 0 for a ${action.debt.for}`;
    case 'start-tasks':
      return `start the tasks: desiredCount 0 -> ${action.to}`;
    case 'close-debt':
      return 'delete the record of the stop';
    case 'commit-offsets':
      return `commit ${counted(action.offsets.length, 'offset')} (${action.purpose})`;
    case 'seed-live':
      return `commit the log start of ${counted(action.offsets.length, 'partition')} while the group runs`;
    case 'store-offset':
      return `store initial_offset: ${action.initialOffset}`;
    case 'restore-config':
      return `store the config of version ${action.toVersion} again`;
    case 'roll-tasks':
      return 'replace the tasks with a rolling deployment';
    case 'create-partitions':
      return `raise ${action.topic} to ${action.count} partitions`;
    case 'stop-service':
      return `stop the service: desiredCount ${action.count} -> 0, until resume`;
    case 'end-hold':
      return action.to > 0 ? `end the stop: desiredCount -> ${action.to}` : 'end the stop';
  }
}
