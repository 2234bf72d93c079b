import type { OffsetTarget, QueuedData, Scope } from '../vocabulary/command';

/**
 * A recreate: the one way in which Spillway stops the tier. It is a list of commits to make, and nothing else: all tasks
 * stop, the group becomes Empty, commits are made, the tasks start on earliest. Kafka holds the data meanwhile.
 *
 * The steps within a phase follow from what is observed, not from what is remembered: a tick that is killed anywhere is
 * continued by the next one, and what is owed to the tier is in a parameter of its own (the debt).
 *
 * - `arm`  latest is stored still, or a starting task may still read it: earliest is stored and settles
 * - `stop` tasks are being stopped
 * - `down` all are gone and the group is Empty: commit, then start
 * - `up`   tasks were told to start: check
 */
export interface Recreate {
  purpose: RecreatePurpose;
  origin: 'automatic' | 'command';
  phase: 'arm' | 'stop' | 'down' | 'up';
  startedAtMs: number;
  phaseSinceMs: number;
  /** When the tasks were told to stop: the identity of the debt, and what maxPause counts from. */
  stoppedAtMs?: number | undefined;
  /** desiredCount to go back to. */
  count: number;
  /** Where which commits go; absent for a repair of what is owed. */
  move?: { target: OffsetTarget; scope: Scope } | undefined;
  /** What a person lets happen to data in queues. */
  queued: QueuedData;
  /** Fingerprint of the commits that were planned last: when they read back so, they were made. */
  planned?: string | undefined;
  /** Commits to go back to, of the last delivered look, by `topic/partition`. */
  held?: ReadonlyMap<string, bigint> | undefined;
  /** Go back by time instead: as long before the stop as anything can be held. */
  heldMs?: number | undefined;
}

/**
 * - `repair` partitions that met latest uncovered go back to where reading went on before
 * - `rewind`, `skip` commits go where a person wants them
 */
export type RecreatePurpose = 'rewind' | 'skip' | 'repair';
