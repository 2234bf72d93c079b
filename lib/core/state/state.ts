import type { Request } from '../commands/request';
import type { CommitSums } from '../facts/commit-sums';
import type { DesiredCount } from '../facts/desired-count';
import type { PolicyEntry } from '../facts/effective-policy';
import type { KnownTopics, Layout } from '../facts/layout';
import type { Watermark } from '../lag/drained';
import type { StuckWatch } from '../lag/stuck';
import type { Recreate } from '../recreate/recreate-types';
import type { Holds } from './holds';

/**
 * What one tick leaves for the next: small, plain, and written only when it changed. Sums and hashes stand here; what
 * is known of each partition comes from the tick's own look. Times are epoch ms and end in `Ms`.
 */
export interface ControllerState {
  /** The consumer group that all of this is about. */
  group?: string | undefined;
  /** Since when every partition has been drained. */
  drainedSinceMs?: number | undefined;
  watermarks: Readonly<Record<string, Watermark>>;
  /** Partitions that stand still while they are behind. */
  stuck: StuckWatch;
  /** Since when there is a partition with records that the running group does not begin to read. */
  unread?: { sinceMs: number; restarted?: boolean | undefined } | undefined;
  /** Topics as running receivers know them, and since when there has been no other. */
  layout?: { topics: KnownTopics; sinceMs: number } | undefined;
  /** The layout that had commits when latest came into force; kept until what lies beyond it is repaired. */
  covered?: Layout | undefined;
  policies: readonly PolicyEntry[];
  operation?: Recreate | undefined;
  request?: Request | undefined;
  /** The newest command that was taken, to know its second delivery. */
  lastCommandId?: string | undefined;
  pausedSinceMs?: number | undefined;
  /** When a recreate was last given up while its tasks were stopped: the next one waits. */
  gaveUpAtMs?: number | undefined;
  /** The last flip: when the tasks were started on latest, and whether that was verified. */
  flip?: { atMs: number; verified: boolean } | undefined;
  /** Commits under latest, at most some minutes old: they never add up to less. */
  floor?: { atMs: number; sums: CommitSums } | undefined;
  /** Since when the group has been seen Empty without a break. */
  emptySinceMs?: number | undefined;
  lastScaleInMs?: number | undefined;
  desired?: DesiredCount | undefined;
  /** Version of the config that all tasks were last seen running with. */
  goodVersion?: number | undefined;
  /** Task definition that they ran with, as `family:revision`. */
  goodDefinition?: string | undefined;
  /** Version whose tasks did not come up, and for which the good one was stored again. */
  restoredFrom?: number | undefined;
  /** Holds in force, each since when. */
  holds: Holds;
}

export const EMPTY_STATE: ControllerState = { watermarks: {}, stuck: {}, policies: [], holds: {} };
