import { ecsArn } from './arns';
import type { Service, Task, TaskDefinition } from './ecs-model';
import type { Json } from './json-server';

export function clusterShape(name: string): Json {
  return { clusterName: name, clusterArn: ecsArn('cluster', name), status: 'ACTIVE' };
}

export function taskDefinitionShape(definition: TaskDefinition): Json {
  return {
    taskDefinitionArn: definition.arn,
    family: definition.family,
    revision: definition.revision,
    status: 'ACTIVE',
    containerDefinitions: [
      {
        name: definition.containerName,
        image: definition.image,
        command: definition.command,
        environment: definition.environment,
        secrets: definition.secrets,
        portMappings: definition.mappedPorts.map((containerPort) => ({
          containerPort,
          hostPort: 0,
          protocol: 'tcp',
        })),
        stopTimeout: definition.stopTimeoutMs / 1000,
      },
    ],
  };
}

/** @param tasks the service's tasks that are not STOPPED */
export function serviceShape(service: Service, tasks: Task[]): Json {
  return {
    serviceName: service.name,
    serviceArn: ecsArn('service', `${service.cluster}/${service.name}`),
    clusterArn: ecsArn('cluster', service.cluster),
    status: service.status,
    schedulingStrategy: service.schedulingStrategy,
    deploymentController: { type: 'ECS' },
    desiredCount: service.desiredCount,
    ...taskCounts(tasks),
    taskDefinition: service.deployments[0]?.definition.arn,
    deploymentConfiguration: {
      minimumHealthyPercent: service.minimumHealthyPercent,
      maximumPercent: service.maximumPercent,
      deploymentCircuitBreaker: service.circuitBreaker,
    },
    deployments: service.deployments.map((deployment) => ({
      id: deployment.id,
      status: deployment.status,
      taskDefinition: deployment.definition.arn,
      // ECS reports the desired tasks on the newest deployment only.
      desiredCount: deployment.status === 'PRIMARY' ? service.desiredCount : 0,
      ...taskCounts(tasks.filter(({ deploymentId }) => deploymentId === deployment.id)),
      failedTasks: deployment.failedTasks,
      rolloutState: deployment.rolloutState,
      rolloutStateReason: deployment.rolloutStateReason,
      createdAt: deployment.createdAtMs / 1000,
      updatedAt: deployment.updatedAtMs / 1000,
    })),
    events: [],
  };
}

function taskCounts(tasks: Task[]): { runningCount: number; pendingCount: number } {
  return {
    runningCount: tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length,
    pendingCount: tasks.filter(({ lastStatus }) => lastStatus === 'PROVISIONING' || lastStatus === 'PENDING')
      .length,
  };
}

export function taskShape(task: Task): Json {
  return {
    taskArn: task.arn,
    clusterArn: ecsArn('cluster', task.service.cluster),
    taskDefinitionArn: task.definition.arn,
    group: `service:${task.service.name}`,
    startedBy: task.deploymentId,
    lastStatus: task.lastStatus,
    desiredStatus: task.desiredStatus,
    createdAt: task.createdAtMs / 1000,
    ...seconds('startedAt', task.startedAtMs),
    ...seconds('stoppingAt', task.stoppingAtMs),
    ...seconds('stoppedAt', task.stoppedAtMs),
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    // The broker sees every task of the embedded world at this address.
    attachments: [
      {
        type: 'ElasticNetworkInterface',
        status: 'ATTACHED',
        details: [{ name: 'privateIPv4Address', value: '127.0.0.1' }],
      },
    ],
    containers: [
      {
        name: task.definition.containerName,
        image: task.definition.image,
        lastStatus:
          task.lastStatus === 'RUNNING' || task.lastStatus === 'STOPPED' ? task.lastStatus : 'PENDING',
        exitCode: task.exitCode,
        networkBindings: task.hostPorts.map((ports) => ({ bindIP: '127.0.0.1', protocol: 'tcp', ...ports })),
      },
    ],
  };
}

function seconds(name: string, ms: number | undefined): Json {
  return ms === undefined ? {} : { [name]: ms / 1000 };
}
