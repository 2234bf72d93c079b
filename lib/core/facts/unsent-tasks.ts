import type { ServiceSnapshot } from '../snapshot/service';
import type { ExportQueue, FleetMetrics } from '../snapshot/task-metrics';
import { looksWithinRetry, recentLook } from './metrics-looks';
import { fullest, holds, isFull, type ReadTask, readById } from './queue-fill';

/** Running tasks that hold what they have read and the backend, as far as anybody can see, does not take. */
export interface UnsentTasks {
  tasks: string[];
  /** Tasks whose metrics were read. */
  read: number;
  /** The fullest queue of theirs. */
  queue: ExportQueue;
  /** Why it counts as not taken, of the first of them. */
  why: 'not-taken' | 'not-seen-before' | 'retries';
}

/**
 * Tasks that would take something with them if they were stopped now. What is in a queue counts as about to be taken
 * only if the queue is not full, the backend took something since a recent look, and nothing that it refused can still be
 * waiting for its next try. That is asked more strictly than what limits a drain: a wrong advice costs nothing, a task
 * that is stopped too early costs what it holds.
 *
 * @param looks earlier ones of the same process (`keepLooks`); without any nothing shows that the backend takes it
 */
export function findUnsent(
  looks: readonly FleetMetrics[],
  current: FleetMetrics | undefined,
): UnsentTasks | undefined {
  if (!current) return undefined;
  const now = [...readById(current).values()];
  const unsent = now.flatMap((task) => {
    const why = whyUnsent(looks, current, task);
    return why ? [{ task, why }] : [];
  });
  const [first] = unsent;
  const queue = fullest(unsent.flatMap(({ task }) => task.queues));
  if (!first || !queue) return undefined;
  return { tasks: unsent.map(({ task }) => task.id), read: now.length, queue, why: first.why };
}

function whyUnsent(
  looks: readonly FleetMetrics[],
  current: FleetMetrics,
  task: ReadTask,
): UnsentTasks['why'] | undefined {
  if (!holds(task)) return undefined;
  if (isFull(task)) return 'not-taken';
  const before = seenShortlyBefore(looks, current, task.id);
  if (!before) return 'not-seen-before';
  if (task.sent <= before.sent) return 'not-taken';
  return stoodStillOf(looks, current, task.id) ? 'retries' : undefined;
}

function seenShortlyBefore(
  looks: readonly FleetMetrics[],
  { atMs }: FleetMetrics,
  id: string,
): ReadTask | undefined {
  return readById(recentLook(looks, atMs)).get(id);
}

/** Did this task hold something of which nothing was taken, so short ago that a refused request may wait still? */
function stoodStillOf(looks: readonly FleetMetrics[], current: FleetMetrics, id: string): boolean {
  return looksWithinRetry(looks, current.atMs).some((look) => {
    const then = readById(look).get(id);
    const before = seenShortlyBefore(looks, look, id);
    if (!then || !holds(then)) return false;
    return isFull(then) || (before !== undefined && holds(before) && then.sent === before.sent);
  });
}

/** From a task's start until its Collector answers, on a small task. */
const STARTING_MS = 60_000;

/**
 * Why it is not known what some tasks hold: they are asked for their metrics and do not answer. Nothing else shows it: a
 * port that was never opened looks like tasks that hold nothing. `undefined` where all answer, or none is asked.
 */
export function silentTasks(
  metrics: FleetMetrics | undefined,
  service: ServiceSnapshot,
  nowMs: number,
): string | undefined {
  if (!metrics) return undefined;
  const grown = new Set(
    service.tasks.flatMap(({ id, startedAtMs }) =>
      startedAtMs !== undefined && nowMs - startedAtMs >= STARTING_MS ? [id] : [],
    ),
  );
  const asked = metrics.tasks.filter(({ id }) => grown.has(id));
  const silent = asked.filter((task) => task.kind === 'unreadable');
  const [first] = silent;
  return (
    first &&
    `${silent.length} of ${asked.length} tasks do not answer for their metrics, for example ${first.why}`
  );
}
