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
  /** Allowed only together with `topic`. */
  partitions?: number[];
}

/**
 * A manual command. Only one of `drain`, `rewind`, `skip`, `repair` and `expand` can be in progress at a time; the
 * others take effect in the tick that accepts them.
 *
 * - `drain`  scale out, wait for the end of the backlog and the flip, return to the steady count; stops nothing
 * - `rewind` move commits back to `to` by a recreate, so that records are read again
 * - `skip`   move commits forward to `to` by a recreate, which gives up the records in between
 * - `repair` move commits back by a recreate: to the log start of the scope, or without a scope for the owed partitions
 * - `expand` put every task on earliest, raise a topic's partition count, wait until all partitions are read
 * - `accept` accept the loss of the records that `latest` may have skipped in the scope; nothing is owed there any more
 * - `pause`  only report and change nothing until `resume`
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

/** Whether data that tasks have read but not delivered must be kept or may be lost. */
export type QueuedData = 'keep' | 'may-be-lost';

/** A command with an id, which tells a redelivery from a second command. */
export interface IdentifiedCommand {
  id: string;
  command: Command;
}

/** The estimated cost of a command. */
export interface Cost {
  /** Offsets that will be read again (rewind, repair) or given up (skip): an upper bound of the records. */
  offsets: bigint;
  partitions: number;
  /**
   * Minutes until the group has caught up, from the rates of earlier drains; `unknown` before the first drain, `never`
   * if records arrive faster.
   */
  minutes: number | 'unknown' | 'never';
  /** How many times all tasks stop. */
  stops: number;
  /** The maximum duration of each stop; 0 if nothing stops. */
  stopSeconds: number;
  /** How many rolling deployments it takes. */
  rolls: number;
  /**
   * Offsets read within the last decision_wait. tail_sampling decides their traces early, on the spans that have arrived
   * so far.
   */
  cutOffsets: bigint | 'unknown';
  queued: HeldData;
  /** False if something could not be read, so that the figures are lower bounds. */
  complete: boolean;
}

/**
 * Data that tasks have read but not delivered, and what a stop would do to it.
 *
 * - `nothing`    no task holds anything
 * - `read-again` it is read again: commits go back to the last snapshot that was delivered in full
 * - `by-time`    it is read again: commits go back by the longest time that a task can hold a record
 * - `at-stake`   a stop may lose it; `items` are in the queues now, which hold at most `capacity`
 * - `unknown`    there is no way to know
 */
export type HeldData =
  | { kind: 'nothing' }
  | { kind: 'read-again'; sinceMs: number }
  | { kind: 'by-time'; ms: number }
  | { kind: 'at-stake'; items: number; capacity: number }
  | { kind: 'unknown'; why: string };
