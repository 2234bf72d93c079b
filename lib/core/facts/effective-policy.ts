import type { InitialOffset } from '../../pipeline';

/**
 * What the stored config said, since when: the newest entry last. `unknown`: versions were written between two
 * looks that nobody saw.
 */
export interface PolicyEntry {
  initialOffset: InitialOffset | 'unknown';
  /** SSM's LastModifiedDate of the first version that said so. */
  fromMs: number;
  /** Newest version seen that says so, and when that was written. */
  version: number;
  writtenMs: number;
}

/** So many policy changes are remembered; a task from before the oldest is taken for `latest`. */
const MAX_POLICY_ENTRIES = 4;

/** Continues the history with the config as it is stored now. */
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
  // A version that went down is a stale look, or a parameter that was deleted and created again: then nothing
  // remembered holds, and what is stored now was stored after what is remembered.
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

/** Whether a look shows an older version than one that is known: SSM is eventually consistent. */
export function isStale(
  last: PolicyEntry | undefined,
  config: { version: number; lastModifiedMs: number },
): boolean {
  return last !== undefined && config.version < last.version && config.lastModifiedMs <= last.writtenMs;
}

/**
 * The policy a running task started with. It read the config at some time between its creation and its start; if
 * any policy but earliest may have been in force then, it counts as latest, the dangerous one.
 *
 * @param settlesMs so long after a write a task may still read the value before: SSM is eventually consistent
 * @param createdAtMs ECS createdAt; `undefined` counts as in doubt
 * @param startedAtMs ECS startedAt; `undefined` while it has not started: it may still read the newest config
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

/** How many running tasks are on which policy. */
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
