import type { SamplingLimit } from '../snapshot/config';
import type { ExportQueue, FleetMetrics, TaskMetrics } from '../snapshot/task-metrics';
import { fullest, holds, isFull, type ReadTask, readById, samplerIsFull } from './queue-fill';

/**
 * What limits the speed of a drain.
 *
 * - `backend`    most tasks wait for the backend: their export queues are full or do not move. More tasks would wait too
 * - `some-tasks` only a few tasks wait, so the cause lies in those tasks (a connection, a hot partition), not in the
 *   backend
 * - `sampling`   tail_sampling of most tasks is full, so they take only as many traces as it decides
 * - `tasks`      no queue is full: the backend keeps up, and the tasks cannot read faster
 * - `unknown`    the metrics do not show it
 */
export type Bottleneck =
  | {
      kind: 'backend' | 'some-tasks';
      /** Tasks that wait for the backend. */
      waiting: string[];
      /** Tasks whose metrics were read. */
      read: number;
      queue: ExportQueue;
      /** Items per second that the backend accepted from the `waiting` tasks; unknown at the first sample. */
      takenPerSecond: number | 'unknown';
    }
  | {
      kind: 'sampling';
      /** Tasks in which tail_sampling is full. */
      full: number;
      read: number;
      limit: SamplingLimit;
    }
  | { kind: 'tasks'; read: number; queue: ExportQueue }
  | { kind: 'unknown'; why: string };

/** Over a shorter time even a healthy backend may accept nothing, and a receiver may commit nothing. */
export const LEAST_APART_MS = 3_000;

/**
 * @param previous an earlier sample from the same process; without one, only full queues count
 * @param current `undefined` if the metrics are not read
 * @param sampling the tail_sampling of the live config, if there is one
 */
export function findBottleneck(
  previous: FleetMetrics | undefined,
  current: FleetMetrics | undefined,
  sampling?: SamplingLimit,
): Bottleneck {
  if (!current) return { kind: 'unknown', why: 'task metrics are not read' };
  const read = current.tasks.filter((task) => task.kind === 'read');
  const queue = fullest(read.flatMap(({ queues }) => queues));
  const before = earlier(previous, current);
  const waiting = read.filter((task) => isFull(task) || standsStill(before.tasks.get(task.id), task));
  if (!queue || waiting.length === 0) {
    const full = sampling ? read.filter((task) => samplerIsFull(task, sampling)).length : 0;
    if (sampling && full > 0 && full * 2 >= read.length) {
      return { kind: 'sampling', full, read: read.length, limit: sampling };
    }
    return queue
      ? { kind: 'tasks', read: read.length, queue }
      : { kind: 'unknown', why: whyUnknown(current.tasks) };
  }
  return {
    kind: waiting.length * 2 >= read.length ? 'backend' : 'some-tasks',
    waiting: waiting.map(({ id }) => id),
    read: read.length,
    queue,
    takenPerSecond: takenPerSecond(waiting, before),
  };
}

/**
 * Items that exporters dropped between two samples, summed over the tasks that are in both. The offsets of queued items
 * are already committed, so these items are lost. An exporter without a queue does not count, because it returns the
 * error to the receiver, which may retry.
 */
export function droppedBetween(
  previous: FleetMetrics | undefined,
  current: FleetMetrics | undefined,
): number {
  const before = readById(previous);
  const now = [...readById(current).values()].filter(({ queues }) => queues.length > 0);
  return now.reduce((sum, task) => sum + task.dropped - (before.get(task.id)?.dropped ?? task.dropped), 0);
}

interface Earlier {
  seconds: number;
  tasks: ReadonlyMap<string, ReadTask>;
}

function earlier(previous: FleetMetrics | undefined, current: FleetMetrics): Earlier {
  const apartMs = previous ? current.atMs - previous.atMs : 0;
  return { seconds: apartMs / 1000, tasks: apartMs >= LEAST_APART_MS ? readById(previous) : new Map() };
}

/** Items wait and none was sent. This detects an outage before the queue is full, or if memory runs out first. */
function standsStill(before: ReadTask | undefined, now: ReadTask): boolean {
  return before !== undefined && before.sent === now.sent && holds(before) && holds(now);
}

function takenPerSecond(waiting: readonly ReadTask[], before: Earlier): number | 'unknown' {
  let taken = 0;
  for (const { id, sent } of waiting) {
    const then = before.tasks.get(id);
    if (!then) return 'unknown';
    taken += sent - then.sent;
  }
  return taken / before.seconds;
}

function whyUnknown(tasks: readonly TaskMetrics[]): string {
  const unreadable = tasks.find((task) => task.kind === 'unreadable');
  if (unreadable) return unreadable.why;
  return tasks.length === 0 ? 'no task is running' : 'no exporter has a queue';
}
