import type { Signal } from '../../pipeline';

/** Where commits are moved to. Times are epoch ms. `offset` is the same offset in every partition of the scope. */
export type OffsetTarget =
  | { kind: 'earliest' }
  | { kind: 'latest' }
  | { kind: 'time'; atMs: number }
  | { kind: 'offset'; offset: bigint };

/** What a command is about: everything, one topic, or some of its partitions. */
export interface Scope {
  topic?: string;
  /** Only together with `topic`. */
  partitions?: number[];
}

/**
 * What a person asks for by hand. One of them is under way at a time; `pause`, `resume` and `cancel` take effect in
 * the tick that hears them.
 *
 * - `drain`  arm (earliest in force everywhere), scale out, follow to the end, flip, settle
 * - `rewind` commits back to `to` by a recreate: records are read again
 * - `skip`   commits forward to `to` by a recreate: records are given up
 * - `repair` partitions back to their log start by a recreate; without a scope those known to have met latest
 * - `expand` arm, raise the partition count of a topic to `partitions`, wait until all are assigned and read
 * - `pause`  the controller decides and reports, and changes nothing, until `resume`
 * - `cancel` ends the operation under way; tasks that are stopped for it start again on earliest
 */
export type Command =
  | { kind: 'drain' }
  | { kind: 'rewind'; to: Exclude<OffsetTarget, { kind: 'latest' }>; scope: Scope }
  | { kind: 'skip'; to: Extract<OffsetTarget, { kind: 'latest' | 'time' | 'offset' }>; scope: Scope }
  | { kind: 'repair'; scope: Scope }
  | { kind: 'expand'; signal: Signal; partitions: number }
  | { kind: 'pause' }
  | { kind: 'resume' }
  | { kind: 'cancel' };

/** A command with the id that tells a second delivery of it from a second command. */
export interface IdentifiedCommand {
  id: string;
  command: Command;
}

/** What carrying out a command would cost, as far as one look tells. */
export interface Cost {
  /** Offsets that will be read again (rewind, repair), or given up (skip): an upper bound of records. */
  offsets: bigint;
  partitions: number;
  /** Until the group is caught up again at the present rates; `unknown` without rates. */
  minutes: number | 'unknown';
  /** How long nothing is read: tasks stop, commits move, tasks start. 0 where no task is stopped. */
  pauseSeconds: number;
  /** Offsets taken up within the last decisionWait: traces among them are decided early, on what has arrived. */
  cutOffsets: bigint;
  /** Whether something makes it not exact: an unknown partition, no rate yet. */
  complete: boolean;
}
