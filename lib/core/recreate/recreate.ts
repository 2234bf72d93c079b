import type { OffsetTarget, QueuedData, Scope } from '../vocabulary/command';

/**
 * A recreate exists to move commits: all tasks stop, the group becomes Empty, the commits are made, and the tasks start
 * on earliest. Kafka keeps the data in the meantime. Spillway never stops the whole tier in any other way, except by a
 * manual stop.
 *
 * Each step follows from what is observed, not from what is remembered, so if a tick is killed, the next one continues.
 * The tasks that must start again are recorded in a parameter of their own (the debt).
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
  /** When Spillway stopped the tasks. This identifies the debt, and maxPause counts from here. */
  stoppedAtMs?: number | undefined;
  /** desiredCount before the stop. */
  count: number;
  /** Which commits move, and to where; absent for a repair of what is owed. */
  move?: { target: OffsetTarget; scope: Scope } | undefined;
  /** Whether data in queues may be lost. */
  queued: QueuedData;
  /** Fingerprint of the last plan. If the commits match it, that plan has been carried out. */
  planned?: string | undefined;
  /** The commits of the last delivered snapshot, to go back to, by `topic/partition`. */
  held?: ReadonlyMap<string, bigint> | undefined;
  /** The alternative to `held`: go back to this long before the stop, the longest that a task can hold a record. */
  heldMs?: number | undefined;
}

/**
 * - `repair` partitions where latest may have skipped records go back to their last known position
 * - `rewind`, `skip` commits move to where the command says
 */
export type RecreatePurpose = 'rewind' | 'skip' | 'repair';
