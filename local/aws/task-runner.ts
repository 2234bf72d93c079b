import { randomBytes } from 'node:crypto';
import { constants } from 'node:os';
import { describeError } from '../../lib/errors';
import { freePorts } from '../process/free-ports';
import type { ProcessExit } from '../process/managed-process';
import { ecsArn } from './arns';
import type { Deployment, Launch, PortBinding, Service, Task } from './ecs-model';
import type { LocalSsm } from './ssm';

export interface TaskRunnerOptions {
  launch: Launch;
  ssm: LocalSsm;
  /** Called whenever the state of a task changes. */
  changed(task: Task): void;
}

/** Takes tasks from PROVISIONING to STOPPED. Each one is a real process. */
export class TaskRunner {
  constructor(private readonly options: TaskRunnerOptions) {}

  /** Starts a task. It exists at once, and is RUNNING once its process is ready. */
  start(service: Service, deployment: Deployment): Task {
    const id = randomBytes(16).toString('hex');
    let finish: () => void = () => {};
    const task: Task = {
      id,
      arn: ecsArn('task', `${service.cluster}/${id}`),
      service,
      deploymentId: deployment.id,
      definition: deployment.definition,
      lastStatus: 'PROVISIONING',
      desiredStatus: 'RUNNING',
      createdAtMs: Date.now(),
      startedAtMs: undefined,
      stoppingAtMs: undefined,
      stoppedAtMs: undefined,
      stopCode: undefined,
      stoppedReason: undefined,
      exitCode: undefined,
      hostPorts: [],
      process: undefined,
      gone: new Promise((resolve) => {
        finish = resolve;
      }),
    };
    void this.live(task).finally(finish);
    return task;
  }

  /** Stops a task with SIGTERM, and with SIGKILL after the container's stopTimeout. */
  stop(task: Task, reason: string, code: string): void {
    if (task.desiredStatus === 'STOPPED') return;
    task.desiredStatus = 'STOPPED';
    task.stoppingAtMs = Date.now();
    task.stopCode = code;
    task.stoppedReason = reason;
    if (task.process) {
      task.lastStatus = 'DEACTIVATING';
      void task.process.stop(task.definition.stopTimeoutMs);
    }
    this.options.changed(task);
  }

  private async live(task: Task): Promise<void> {
    // Gives the caller time to add the task to its list.
    await Promise.resolve();
    // It was stopped before it started, so there is no process.
    if (toldToStop(task)) return this.stopped(task, 'TaskFailedToStart', 'Task stopped before it started');
    const { definition } = task;
    const environment = Object.fromEntries(definition.environment.map(({ name, value }) => [name, value]));
    for (const { name, valueFrom } of definition.secrets) {
      const value = this.options.ssm.value(valueFrom);
      if (value === undefined) {
        return this.stopped(
          task,
          'TaskFailedToStart',
          `ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secrets from ssm: invalid parameters: ${valueFrom}`,
        );
      }
      environment[name] = value;
    }
    task.lastStatus = 'PENDING';
    this.options.changed(task);
    const { id: taskId, arn: taskArn } = task;
    const { family, image, command } = definition;
    try {
      task.hostPorts = await bindPorts(definition.mappedPorts);
      const { hostPorts } = task;
      task.process = await this.options.launch({
        ...{ taskId, taskArn, family, image, command, environment, hostPorts },
      });
    } catch (error) {
      return this.stopped(task, 'TaskFailedToStart', `CannotStartContainerError: ${describeError(error)}`);
    }
    if (toldToStop(task)) {
      task.lastStatus = 'DEACTIVATING';
      void task.process.stop(definition.stopTimeoutMs);
    } else {
      task.lastStatus = 'RUNNING';
      task.startedAtMs = Date.now();
      this.options.changed(task);
    }
    task.exitCode = exitCode(await task.process.exited);
    this.stopped(task, 'EssentialContainerExited', 'Essential container in task exited');
  }

  private stopped(task: Task, code: string, reason: string): void {
    task.stopCode ??= code;
    task.stoppedReason ??= reason;
    task.lastStatus = 'STOPPED';
    task.stoppedAtMs = Date.now();
    this.options.changed(task);
  }
}

async function bindPorts(mapped: readonly number[]): Promise<PortBinding[]> {
  const free = await freePorts(mapped.length);
  return mapped.flatMap((containerPort, index) => {
    const hostPort = free[index];
    return hostPort === undefined ? [] : [{ containerPort, hostPort }];
  });
}

/** This is a function because the compiler does not see that a task changes during an await. */
function toldToStop(task: Task): boolean {
  return task.desiredStatus === 'STOPPED';
}

/**
 * The exit code as a container runtime reports it. For a signal, it is 128 plus the number of the signal, so 137 for
 * SIGKILL.
 */
function exitCode({ code, signal }: ProcessExit): number {
  return code ?? 128 + (signal ? constants.signals[signal] : 0);
}
