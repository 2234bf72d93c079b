/** One observation of the ECS service of the processing tier. Times are epoch milliseconds. */

export interface TaskSnapshot {
  /** Task ARN. */
  id: string;
  /** PROVISIONING, PENDING, ACTIVATING, RUNNING, DEACTIVATING, STOPPING, ... */
  lastStatus: string;
  /** RUNNING, or STOPPED as soon as the task has to stop. */
  desiredStatus: string;
  createdAtMs: number | undefined;
  startedAtMs: number | undefined;
  /** Private IPv4 and IPv6 addresses, as Kafka may see them; none in bridge or host networking. */
  addresses: readonly string[];
  /** Host ports of its container ports, if they differ (bridge networking). */
  hostPorts?: readonly { containerPort: number; hostPort: number }[];
}

export interface DeploymentSnapshot {
  id: string;
  /** PRIMARY, ACTIVE or INACTIVE. */
  status: string;
  /** Family and revision of the task definition, `checkout:12`; `unknown` if ECS does not report it. */
  taskDefinition: string;
  /** `undefined` if ECS does not report it. */
  createdAtMs?: number | undefined;
  /** `COMPLETED`, `IN_PROGRESS` or `FAILED`; `unknown` for services without the ECS deployment controller. */
  rolloutState: 'COMPLETED' | 'IN_PROGRESS' | 'FAILED' | 'unknown';
  desiredCount: number;
  runningCount: number;
  pendingCount: number;
  failedTasks: number;
}

export interface ServiceSnapshot {
  cluster: string;
  service: string;
  desiredCount: number;
  runningCount: number;
  pendingCount: number;
  deployments: DeploymentSnapshot[];
  /** Every task of the service that is not STOPPED yet, including tasks that are stopping. */
  tasks: TaskSnapshot[];
  /** The deployment controller: ECS itself, CodeDeploy, or an external one. */
  controller: 'ECS' | 'CODE_DEPLOY' | 'EXTERNAL';
  /** Bounds of a rolling deployment, in percent of desiredCount. */
  deploymentBounds: { minimumHealthyPercent: number; maximumPercent: number };
  /** Whether Application Auto Scaling changes the same desiredCount; `unknown` without permission to describe it. */
  autoScaling: { kind: 'none' } | { kind: 'attached'; min: number; max: number } | { kind: 'unknown' };
}

export function primaryOf({ deployments }: ServiceSnapshot): DeploymentSnapshot | undefined {
  return deployments.find(({ status }) => status === 'PRIMARY');
}
