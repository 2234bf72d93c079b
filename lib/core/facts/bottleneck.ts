import type { ExportQueue, FleetMetrics, TaskMetrics } from '../snapshot/task-metrics';
import { fullest, holds, isFull, type ReadTask, readById } from './queue-fill';

/**
 * What keeps a backlog from going faster.
 *
 * - `backend`    most tasks wait for the backend: their export queues are full, or nothing of them is taken. More
 *                tasks would wait as well
 * - `some-tasks` a few do, most don't: not the backend, but what is theirs alone (a connection, a hot partition)
 * - `tasks`      no queue is full: the backend takes what it is given, and the tasks give no more
 * - `unknown`    their metrics do not tell
 */
export type Bottleneck =
  | {
      kind: 'backend' | 'some-tasks';
      /** Tasks that wait for the backend. */
      waiting: string[];
      /** Tasks whose metrics were read. */
      read: number;
      /** The fullest queue of all. */
      queue: ExportQueue;
      /** Items a second that the backend took of the tasks in `waiting`; unknown on a first look. */
      takenPerSecond: number | 'unknown';
    }
  | { kind: 'tasks'; read: number; queue: ExportQueue }
  | { kind: 'unknown'; why: string };

/** Within less than this a backend that is well may have taken nothing, and a receiver committed nothing. */
export const LEAST_APART_MS = 3_000;

/**
 * @param previous an earlier look of the same process; without it only full queues tell
 * @param current `undefined` when nobody asked the tasks
 */
export function findBottleneck(
  previous: FleetMetrics | undefined,
  current: FleetMetrics | undefined,
): Bottleneck {
  if (!current) return { kind: 'unknown', why: 'the metrics of the tasks are not read' };
  const read = current.tasks.filter((task) => task.kind === 'read');
  const queue = fullest(read.flatMap(({ queues }) => queues));
  if (!queue) return { kind: 'unknown', why: whyUnknown(current.tasks) };
  const before = earlier(previous, current);
  const waiting = read.filter((task) => isFull(task) || standsStill(before.tasks.get(task.id), task));
  if (waiting.length === 0) return { kind: 'tasks', read: read.length, queue };
  return {
    kind: waiting.length * 2 >= read.length ? 'backend' : 'some-tasks',
    waiting: waiting.map(({ id }) => id),
    read: read.length,
    queue,
    takenPerSecond: takenPerSecond(waiting, before),
  };
}

/**
 * Items that exporters gave up between two looks, of the tasks that both looks read. What came out of a queue has been
 * committed, so it is lost; an exporter without a queue tells the receiver, which may try again.
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

/** Something waits, and nothing was taken: so it looks before the queue is full, or where memory is short first. */
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
  return tasks.length === 0 ? 'no task runs' : 'no exporter has a queue';
}
