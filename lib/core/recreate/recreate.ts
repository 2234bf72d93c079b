import type { OffsetTarget, QueuedData, Scope } from '../vocabulary/command';

/**
 * A recreate is the only way in which Spillway stops the tier. Its purpose is to move commits: all tasks stop, the group
 * becomes Empty, the commits are made, and the tasks start on earliest. Kafka keeps the data in the meantime.
 *
 * Each step follows from what is observed, not from what is remembered, so the next tick continues after one that was
 * killed. The tasks that must start again are recorded in a parameter of their own (the debt).
 *
 * - `arm`  earliest is stored, and settles until no starting task can still read latest
 * - `stop` the tasks are stopping
 * - `down` all tasks are gone and the group is Empty: commit, then start
 * - `up`   the tasks are starting: check that they read
 */
export interface Recreate {
  purpose: RecreatePurpose;
  origin: 'automatic' | 'command';
  phase: 'arm' | 'stop' | 'down' | 'up';
  startedAtMs: number;
  phaseSinceMs: number;
  /** When Spillway stopped the tasks. It identifies the debt, and maxPause starts here. */
  stoppedAtMs?: number | undefined;
  /** desiredCount before the stop. */
  count: number;
  /** Which commits move where; absent for a repair of what is owed. */
  move?: { target: OffsetTarget; scope: Scope } | undefined;
  /** Whether a person accepts the loss of data in queues. */
  queued: QueuedData;
  /** Fingerprint of the last plan. If the commits match it, they were made. */
  planned?: string | undefined;
  /** Commits of the last delivered snapshot to go back to, by `topic/partition`. */
  held?: ReadonlyMap<string, bigint> | undefined;
  /** Alternative: go back by this time before the stop, the longest that a task can hold a record. */
  heldMs?: number | undefined;
}

/**
 * - `repair` partitions of which latest may have skipped records go back to their last known position
 * - `rewind`, `skip` commits move to where a person wants them
 */
export type RecreatePurpose = 'rewind' | 'skip' | 'repair';
