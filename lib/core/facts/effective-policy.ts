import type { InitialOffset } from '../../pipeline';

/**
 * An initial_offset that was stored, and since when. `unknown` covers versions that were written between two ticks and
 * that neither tick saw.
 */
export interface PolicyEntry {
  initialOffset: InitialOffset | 'unknown';
  /** SSM's LastModifiedDate of the first version with this offset. */
  fromMs: number;
  /** The newest version seen with this offset, and when it was written. */
  version: number;
  writtenMs: number;
}

/** How many changes are kept. A task that is older than the oldest entry counts as `latest`. */
const MAX_POLICY_ENTRIES = 4;

/** Adds the stored config to the history, newest last. */
export function recordPolicy(
  history: readonly PolicyEntry[],
  config: { initialOffset: InitialOffset; version: number; lastModifiedMs: number },
): PolicyEntry[] {
  const entry = {
    initialOffset: config.initialOffset,
    fromMs: config.lastModifiedMs,
    version: config.version,
    writtenMs: config.lastModifiedMs,
  };
  const last = history.at(-1);
  if (!last) return [entry];
  // A lower version means either a stale response or a parameter that was deleted and created again. In the second case
  // the history no longer applies.
  if (config.version < last.version) return isStale(last, config) ? [...history] : [entry];
  if (config.version === last.version) return [...history];
  if (config.version > last.version + 1) {
    return [...history.slice(0, -1), { ...last, initialOffset: 'unknown' as const }, entry].slice(
      -MAX_POLICY_ENTRIES,
    );
  }
  if (config.initialOffset === last.initialOffset)
    return [...history.slice(0, -1), { ...last, version: config.version, writtenMs: config.lastModifiedMs }];
  return [...history, entry].slice(-MAX_POLICY_ENTRIES);
}

/** Whether SSM, which is eventually consistent, returned an older version than one already seen. */
export function isStale(
  last: PolicyEntry | undefined,
  config: { version: number; lastModifiedMs: number },
): boolean {
  return last !== undefined && config.version < last.version && config.lastModifiedMs <= last.writtenMs;
}

/**
 * The initial_offset that a running task started with. The task read the config between its creation and its start. If
 * anything but earliest may have been stored in that time, the task counts as on latest, the dangerous value.
 *
 * @param task ECS createdAt and startedAt. Without createdAt it counts as latest; without startedAt it may still read
 *   the newest config
 * @param settlesMs how long after a write a task may still read the previous value, because SSM is eventually consistent
 */
export function effectivePolicy(
  history: readonly PolicyEntry[],
  task: { createdAtMs: number | undefined; startedAtMs: number | undefined },
  settlesMs: number,
): InitialOffset {
  const first = history[0];
  if (!first || task.createdAtMs === undefined || task.createdAtMs < first.fromMs) return 'latest';
  const untilMs = task.startedAtMs ?? Number.POSITIVE_INFINITY;
  const createdAtMs = task.createdAtMs;
  const possible = history.filter((entry, index) => {
    const endMs = (history[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY) + settlesMs;
    return entry.fromMs <= untilMs && createdAtMs < endMs;
  });
  return possible.every((entry) => entry.initialOffset === 'earliest') ? 'earliest' : 'latest';
}

/** The number of running tasks by the initial_offset that they started with. */
export interface FleetPolicy {
  earliest: number;
  latest: number;
}

export function fleetPolicy(
  history: readonly PolicyEntry[],
  tasks: readonly { createdAtMs: number | undefined; startedAtMs: number | undefined }[],
  settlesMs: number,
): FleetPolicy {
  const latest = tasks.filter((task) => effectivePolicy(history, task, settlesMs) === 'latest').length;
  return { earliest: tasks.length - latest, latest };
}
