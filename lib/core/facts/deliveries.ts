import type { KafkaSnapshot, PartitionSnapshot } from '../snapshot/kafka';
import type { FleetMetrics } from '../snapshot/task-metrics';
import { holds, readById } from './queue-fill';
import { partitionKey } from './survey';

/**
 * Tracks which commits the backend has caught up with. A Collector commits records before the backend has them. A
 * snapshot of the commits is *delivered* when every task that ran at that time has since been seen with empty export
 * queues, and no send has failed. By then everything below those commits has left the tasks, so a stop that goes back to
 * them loses nothing.
 */
export interface Deliveries {
  /** Snapshots that are not delivered yet, oldest first. */
  pending: readonly PendingSnapshot[];
  delivered: DeliveredSnapshot | undefined;
}

export interface DeliveredSnapshot {
  atMs: number;
  /** Where the group would continue, by `topic/partition`: the commit, or the log start if there is none. */
  commits: ReadonlyMap<string, bigint>;
}

interface PendingSnapshot extends DeliveredSnapshot {
  /** Tasks that have not been seen empty since, with the number of items that each had dropped by then. */
  tasks: ReadonlyMap<string, { dropped: number }>;
}

/** How many snapshots are tracked at once. The oldest is delivered first. */
const MAX_PENDING = 8;

export const NO_DELIVERIES: Deliveries = { pending: [], delivered: undefined };

/**
 * @param metrics of all running tasks; without them, or while one task is unreadable, nothing is delivered
 * @param processorsMs how long a record can stay in tail_sampling and batch before it reaches an export queue
 */
export function continueDeliveries(
  before: Deliveries | undefined,
  kafka: KafkaSnapshot,
  metrics: FleetMetrics | undefined,
  running: readonly string[],
  processorsMs: number,
): Deliveries {
  const { pending, delivered } = before ?? NO_DELIVERIES;
  if (!metrics) return { pending: [], delivered };
  const now = readById(metrics);
  const followed = pending.flatMap((snapshot): PendingSnapshot[] => {
    const tasks = new Map<string, { dropped: number }>();
    for (const [id, { dropped }] of snapshot.tasks) {
      const task = now.get(id);
      // A task that has ended or dropped something may have lost records of this snapshot.
      if (!running.includes(id) || (task && task.dropped > dropped)) return [];
      const passed = metrics.atMs - snapshot.atMs >= processorsMs;
      if (!task || !passed || holds(task)) tasks.set(id, { dropped });
    }
    return [{ ...snapshot, tasks }];
  });
  const done = followed.findLast(({ tasks }) => tasks.size === 0);
  const open = followed.filter(({ atMs, tasks }) => tasks.size > 0 && atMs > (done?.atMs ?? 0));
  const fresh =
    running.every((id) => now.has(id)) && open.length < MAX_PENDING
      ? [snapshotOf(kafka, now, (done ?? delivered)?.commits)]
      : [];
  return {
    pending: [...open, ...fresh],
    delivered: done ? { atMs: done.atMs, commits: done.commits } : delivered,
  };
}

function snapshotOf(
  kafka: KafkaSnapshot,
  now: ReturnType<typeof readById>,
  before: ReadonlyMap<string, bigint> | undefined,
): PendingSnapshot {
  const commits = new Map<string, bigint>();
  for (const topic of kafka.topics) {
    for (const partition of topic.kind === 'present' ? topic.partitions : []) {
      const { committed, logStart } = partition;
      const key = partitionKey(partition);
      const known = committed === 'unknown' ? before?.get(key) : committed;
      commits.set(key, typeof known === 'bigint' ? known : logStart === 'unknown' ? 0n : logStart);
    }
  }
  const tasks = new Map([...now].map(([id, { dropped }]) => [id, { dropped }]));
  return { atMs: kafka.takenAtMs, commits, tasks };
}

/**
 * The commits that a stop goes back to. A partition that was added after the delivered snapshot starts from its log
 * start.
 */
export function deliveredCommits(
  { delivered }: Deliveries,
  partitions: readonly PartitionSnapshot[],
): ReadonlyMap<string, bigint> | undefined {
  if (!delivered) return undefined;
  return new Map(
    partitions.map((each) => [partitionKey(each), delivered.commits.get(partitionKey(each)) ?? 0n]),
  );
}
