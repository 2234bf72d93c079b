import { faults } from './faults';
import { fetchAll, isMember, rebalance, refreshMetadata } from './group';
import { expireGhosts, finishTask, startTask } from './service';
import type { Step } from './step';
import { type Controller, resume, type Stepped, slowTick, wholeTick } from './ticks';
import { copyWorld, type TaskModel, type World } from './world';

/** What goes on by itself, in any order: nothing here is a fault. */
export function progress(world: World): Step[] {
  const steps: Step[] = [];
  const add = (label: string, change: (next: World) => void) => {
    const next = copyWorld(world);
    change(next);
    steps.push({ label, world: next, violation: undefined });
  };
  firstOf(world.tasks, 'pending').forEach((task, index) => {
    add(`task ${task.id} starts`, (next) => startTask(next, taskAt(next, world, task)));
    // With a refused config every start ends the same: once is enough.
    if (index === 0 && world.config.kind === 'refused' && world.rollout === 'failing') steps.pop();
  });
  for (const task of firstOf(world.tasks, 'stopping')) {
    add(`task ${task.id} is gone`, (next) => finishTask(next, taskAt(next, world, task)));
  }
  if (world.ghosts.length > 0) add('the session of killed members times out', expireGhosts);
  if (world.rebalancing) {
    for (const [name, order] of orders(world.tasks.filter(isMember)))
      add(`rebalance${name}`, (next) => rebalance(next, order));
  }
  const fetched = copyWorld(world);
  if (fetchAll(fetched, 'committed'))
    steps.push({ label: 'tasks read and commit', world: fetched, violation: undefined });
  const refreshed = copyWorld(world);
  if (refreshMetadata(refreshed))
    steps.push({ label: 'tasks refresh their metadata', world: refreshed, violation: undefined });
  return steps;
}

/** Tasks that stand alike are one choice. */
function firstOf(tasks: readonly TaskModel[], stage: TaskModel['stage']): TaskModel[] {
  const alike = tasks.filter((task) => task.stage === stage);
  return stage === 'pending' ? alike.slice(0, 1) : alike;
}

function taskAt(next: World, world: World, task: TaskModel): TaskModel {
  const copy = next.tasks[world.tasks.indexOf(task)];
  if (!copy) throw new Error(`the copy has no task ${task.id}`);
  return copy;
}

function orders(members: TaskModel[]): [name: string, order: TaskModel[]][] {
  if (members.length < 2) return [['', members]];
  return [
    ['', members],
    [' the other way round', [...members].reverse()],
  ];
}

/** Every step that may come next. */
export function steps(controller: Controller, world: World): Step[] {
  const all = progress(world);
  const tick = (label: string, stepped: Stepped | undefined) => {
    if (stepped) all.push({ label, ...stepped });
  };
  tick('tick', wholeTick(controller, world, { kind: 'whole' }));
  tick('the slow tick', resume(controller, world));
  if (world.command)
    tick(
      `tick with ${world.command.command.kind}`,
      wholeTick(controller, world, { kind: 'whole' }, world.command),
    );
  if (world.faultsLeft > 0 && !world.pending) {
    const spent = { ...world, faultsLeft: world.faultsLeft - 1 };
    tick('tick, slow,', slowTick(controller, spent));
  }
  all.push(...faults(controller, world));
  return all;
}
