import type { ManualOperation } from '../commands/manual-operation';
import { NO_HISTORY } from '../facts/history';
import type { Tracked } from '../facts/tracked';
import type { Recreate } from '../recreate/recreate';
import type { Roll } from '../roll/roll';
import type { Holds } from './holds';

/**
 * What one tick leaves for the next: small, plain, and written only when it changed. Sums and hashes stand here; what is
 * known of each partition comes from the tick's own look. Nothing that would leave the tier stopped depends on it: that
 * is the debt, a parameter of its own. Times are epoch ms and end in `Ms`.
 */
export interface ControllerState extends Tracked {
  recreate?: Recreate | undefined;
  roll?: Roll | undefined;
  manualOperation?: ManualOperation | undefined;
  /** The newest command that was accepted, to know its second delivery. */
  lastCommandId?: string | undefined;
  pausedSinceMs?: number | undefined;
  /** When latest was last stored by Spillway. */
  flip?: { atMs: number } | undefined;
  /** Tries to seed idle partitions live, and when the last one was made. */
  seeding?: { tries: number; atMs: number } | undefined;
  /** A person cancelled a repair: it is not begun again by itself. */
  repairCancelled?: boolean | undefined;
  /** When a look first showed tasks running that are owed: a second one closes the debt. */
  repaidSeenMs?: number | undefined;
  lastScaleInMs?: number | undefined;
  /** Version whose tasks did not come up, and for which the good one was stored again. */
  restoredFrom?: number | undefined;
  /** Holds in force, each since when. */
  holds: Holds;
}

export const EMPTY_STATE: ControllerState = {
  watermarks: new Map(),
  stuck: {},
  policies: [],
  holds: {},
  history: NO_HISTORY,
};
