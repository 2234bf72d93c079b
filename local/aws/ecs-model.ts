import type { ManagedProcess } from '../process/managed-process';

/** How to start a container of the embedded world. */
export interface TaskLaunch {
  taskId: string;
  taskArn: string;
  family: string;
  image: string;
  command: string[];
  /** The definition's environment, and its secrets with their current values. */
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
  /**
   * Container ports for which every task gets a host port, as in ECS's bridge networking, because all tasks here share
   * an address.
   */
  mappedPorts: number[];
  stopTimeoutMs: number;
  containerName: string;
}

export interface Deployment {
  id: string;
  status: 'PRIMARY' | 'ACTIVE';
  definition: TaskDefinition;
  /** A failed rollback is not rolled back again. */
  cause: 'release' | 'rollback';
  rolloutState: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  rolloutStateReason: string;
  /** How many tasks in a row could not start or exited soon after. */
  failedTasks: number;
  createdAtMs: number;
  updatedAtMs: number;
}

export interface Service {
  cluster: string;
  name: string;
  /** A DAEMON service exists only so that Spillway can refuse it. */
  schedulingStrategy: 'REPLICA' | 'DAEMON';
  desiredCount: number;
  minimumHealthyPercent: number;
  maximumPercent: number;
  circuitBreaker: { enable: boolean; rollback: boolean };
  /** Newest first. */
  deployments: Deployment[];
  /** The definition of the newest completed deployment, which a rollback returns to. */
  lastGood: TaskDefinition | undefined;
  /** No task starts before this time, because of the back-off after tasks that exited on their own. */
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
