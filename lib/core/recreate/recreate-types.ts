import type { CommitSums } from '../facts/commit-sums';
import type { Layout } from '../facts/layout';
import type { Situation } from '../facts/situation';
import type { Action } from '../vocabulary/action';
import type { OffsetTarget, Scope } from '../vocabulary/command';
import type { Reason } from '../vocabulary/reasons';

/**
 * A recreate: the only way in which a change of initial_offset or of commits takes effect. All tasks stop, the group
 * becomes Empty, everything is checked again, offsets are committed where they are needed, the config is stored, and
 * the tasks start together on one policy. Kafka holds the data meanwhile.
 *
 * The steps within a phase follow from what is observed, not from what is remembered: a tick killed anywhere is
 * continued, or undone, by the next one.
 *
 * - `stop` tasks are being stopped; a flip can still be called off without a trace
 * - `down` all are gone and the group is Empty: check, commit, store, start
 * - `up`   tasks were told to start: verify
 */
export interface Recreate {
  purpose: RecreatePurpose;
  phase: 'stop' | 'down' | 'up';
  startedAtMs: number;
  phaseSinceMs: number;
  /** desiredCount to go back to. */
  restoreCount: number;
  /** For a rewind, a skip, or a repair by hand: where which commits go. */
  move?: { target: OffsetTarget; scope: Scope } | undefined;
  /** What is tried in `down` since `phaseSinceMs`: it is refused again and again when this lasts. */
  trying?: 'commit-offsets' | 'store-config' | undefined;
  /** Fingerprint of the commits that were planned last: when they read back so, they were made. */
  planned?: string | undefined;
  /** Sums of commits when the tasks were started: none may go back. */
  baseline?: CommitSums | undefined;
  /** Sums of log ends at the same time: a flip is verified once all that was there is read. */
  ends?: CommitSums | undefined;
}

/**
 * - `flip`    to latest; all others end on earliest
 * - `rearm`   back to earliest, since latest is no longer safe, or a flip was given up while its tasks were stopped
 * - `restart` earliest stays: running receivers have to be started anew
 * - `repair`  partitions that met latest uncovered go back to their log start
 * - `rewind`, `skip` commits go where a person wants them
 */
export type RecreatePurpose = 'flip' | 'rearm' | 'restart' | 'repair' | 'rewind' | 'skip';

export interface RecreateQuestion extends Situation {
  operation: Recreate;
}

export interface RecreateStep {
  /** `undefined`: it is over. */
  operation: Recreate | undefined;
  covered: Layout | undefined;
  action?: Action;
  reasons: Reason[];
  /** It was given up after tasks were stopped: the next try has to wait. */
  gaveUp?: true;
}

/** Does it end with latest in force? */
export function endsOnLatest({ purpose }: Pick<Recreate, 'purpose'>): boolean {
  return purpose === 'flip';
}
