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
 * What a person asks for. One of `drain`, `rewind`, `skip`, `repair` and `expand` is under way at a time; the others
 * take effect in the tick that accepts them.
 *
 * - `drain`  scale out, follow the backlog to its end, let the flip happen, settle at the steady count; stops nothing
 * - `rewind` commits back to `to`, by a recreate: records are read again
 * - `skip`   commits forward to `to`, by a recreate: records are given up
 * - `repair` partitions back to their log start, by a recreate; without a scope those that are owed
 * - `expand` earliest on every task, raise the partition count of a topic, wait until all are assigned and read
 * - `accept` what `latest` skipped, or may have, in the scope is accepted as lost: nothing is owed there any more
 * - `pause`  Spillway measures and explains, and changes nothing, until `resume`
 * - `stop`   emergency stop: desiredCount 0 until `resume`; a recreate under way is given up
 * - `resume` ends a pause or a stop, and lets Spillway scale again
 * - `cancel` ends the operation under way; tasks that are stopped for it start again on earliest
 */
export type Command =
  | { kind: 'drain' }
  | { kind: 'rewind'; to: Exclude<OffsetTarget, { kind: 'latest' }>; scope: Scope; queued: QueuedData }
  | {
      kind: 'skip';
      to: Extract<OffsetTarget, { kind: 'latest' | 'time' | 'offset' }>;
      scope: Scope;
      queued: QueuedData;
    }
  | { kind: 'repair'; scope: Scope; queued: QueuedData }
  | { kind: 'expand'; signal: Signal; partitions: number }
  | { kind: 'accept'; scope: Scope }
  | { kind: 'pause' }
  | { kind: 'stop' }
  | { kind: 'resume' }
  | { kind: 'cancel' };

/** What may become of data that tasks have read and the backend has not taken: it is kept, or may be lost. */
export type QueuedData = 'keep' | 'may-be-lost';

/** A command with the id that tells a second delivery of it from a second command. */
export interface IdentifiedCommand {
  id: string;
  command: Command;
}

/** What carrying out a command would cost, as far as can be told. */
export interface Cost {
  /** Offsets that will be read again (rewind, repair), or given up (skip): an upper bound of records. */
  offsets: bigint;
  partitions: number;
  /** Until the group has caught up again, from the rates of real drains; `unknown` before the first, `never` where more arrives. */
  minutes: number | 'unknown' | 'never';
  /** Times that all tasks stop. */
  stops: number;
  /** How long each stop lasts at most; 0 without one. */
  stopSeconds: number;
  /** Rolling deployments. */
  rolls: number;
  /** Offsets read within the last decision_wait: traces among them are decided early, on what has arrived. */
  cutOffsets: bigint | 'unknown';
  /** What tasks have read and the backend has not taken. */
  queued: HeldData;
  /** Whether everything in scope could be read. */
  complete: boolean;
}

/**
 * What tasks hold between reading and the backend.
 *
 * - `nothing`    no task holds anything
 * - `read-again` it is read again after a stop: commits go back to a look after which all of it was delivered
 * - `by-time`    it is read again after a stop, by time: commits go back as long as anything can be held
 * - `at-stake`   a stop may lose it; `items` is how much their queues hold now, `capacity` how much they can hold
 * - `unknown`    nobody can tell
 */
export type HeldData =
  | { kind: 'nothing' }
  | { kind: 'read-again'; sinceMs: number }
  | { kind: 'by-time'; ms: number }
  | { kind: 'at-stake'; items: number; capacity: number }
  | { kind: 'unknown'; why: string };
