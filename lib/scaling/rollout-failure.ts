import type { ServiceSnapshot } from './service-snapshot';

/** So many tasks of a deployment that failed make a crash loop, as ECS's circuit breaker counts at the least. */
const FAILED_TASKS = 3;

/** How the service fails to bring its tasks up; `undefined` when it does not fail. */
export function rolloutFailure({
  deployments,
  desiredCount,
  runningCount,
}: ServiceSnapshot): string | undefined {
  if (desiredCount === 0) return undefined;
  const failed = deployments.find(({ rolloutState }) => rolloutState === 'FAILED');
  if (failed) return `deployment ${failed.id} has failed`;
  const looping = deployments.find(({ failedTasks }) => failedTasks >= FAILED_TASKS);
  if (!looping || runningCount >= desiredCount) return undefined;
  return `${looping.failedTasks} tasks of deployment ${looping.id} failed, ${runningCount} of ${desiredCount} run`;
}
