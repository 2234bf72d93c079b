import type { Operation } from '../memory/calls';
import type { MemoryWorld } from '../memory/world';
import { IDLE, TRACES } from './endurance-spec';
import { outside, type Trigger } from './fault';

/** The operations that write to SSM. */
export const SSM_WRITES: readonly Operation[] = [
  'ssm.writeConfig',
  'ssm.writeState',
  'ssm.writeCoverage',
  'ssm.create',
  'ssm.remove',
];

export const COMMITS: readonly Operation[] = ['kafka.commitWhileEmpty', 'kafka.commitAsMember'];

/** Adds a partition while tasks may run on latest. The partition gets records at once. */
export function partitionAdded(atHours: number): Trigger {
  return outside(atHours * 60, (world) => {
    world.addPartitions(TRACES, 1);
    const added = (world.topics.get(TRACES)?.partitions.length ?? 1) - 1;
    world.produce(TRACES, added, 50n);
  });
}

/** Deletes the commit of the idle partition, which gets no new one. */
export function idleCommitGone(atHours: number): Trigger {
  return outside(atHours * 60, (world) => {
    world.partition(IDLE.topic, IDLE.partition).committed = 'none';
  });
}

/** The host of a task fails, and ECS replaces the task. */
export function taskReplaced(atHours: number): Trigger {
  return outside(atHours * 60, ({ service }) => {
    const [task] = service.running;
    if (task) service.kill(task);
  });
}

/** Returns a check that turns true when Spillway first stops the tier, and stays true. */
export function onceStopped(world: MemoryWorld): () => boolean {
  return () => world.service.countHistory.some(({ to, cause }) => to === 0 && cause.by === 'spillway');
}
