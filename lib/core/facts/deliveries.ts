import type { KafkaSnapshot } from '../snapshot/kafka';
import type { FleetMetrics } from '../snapshot/task-metrics';
import { holds, readById } from './queue-fill';
import { partitionKey } from './survey';

/**
 * A Collector commits what it has read before the backend has it. A look is *delivered* once, after its commits were
 * read, every task that ran then was seen with empty export queues and no send failed since: then nothing below its
 * commits is held any more. A stop goes back to the commits of the last delivered look, and loses nothing.
 */
export interface Deliveries {
  /** Looks that are not delivered yet, the oldest first. */
  pending: readonly PendingLook[];
  /** The last delivered one. */
  delivered: DeliveredLook | undefined;
}

export interface DeliveredLook {
  atMs: number;
  /** Commits by `topic/partition`; a partition without one has none here. */
  commits: ReadonlyMap<string, bigint>;
}

interface PendingLook extends DeliveredLook {
  /** Tasks that have not been seen empty since, with what each had given up by then. */
  tasks: ReadonlyMap<string, { dropped: number }>;
}

/** So many looks are followed at once: the oldest is the first to be delivered, and the best to go back to. */
const MAX_PENDING = 8;

/**
 * @param metrics what all running tasks say now; `undefined` or an unreadable task delivers nothing
 * @param processorsMs how long a record can stay in tail_sampling and batch before it reaches the export queue
 */
export function continueDeliveries(
  before: Deliveries | undefined,
  kafka: KafkaSnapshot,
  metrics: FleetMetrics | undefined,
  running: readonly string[],
  processorsMs: number,
): Deliveries {
  const { pending = [], delivered } = before ?? {};
  if (!metrics) return { pending: [], delivered };
  const now = readById(metrics);
  const followed = pending.flatMap((look): PendingLook[] => {
    const tasks = new Map<string, { dropped: number }>();
    for (const [id, { dropped }] of look.tasks) {
      const task = now.get(id);
      // A task that ended took along whatever it held, and one that gave something up has lost it.
      if (!running.includes(id) || (task && task.dropped > dropped)) return [];
      const passed = metrics.atMs - look.atMs >= processorsMs;
      if (!task || !passed || holds(task)) tasks.set(id, { dropped });
    }
    return [{ ...look, tasks }];
  });
  const done = followed.findLast(({ tasks }) => tasks.size === 0);
  const open = followed.filter(({ atMs, tasks }) => tasks.size > 0 && atMs > (done?.atMs ?? 0));
  const fresh = running.every((id) => now.has(id)) && open.length < MAX_PENDING ? [lookOf(kafka, now)] : [];
  return {
    pending: [...open, ...fresh],
    delivered: done ? { atMs: done.atMs, commits: done.commits } : delivered,
  };
}

function lookOf(kafka: KafkaSnapshot, now: ReturnType<typeof readById>): PendingLook {
  const commits = new Map<string, bigint>();
  for (const topic of kafka.topics) {
    for (const partition of topic.kind === 'present' ? topic.partitions : []) {
      if (typeof partition.committed === 'bigint') commits.set(partitionKey(partition), partition.committed);
    }
  }
  const tasks = new Map([...now].map(([id, { dropped }]) => [id, { dropped }]));
  return { atMs: kafka.takenAtMs, commits, tasks };
}
