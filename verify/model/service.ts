import { eachSlot, holdsSomething, membersChanged } from './group';
import {
  type ConfigModel,
  MAX_PARTITIONS,
  NONE,
  type StoppedBy,
  stampMs,
  type TaskModel,
  type World,
} from './world';

/** The ECS service: desiredCount, and how its tasks start, stop, die and are replaced. */

function addTask(world: World): void {
  world.tasks.push({
    id: world.nextTaskId,
    stage: 'pending',
    policy: 'earliest',
    elsewhere: false,
    createdAtMs: stampMs(world),
    startedAtMs: NONE,
    knows: [],
    replacedBy: undefined,
    stoppedBy: undefined,
    hangs: false,
    held: Array.from({ length: 2 * MAX_PARTITIONS }, () => 0),
  });
  world.nextTaskId += 1;
}

function isWanted({ stage, replacedBy }: TaskModel): boolean {
  return stage !== 'stopping' && replacedBy === undefined;
}

/** ECS starts or stops tasks. A task that has not started yet disappears at once. */
export function setDesiredCount(world: World, count: number, stoppedBy: StoppedBy): void {
  const zeroBy = stoppedBy === 'others' ? 'person' : 'spillway';
  if (count === 0) world.zero = { by: zeroBy, sinceMs: world.zero?.sinceMs ?? stampMs(world) };
  else world.zero = undefined;
  world.desiredCount = count;
  keepCount(world, stoppedBy);
}

function keepCount(world: World, stoppedBy: StoppedBy): void {
  let wanted = world.tasks.filter(isWanted).length;
  for (; wanted < world.desiredCount; wanted++) addTask(world);
  for (; wanted > world.desiredCount; wanted--) {
    const pending = world.tasks.find((task) => isWanted(task) && task.stage === 'pending');
    stop(world, pending ?? world.tasks.findLast(isWanted), stoppedBy);
  }
  if (world.desiredCount === 0) for (const task of [...world.tasks]) stop(world, task, stoppedBy);
  continueRollout(world);
}

function stop(world: World, task: TaskModel | undefined, stoppedBy: StoppedBy): void {
  if (task?.stage === 'pending') world.tasks.splice(world.tasks.indexOf(task), 1);
  else if (task && task.stage !== 'stopping') {
    task.stage = 'stopping';
    task.stoppedBy = stoppedBy;
  }
}

/** A task reads a config and joins the group. With a config that the Collector refuses, it never starts. */
export function startTask(world: World, task: TaskModel, config: ConfigModel): void {
  if (config.kind === 'refused') {
    world.rollout = 'failing';
    return;
  }
  task.stage = 'running';
  task.policy = config.initialOffset;
  task.elsewhere = config.kind === 'foreign';
  task.startedAtMs = stampMs(world);
  task.knows = world.topics.map(({ incarnation, partitions }) => ({ incarnation, count: partitions.length }));
  if (!task.elsewhere) membersChanged(world);
  // In a rolling deployment, each new task that runs allows one old task to stop.
  const old = world.tasks.find(({ replacedBy, stage }) => replacedBy !== undefined && stage === 'running');
  if (old) stop(world, old, old.replacedBy ?? 'others');
  continueRollout(world);
}

function continueRollout(world: World): void {
  if (world.rollout === 'settled' || world.tasks.some(({ stage }) => stage === 'pending')) return;
  for (const task of world.tasks) if (task.replacedBy !== undefined) stop(world, task, task.replacedBy);
  world.rollout = 'settled';
}

/** The task ends. What it holds and the backend does not have is lost with it. */
export function finishTask(world: World, task: TaskModel): void {
  world.tasks.splice(world.tasks.indexOf(task), 1);
  const promised = task.stoppedBy === 'recreate' && world.heldIsReadAgain;
  if (holdsSomething(task)) {
    eachSlot(world, (partition, slot) => {
      const lost = (task.held[slot] ?? 0) & ~partition.delivered;
      if (promised) partition.dropped |= lost;
      // Nobody promised to repair this loss: it comes from a manual stop, a deployment, or a stop that announced the
      // loss.
      else partition.delivered |= lost;
    });
  }
  if (!task.elsewhere) membersChanged(world);
}

/** Kills a task. Its members stay in the group until their session times out, and ECS replaces the task. */
export function killTask(world: World, task: TaskModel): void {
  world.tasks.splice(world.tasks.indexOf(task), 1);
  eachSlot(world, (partition, slot) => {
    partition.delivered |= task.held[slot] ?? 0;
  });
  if (!task.elsewhere) world.ghosts.push(task.id);
  if (task.stage === 'running') keepCount(world, 'others');
}

export function expireGhosts(world: World): void {
  world.ghosts = [];
  membersChanged(world);
}

/** Replaces every task, starting the new one first. */
export function deploy(world: World, by: StoppedBy): void {
  world.rollout = 'replacing';
  for (const task of world.tasks) if (task.stage === 'running') task.replacedBy ??= by;
  keepCount(world, by);
}
