/** How many tasks there are, as the service scheduler counts them, without stopping ones. */
export interface RolloutSituation {
  desiredCount: number;
  minimumHealthyPercent: number;
  maximumPercent: number;
  /** After the circuit breaker has failed a deployment, it starts no more tasks, and the old ones stay. */
  rollout: 'going' | 'failed';
  /** The tasks of the newest deployment. */
  primary: { pending: number; running: number };
  /** The tasks of all older deployments. */
  old: { pending: number; running: number };
}

export interface RolloutPlan {
  start: number;
  stopPrimary: number;
  stopOld: number;
}

/**
 * The scheduler's next step, as ECS documents it. It starts as many new tasks as maximumPercent (rounded down) allows,
 * and stops old ones as long as minimumHealthyPercent (rounded up) of the desired count still run.
 */
export function planRollout(situation: RolloutSituation): RolloutPlan {
  const { desiredCount, minimumHealthyPercent, maximumPercent, primary, old } = situation;
  const lower = Math.ceil((desiredCount * minimumHealthyPercent) / 100);
  const upper = Math.floor((desiredCount * maximumPercent) / 100);
  const primaryTasks = primary.pending + primary.running;
  const oldTasks = old.pending + old.running;
  if (situation.rollout === 'failed') {
    const stopOld = Math.min(oldTasks, Math.max(0, primaryTasks + oldTasks - desiredCount));
    return { start: 0, stopOld, stopPrimary: Math.max(0, primaryTasks + oldTasks - desiredCount - stopOld) };
  }
  if (oldTasks === 0) {
    return {
      start: Math.max(0, desiredCount - primaryTasks),
      stopPrimary: Math.max(0, primaryTasks - desiredCount),
      stopOld: 0,
    };
  }
  const start = Math.max(0, Math.min(desiredCount - primaryTasks, upper - primaryTasks - oldTasks));
  // A pending task is not healthy, so it can stop at once.
  const spare = Math.max(0, primary.running + old.running - lower);
  const stopOld = Math.min(oldTasks, old.pending + Math.min(old.running, spare));
  return { start, stopPrimary: Math.max(0, primaryTasks - desiredCount), stopOld };
}
