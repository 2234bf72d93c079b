import type { InitialOffset, Policy } from '../pipeline';
import type { Action } from './action';
import type { PartitionCounts } from './coverage';
import type { FlipQuestion } from './flip-gate';
import type { Reason } from './reasons';

/**
 * A recreate: the only way in which a change of initial_offset takes effect. All tasks stop, the group becomes
 * Empty, everything is checked again, offsets are committed where they are needed, the config is stored, and the
 * tasks start together on one policy. Kafka holds the data meanwhile.
 *
 * The steps within a phase follow from what is observed, not from what is remembered: a tick killed anywhere is
 * continued, or undone, by the next one.
 *
 * - `stop` tasks are being stopped; a flip can still be called off without a trace
 * - `down` all are gone and the group is Empty: check, commit, store, start
 * - `up`   tasks were told to start: verify
 */
export interface Recreate {
  purpose: 'flip' | 'rearm';
  phase: 'stop' | 'down' | 'up';
  startedAtMs: number;
  phaseSinceMs: number;
  /** desiredCount to go back to. */
  restoreCount: number;
  /** Partition counts when it began: a flip is given up when they change. */
  counts: PartitionCounts;
  /** Sum of commits by topic when the tasks were started, as text: none may go back. */
  baseline?: Record<string, string>;
}

export interface RecreateQuestion extends FlipQuestion {
  operation: Recreate;
  stored: { initialOffset: InitialOffset; version: number };
  /** Partition counts covered by commits when latest was stored; undefined while earliest is in force. */
  covered: PartitionCounts | undefined;
  drained: boolean;
  policy: Policy;
}

export interface RecreateStep {
  /** `undefined`: it is over. */
  operation: Recreate | undefined;
  covered: PartitionCounts | undefined;
  action?: Action;
  reasons: Reason[];
}
