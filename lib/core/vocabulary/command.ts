import type { Signal } from '../../pipeline';

/** Where commits are moved to. Times are epoch ms. `offset` is the same offset in every partition of the scope. */
export type OffsetTarget =
  | { kind: 'earliest' }
  | { kind: 'latest' }
  | { kind: 'time'; atMs: number }
  | { kind: 'offset'; offset: bigint };

/** What a command applies to: everything, one topic, or some of its partitions. */
export interface Scope {
  topic?: string;
  /** Only together with `topic`. */
  partitions?: number[];
}

/**
 * A command of a person. Only one of `drain`, `rewind`, `skip`, `repair` and `expand` can be in progress at a time; the
 * others take effect in the tick that accepts them.
 *
 * - `drain`  scale out, wait for the end of the backlog and the flip, return to the steady count; stops nothing
 * - `rewind` commits back to `to`, by a recreate: records are read again
 * - `skip`   commits forward to `to`, by a recreate: records are given up
 * - `repair` partitions back to their log start, by a recreate; without a scope, the owed partitions
 * - `expand` put every task on earliest, raise a topic's partition count, wait until all partitions are read
 * - `accept` accept the records that `latest` may have skipped in the scope as lost: nothing is owed there any more
 * - `pause`  Spillway reports, and changes nothing, until `resume`
 * - `stop`   emergency stop: desiredCount 0 until `resume`; a recreate in progress is given up
 * - `resume` ends a pause or a stop, and lets Spillway scale again
 * - `cancel` ends the operation in progress; tasks that are stopped for it start again on earliest
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

/** Whether data that tasks have read and not delivered must be kept, or may be lost. */
export type QueuedData = 'keep' | 'may-be-lost';

/** A command with an id, which distinguishes a redelivery from a second command. */
export interface IdentifiedCommand {
  id: string;
  command: Command;
}

/** Estimated cost of a command. */
export interface Cost {
  /** Offsets that will be read again (rewind, repair) or given up (skip): an upper bound of the records. */
  offsets: bigint;
  partitions: number;
  /** Until the group has caught up, from the rates of earlier drains; `unknown` before the first drain, `never` if arrivals are faster. */
  minutes: number | 'unknown' | 'never';
  /** How many times all tasks stop. */
  stops: number;
  /** Maximum duration of each stop; 0 without one. */
  stopSeconds: number;
  /** Rolling deployments. */
  rolls: number;
  /** Offsets read within the last decision_wait: tail_sampling decides their traces early, on the spans that have arrived. */
  cutOffsets: bigint | 'unknown';
  queued: HeldData;
  /** False if something could not be read: the figures are then lower bounds. */
  complete: boolean;
}

/**
 * Data that tasks have read and not delivered, and what a stop does to it.
 *
 * - `nothing`    no task holds anything
 * - `read-again` it is read again: commits go back to the last snapshot that was delivered in full
 * - `by-time`    it is read again: commits go back by the longest time that a task can hold a record
 * - `at-stake`   a stop may lose it; `items` are in the queues now, of at most `capacity`
 * - `unknown`    there is no way to know
 */
export type HeldData =
  | { kind: 'nothing' }
  | { kind: 'read-again'; sinceMs: number }
  | { kind: 'by-time'; ms: number }
  | { kind: 'at-stake'; items: number; capacity: number }
  | { kind: 'unknown'; why: string };
