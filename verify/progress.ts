import { canFetch, fetchAll, isMember, needsRefresh, rebalance, refreshMetadata } from './group';
import { expireGhosts, finishTask, startTask } from './service';
import type { Step } from './step';
import { copyWorld, type TaskModel, type World } from './world';

/** Something that goes on by itself, and how it changes a world. */
interface Move {
  label: string;
  change: (next: World) => void;
}

/** What goes on by itself, one step for each: they may happen in any order, and nothing here is a fault. */
export function progress(world: World): Step[] {
  return moves(world).map(({ label, change }) => {
    const next = copyWorld(world);
    change(next);
    return { label, world: next, violation: undefined };
  });
}

/** Everything that goes on by itself goes on until nothing is left to happen, in one order. */
export function quiesce(world: World): Step[] {
  const next = copyWorld(world);
  const steps: Step[] = [];
  for (let [first] = moves(next); first; [first] = moves(next)) {
    first.change(next);
    steps.push({ label: first.label, world: next, violation: undefined });
  }
  return steps;
}

function moves(world: World): Move[] {
  const list: Move[] = [];
  const members = world.tasks.filter(isMember);
  // Tasks that have not started yet stand alike: the first stands for all.
  const pending = world.tasks.find(({ stage }) => stage === 'pending');
  const canStart = world.config.kind !== 'refused' || world.rollout !== 'failing';
  if (pending && canStart) {
    list.push({
      label: `task ${pending.id} starts`,
      change: (next) => startTask(next, taskOf(next, pending.id)),
    });
  }
  for (const { id, stage } of world.tasks) {
    if (stage !== 'stopping') continue;
    list.push({ label: `task ${id} is gone`, change: (next) => finishTask(next, taskOf(next, id)) });
  }
  if (world.ghosts.length > 0) {
    list.push({ label: 'the session of killed members times out', change: expireGhosts });
  }
  if (world.rebalancing) {
    list.push({ label: 'rebalance', change: (next) => rebalance(next, next.tasks.filter(isMember)) });
    if (members.length > 1) {
      list.push({
        label: 'rebalance the other way round',
        change: (next) => rebalance(next, next.tasks.filter(isMember).reverse()),
      });
    }
  }
  if (canFetch(world))
    list.push({ label: 'tasks read and commit', change: (next) => fetchAll(next, 'committed') });
  if (needsRefresh(world)) list.push({ label: 'tasks refresh their metadata', change: refreshMetadata });
  return list;
}

function taskOf(world: World, id: number): TaskModel {
  const task = world.tasks.find((each) => each.id === id);
  if (!task) throw new Error(`the world has no task ${id}`);
  return task;
}
