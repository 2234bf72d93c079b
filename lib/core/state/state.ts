import type { ManualOperation } from '../commands/manual-operation';
import { NO_HISTORY } from '../facts/history';
import type { Tracked } from '../facts/tracked';
import type { Recreate } from '../recreate/recreate';
import type { Roll } from '../roll/roll';
import type { Holds } from './holds';

/**
 * What one tick leaves for the next. It is small and written only if it has changed: sums and hashes, while each tick reads
 * the partitions again. Tasks that must be started are not recorded here, but in the debt, a parameter of its own. Times
 * are epoch milliseconds and end in `Ms`.
 */
export interface ControllerState extends Tracked {
  recreate?: Recreate | undefined;
  roll?: Roll | undefined;
  manualOperation?: ManualOperation | undefined;
  /** The last accepted command, to recognise a redelivery. */
  lastCommandId?: string | undefined;
  pausedSinceMs?: number | undefined;
  /** When latest was last stored by Spillway. */
  flip?: { atMs: number } | undefined;
  /** Tries to seed partitions while the group runs, and when the last one was made. */
  seeding?: { tries: number; atMs: number } | undefined;
  /** A person cancelled a repair, so Spillway does not start it again without a command. */
  repairCancelled?: boolean | undefined;
  /** When a tick first saw the owed tasks running. A second one closes the debt. */
  repaidSeenMs?: number | undefined;
  lastScaleInMs?: number | undefined;
  /** Config version whose tasks failed to start, so that the last good one was stored again. */
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
