import type { Operation } from '../memory/calls';
import type { MemoryWorld } from '../memory/world';
import { IDLE, TRACES } from './endurance-spec';
import { outside, type Trigger } from './fault';

/** All that Spillway writes to SSM. */
export const SSM_WRITES: readonly Operation[] = [
  'ssm.writeConfig',
  'ssm.writeState',
  'ssm.writeCoverage',
  'ssm.create',
  'ssm.remove',
];

export const COMMITS: readonly Operation[] = ['kafka.commitWhileEmpty', 'kafka.commitAsMember'];

/** A partition that is added while tasks may run on latest; its records come at once. */
export function partitionAdded(atHours: number): Trigger {
  return outside(atHours * 60, (world) => {
    world.addPartitions(TRACES, 1);
    const added = (world.topics.get(TRACES)?.partitions.length ?? 1) - 1;
    world.produce(TRACES, added, 50n);
  });
}

/** Somebody deletes the commit of the partition that has none of its own to come. */
export function idleCommitGone(atHours: number): Trigger {
  return outside(atHours * 60, (world) => {
    world.partition(IDLE.topic, IDLE.partition).committed = 'none';
  });
}

/** ECS replaces a task: its machine is gone. */
export function taskReplaced(atHours: number): Trigger {
  return outside(atHours * 60, ({ service }) => {
    const [task] = service.running;
    if (task) service.kill(task);
  });
}

/** Becomes true when Spillway has stopped the tier for the first time, and stays so. */
export function onceStopped(world: MemoryWorld): () => boolean {
  return () => world.service.countHistory.some(({ to, cause }) => to === 0 && cause.by === 'spillway');
}
