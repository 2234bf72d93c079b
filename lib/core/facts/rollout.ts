import { type DeploymentSnapshot, primaryOf, type ServiceSnapshot } from '../snapshot/service';

/** So many tasks of a deployment that failed make a crash loop, as ECS's circuit breaker counts at the least. */
const FAILED_TASKS = 3;

export interface RolloutFailure {
  text: string;
  /** `stored-before`: it failed with an earlier config, and starts nothing on the present one. */
  config: 'present' | 'stored-before';
}

/**
 * How the service fails to bring its tasks up; `undefined` when it does not fail.
 *
 * A deployment that has failed, or is not the newest any more, launches no more tasks. If it was made before the present
 * config was stored, it says nothing of that one: while it drains, the config has its chance with the newest deployment.
 *
 * @param storedAtMs when the present config was stored, epoch milliseconds
 */
export function rolloutFailure(service: ServiceSnapshot, storedAtMs: number): RolloutFailure | undefined {
  const { desiredCount, runningCount } = service;
  if (desiredCount === 0) return undefined;
  const isEarlier = ({ createdAtMs }: DeploymentSnapshot) =>
    createdAtMs !== undefined && createdAtMs < storedAtMs;
  const deployments = service.deployments.filter((each) => each.status === 'PRIMARY' || !isEarlier(each));
  const failed = deployments.find(({ rolloutState }) => rolloutState === 'FAILED');
  if (failed) {
    return {
      text: `deployment ${failed.id} has failed`,
      config: isEarlier(failed) ? 'stored-before' : 'present',
    };
  }
  const looping = deployments.find(({ failedTasks }) => failedTasks >= FAILED_TASKS);
  if (!looping || runningCount >= desiredCount) return undefined;
  return {
    text: `${looping.failedTasks} tasks of deployment ${looping.id} failed, ${runningCount} of ${desiredCount} run`,
    config: 'present',
  };
}

/**
 * A deployment of another task definition than the one that worked, as long as it may still succeed: CloudFormation's, or
 * whose it is. Who made it brings the old definition back when it fails, and the old config with it. A config that is
 * brought back before lets it come up on a text that was not deployed with it, and count as a success. Spillway's own
 * changes of desiredCount make no deployment.
 *
 * @param goodDefinition the one that worked; `undefined` before any did
 */
export function releaseUnderWay(
  service: ServiceSnapshot,
  goodDefinition: string | undefined,
): DeploymentSnapshot | undefined {
  const primary = primaryOf(service);
  if (primary?.rolloutState !== 'IN_PROGRESS' || primary.taskDefinition === goodDefinition) return undefined;
  return primary;
}

/** Is the service at rest: one deployment, completed, running = desired, nothing pending, nothing stopping? */
export function isSettled({
  desiredCount,
  runningCount,
  pendingCount,
  deployments,
  tasks,
}: ServiceSnapshot): boolean {
  return (
    deployments.length <= 1 &&
    deployments.every(({ rolloutState }) => rolloutState === 'COMPLETED' || rolloutState === 'unknown') &&
    runningCount === desiredCount &&
    pendingCount === 0 &&
    !tasks.some((task) => task.desiredStatus === 'STOPPED')
  );
}

/** The figures of a rollout, for people. */
export function describeRollout({
  desiredCount,
  runningCount,
  pendingCount,
  deployments,
  tasks,
}: ServiceSnapshot): string {
  const stopping = tasks.filter((task) => task.desiredStatus === 'STOPPED').length;
  const rollout = deployments.map(({ status, rolloutState }) => `${status} ${rolloutState}`).join(', ');
  return `desired ${desiredCount}, running ${runningCount}, pending ${pendingCount}, stopping ${stopping}; deployments: ${rollout}`;
}

/** Why a rolling deployment of this service would not do; `undefined` when it would. */
export function rollProblem({
  controller,
  desiredCount,
  deploymentBounds,
}: ServiceSnapshot): string | undefined {
  if (controller !== 'ECS') return `its deployment controller is ${controller}`;
  const { minimumHealthyPercent, maximumPercent } = deploymentBounds;
  const least = Math.ceil((desiredCount * minimumHealthyPercent) / 100);
  const most = Math.floor((desiredCount * maximumPercent) / 100);
  const bounds = `minimumHealthyPercent ${minimumHealthyPercent} and maximumPercent ${maximumPercent} with ${desiredCount} tasks`;
  if (least >= desiredCount && most <= desiredCount) return `${bounds}: no task may stop or start first`;
  if (least === 0) return `${bounds}: all tasks may stop at once`;
  return undefined;
}

/** No task left, not even one that still flushes. */
export function allTasksGone(service: ServiceSnapshot): boolean {
  return service.runningCount === 0 && service.pendingCount === 0 && service.tasks.length === 0;
}
