import type { PipelineSpec } from '../../pipeline';
import type { KafkaSnapshot } from '../snapshot/kafka';

/** How many tasks are of use, and how many there should be. */
export interface TaskTarget {
  /** Largest partition count of one signal's topics: a task beyond it holds no partition of any signal. */
  useful: number;
  /** What the spec asks for now, never above `useful`. */
  target: number;
}

/**
 * The most tasks that hold a partition. A receiver is one group member a signal, so each signal spreads its own
 * partitions over all tasks: the signal with the most partitions decides, not the sum of the signals. Topics that
 * cannot be described are left out; at least 1.
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
 * @param useful what {@link usefulTasks} says
 * @param draining whether a backlog is being worked off: then as many as are of use
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
 * The smallest count that leaves no task with more partitions than `count` tasks would: 5 tasks on 6 partitions
 * have one with two, and so do 3, evenly.
 */
export function evenCount(partitions: number, count: number): number {
  if (count >= partitions) return partitions;
  const perTask = Math.ceil(partitions / Math.max(1, count));
  return Math.ceil(partitions / perTask);
}

/** The next step of a scale-in from `current` towards `target`: the next smaller even count. */
export function scaleInStep(partitions: number, current: number, target: number): number {
  // Tasks beyond the partitions hold nothing: they can all go at once.
  if (current > partitions) return Math.max(partitions, target);
  return Math.max(target, evenCount(partitions, current - 1));
}
