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
import type { ServiceSnapshot } from '../../core/snapshot/service';
import { SpillwayError } from '../../errors';
import { awsError, exceptionName, noAnswer, readingAnswers } from './aws-failure';
import { deploymentsOf, toTask } from './ecs-snapshots';

export interface EcsTaskServiceOptions {
  client: ECSClient;
  /** Name or ARN. */
  cluster: string;
  service: string;
  /** Reads whether Application Auto Scaling scales the service; never throws. */
  autoScaling(): Promise<ServiceSnapshot['autoScaling']>;
}

/** DescribeTasks accepts 100 tasks per call. */
const TASKS_A_CALL = 100;

/** ECS's defaults for a service that has no deployment configuration. */
const DEFAULT_BOUNDS = { minimumHealthyPercent: 100, maximumPercent: 200 };

/**
 * One ECS service, on Fargate, EC2 or capacity providers. Needs ecs:DescribeServices, ListTasks and DescribeTasks, and
 * to act also UpdateService.
 */
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
    if (found?.schedulingStrategy === 'DAEMON') throw daemon(cluster, service);
    if (found) return found;
    throw serviceMissing(operation, cluster, service, answer.failures?.[0]?.reason ?? 'not in the response');
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
      // MISSING means that the task ended some time ago. Any other failure hides a task that exists.
      const failure = answer.failures?.find(({ reason }) => reason !== 'MISSING');
      if (failure) throw taskUnknown(failure.arn ?? 'a task', failure.reason ?? 'no reason');
      tasks.push(...(answer.tasks ?? []));
    }
    return tasks;
  };

  const look = async (): Promise<ServiceSnapshot> => {
    const looking = options.autoScaling();
    const found = await describeService();
    // The order matters: a task that is stopped between the two calls appears in both lists, never in neither.
    const running = await listTasks('RUNNING');
    const stopping = await listTasks('STOPPED');
    const tasks = await describeTasks([...new Set([...running, ...stopping])]);
    return {
      cluster,
      service,
      desiredCount: found.desiredCount ?? 0,
      runningCount: found.runningCount ?? 0,
      pendingCount: found.pendingCount ?? 0,
      deployments: deploymentsOf(found),
      tasks: tasks.filter((task) => task.lastStatus !== 'STOPPED').map(toTask),
      controller: found.deploymentController?.type ?? 'ECS',
      deploymentBounds: boundsOf(found),
      autoScaling: await looking,
    };
  };

  return {
    describe: () =>
      readingAnswers(
        { service: 'ECS', operation: 'DescribeServices and DescribeTasks', target: `${cluster}/${service}` },
        look,
      ),

    async setDesiredCount(count) {
      const answer = await call('UpdateService', () =>
        client.send(new UpdateServiceCommand({ cluster, service, desiredCount: count })),
      );
      const desiredCount = answer.service?.desiredCount;
      if (desiredCount !== undefined) return { desiredCount };
      const target = `${cluster}/${service}`;
      throw noAnswer(
        { service: 'ECS', operation: 'UpdateService', target },
        'the response contains no desiredCount.',
      );
    },

    async forceNewDeployment() {
      await call('UpdateService', () =>
        client.send(new UpdateServiceCommand({ cluster, service, forceNewDeployment: true })),
      );
    },
  };
}

function boundsOf({ deploymentConfiguration }: Service): ServiceSnapshot['deploymentBounds'] {
  const { minimumHealthyPercent, maximumPercent } = DEFAULT_BOUNDS;
  return {
    minimumHealthyPercent: deploymentConfiguration?.minimumHealthyPercent ?? minimumHealthyPercent,
    maximumPercent: deploymentConfiguration?.maximumPercent ?? maximumPercent,
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

function daemon(cluster: string, service: string): SpillwayError {
  return new SpillwayError(
    'ECS_SERVICE_DAEMON',
    `The ECS service ${service} in cluster ${cluster} has the scheduling strategy DAEMON: ECS runs one task on each container instance, and there is no desiredCount to set.`,
    'Run the processing tier as a service with the scheduling strategy REPLICA, and name that one in tiers.processing.service.',
  );
}

function taskUnknown(arn: string, reason: string): SpillwayError {
  return new SpillwayError(
    'ECS_REQUEST_FAILED',
    `ECS DescribeTasks on ${arn}: ${reason}.`,
    'Nothing is changed until all tasks can be described. Try again, or check the failure reason above.',
  );
}
