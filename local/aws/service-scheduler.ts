import { randomBytes } from 'node:crypto';
import type { Deployment, Launch, Service, Task, TaskDefinition } from './ecs-model';
import { planRollout } from './rollout-plan';
import type { LocalSsm } from './ssm';
import { TaskRunner } from './task-runner';

/** How many STOPPED tasks can still be described. On ECS this is about an hour's worth. */
const KEEP_STOPPED = 200;
/** ECS fails a deployment after this many failed tasks, or after half the desired count if that is more. */
const FEWEST_FAILURES = 3;
const MOST_FAILURES = 200;

/** The timing of the scheduler. On AWS these are minutes, which is too long for tests. */
export interface SchedulerTiming {
  /**
   * A rollout is COMPLETED once its tasks have been running for this long. Without this wait, a Collector that refuses
   * its config would complete the rollout between its start and its exit.
   */
  steadyMs: number;
  /** A task that exits within this time counts as failed, and its replacement is delayed. */
  quickFailureMs: number;
  /** The wait after the first failure. It doubles with each further failure in a row. */
  firstBackOffMs: number;
  longestBackOffMs: number;
}

const TIMING: SchedulerTiming = {
  steadyMs: 1_000,
  quickFailureMs: 15_000,
  firstBackOffMs: 250,
  longestBackOffMs: 15_000,
};

/** Brings every service to its desired count, deployment by deployment, whenever something changes. */
export class ServiceScheduler {
  /** All tasks, oldest first. STOPPED tasks stay for a while. */
  tasks: Task[] = [];
  private readonly runner: TaskRunner;
  private readonly backOffs = new Map<Service, NodeJS.Timeout>();
  private readonly steady = new Map<Service, NodeJS.Timeout>();
  private readonly queued = new Set<Service>();
  private readonly timing: SchedulerTiming;
  private closed = false;

  constructor(options: { launch: Launch; ssm: LocalSsm; timing?: Partial<SchedulerTiming> }) {
    this.timing = { ...TIMING, ...options.timing };
    this.runner = new TaskRunner({ ...options, changed: (task) => this.taskChanged(task) });
  }

  tasksOf(service: Service): Task[] {
    return this.tasks.filter((task) => task.service === service && task.lastStatus !== 'STOPPED');
  }

  /** Creates a new PRIMARY deployment, which replaces the running tasks step by step. */
  deploy(service: Service, definition: TaskDefinition, cause: Deployment['cause'] = 'release'): void {
    this.unsteady(service);
    for (const deployment of service.deployments) deployment.status = 'ACTIVE';
    const nowMs = Date.now();
    service.deployments.unshift({
      id: `ecs-svc/${randomBytes(8).toString('hex')}`,
      status: 'PRIMARY',
      definition,
      cause,
      rolloutState: 'IN_PROGRESS',
      rolloutStateReason:
        cause === 'rollback'
          ? 'ECS deployment circuit breaker: rolling back to the last definition that worked.'
          : 'ECS deployment in progress.',
      failedTasks: 0,
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
    });
    service.notBeforeMs = 0;
    this.reconcile(service);
  }

  stopTask(task: Task, reason: string): void {
    this.runner.stop(task, reason, 'UserInitiated');
  }

  /**
   * Takes one step towards the desired state, once the caller has returned. A step changes tasks, and each change
   * requests the next step, which must not begin in the middle of this one.
   */
  reconcile(service: Service): void {
    if (this.queued.has(service)) return;
    this.queued.add(service);
    queueMicrotask(() => {
      this.queued.delete(service);
      this.step(service);
    });
  }

  private step(service: Service): void {
    const [primary] = service.deployments;
    if (this.closed || !primary) return;
    const live = this.tasksOf(service).filter(({ desiredStatus }) => desiredStatus === 'RUNNING');
    const own = live.filter(({ deploymentId }) => deploymentId === primary.id);
    const old = live.filter(({ deploymentId }) => deploymentId !== primary.id);
    const plan = planRollout({
      ...service,
      rollout: primary.rolloutState === 'FAILED' ? 'failed' : 'going',
      primary: countTasks(own),
      old: countTasks(old),
    });
    for (const task of pendingFirst(old).slice(0, plan.stopOld)) this.stopFor(task, primary);
    for (const task of pendingFirst(own).slice(0, plan.stopPrimary)) this.stopFor(task, primary);
    if (plan.start > 0) this.startTasks(service, primary, plan.start);
    this.settle(service, primary);
  }

  async stop(): Promise<void> {
    this.closed = true;
    for (const timer of [...this.backOffs.values(), ...this.steady.values()]) clearTimeout(timer);
    const live = this.tasks.filter(({ lastStatus }) => lastStatus !== 'STOPPED');
    for (const task of live) this.runner.stop(task, 'The embedded world ends', 'UserInitiated');
    await Promise.all(live.map(({ gone }) => gone));
  }

  private stopFor(task: Task, { id }: Deployment): void {
    this.runner.stop(task, `Scaling activity initiated by (deployment ${id})`, 'ServiceSchedulerInitiated');
  }

  private startTasks(service: Service, primary: Deployment, count: number): void {
    const waitMs = service.notBeforeMs - Date.now();
    if (waitMs > 0) {
      clearTimeout(this.backOffs.get(service));
      this.backOffs.set(
        service,
        setTimeout(() => this.reconcile(service), waitMs),
      );
      return;
    }
    for (let started = 0; started < count; started++) this.tasks.push(this.runner.start(service, primary));
    this.forgetStopped();
  }

  private settle(service: Service, primary: Deployment): void {
    const live = this.tasksOf(service).filter(({ desiredStatus }) => desiredStatus === 'RUNNING');
    service.deployments = service.deployments.filter(
      (deployment) =>
        deployment === primary || live.some(({ deploymentId }) => deploymentId === deployment.id),
    );
    const running = live.filter(
      ({ deploymentId, lastStatus }) => deploymentId === primary.id && lastStatus === 'RUNNING',
    ).length;
    const there =
      primary.rolloutState === 'IN_PROGRESS' &&
      running === service.desiredCount &&
      service.deployments.length === 1;
    if (!there) this.unsteady(service);
    else if (!this.steady.has(service)) {
      this.steady.set(
        service,
        setTimeout(() => complete(service, primary), this.timing.steadyMs),
      );
    }
  }

  private unsteady(service: Service): void {
    clearTimeout(this.steady.get(service));
    this.steady.delete(service);
  }

  private taskChanged(task: Task): void {
    const { service } = task;
    const deployment = service.deployments.find(({ id }) => id === task.deploymentId);
    const endedByItself = task.lastStatus === 'STOPPED' && task.desiredStatus === 'RUNNING';
    if (endedByItself) {
      task.desiredStatus = 'STOPPED';
      if (deployment) this.countFailure(service, deployment, task);
    }
    this.reconcile(service);
  }

  private countFailure(service: Service, deployment: Deployment, task: Task): void {
    const { quickFailureMs, firstBackOffMs, longestBackOffMs } = this.timing;
    const lastedMs = (task.stoppedAtMs ?? 0) - (task.startedAtMs ?? task.stoppedAtMs ?? 0);
    if (lastedMs > quickFailureMs) {
      deployment.failedTasks = 0;
      return;
    }
    deployment.failedTasks += 1;
    const backOffMs = Math.min(longestBackOffMs, firstBackOffMs * 2 ** (deployment.failedTasks - 1));
    service.notBeforeMs = Date.now() + backOffMs;
    const { enable, rollback } = service.circuitBreaker;
    const half = Math.ceil(service.desiredCount / 2);
    const tolerated = Math.min(MOST_FAILURES, Math.max(FEWEST_FAILURES, half));
    const breaks = enable && deployment.status === 'PRIMARY' && deployment.rolloutState === 'IN_PROGRESS';
    if (!breaks || deployment.failedTasks < tolerated) return;
    deployment.rolloutState = 'FAILED';
    deployment.rolloutStateReason = 'ECS deployment circuit breaker: tasks failed to start.';
    // As on ECS, the old task definition returns but reads the same parameter, so a bad config stays bad.
    if (rollback && service.lastGood && deployment.cause === 'release') {
      this.deploy(service, service.lastGood, 'rollback');
    }
  }

  private forgetStopped(): void {
    const stopped = this.tasks.filter(({ lastStatus }) => lastStatus === 'STOPPED');
    const forget = new Set(stopped.slice(0, Math.max(0, stopped.length - KEEP_STOPPED)));
    if (forget.size > 0) this.tasks = this.tasks.filter((task) => !forget.has(task));
  }
}

function complete(service: Service, deployment: Deployment): void {
  deployment.rolloutState = 'COMPLETED';
  deployment.rolloutStateReason = `ECS deployment ${deployment.id} completed.`;
  deployment.failedTasks = 0;
  deployment.updatedAtMs = Date.now();
  service.lastGood = deployment.definition;
}

function countTasks(tasks: Task[]): { pending: number; running: number } {
  const running = tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length;
  return { running, pending: tasks.length - running };
}

function pendingFirst(tasks: Task[]): Task[] {
  const running = (task: Task) => (task.lastStatus === 'RUNNING' ? 1 : 0);
  return [...tasks].sort((a, b) => running(a) - running(b));
}
