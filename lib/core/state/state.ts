import type { ManualOperation } from '../commands/manual-operation';
import { NO_HISTORY } from '../facts/history';
import type { Tracked } from '../facts/tracked';
import type { Recreate } from '../recreate/recreate';
import type { Roll } from '../roll/roll';
import type { Holds } from './holds';

/**
 * What one tick leaves for the next. It is small (sums and hashes, because each tick reads the partitions again) and is
 * written only when it has changed. Tasks that must be started are not recorded here but in the debt, a parameter of its
 * own. Times are epoch milliseconds and end in `Ms`.
 */
export interface ControllerState extends Tracked {
  recreate?: Recreate | undefined;
  roll?: Roll | undefined;
  manualOperation?: ManualOperation | undefined;
  /** The last accepted command, to detect a redelivery. */
  lastCommandId?: string | undefined;
  pausedSinceMs?: number | undefined;
  /** When latest was last stored by Spillway. */
  flip?: { atMs: number } | undefined;
  /** How often partitions were seeded while the group runs, and when it was last tried. */
  seeding?: { tries: number; atMs: number } | undefined;
  /** An operator cancelled a repair, so Spillway does not start it again without a command. */
  repairCancelled?: boolean | undefined;
  /** When a tick first saw the owed tasks running. A second one closes the debt. */
  repaidSeenMs?: number | undefined;
  lastScaleInMs?: number | undefined;
  /** The config version whose tasks failed to start, and in place of which the last good one was stored. */
  restoredFrom?: number | undefined;
  holds: Holds;
}

export const EMPTY_STATE: ControllerState = {
  watermarks: new Map(),
  stuck: {},
  policies: [],
  holds: {},
  history: NO_HISTORY,
};
