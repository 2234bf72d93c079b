import type { Watermarks } from '../lag/drained';
import type { StuckWatch } from '../lag/stuck';
import type { CommitSums } from './commit-sums';
import type { DesiredCount } from './desired-count';
import type { DrainRate } from './drain-rate';
import type { PolicyEntry } from './effective-policy';
import type { History } from './history';
import type { KnownTopics } from './layout';
import type { FailedBefore } from './rollout';

/** What is tracked from tick to tick, regardless of what is decided. Times are epoch milliseconds and end in `Ms`. */
export interface Tracked {
  group?: string | undefined;
  /** Since when every partition has been drained. */
  drainedSinceMs?: number | undefined;
  watermarks: Watermarks;
  /** Partitions that are behind and do not advance. */
  stuck: StuckWatch;
  /** Since when a partition with records has had no usable commit while the group runs. */
  unread?: { sinceMs: number; restarted?: boolean | undefined } | undefined;
  /** The topics as the running receivers know them, and since when that has not changed. */
  layout?: { topics: KnownTopics; sinceMs: number } | undefined;
  policies: readonly PolicyEntry[];
  /** Recent sums of the commits. A lower sum later means that commits went back. */
  floor?: { atMs: number; sums: CommitSums } | undefined;
  /** Since when the group has been Empty without a break. */
  emptySinceMs?: number | undefined;
  /** Since when some running tasks have not been in the group. */
  absentSinceMs?: number | undefined;
  desired?: DesiredCount | undefined;
  /** The last config version that all tasks ran with. */
  goodVersion?: number | undefined;
  /** The task definition of those tasks, as `family:revision`. */
  goodDefinition?: string | undefined;
  /** Set while it is unknown whether the newest config works. */
  failedBefore?: FailedBefore | undefined;
  /** Whether a coverage was stored. If it is missing while latest is in force, it was lost. */
  covers?: boolean | undefined;
  /** Set when the coverage was lost. Cleared when latest is no longer in force, or an operator accepts the loss. */
  coverageLost?: boolean | undefined;
  rate?: DrainRate | undefined;
  history: History;
  /** A member that stayed after all tasks had stopped. Cleared when the group has no foreign members left. */
  lingering?: string | undefined;
}
