import type { ManagedProcess } from '../process/managed-process';

/** How a container of the embedded world is started. */
export interface TaskLaunch {
  taskId: string;
  taskArn: string;
  family: string;
  image: string;
  command: string[];
  /** The definition's environment, and its secrets as they were at this moment. */
  environment: Record<string, string>;
  /** A free port of this machine for each port that the definition maps. */
  hostPorts: readonly PortBinding[];
}

export interface PortBinding {
  containerPort: number;
  hostPort: number;
}

export type Launch = (task: TaskLaunch) => Promise<ManagedProcess>;

export interface TaskDefinition {
  arn: string;
  family: string;
  revision: number;
  image: string;
  command: string[];
  environment: { name: string; value: string }[];
  secrets: { name: string; valueFrom: string }[];
  /** Container ports that every task gets a host port for, as in ECS's bridge networking: here all share an address. */
  mappedPorts: number[];
  stopTimeoutMs: number;
  containerName: string;
}

export interface Deployment {
  id: string;
  status: 'PRIMARY' | 'ACTIVE';
  definition: TaskDefinition;
  /** A rollback that fails too is not rolled back again. */
  cause: 'release' | 'rollback';
  rolloutState: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  rolloutStateReason: string;
  /** Tasks in a row that could not start or ended soon after. */
  failedTasks: number;
  createdAtMs: number;
  updatedAtMs: number;
}

export interface Service {
  cluster: string;
  name: string;
  /** A DAEMON is only shown as one: to be refused. */
  schedulingStrategy: 'REPLICA' | 'DAEMON';
  desiredCount: number;
  minimumHealthyPercent: number;
  maximumPercent: number;
  circuitBreaker: { enable: boolean; rollback: boolean };
  /** The newest first. */
  deployments: Deployment[];
  /** The definition of the newest deployment that completed: where a rollback goes. */
  lastGood: TaskDefinition | undefined;
  /** No task is started before this time: the back-off after tasks that ended by themselves. */
  notBeforeMs: number;
  status: 'ACTIVE' | 'INACTIVE';
}

export type TaskStatus = 'PROVISIONING' | 'PENDING' | 'RUNNING' | 'DEACTIVATING' | 'STOPPED';

export interface Task {
  id: string;
  arn: string;
  service: Service;
  deploymentId: string;
  definition: TaskDefinition;
  lastStatus: TaskStatus;
  desiredStatus: 'RUNNING' | 'STOPPED';
  createdAtMs: number;
  startedAtMs: number | undefined;
  stoppingAtMs: number | undefined;
  stoppedAtMs: number | undefined;
  stopCode: string | undefined;
  stoppedReason: string | undefined;
  exitCode: number | undefined;
  hostPorts: readonly PortBinding[];
  process: ManagedProcess | undefined;
  /** Resolves when the task is STOPPED. */
  gone: Promise<void>;
}
