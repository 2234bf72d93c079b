import { counted } from '../../pipeline';
import type { ObservedConfig } from '../snapshot/config';
import { type DeploymentSnapshot, primaryOf, type ServiceSnapshot } from '../snapshot/service';

/** How many failed tasks of a deployment count as a crash loop: the minimum of ECS's circuit breaker. */
const FAILED_TASKS = 3;

export interface RolloutFailure {
  text: string;
  /** `stored-before`: the deployment failed with an earlier config, and starts no task with the current one. */
  config: 'present' | 'stored-before';
}

/** How many tasks of an older deployment had failed when a config version was seen first: before it, or with it. */
export interface FailedBefore {
  version: number;
  count: number;
}

/**
 * Remembers the failed tasks of a deployment that is older than the config, as long as it is unknown whether the config works.
 * Without that, what failed with an earlier version would count against the one that somebody stored to repair it.
 */
export function failedBefore(
  {
    goodVersion,
    failedBefore: before,
  }: { goodVersion?: number | undefined; failedBefore?: FailedBefore | undefined },
  service: ServiceSnapshot,
  { version, lastModifiedMs }: Pick<ObservedConfig, 'version' | 'lastModifiedMs'>,
): FailedBefore | undefined {
  const primary = primaryOf(service);
  if (!primary || !isOlder(primary, lastModifiedMs)) return undefined;
  if (goodVersion === undefined || goodVersion === version) return undefined;
  // ECS sets the number back once a task runs.
  const count = Math.min(primary.failedTasks, before?.version === version ? before.count : Infinity);
  return { version, count };
}

function isOlder({ createdAtMs }: DeploymentSnapshot, storedAtMs: number): boolean {
  return createdAtMs !== undefined && createdAtMs < storedAtMs;
}

/**
 * Why the service cannot start its tasks; `undefined` if it can.
 *
 * A deployment that has failed or is no longer the newest starts no more tasks. If it is older than the current config,
 * its failure says nothing about that config, which the newest deployment is still trying.
 *
 * @param storedAtMs when the current config was stored, epoch milliseconds
 * @param before how many tasks of an older deployment failed before the current config was seen
 */
export function rolloutFailure(
  service: ServiceSnapshot,
  storedAtMs: number,
  before = 0,
): RolloutFailure | undefined {
  const { desiredCount, runningCount } = service;
  if (desiredCount === 0) return undefined;
  const isEarlier = (each: DeploymentSnapshot) => isOlder(each, storedAtMs);
  const failedSince = (each: DeploymentSnapshot) => each.failedTasks - (isEarlier(each) ? before : 0);
  const deployments = service.deployments.filter((each) => each.status === 'PRIMARY' || !isEarlier(each));
  const failed = deployments.find(({ rolloutState }) => rolloutState === 'FAILED');
  if (failed) {
    return {
      text: `deployment ${failed.id} has failed`,
      config: isEarlier(failed) ? 'stored-before' : 'present',
    };
  }
  const looping = deployments.find((each) => failedSince(each) >= FAILED_TASKS);
  if (!looping || runningCount >= desiredCount) return undefined;
  return {
    text: `${counted(failedSince(looping), 'task')} of deployment ${looping.id} failed, ${runningCount} of ${desiredCount} tasks are running`,
    config: 'present',
  };
}

/**
 * Finds a deployment in progress whose task definition differs from the last good one, usually started by
 * CloudFormation. If it fails, its own rollback restores the old definition and config. If Spillway restored the config
 * before that, the new tasks could start with a config that was not deployed with them, and the release would count as a
 * success.
 *
 * @param goodDefinition the last one that worked; `undefined` before any did
 */
export function releaseUnderWay(
  service: ServiceSnapshot,
  goodDefinition: string | undefined,
): DeploymentSnapshot | undefined {
  const primary = primaryOf(service);
  if (primary?.rolloutState !== 'IN_PROGRESS' || primary.taskDefinition === goodDefinition) return undefined;
  return primary;
}

/** Whether the service is at rest: a single, completed deployment, running = desired, nothing pending or stopping. */
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

/** Why a rolling deployment cannot replace this service's tasks; `undefined` if it can. */
export function rollProblem({
  controller,
  desiredCount,
  deploymentBounds,
}: ServiceSnapshot): string | undefined {
  if (controller !== 'ECS') return `its deployment controller is ${controller}`;
  const { minimumHealthyPercent, maximumPercent } = deploymentBounds;
  const least = Math.ceil((desiredCount * minimumHealthyPercent) / 100);
  const most = Math.floor((desiredCount * maximumPercent) / 100);
  const bounds = `minimumHealthyPercent ${minimumHealthyPercent} and maximumPercent ${maximumPercent} with desiredCount ${desiredCount}`;
  if (least >= desiredCount && most <= desiredCount)
    return `${bounds}: ECS can neither stop nor start a task`;
  if (least === 0) return `${bounds}: ECS may stop all tasks at once`;
  return undefined;
}

/** True if no task is left, not even a stopping one that may still flush its queue. */
export function allTasksGone(service: ServiceSnapshot): boolean {
  return service.runningCount === 0 && service.pendingCount === 0 && service.tasks.length === 0;
}
