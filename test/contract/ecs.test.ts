import {
  DeregisterScalableTargetCommand,
  RegisterScalableTargetCommand,
  type RegisterScalableTargetCommandInput,
} from '@aws-sdk/client-application-auto-scaling';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  DeleteServiceCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  type ECSClient,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { createAutoScalingLookout } from '../../lib/adapters/aws/auto-scaling';
import { createEcsTaskService } from '../../lib/adapters/aws/ecs-task-service';
import { ENDPOINTS, type Endpoint, START_TIMEOUT_MS } from './endpoints';

describe.each(ENDPOINTS)('ECS as %s', (_name, start) => {
  let endpoint: Endpoint;
  let ecs: ECSClient;
  let services = 0;

  beforeAll(async () => {
    endpoint = await start();
    ecs = endpoint.clients.ecs;
    await ecs.send(new CreateClusterCommand({ clusterName: 'pipelines' }));
    await register('processing');
  }, START_TIMEOUT_MS);

  afterAll(() => endpoint?.stop());

  const register = (family: string) =>
    ecs.send(
      new RegisterTaskDefinitionCommand({
        family,
        containerDefinitions: [{ name: 'collector', image: 'otelcol', memory: 512, stopTimeout: 60 }],
      }),
    );

  const createService = async (more: Partial<CreateServiceCommandInput> = {}) => {
    services += 1;
    const serviceName = `processing-${services}`;
    await ecs.send(
      new CreateServiceCommand({
        cluster: 'pipelines',
        serviceName,
        taskDefinition: 'processing',
        desiredCount: 0,
        ...more,
      }),
    );
    return serviceName;
  };

  const adapter = (service: string, cluster = 'pipelines') =>
    createEcsTaskService({
      client: ecs,
      cluster,
      service,
      autoScaling: createAutoScalingLookout({
        client: endpoint.clients.applicationAutoScaling,
        cluster,
        service,
        clock: { nowMs: () => Date.now() },
        memory: {},
      }),
    });

  const scalableTarget = (service: string) => ({
    ServiceNamespace: 'ecs' as const,
    ResourceId: `service/pipelines/${service}`,
    ScalableDimension: 'ecs:service:DesiredCount' as const,
  });

  const registerTarget = (
    service: string,
    more: Pick<RegisterScalableTargetCommandInput, 'MinCapacity' | 'MaxCapacity' | 'SuspendedState'>,
  ) =>
    endpoint.clients.applicationAutoScaling.send(
      new RegisterScalableTargetCommand({ ...scalableTarget(service), ...more }),
    );

  it('numbers the revisions of a task definition and finds them by family, revision and ARN', async () => {
    const first = await register('numbered');
    const second = await register('numbered');

    const find = async (taskDefinition: string | undefined) =>
      (await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }))).taskDefinition;

    expect([first.taskDefinition?.revision, second.taskDefinition?.revision]).toEqual([1, 2]);
    expect(first.taskDefinition?.taskDefinitionArn).toMatch(/:task-definition\/numbered:1$/);
    expect((await find('numbered'))?.revision).toBe(2);
    expect((await find('numbered:1'))?.revision).toBe(1);
    expect((await find(first.taskDefinition?.taskDefinitionArn))?.containerDefinitions?.[0]).toMatchObject({
      name: 'collector',
      image: 'otelcol',
      stopTimeout: 60,
    });
    await expect(find('never-registered')).rejects.toMatchObject({ name: 'ClientException' });
  });

  it('describes a new service with its one deployment', async () => {
    const service = await createService();

    const snapshot = await adapter(service).describe();

    expect(snapshot).toMatchObject({ cluster: 'pipelines', service, desiredCount: 0, tasks: [] });
    expect(snapshot.deployments).toHaveLength(1);
    expect(snapshot.deployments[0]).toMatchObject({
      id: expect.stringMatching(/^ecs-svc\//),
      status: 'PRIMARY',
      taskDefinition: 'processing:1',
      rolloutState: expect.stringMatching(/^(IN_PROGRESS|COMPLETED)$/),
      failedTasks: 0,
    });
  });

  it('shows who replaces tasks, and within which bounds', async () => {
    await expect(adapter(await createService()).describe()).resolves.toMatchObject({
      controller: 'ECS',
      deploymentBounds: { minimumHealthyPercent: 100, maximumPercent: 200 },
    });
  });

  it('shows that a service is a daemon', async () => {
    const service = adapter(await createService({ schedulingStrategy: 'DAEMON' }));

    await expect(service.describe()).rejects.toMatchObject({ code: 'ECS_SERVICE_DAEMON' });
  });

  it('forces a new deployment of the same definition, and leaves desiredCount alone', async () => {
    const service = adapter(await createService());
    await service.setDesiredCount(2);
    const before = await service.describe();

    await service.forceNewDeployment();

    const after = await service.describe();
    expect(after.desiredCount).toBe(2);
    expect(after.deployments[0]).toMatchObject({
      status: 'PRIMARY',
      taskDefinition: before.deployments[0]?.taskDefinition,
    });
  });

  it('accepts the ARN of a cluster or service in place of its name', async () => {
    const name = await createService();
    const { services: found } = await ecs.send(
      new DescribeServicesCommand({ cluster: 'pipelines', services: [name] }),
    );

    const service = adapter(found?.[0]?.serviceArn ?? '', found?.[0]?.clusterArn ?? '');

    await expect(service.describe()).resolves.toMatchObject({ desiredCount: 0 });
  });

  it('shows an attached Application Auto Scaling target with its bounds, by name and by ARN', async () => {
    const name = await createService();
    const before = await adapter(name).describe();
    await registerTarget(name, { MinCapacity: 2, MaxCapacity: 9 });

    const after = await adapter(name).describe();
    const { services: found } = await ecs.send(
      new DescribeServicesCommand({ cluster: 'pipelines', services: [name] }),
    );
    const byArn = await adapter(found?.[0]?.serviceArn ?? '', found?.[0]?.clusterArn ?? '').describe();

    expect(before.autoScaling).toEqual({ kind: 'none' });
    expect(after.autoScaling).toEqual({ kind: 'attached', min: 2, max: 9 });
    expect(byArn.autoScaling).toEqual({ kind: 'attached', min: 2, max: 9 });
  });

  it('ignores a scalable target that is fully suspended or deregistered', async () => {
    const name = await createService();
    const suspend = (ScheduledScalingSuspended: boolean) =>
      registerTarget(name, {
        MinCapacity: 1,
        MaxCapacity: 4,
        SuspendedState: {
          DynamicScalingInSuspended: true,
          DynamicScalingOutSuspended: true,
          ScheduledScalingSuspended,
        },
      });
    await suspend(true);
    const suspended = await adapter(name).describe();
    await suspend(false);
    const inPart = await adapter(name).describe();
    await endpoint.clients.applicationAutoScaling.send(
      new DeregisterScalableTargetCommand(scalableTarget(name)),
    );

    const off = await adapter(name).describe();

    expect(suspended.autoScaling).toEqual({ kind: 'none' });
    expect(inPart.autoScaling).toEqual({ kind: 'attached', min: 1, max: 4 });
    expect(off.autoScaling).toEqual({ kind: 'none' });
  });

  it('shows a new desired count without a new deployment', async () => {
    const service = adapter(await createService());
    const before = await service.describe();

    const answer = await service.setDesiredCount(3);

    const after = await service.describe();
    expect(answer).toEqual({ desiredCount: 3 });
    expect(after.desiredCount).toBe(3);
    expect(after.deployments.map(({ id }) => id)).toEqual(before.deployments.map(({ id }) => id));
  });

  it('reports a missing service by name', async () => {
    const service = adapter('nobody');

    await expect(service.describe()).rejects.toMatchObject({ code: 'ECS_SERVICE_MISSING' });
    await expect(service.setDesiredCount(1)).rejects.toMatchObject({ code: 'ECS_SERVICE_MISSING' });
  });

  it('reports a missing cluster by name', async () => {
    const service = adapter('processing-1', 'nowhere');

    await expect(service.describe()).rejects.toMatchObject({ code: 'ECS_CLUSTER_MISSING' });
    await expect(service.setDesiredCount(1)).rejects.toMatchObject({ code: 'ECS_CLUSTER_MISSING' });
  });

  it('treats a deleted service as missing', async () => {
    const name = await createService();
    await ecs.send(new DeleteServiceCommand({ cluster: 'pipelines', service: name }));

    await expect(adapter(name).describe()).rejects.toMatchObject({ code: 'ECS_SERVICE_MISSING' });
  });

  it('does not delete a service that is scaled above 0, unless forced', async () => {
    const name = await createService();
    await adapter(name).setDesiredCount(1);
    const remove = (force: boolean) =>
      ecs.send(new DeleteServiceCommand({ cluster: 'pipelines', service: name, force }));

    await expect(remove(false)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(remove(true)).resolves.toMatchObject({ service: { serviceName: name } });
  });

  it('lists no tasks of a service with desired count 0, for either desired status', async () => {
    const serviceName = await createService();

    for (const desiredStatus of ['RUNNING', 'STOPPED'] as const) {
      const command = new ListTasksCommand({ cluster: 'pipelines', serviceName, desiredStatus });
      const { taskArns, nextToken } = await ecs.send(command);
      expect({ taskArns, nextToken }).toEqual({ taskArns: [], nextToken: undefined });
    }
  });

  it('lists every task of a service that has more than fit into one response', async () => {
    // A cluster of its own: moto lists all tasks of a cluster for any service.
    const cluster = 'crowded';
    await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
    const serviceName = await createService({ cluster });
    const service = adapter(serviceName, cluster);
    await service.setDesiredCount(230);
    await endpoint.playTasks({ cluster, taskDefinition: 'processing', count: 230 });

    const { tasks } = await service.describe();

    expect(new Set(tasks.map(({ id }) => id)).size).toBe(230);
    expect(tasks).toHaveLength(230);
  });

  it('describes no task that does not exist, and refuses an empty request', async () => {
    const describeTasks = (tasks: string[]) =>
      ecs.send(new DescribeTasksCommand({ cluster: 'pipelines', tasks }));

    expect((await describeTasks(['0123456789abcdef0123456789abcdef'])).tasks).toEqual([]);
    await expect(describeTasks([])).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});
