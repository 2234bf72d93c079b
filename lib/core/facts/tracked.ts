import type { Watermarks } from '../lag/drained';
import type { StuckWatch } from '../lag/stuck';
import type { CommitSums } from './commit-sums';
import type { DesiredCount } from './desired-count';
import type { DrainRate } from './drain-rate';
import type { PolicyEntry } from './effective-policy';
import type { History } from './history';
import type { KnownTopics } from './layout';

/** What is followed from tick to tick, whatever is decided. Times are epoch ms and end in `Ms`. */
export interface Tracked {
  /** The consumer group that all of this is about. */
  group?: string | undefined;
  /** Since when every partition has been drained. */
  drainedSinceMs?: number | undefined;
  watermarks: Watermarks;
  /** Partitions that do not advance while they are behind. */
  stuck: StuckWatch;
  /** Since when there is a partition with records that the running group does not begin to read. */
  unread?: { sinceMs: number; restarted?: boolean | undefined } | undefined;
  /** Topics as running receivers know them, and since when there has been no other. */
  layout?: { topics: KnownTopics; sinceMs: number } | undefined;
  policies: readonly PolicyEntry[];
  /** Commits, at most some minutes old: they never add up to less. */
  floor?: { atMs: number; sums: CommitSums } | undefined;
  /** Since when the group has been seen Empty without a break. */
  emptySinceMs?: number | undefined;
  /** Since when some of the tasks that run are not in the group. */
  absentSinceMs?: number | undefined;
  desired?: DesiredCount | undefined;
  /** Version of the config that all tasks were last seen running with. */
  goodVersion?: number | undefined;
  /** Task definition that they ran with, as `family:revision`. */
  goodDefinition?: string | undefined;
  /** A coverage was stored: without one, latest in force means that it was lost. */
  covers?: boolean | undefined;
  /** It was lost; until latest is not in force any more, or a person accepts what there is. */
  coverageLost?: boolean | undefined;
  rate?: DrainRate | undefined;
  history: History;
  /** A member that stayed when all tasks were gone; until the group is seen without foreign members. */
  lingering?: string | undefined;
}
