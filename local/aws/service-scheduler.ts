import { randomBytes } from 'node:crypto';
import type { Deployment, Launch, Service, Task, TaskDefinition } from './ecs-model';
import { planRollout } from './rollout-plan';
import type { LocalSsm } from './ssm';
import { TaskRunner } from './task-runner';

/** STOPPED tasks stay describable for a while; on ECS about an hour. */
const KEEP_STOPPED = 200;
const FIRST_BACK_OFF_MS = 250;
const LONGEST_BACK_OFF_MS = 15_000;
/** ECS fails a deployment after so many failed tasks, or half the desired count if that is more. */
const FAILURES_TOLERATED = 3;

/** Keeps every service at its desired count, deployment by deployment, whenever something changed. */
export class ServiceScheduler {
  /** All tasks, the oldest first; STOPPED ones for a while. */
  tasks: Task[] = [];
  private readonly runner: TaskRunner;
  private readonly timers = new Map<Service, NodeJS.Timeout>();
  private closed = false;

  constructor(options: { launch: Launch; ssm: LocalSsm }) {
    this.runner = new TaskRunner({ ...options, changed: (task) => this.taskChanged(task) });
  }

  tasksOf(service: Service): Task[] {
    return this.tasks.filter((task) => task.service === service && task.lastStatus !== 'STOPPED');
  }

  /** Makes a new PRIMARY deployment; what runs is replaced step by step. */
  deploy(service: Service, definition: TaskDefinition): void {
    for (const deployment of service.deployments) deployment.status = 'ACTIVE';
    const nowMs = Date.now();
    service.deployments.unshift({
      id: `ecs-svc/${randomBytes(8).toString('hex')}`,
      status: 'PRIMARY',
      definition,
      rolloutState: 'IN_PROGRESS',
      rolloutStateReason: 'ECS deployment in progress.',
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

  /** One step towards what the service should look like. Called again whenever a task changed. */
  reconcile(service: Service): void {
    const [primary] = service.deployments;
    if (this.closed || !primary) return;
    const live = this.tasksOf(service).filter(({ desiredStatus }) => desiredStatus === 'RUNNING');
    const own = live.filter(({ deploymentId }) => deploymentId === primary.id);
    const old = live.filter(({ deploymentId }) => deploymentId !== primary.id);
    const plan = planRollout({ ...service, primary: countTasks(own), old: countTasks(old) });
    for (const task of pendingFirst(old).slice(0, plan.stopOld)) this.stopFor(task, primary);
    for (const task of pendingFirst(own).slice(0, plan.stopPrimary)) this.stopFor(task, primary);
    if (plan.start > 0 && primary.rolloutState !== 'FAILED') this.startTasks(service, primary, plan.start);
    this.settle(service, primary);
  }

  async stop(): Promise<void> {
    this.closed = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
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
      clearTimeout(this.timers.get(service));
      this.timers.set(
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
    if (
      primary.rolloutState === 'IN_PROGRESS' &&
      running === service.desiredCount &&
      service.deployments.length === 1
    ) {
      primary.rolloutState = 'COMPLETED';
      primary.rolloutStateReason = `ECS deployment ${primary.id} completed.`;
      primary.updatedAtMs = Date.now();
      service.lastGood = primary.definition;
    }
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
    deployment.failedTasks += 1;
    const lastedMs = (task.stoppedAtMs ?? 0) - (task.startedAtMs ?? task.stoppedAtMs ?? 0);
    // A task that ran for long and then ended is replaced at once; one that cannot start is not hammered.
    const failuresInARow = lastedMs > LONGEST_BACK_OFF_MS ? 1 : deployment.failedTasks;
    service.notBeforeMs =
      Date.now() + Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** (failuresInARow - 1));
    const tolerated = Math.max(FAILURES_TOLERATED, Math.ceil(service.desiredCount / 2));
    if (
      deployment.rolloutState !== 'IN_PROGRESS' ||
      !service.circuitBreaker.enable ||
      deployment.failedTasks < tolerated
    )
      return;
    deployment.rolloutState = 'FAILED';
    deployment.rolloutStateReason = 'ECS deployment circuit breaker: tasks failed to start.';
    const { lastGood } = service;
    // As on ECS, the old definition comes back, and with it the same parameter: a bad config stays bad.
    if (service.circuitBreaker.rollback && lastGood) queueMicrotask(() => this.deploy(service, lastGood));
  }

  private forgetStopped(): void {
    const stopped = this.tasks.filter(({ lastStatus }) => lastStatus === 'STOPPED');
    const forget = new Set(stopped.slice(0, Math.max(0, stopped.length - KEEP_STOPPED)));
    if (forget.size > 0) this.tasks = this.tasks.filter((task) => !forget.has(task));
  }
}

function countTasks(tasks: Task[]): { pending: number; running: number } {
  const running = tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length;
  return { running, pending: tasks.length - running };
}

function pendingFirst(tasks: Task[]): Task[] {
  const running = (task: Task) => (task.lastStatus === 'RUNNING' ? 1 : 0);
  return [...tasks].sort((a, b) => running(a) - running(b));
}
