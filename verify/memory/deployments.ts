import type { DeploymentSnapshot } from '../../lib/core/snapshot/service';
import type { Cause } from './cause';

/** One deployment of the service. */
export interface Deployment {
  id: string;
  taskDefinition: string;
  createdAtMs: number;
  rolloutState: DeploymentSnapshot['rolloutState'];
  failedTasks: number;
  cause: Cause;
  /** A failed rollback is not rolled back again. */
  kind: 'release' | 'rollback';
  /** The time since which all its tasks have been running and no other deployment has had any. */
  steadySinceMs: number | undefined;
}

/** How many tasks a rollout starts and stops now. */
export interface RolloutPlan {
  start: number;
  stopOld: number;
  stopOwn: number;
}

export interface RolloutQuestion {
  desiredCount: number;
  bounds: { minimumHealthyPercent: number; maximumPercent: number };
  /** How many tasks of the newest deployment, and of older ones, are running or pending. */
  own: { running: number; pending: number };
  old: { running: number; pending: number };
}

/** Plans as ECS's scheduler does: never more tasks than the upper bound, never fewer healthy ones than the lower bound. */
export function planRollout({ desiredCount, bounds, own, old }: RolloutQuestion): RolloutPlan {
  const most = Math.max(desiredCount, Math.floor((desiredCount * bounds.maximumPercent) / 100));
  const least = Math.ceil((desiredCount * bounds.minimumHealthyPercent) / 100);
  const owned = own.running + own.pending;
  const stopOwn = Math.max(0, owned - desiredCount);
  const spare = Math.max(0, own.running - stopOwn + old.running - least);
  const stopOld = desiredCount === 0 ? old.running + old.pending : Math.min(old.running, spare) + old.pending;
  const there = owned - stopOwn + old.running + old.pending - stopOld;
  const start = Math.max(0, Math.min(desiredCount - owned, most - there));
  return { start, stopOld, stopOwn };
}

/** ECS's circuit breaker trips at half the desired count, but never below 3 or above 200 failed tasks. */
export function tripsBreaker(failedTasks: number, desiredCount: number): boolean {
  return failedTasks >= Math.min(200, Math.max(3, Math.ceil(desiredCount / 2)));
}
