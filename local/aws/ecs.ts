import { ecsArn, nameOf } from './arns';
import { AwsError, invalid } from './aws-error';
import type { Service, Task, TaskDefinition } from './ecs-model';
import { clusterShape, serviceShape, taskDefinitionShape, taskShape } from './ecs-shapes';
import type { Json, Operations } from './json-server';
import type { ServiceScheduler } from './service-scheduler';

const DEFAULT_STOP_TIMEOUT_S = 30;
/** How many tasks a response of ListTasks, or a request of DescribeTasks, can have at most. */
const LONGEST_PAGE = 100;

interface ContainerInput {
  name?: string;
  image?: string;
  command?: string[];
  environment?: { name: string; value: string }[];
  secrets?: { name: string; valueFrom: string }[];
  portMappings?: { containerPort: number }[];
  stopTimeout?: number;
}

interface DeploymentConfiguration {
  minimumHealthyPercent?: number;
  maximumPercent?: number;
  deploymentCircuitBreaker?: { enable: boolean; rollback: boolean };
}

interface ServiceInput {
  deploymentController?: { type: string };
  schedulingStrategy?: Service['schedulingStrategy'];
}

/** ECS's clusters, task definitions, services and tasks, to the extent that Spillway uses them. */
export class LocalEcs {
  private readonly clusters = new Set<string>();
  private readonly definitions = new Map<string, TaskDefinition[]>();
  private readonly services = new Map<string, Service>();

  constructor(private readonly scheduler: ServiceScheduler) {}

  readonly operations: Operations = {
    CreateCluster: ({ clusterName }) => {
      const name = String(clusterName ?? 'default');
      this.clusters.add(name);
      return { cluster: clusterShape(name) };
    },
    RegisterTaskDefinition: (input) => ({ taskDefinition: taskDefinitionShape(this.register(input)) }),
    DescribeTaskDefinition: ({ taskDefinition }) => ({
      taskDefinition: taskDefinitionShape(this.definition(String(taskDefinition))),
    }),
    CreateService: (input) => this.create(input),
    UpdateService: (input) => this.update(input),
    DeleteService: (input) => this.remove(input),
    DescribeServices: (input) =>
      this.describeServices(input, (name) => {
        const service = this.services.get(name);
        return service && this.shown(service);
      }),
    ListTasks: (input) => this.listTasks(input),
    DescribeTasks: (input) => this.describeTasks(input),
    StopTask: ({ task, reason }) => {
      const found = this.task(String(task));
      this.scheduler.stopTask(found, String(reason ?? 'Task stopped by user'));
      return { task: taskShape(found) };
    },
  };

  found(cluster: string, name: string): Service | undefined {
    return this.services.get(`${cluster}/${name}`);
  }

  /** A snapshot of DescribeServices that later changes do not affect. */
  frozen(): Operations {
    const shown = new Map([...this.services].map(([name, service]) => [name, this.shown(service)]));
    return { DescribeServices: (input) => this.describeServices(input, (name) => shown.get(name)) };
  }

  private register({ family, containerDefinitions }: Json): TaskDefinition {
    const name = String(family);
    const [container, more] = (containerDefinitions ?? []) as ContainerInput[];
    if (!container) throw invalid('Container list cannot be empty.');
    if (more) throw invalid('The embedded world runs one container a task.');
    const revisions = this.definitions.get(name) ?? [];
    const revision = revisions.length + 1;
    const definition: TaskDefinition = {
      arn: ecsArn('task-definition', `${name}:${revision}`),
      family: name,
      revision,
      image: container.image ?? '',
      command: container.command ?? [],
      environment: container.environment ?? [],
      secrets: container.secrets ?? [],
      mappedPorts: (container.portMappings ?? []).map(({ containerPort }) => containerPort),
      stopTimeoutMs: (container.stopTimeout ?? DEFAULT_STOP_TIMEOUT_S) * 1000,
      containerName: container.name ?? 'main',
    };
    this.definitions.set(name, [...revisions, definition]);
    return definition;
  }

  /** Finds a definition by family (the newest revision), family:revision, or ARN. */
  private definition(nameOrArn: string): TaskDefinition {
    const [family = '', revision] = nameOf(nameOrArn).split(':');
    const revisions = this.definitions.get(family) ?? [];
    const found = revision === undefined ? revisions.at(-1) : revisions[Number(revision) - 1];
    if (!found) throw new AwsError('ClientException', `Unable to describe task definition ${nameOrArn}.`);
    return found;
  }

  private create(input: Json): Json {
    const cluster = this.cluster(input.cluster);
    const name = String(input.serviceName);
    if (this.services.get(`${cluster}/${name}`)?.status === 'ACTIVE') {
      throw invalid('Creation of service was not idempotent.');
    }
    const { deploymentController, schedulingStrategy } = input as ServiceInput;
    if (deploymentController && deploymentController.type !== 'ECS')
      throw invalid('The embedded world has no deployment controller but ECS.');
    const service: Service = {
      cluster,
      name,
      schedulingStrategy: schedulingStrategy ?? 'REPLICA',
      desiredCount: Number(input.desiredCount ?? 1),
      minimumHealthyPercent: 100,
      maximumPercent: 200,
      circuitBreaker: { enable: false, rollback: false },
      deployments: [],
      lastGood: undefined,
      notBeforeMs: 0,
      status: 'ACTIVE',
    };
    const definition = this.definition(String(input.taskDefinition));
    configure(service, input.deploymentConfiguration as DeploymentConfiguration | undefined);
    this.services.set(`${cluster}/${name}`, service);
    this.scheduler.deploy(service, definition);
    return { service: this.shown(service) };
  }

  private update(input: Json): Json {
    const service = this.service(this.cluster(input.cluster), String(input.service));
    const definition =
      input.taskDefinition === undefined ? undefined : this.definition(String(input.taskDefinition));
    if (input.desiredCount !== undefined) service.desiredCount = Number(input.desiredCount);
    configure(service, input.deploymentConfiguration as DeploymentConfiguration | undefined);
    const current = service.deployments[0]?.definition;
    if (current && (input.forceNewDeployment === true || (definition && definition !== current))) {
      this.scheduler.deploy(service, definition ?? current);
    } else {
      this.scheduler.reconcile(service);
    }
    return { service: this.shown(service) };
  }

  private remove(input: Json): Json {
    const service = this.service(this.cluster(input.cluster), String(input.service));
    if (service.desiredCount > 0 && input.force !== true)
      throw invalid('The service cannot be stopped while it is scaled above 0.');
    service.desiredCount = 0;
    this.scheduler.reconcile(service);
    service.status = 'INACTIVE';
    return { service: this.shown(service) };
  }

  /** @param shownAs returns a service's shape by `cluster/name` */
  private describeServices(input: Json, shownAs: (name: string) => Json | undefined): Json {
    const cluster = this.cluster(input.cluster);
    const found: Json[] = [];
    const failures: Json[] = [];
    for (const each of names(input, 'services')) {
      const service = shownAs(`${cluster}/${nameOf(each)}`);
      if (service) found.push(service);
      else failures.push({ arn: ecsArn('service', `${cluster}/${nameOf(each)}`), reason: 'MISSING' });
    }
    return { services: found, failures };
  }

  private listTasks(input: Json): Json {
    const cluster = this.cluster(input.cluster);
    const wanted = String(input.desiredStatus ?? 'RUNNING');
    const service =
      input.serviceName === undefined ? undefined : this.service(cluster, String(input.serviceName));
    const tasks = this.scheduler.tasks.filter(
      (task) =>
        task.service.cluster === cluster &&
        task.desiredStatus === wanted &&
        (!service || task.service === service),
    );
    const from = Number(input.nextToken ?? 0);
    const to = from + Number(input.maxResults ?? LONGEST_PAGE);
    return {
      taskArns: tasks.slice(from, to).map(({ arn }) => arn),
      ...(to < tasks.length && { nextToken: String(to) }),
    };
  }

  private describeTasks(input: Json): Json {
    const cluster = this.cluster(input.cluster);
    const wanted = names(input, 'tasks').map(nameOf);
    if (wanted.length > LONGEST_PAGE) throw invalid(`DescribeTasks takes ${LONGEST_PAGE} tasks at the most.`);
    const found = this.scheduler.tasks.filter(
      ({ id, service }) => service.cluster === cluster && wanted.includes(id),
    );
    const missing = wanted.filter((id) => !found.some((task) => task.id === id));
    return {
      tasks: found.map(taskShape),
      failures: missing.map((id) => ({ arn: ecsArn('task', `${cluster}/${id}`), reason: 'MISSING' })),
    };
  }

  private cluster(nameOrArn: unknown): string {
    const name = nameOf(String(nameOrArn ?? 'default'));
    if (!this.clusters.has(name)) throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
    return name;
  }

  private service(cluster: string, nameOrArn: string): Service {
    const service = this.services.get(`${cluster}/${nameOf(nameOrArn)}`);
    if (!service) throw new AwsError('ServiceNotFoundException', 'Service not found.');
    if (service.status === 'INACTIVE')
      throw new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.');
    return service;
  }

  private task(idOrArn: string): Task {
    const found = this.scheduler.tasks.find(({ id }) => id === nameOf(idOrArn));
    if (!found) throw invalid('The referenced task was not found.');
    return found;
  }

  private shown(service: Service): Json {
    return serviceShape(service, this.scheduler.tasksOf(service));
  }
}

function names(input: Json, field: 'services' | 'tasks'): string[] {
  const given = input[field];
  if (Array.isArray(given) && given.length > 0) return given.map(String);
  throw invalid(`${field} cannot be empty.`);
}

function configure(service: Service, configuration: DeploymentConfiguration | undefined): void {
  if (!configuration) return;
  service.minimumHealthyPercent = configuration.minimumHealthyPercent ?? service.minimumHealthyPercent;
  service.maximumPercent = configuration.maximumPercent ?? service.maximumPercent;
  service.circuitBreaker = configuration.deploymentCircuitBreaker ?? service.circuitBreaker;
}
