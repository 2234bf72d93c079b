import type { Deployment, Service, Task, TaskSet } from '@aws-sdk/client-ecs';
import type { DeploymentSnapshot, TaskSnapshot } from '../../core/snapshot/service';
import { plainName } from '../../pipeline';

/**
 * The deployments of a service. CodeDeploy and external controllers create task sets instead, which have no rollout
 * state: the PRIMARY set serves traffic, ACTIVE ones are being tested, and DRAINING ones are being removed.
 */
export function deploymentsOf({ deployments = [], taskSets = [] }: Service): DeploymentSnapshot[] {
  return deployments.length > 0 ? deployments.map(toDeployment) : taskSets.map(taskSetAsDeployment);
}

function toDeployment(deployment: Deployment): DeploymentSnapshot {
  return {
    id: deployment.id ?? 'unknown',
    status: deployment.status ?? 'unknown',
    taskDefinition: plainName(deployment.taskDefinition ?? 'unknown'),
    createdAtMs: deployment.createdAt?.getTime(),
    rolloutState: deployment.rolloutState ?? 'unknown',
    desiredCount: deployment.desiredCount ?? 0,
    runningCount: deployment.runningCount ?? 0,
    pendingCount: deployment.pendingCount ?? 0,
    failedTasks: deployment.failedTasks ?? 0,
  };
}

function taskSetAsDeployment(taskSet: TaskSet): DeploymentSnapshot {
  return {
    id: taskSet.id ?? 'unknown',
    status: taskSet.status ?? 'unknown',
    taskDefinition: plainName(taskSet.taskDefinition ?? 'unknown'),
    createdAtMs: taskSet.createdAt?.getTime(),
    rolloutState: 'unknown',
    desiredCount: taskSet.computedDesiredCount ?? 0,
    runningCount: taskSet.runningCount ?? 0,
    pendingCount: taskSet.pendingCount ?? 0,
    failedTasks: 0,
  };
}

export function toTask(task: Task): TaskSnapshot {
  const hostPorts = (task.containers ?? [])
    .flatMap((container) => container.networkBindings ?? [])
    .flatMap(({ containerPort, hostPort }) =>
      containerPort === undefined || hostPort === undefined ? [] : [{ containerPort, hostPort }],
    );
  return {
    id: task.taskArn ?? 'unknown',
    lastStatus: task.lastStatus ?? 'unknown',
    desiredStatus: task.desiredStatus ?? 'unknown',
    createdAtMs: task.createdAt?.getTime(),
    startedAtMs: task.startedAt?.getTime(),
    addresses: addressesOf(task),
    ...(hostPorts.length > 0 ? { hostPorts } : {}),
  };
}

/** The addresses of the task's network interface, IPv4 first. ECS lists them in the attachment, the containers, or both. */
function addressesOf({ attachments = [], containers = [] }: Task): string[] {
  const details = attachments.flatMap((attachment) => attachment.details ?? []);
  const interfaces = containers.flatMap(({ networkInterfaces }) => networkInterfaces ?? []);
  const valuesOf = (name: RegExp) =>
    details.flatMap((each) => (name.test(each.name ?? '') ? each.value : []));
  const found = [
    ...valuesOf(/^privateIPv4Address$/i),
    ...interfaces.map(({ privateIpv4Address }) => privateIpv4Address),
    ...valuesOf(/^IPv6Address$/i),
    ...interfaces.map(({ ipv6Address }) => ipv6Address),
  ];
  return [...new Set(found.filter((address): address is string => address !== undefined && address !== ''))];
}
