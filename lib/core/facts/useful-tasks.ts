import type { PipelineSpec } from '../../pipeline';
import type { KafkaSnapshot } from '../snapshot/kafka';

export interface TaskTarget {
  /** The largest partition count of a signal. Any further task would have no partition. */
  useful: number;
  /** How many tasks the spec asks for now; never above `useful`. */
  target: number;
}

/**
 * The largest number of tasks that can each have a partition; at least 1. A receiver has one group member per signal, so
 * each signal spreads its own partitions over all tasks. The signal with the most partitions decides, not the sum.
 * Topics that cannot be described are left out.
 */
export function usefulTasks({ topics }: KafkaSnapshot): number {
  const bySignal = new Map<string, number>();
  for (const topic of topics) {
    if (topic.kind !== 'present') continue;
    bySignal.set(topic.signal, (bySignal.get(topic.signal) ?? 0) + topic.partitions.length);
  }
  return Math.max(1, ...bySignal.values());
}

/**
 * @param useful see {@link usefulTasks}
 * @param draining while there is a backlog, the target is `useful`
 */
export function taskTarget(
  useful: number,
  draining: boolean,
  tasks: PipelineSpec['tiers']['processing']['tasks'],
): TaskTarget {
  const wanted = draining || tasks.steady === 'partitions' ? useful : evenCount(useful, tasks.steady);
  return { useful, target: Math.min(useful, Math.max(tasks.min, Math.min(tasks.max, wanted))) };
}

/**
 * The smallest count that gives the busiest task as few partitions as `count` does. With 6 partitions, one of 5 tasks
 * has two, so 3 tasks with two each are as fast.
 */
export function evenCount(partitions: number, count: number): number {
  if (count >= partitions) return partitions;
  const perTask = Math.ceil(partitions / Math.max(1, count));
  return Math.ceil(partitions / perTask);
}

/** The next count when scaling in from `current` towards `target`. */
export function scaleInStep(partitions: number, current: number, target: number): number {
  // Tasks beyond the partition count have no partition, so they can all stop at once.
  if (current > partitions) return Math.max(partitions, target);
  return Math.max(target, evenCount(partitions, current - 1));
}
