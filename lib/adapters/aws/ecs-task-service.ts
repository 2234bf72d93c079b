import {
  DescribeServicesCommand,
  DescribeTasksCommand,
  type DesiredStatus,
  type ECSClient,
  ListTasksCommand,
  type Service,
  type Task,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import type { TaskService } from '../../controller/ports';
import type { DeploymentSnapshot, ServiceSnapshot, TaskSnapshot } from '../../core/snapshot/service';
import { SpillwayError } from '../../errors';
import { plainName } from '../../pipeline';
import { awsError, exceptionName } from './aws-failure';

export interface EcsTaskServiceOptions {
  client: ECSClient;
  /** Name or ARN. */
  cluster: string;
  service: string;
  /** Whether something else scales the service; never throws. */
  autoScaling(): Promise<ServiceSnapshot['autoScaling']>;
}

/** DescribeTasks takes 100 tasks a call. */
const TASKS_A_CALL = 100;

/** One ECS service. Needs ecs:DescribeServices, ListTasks, DescribeTasks and, to act, UpdateService. */
export function createEcsTaskService(options: EcsTaskServiceOptions): TaskService {
  const { client, cluster, service } = options;
  const call = async <T>(operation: string, send: () => Promise<T>): Promise<T> => {
    try {
      return await send();
    } catch (error) {
      const name = exceptionName(error);
      if (name === 'ClusterNotFoundException') throw clusterMissing(operation, cluster, error);
      if (name === 'ServiceNotFoundException' || name === 'ServiceNotActiveException') {
        throw serviceMissing(operation, cluster, service, name, error);
      }
      throw awsError({ service: 'ECS', operation, target: `${cluster}/${service}` }, error);
    }
  };

  const describeService = async (): Promise<Service> => {
    const operation = 'DescribeServices';
    const answer = await call(operation, () =>
      client.send(new DescribeServicesCommand({ cluster, services: [service] })),
    );
    const found = answer.services?.[0];
    if (found?.status === 'INACTIVE') throw serviceMissing(operation, cluster, service, 'status INACTIVE');
    if (found) return found;
    throw serviceMissing(operation, cluster, service, answer.failures?.[0]?.reason ?? 'not in the answer');
  };

  const listTasks = async (desiredStatus: DesiredStatus): Promise<string[]> => {
    const arns: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await call('ListTasks', () =>
        client.send(
          new ListTasksCommand({
            cluster,
            serviceName: service,
            desiredStatus,
            ...(nextToken && { nextToken }),
          }),
        ),
      );
      arns.push(...(page.taskArns ?? []));
      nextToken = page.nextToken;
    } while (nextToken);
    return arns;
  };

  const describeTasks = async (arns: string[]): Promise<Task[]> => {
    const tasks: Task[] = [];
    for (let from = 0; from < arns.length; from += TASKS_A_CALL) {
      const page = arns.slice(from, from + TASKS_A_CALL);
      const answer = await call('DescribeTasks', () =>
        client.send(new DescribeTasksCommand({ cluster, tasks: page })),
      );
      // MISSING is a task that ended a while ago; anything else would be a task nobody knows about.
      const failure = answer.failures?.find(({ reason }) => reason !== 'MISSING');
      if (failure) throw taskUnknown(failure.arn ?? 'a task', failure.reason ?? 'no reason');
      tasks.push(...(answer.tasks ?? []));
    }
    return tasks;
  };

  return {
    async describe() {
      const looking = options.autoScaling();
      const found = await describeService();
      // In this order: a task told to stop between the two lists is then in both, never in neither.
      const running = await listTasks('RUNNING');
      const stopping = await listTasks('STOPPED');
      const tasks = await describeTasks([...new Set([...running, ...stopping])]);
      return {
        cluster,
        service,
        desiredCount: found.desiredCount ?? 0,
        runningCount: found.runningCount ?? 0,
        pendingCount: found.pendingCount ?? 0,
        deployments: (found.deployments ?? []).map(toDeployment),
        tasks: tasks.filter((task) => task.lastStatus !== 'STOPPED').map(toTask),
        autoScaling: await looking,
      };
    },

    async setDesiredCount(count) {
      await call('UpdateService', () =>
        client.send(new UpdateServiceCommand({ cluster, service, desiredCount: count })),
      );
    },
  };
}

function toDeployment(deployment: NonNullable<Service['deployments']>[number]): DeploymentSnapshot {
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

function toTask(task: Task): TaskSnapshot {
  const interfaceDetails = (task.attachments ?? []).flatMap((attachment) => attachment.details ?? []);
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
    address: interfaceDetails.find((detail) => detail.name === 'privateIPv4Address')?.value,
    ...(hostPorts.length > 0 ? { hostPorts } : {}),
  };
}

function clusterMissing(operation: string, cluster: string, cause: unknown): SpillwayError {
  return new SpillwayError(
    'ECS_CLUSTER_MISSING',
    `ECS ${operation}: there is no cluster ${cluster}.`,
    'Check tiers.processing.cluster, the region and the account in use.',
    { cause },
  );
}

function serviceMissing(
  operation: string,
  cluster: string,
  service: string,
  what: string,
  cause?: unknown,
): SpillwayError {
  return new SpillwayError(
    'ECS_SERVICE_MISSING',
    `ECS ${operation}: there is no active service ${service} in cluster ${cluster} (${what}).`,
    'Check tiers.processing.service, or deploy the processing tier first.',
    { cause },
  );
}

function taskUnknown(arn: string, reason: string): SpillwayError {
  return new SpillwayError(
    'ECS_REQUEST_FAILED',
    `ECS DescribeTasks on ${arn}: ${reason}.`,
    'Without every task it is not known what runs: nothing is changed until this passes.',
  );
}
