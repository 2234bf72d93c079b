import type { ServiceSnapshot } from '../../lib/core/snapshot/service';
import { type Cause, OUTSIDE } from './cause';
import { type Deployment, planRollout, tripsBreaker } from './deployments';
import { type Deaf, isRunning, isWanted, snapshotOf, type Task, type TaskTimings } from './task';

/** What the service needs from the rest of the world. */
export interface ServiceOptions {
  cluster: string;
  service: string;
  timings: TaskTimings;
  nowMs(): number;
  /** The config that a container would read if it started now. */
  readConfig(): { text: string | undefined; version: number };
  /** Starts the Collector of a task. */
  launch(task: Task): void;
}

/** One change of desiredCount. */
export interface CountChange {
  atMs: number;
  from: number;
  to: number;
  cause: Cause;
}

type Counts = Pick<ServiceSnapshot, 'desiredCount' | 'runningCount' | 'pendingCount' | 'deployments'>;

/** How long a deployment must be stable before ECS marks it as completed. */
const STEADY_MS = 5_000;
const FIRST_BACK_OFF_MS = 5_000;
const LONGEST_BACK_OFF_MS = 300_000;
/** How long a container in a crash loop lives. */
const CRASHES_AFTER_MS = 2_000;
/** A task that starts within this time of a change of desiredCount is attributed to that change. */
const COUNT_TAKES_EFFECT_MS = 60_000;
/** How many earlier snapshots are kept for stale reads. */
const KEPT_ANSWERS = 200;

/** The ECS service of the processing tier, with its scheduler. */
export class Service {
  readonly tasks: Task[] = [];
  readonly countHistory: CountChange[] = [];
  deployments: Deployment[];
  bounds: ServiceSnapshot['deploymentBounds'] = { minimumHealthyPercent: 100, maximumPercent: 200 };
  controller: ServiceSnapshot['controller'] = 'ECS';
  autoScaling: ServiceSnapshot['autoScaling'] = { kind: 'none' };
  circuitBreaker: 'rolls-back' | 'stops' | 'off' = 'rolls-back';
  /** Decides which tasks exit soon after their start. */
  crashes: (task: { taskDefinition: string; text: string | undefined }) => boolean = () => false;
  /** How much longer each of the next stopping tasks stays in DEPROVISIONING, one entry per task. */
  readonly hangs: number[] = [];
  /**
   * Makes the next stopping tasks ignore SIGTERM, one entry per task: how long their members stay, and whether they keep
   * partitions.
   */
  readonly deafTasks: Deaf[] = [];
  private desired: number;
  private lastCause: Cause = OUTSIDE;
  private taskNumber = 0;
  private deploymentNumber = 1;
  private notBeforeMs = 0;
  private answers: { atMs: number; counts: Counts }[] = [];
  /** Whether something visible has changed, so that a snapshot has to be kept for stale reads. */
  private hasChanged = true;

  constructor(
    private readonly options: ServiceOptions,
    desiredCount: number,
  ) {
    this.desired = desiredCount;
    this.deployments = [this.deployment('processing:1', OUTSIDE, 'COMPLETED')];
  }

  get desiredCount(): number {
    return this.desired;
  }

  /** The tasks whose container runs. */
  get running(): Task[] {
    return this.tasks.filter(isRunning);
  }

  setDesiredCount(count: number, cause: Cause): void {
    this.countHistory.push({ atMs: this.options.nowMs(), from: this.desired, to: count, cause });
    this.desired = count;
    this.lastCause = cause;
    this.hasChanged = true;
    this.schedule();
  }

  /** Replaces every task. Without a task definition, the new tasks use the same one. */
  deploy(
    cause: Cause,
    taskDefinition = this.primary.taskDefinition,
    kind: Deployment['kind'] = 'release',
  ): void {
    this.deployments.unshift({ ...this.deployment(taskDefinition, cause, 'IN_PROGRESS'), kind });
    this.notBeforeMs = 0;
    this.hasChanged = true;
    this.schedule();
  }

  /** A task ends, together with its Collector, although it was not stopped: its host failed, or it was killed. */
  kill(task: Task): void {
    task.collector?.kill('outside', this.options.timings.sessionTimeoutMs);
    this.ended(task);
  }

  passSecond(): void {
    for (const task of [...this.tasks]) this.live(task);
    this.schedule();
    this.remember();
  }

  describe(ageMs: number): ServiceSnapshot {
    const { cluster, service } = this.options;
    const { bounds: deploymentBounds, controller, autoScaling } = this;
    const beforeMs = this.options.nowMs() - ageMs;
    const counts = ageMs === 0 ? this.counts() : this.answerOf(beforeMs);
    // Only the service's own figures are stale, because ListTasks and DescribeTasks are separate calls.
    const tasks = this.tasks.map(snapshotOf);
    return { cluster, service, ...structuredClone(counts), tasks, controller, deploymentBounds, autoScaling };
  }

  private get primary(): Deployment {
    const [primary] = this.deployments;
    if (!primary) throw new Error('a service has a deployment');
    return primary;
  }

  private deployment(
    taskDefinition: string,
    cause: Cause,
    rolloutState: Deployment['rolloutState'],
  ): Deployment {
    return {
      ...{ id: `ecs-svc/${this.deploymentNumber++}`, taskDefinition, cause, rolloutState, kind: 'release' },
      ...{ createdAtMs: this.options.nowMs(), failedTasks: 0, steadySinceMs: undefined },
    };
  }

  /** Takes one task through the steps of its life. */
  private live(task: Task): void {
    const nowMs = this.options.nowMs();
    if (task.stops) this.goOnStopping(task, task.stops, nowMs);
    else this.goOnStarting(task, nowMs - task.createdAtMs);
  }

  private goOnStopping(task: Task, stops: NonNullable<Task['stops']>, nowMs: number): void {
    // Of the stopping tasks, only one that ignores SIGTERM still has its Collector.
    task.collector?.passSecond();
    if (nowMs >= stops.goneAtMs) this.ended(task);
    else if (nowMs >= stops.containerEndsAtMs && task.lastStatus === 'STOPPING') {
      task.lastStatus = 'DEPROVISIONING';
      if (stops.deaf) task.collector?.kill(stops.cause.by, stops.deaf.sessionMs, stops.deaf.keeps);
      task.collector = undefined;
    }
  }

  private goOnStarting(task: Task, ageMs: number): void {
    const { timings, readConfig, nowMs, launch } = this.options;
    if (ageMs >= timings.readsConfigAfterMs) task.config ??= readConfig();
    if (ageMs >= timings.runsAfterMs && task.startedAtMs === undefined) {
      task.lastStatus = 'RUNNING';
      this.hasChanged = true;
      task.startedAtMs = nowMs();
    }
    const { taskDefinition } = this.deployments.find(({ id }) => id === task.deploymentId) ?? this.primary;
    if (
      ageMs >= timings.runsAfterMs + CRASHES_AFTER_MS &&
      this.crashes({ taskDefinition, text: task.config?.text })
    ) {
      this.crashed(task);
    } else if (ageMs >= timings.joinsAfterMs && task.config && !task.collector) launch(task);
    task.collector?.passSecond();
  }

  private crashed(task: Task): void {
    task.collector?.kill('outside', this.options.timings.sessionTimeoutMs);
    this.ended(task);
    const deployment = this.deployments.find(({ id }) => id === task.deploymentId);
    if (!deployment) return;
    deployment.failedTasks += 1;
    this.hasChanged = true;
    const backOffMs = Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** (deployment.failedTasks - 1));
    this.notBeforeMs = this.options.nowMs() + backOffMs;
    const breaks = this.circuitBreaker !== 'off' && deployment.rolloutState === 'IN_PROGRESS';
    if (!breaks || !tripsBreaker(deployment.failedTasks, this.desired)) return;
    deployment.rolloutState = 'FAILED';
    const before = this.deployments[1];
    // As on ECS, the old task definition returns but reads the same parameter, so a bad config stays bad.
    if (this.circuitBreaker === 'rolls-back' && deployment.kind === 'release' && before) {
      this.deploy(OUTSIDE, before.taskDefinition, 'rollback');
    }
  }

  private ended(task: Task): void {
    task.lastStatus = 'STOPPED';
    this.hasChanged = true;
    const index = this.tasks.indexOf(task);
    if (index >= 0) this.tasks.splice(index, 1);
  }

  private schedule(): void {
    const { primary } = this;
    const wanted = this.tasks.filter(isWanted);
    const own = wanted.filter(({ deploymentId }) => deploymentId === primary.id);
    const old = wanted.filter(({ deploymentId }) => deploymentId !== primary.id);
    // A new task counts once it is healthy, an old one as long as it runs.
    const counted = (tasks: Task[], counts: (task: Task) => boolean) => {
      const running = tasks.filter(counts).length;
      return { running, pending: tasks.length - running };
    };
    const question = {
      ...{ desiredCount: this.desired, bounds: this.bounds },
      ...{ own: counted(own, (task) => this.isHealthy(task)), old: counted(old, isRunning) },
    };
    const plan = planRollout(question);
    // Old tasks that stop here make room for the deployment, unless desiredCount alone requires it.
    const replacing = this.desired === 0 ? this.lastCause : primary.cause;
    for (const task of pendingFirst(old).slice(0, plan.stopOld)) this.stop(task, replacing);
    for (const task of pendingFirst(own).slice(0, plan.stopOwn)) this.stop(task, this.lastCause);
    if (primary.rolloutState !== 'FAILED' && this.options.nowMs() >= this.notBeforeMs) {
      for (let started = 0; started < plan.start; started++) this.start(primary);
    }
    this.settle(primary);
  }

  private start(deployment: Deployment): void {
    const number = ++this.taskNumber;
    this.hasChanged = true;
    this.tasks.push({
      ...{
        number,
        id: `task-${number}`,
        address: `10.0.${number >> 8}.${number & 255}`,
        deploymentId: deployment.id,
      },
      ...{
        createdAtMs: this.options.nowMs(),
        startedAtMs: undefined,
        config: undefined,
        collector: undefined,
      },
      ...{ lastStatus: 'PROVISIONING' as const, desiredStatus: 'RUNNING' as const, stops: undefined },
      startedBy: this.causeOfStart(deployment),
    });
  }

  private isHealthy({ startedAtMs }: Task): boolean {
    const { timings, nowMs } = this.options;
    return startedAtMs !== undefined && nowMs() - startedAtMs >= timings.healthyAfterMs;
  }

  /** A task starts because of a deployment or a new desiredCount; otherwise ECS is replacing one that has gone. */
  private causeOfStart({ rolloutState, cause }: Deployment): Cause {
    if (rolloutState === 'IN_PROGRESS') return cause;
    const changedMs = this.countHistory.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY;
    return this.options.nowMs() - changedMs < COUNT_TAKES_EFFECT_MS ? this.lastCause : OUTSIDE;
  }

  private stop(task: Task, cause: Cause): void {
    const { timings, nowMs } = this.options;
    task.desiredStatus = 'STOPPED';
    this.hasChanged = true;
    if (task.startedAtMs === undefined) {
      this.ended(task);
      return;
    }
    task.lastStatus = 'STOPPING';
    const deaf = task.collector ? this.deafTasks.shift() : undefined;
    const tookMs = deaf
      ? timings.stopTimeoutMs
      : (task.collector?.stop(cause, timings.stopTimeoutMs).tookMs ?? 0);
    if (!deaf) task.collector = undefined;
    const containerEndsAtMs = nowMs() + Math.max(1_000, tookMs);
    const goneAtMs = containerEndsAtMs + timings.goneAfterMs + (this.hangs.shift() ?? 0);
    task.stops = { containerEndsAtMs, goneAtMs, cause, deaf };
  }

  private settle(primary: Deployment): void {
    const wanted = this.tasks.filter(isWanted);
    if (this.deployments.length > 1) {
      this.hasChanged = true;
      this.deployments = this.deployments.filter(
        (each) => each === primary || this.tasks.some(({ deploymentId }) => deploymentId === each.id),
      );
    }
    const own = wanted.filter((task) => this.isHealthy(task) && task.deploymentId === primary.id).length;
    const isThere = own === this.desired && this.deployments.length === 1;
    if (!isThere) primary.steadySinceMs = undefined;
    else primary.steadySinceMs ??= this.options.nowMs();
    if (primary.steadySinceMs === undefined || this.options.nowMs() - primary.steadySinceMs < STEADY_MS)
      return;
    if (primary.rolloutState !== 'IN_PROGRESS' && primary.failedTasks === 0) return;
    if (primary.rolloutState === 'IN_PROGRESS') primary.rolloutState = 'COMPLETED';
    primary.failedTasks = 0;
    this.hasChanged = true;
  }

  private counts(): Counts {
    const countsOf = (tasks: Task[]) => ({
      runningCount: tasks.filter(isRunning).length,
      pendingCount: tasks.filter((task) => isWanted(task) && !isRunning(task)).length,
    });
    return {
      desiredCount: this.desired,
      ...countsOf(this.tasks),
      deployments: this.deployments.map((each, index) => ({
        ...{ id: each.id, status: index === 0 ? 'PRIMARY' : 'ACTIVE', taskDefinition: each.taskDefinition },
        ...{ createdAtMs: each.createdAtMs, rolloutState: each.rolloutState, failedTasks: each.failedTasks },
        desiredCount: index === 0 ? this.desired : 0,
        ...countsOf(this.tasks.filter(({ deploymentId }) => deploymentId === each.id)),
      })),
    };
  }

  private remember(): void {
    if (!this.hasChanged) return;
    this.hasChanged = false;
    this.answers.push({ atMs: this.options.nowMs(), counts: this.counts() });
    if (this.answers.length > 2 * KEPT_ANSWERS) this.answers = this.answers.slice(-KEPT_ANSWERS);
  }

  private answerOf(atMs: number): Counts {
    return (this.answers.findLast((each) => each.atMs <= atMs) ?? this.answers[0])?.counts ?? this.counts();
  }
}

/** Sorts tasks that are not reading yet first, then the newest. */
function pendingFirst(tasks: Task[]): Task[] {
  const rank = (task: Task) => (isRunning(task) ? 1 : 0);
  return [...tasks].sort((a, b) => rank(a) - rank(b) || b.number - a.number);
}
