/** What one look at the ECS service of the processing tier gave. Times are epoch milliseconds. */

export interface TaskSnapshot {
  /** Task ARN. */
  id: string;
  /** PROVISIONING, PENDING, ACTIVATING, RUNNING, DEACTIVATING, STOPPING, ... */
  lastStatus: string;
  /** RUNNING, or STOPPED once it was told to stop. */
  desiredStatus: string;
  createdAtMs: number | undefined;
  startedAtMs: number | undefined;
  /** Private IPv4 and IPv6 addresses, as Kafka may see the members it runs; none in bridge or host networking. */
  addresses: readonly string[];
  /** Where ports of its container are reached, when that is another port (bridge networking). */
  hostPorts?: readonly { containerPort: number; hostPort: number }[];
}

export interface DeploymentSnapshot {
  id: string;
  /** PRIMARY, ACTIVE or INACTIVE. */
  status: string;
  /** Family and revision of the task definition, `checkout:12`; `unknown` where ECS does not tell. */
  taskDefinition: string;
  /** Epoch milliseconds; `undefined` where ECS does not tell. */
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
  /** All tasks of the service that are not STOPPED yet, also those already told to stop. */
  tasks: TaskSnapshot[];
  /** Who replaces tasks: ECS itself, CodeDeploy, or somebody else's controller. */
  controller: 'ECS' | 'CODE_DEPLOY' | 'EXTERNAL';
  /** Bounds of a rolling deployment, in percent of desiredCount. */
  deploymentBounds: { minimumHealthyPercent: number; maximumPercent: number };
  /** Application Auto Scaling on the same desiredCount; `unknown` without the right to describe it. */
  autoScaling: { kind: 'none' } | { kind: 'attached'; min: number; max: number } | { kind: 'unknown' };
}

/** The newest deployment: what the service is to look like. */
export function primaryOf({ deployments }: ServiceSnapshot): DeploymentSnapshot | undefined {
  return deployments.find(({ status }) => status === 'PRIMARY');
}
