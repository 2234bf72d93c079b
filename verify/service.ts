import { membersChanged } from './group';
import { NONE, stampMs, type TaskModel, type World } from './world';

/** The ECS service: desiredCount, its tasks and how they start, stop, die and are replaced. */

function addTask(world: World): void {
  world.tasks.push({
    id: world.nextTaskId,
    stage: 'pending',
    policy: 'earliest',
    elsewhere: false,
    createdAtMs: stampMs(world),
    startedAtMs: NONE,
    knows: [],
    replaced: false,
  });
  world.nextTaskId += 1;
}

function isWanted({ stage, replaced }: TaskModel): boolean {
  return stage !== 'stopping' && !replaced;
}

/** ECS brings tasks up or tells them to stop; one that has not started yet is gone at once. */
export function setDesiredCount(world: World, count: number): void {
  world.desiredCount = count;
  world.stoppedByPerson = false;
  keepCount(world);
}

function keepCount(world: World): void {
  let wanted = world.tasks.filter(isWanted).length;
  for (; wanted < world.desiredCount; wanted++) addTask(world);
  const surplus = () =>
    world.tasks.find(({ stage, replaced }) => stage === 'pending' && !replaced) ??
    world.tasks.findLast(isWanted);
  for (; wanted > world.desiredCount; wanted--) {
    const task = surplus();
    if (task?.stage === 'pending') world.tasks.splice(world.tasks.indexOf(task), 1);
    else if (task) task.stage = 'stopping';
  }
  if (world.desiredCount === 0) for (const task of world.tasks) task.stage = 'stopping';
  settleRollout(world);
}

/** A task reads the config that is stored now, and joins the group. With a refused config it never gets there. */
export function startTask(world: World, task: TaskModel): void {
  if (world.config.kind === 'refused') {
    world.rollout = 'failing';
    return;
  }
  task.stage = 'running';
  task.policy = world.config.initialOffset;
  task.elsewhere = world.config.kind === 'foreign';
  task.startedAtMs = stampMs(world);
  task.knows = world.topics.map(({ incarnation, partitions }) => ({ incarnation, count: partitions.length }));
  if (!task.elsewhere) membersChanged(world);
  settleRollout(world);
}

/** Once the new tasks of a deployment run, the old ones are told to stop. */
function settleRollout(world: World): void {
  if (world.rollout === 'settled' || world.tasks.some(({ stage }) => stage === 'pending')) return;
  for (const task of world.tasks) if (task.replaced) task.stage = 'stopping';
  world.rollout = 'settled';
}

export function finishTask(world: World, task: TaskModel): void {
  world.tasks.splice(world.tasks.indexOf(task), 1);
  if (!task.elsewhere) membersChanged(world);
}

/** Killed: its members stay in the group until their session times out, and ECS replaces it. */
export function crashTask(world: World, task: TaskModel): void {
  world.tasks.splice(world.tasks.indexOf(task), 1);
  if (!task.elsewhere) world.ghosts.push(task.id);
  if (task.stage === 'running') keepCount(world);
}

export function expireGhosts(world: World): void {
  world.ghosts = [];
  membersChanged(world);
}

/** A new deployment replaces every task, new ones first. */
export function deploy(world: World): void {
  world.rollout = 'replacing';
  for (const task of world.tasks) if (task.stage === 'running') task.replaced = true;
  keepCount(world);
}
