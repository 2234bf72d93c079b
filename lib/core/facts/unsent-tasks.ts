import { counted } from '../../pipeline';
import type { ServiceSnapshot } from '../snapshot/service';
import type { ExportQueue, FleetMetrics } from '../snapshot/task-metrics';
import { recentSample, samplesWithinRetry } from './metrics-samples';
import { fullest, holds, isFull, type ReadTask, readById } from './queue-fill';

/** Running tasks that hold data which the backend does not seem to accept. */
export interface UnsentTasks {
  tasks: string[];
  /** Tasks whose metrics were read. */
  read: number;
  queue: ExportQueue;
  /** Why the first of them counts as holding data that the backend does not accept. */
  why: 'not-taken' | 'not-seen-before' | 'retries';
}

/**
 * Tasks that would lose data if they stopped now. A task is fine if its queue is not full, the backend has accepted
 * something since a recent sample, and no refused request can still be waiting for its retry. This is stricter than the
 * search for the bottleneck, because stopping a task too early loses data while a wrong hint costs nothing.
 *
 * @param samples earlier ones from the same process (`keepSamples`); without any, no task that holds data is fine
 */
export function findUnsent(
  samples: readonly FleetMetrics[],
  current: FleetMetrics | undefined,
): UnsentTasks | undefined {
  if (!current) return undefined;
  const now = [...readById(current).values()];
  const unsent = now.flatMap((task) => {
    const why = whyUnsent(samples, current, task);
    return why ? [{ task, why }] : [];
  });
  const [first] = unsent;
  const queue = fullest(unsent.flatMap(({ task }) => task.queues));
  if (!first || !queue) return undefined;
  return { tasks: unsent.map(({ task }) => task.id), read: now.length, queue, why: first.why };
}

function whyUnsent(
  samples: readonly FleetMetrics[],
  current: FleetMetrics,
  task: ReadTask,
): UnsentTasks['why'] | undefined {
  if (!holds(task)) return undefined;
  if (isFull(task)) return 'not-taken';
  const before = seenShortlyBefore(samples, current, task.id);
  if (!before) return 'not-seen-before';
  if (task.sent <= before.sent) return 'not-taken';
  return hasRecentlyStalled(samples, current, task.id) ? 'retries' : undefined;
}

function seenShortlyBefore(
  samples: readonly FleetMetrics[],
  { atMs }: FleetMetrics,
  id: string,
): ReadTask | undefined {
  return readById(recentSample(samples, atMs)).get(id);
}

/** Whether the queue of this task stalled so recently that a refused request may still wait for its retry. */
function hasRecentlyStalled(samples: readonly FleetMetrics[], current: FleetMetrics, id: string): boolean {
  return samplesWithinRetry(samples, current.atMs).some((sample) => {
    const then = readById(sample).get(id);
    const before = seenShortlyBefore(samples, sample, id);
    if (!then || !holds(then)) return false;
    return isFull(then) || (before !== undefined && holds(before) && then.sent === before.sent);
  });
}

/** How long a small task needs from its start until its Collector serves metrics. */
const STARTING_MS = 60_000;

/**
 * Tasks that do not serve metrics, so that nobody knows what they hold. Without this check a closed port would look like
 * an empty queue. `undefined` if all respond, or metrics are not read.
 */
export function silentTasks(
  metrics: FleetMetrics | undefined,
  service: ServiceSnapshot,
  nowMs: number,
): string | undefined {
  if (!metrics) return undefined;
  const established = new Set(
    service.tasks.flatMap(({ id, startedAtMs }) =>
      startedAtMs !== undefined && nowMs - startedAtMs >= STARTING_MS ? [id] : [],
    ),
  );
  const asked = metrics.tasks.filter(({ id }) => established.has(id));
  const silent = asked.filter((task) => task.kind === 'unreadable');
  const [first] = silent;
  return (
    first &&
    `${silent.length} of ${counted(asked.length, 'task')} ${silent.length === 1 ? 'does' : 'do'} not serve ${silent.length === 1 ? 'its' : 'their'} metrics, for example ${first.why}`
  );
}
