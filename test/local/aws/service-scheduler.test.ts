import { StopTaskCommand } from '@aws-sdk/client-ecs';
import { DeleteParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { createEcsTaskService } from '../../../lib/adapters/aws/ecs-task-service';
import { releaseUnderWay } from '../../../lib/core/facts/rollout';
import { primaryOf } from '../../../lib/core/snapshot/service';
import { waitUntil } from '../../../local/process/wait-until';
import { type LocalService, PROGRAMS, startLocalService } from '../../_helpers/aws/local-service';

const WITHIN = { timeoutMs: 20_000, everyMs: 20 };

// Longer than the waits within, which say what they waited for.
jest.setTimeout(60_000);

const BREAKER = {
  minimumHealthyPercent: 100,
  maximumPercent: 200,
  deploymentCircuitBreaker: { enable: true, rollback: true },
};

/** With real processes as tasks: what moto does not show. The plan itself has a table in rollout-plan.test.ts. */
describe('ECS of the embedded world', () => {
  let service: LocalService;

  beforeEach(async () => {
    service = await startLocalService();
  });

  afterEach(() => service.stop());

  const stoppedTasks = async () =>
    (await service.tasks()).filter(({ lastStatus }) => lastStatus === 'STOPPED');
  const liveTasks = async () => (await service.tasks()).filter(({ lastStatus }) => lastStatus !== 'STOPPED');

  const adapter = () =>
    createEcsTaskService({
      client: service.clients.ecs,
      cluster: 'pipelines',
      service: 'processing',
      autoScaling: async () => ({ kind: 'none' }),
    });

  it('runs as many tasks as desired and shows them through the adapter', async () => {
    await service.define(PROGRAMS.good);
    await service.create({ desiredCount: 2 });
    await service.steadyAt(2);

    const snapshot = await adapter().describe();

    expect(snapshot).toMatchObject({ desiredCount: 2, runningCount: 2, pendingCount: 0 });
    expect(snapshot.tasks).toHaveLength(2);
    for (const task of snapshot.tasks) {
      expect(task).toMatchObject({
        lastStatus: 'RUNNING',
        desiredStatus: 'RUNNING',
        addresses: ['127.0.0.1'],
      });
      expect(task.startedAtMs).toBeGreaterThanOrEqual(task.createdAtMs ?? Number.NaN);
    }
  });

  it('scales by the desired count alone, without a new deployment, and restarts no remaining task', async () => {
    await service.define(PROGRAMS.good);
    await service.create({ desiredCount: 1 });
    await service.steadyAt(1);
    const [first] = await service.tasks();
    const [before] = (await service.describe()).deployments;

    await service.update({ desiredCount: 3 });
    await service.steadyAt(3);

    const [after] = (await service.describe()).deployments;
    expect((await liveTasks()).map(({ taskArn }) => taskArn)).toContain(first?.taskArn);
    expect(after?.id).toBe(before?.id);
    await service.update({ desiredCount: 0 });
    await waitUntil('no task', async () => (await liveTasks()).length === 0, WITHIN);
    expect((await stoppedTasks())[0]).toMatchObject({
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: expect.stringContaining(`deployment ${before?.id}`),
      containers: [{ exitCode: 0 }],
    });
  });

  it('shows a task as stopping until it has exited, and kills it after its stop timeout', async () => {
    await service.define(PROGRAMS.stubborn, { stopTimeout: 1 });
    await service.create({ desiredCount: 1 });
    await service.steadyAt(1);

    await service.update({ desiredCount: 0 });
    const [stopping] = await waitUntil(
      'the task to get the signal',
      async () => {
        const tasks = await service.tasks();
        return tasks[0]?.desiredStatus === 'STOPPED' && tasks;
      },
      WITHIN,
    );
    const { runningCount } = await service.describe();
    const [stopped] = await waitUntil(
      'the task to be killed',
      async () => {
        const tasks = await stoppedTasks();
        return tasks.length > 0 && tasks;
      },
      WITHIN,
    );

    expect(stopping?.lastStatus).toBe('DEACTIVATING');
    expect(runningCount).toBe(0);
    expect(stopped?.containers?.[0]?.exitCode).toBe(137);
    const lastedMs = (stopped?.stoppedAt?.getTime() ?? 0) - (stopped?.stoppingAt?.getTime() ?? 0);
    expect(lastedMs).toBeGreaterThanOrEqual(950);
  });

  it('replaces a task that was killed, and reports why it ended', async () => {
    await service.define(PROGRAMS.good);
    await service.create({ desiredCount: 1 });
    await service.steadyAt(1);
    const [first] = await service.tasks();

    await service.clients.ecs.send(
      new StopTaskCommand({ cluster: 'pipelines', task: first?.taskArn, reason: 'a person did it' }),
    );
    await waitUntil('a second task', async () => service.launches.length === 2, WITHIN);

    await waitUntil('the first to be gone', async () => (await stoppedTasks()).length === 1, WITHIN);
    expect((await stoppedTasks())[0]).toMatchObject({
      taskArn: first?.taskArn,
      stopCode: 'UserInitiated',
      stoppedReason: 'a person did it',
    });
  });

  it("builds the environment when the container starts, with the parameter's value at that time", async () => {
    const { ssm } = service.clients;
    const put = (Value: string) =>
      ssm.send(new PutParameterCommand({ Name: '/p/config', Value, Type: 'String', Overwrite: true }));
    await put('first');
    await service.define(PROGRAMS.good, {
      environment: [{ name: 'PLAIN', value: 'plain' }],
      secrets: [
        { name: 'BY_NAME', valueFrom: '/p/config' },
        { name: 'BY_ARN', valueFrom: 'arn:aws:ssm:eu-west-1:123456789012:parameter/p/config' },
      ],
    });
    await service.create({ desiredCount: 1 });
    await service.steadyAt(1);

    await put('second');
    await service.update({ desiredCount: 2 });
    await service.steadyAt(2);

    expect(service.launches.map(({ environment }) => environment)).toEqual([
      { PLAIN: 'plain', BY_NAME: 'first', BY_ARN: 'first' },
      { PLAIN: 'plain', BY_NAME: 'second', BY_ARN: 'second' },
    ]);
  });

  it('gives each task its own host port for each port that its definition maps', async () => {
    await service.define(PROGRAMS.good, {
      portMappings: [{ containerPort: 8888 }, { containerPort: 13_133 }],
    });
    await service.create({ desiredCount: 2 });
    await service.steadyAt(2);

    const shown = (await service.tasks()).map(({ containers }) =>
      (containers?.[0]?.networkBindings ?? []).map(({ containerPort, hostPort }) => ({
        containerPort,
        hostPort,
      })),
    );

    expect(shown.map((ports) => ports.map(({ containerPort }) => containerPort))).toEqual([
      [8888, 13_133],
      [8888, 13_133],
    ]);
    expect(new Set(shown.flat().map(({ hostPort }) => hostPort)).size).toBe(4);
    expect(service.launches.map(({ hostPorts }) => hostPorts)).toEqual(shown);
  });

  it('cannot start a task whose parameter is missing, and retries until it exists', async () => {
    const { ssm } = service.clients;
    const parameter = { Name: '/p/late', Value: 'there', Type: 'String' } as const;
    await ssm.send(new PutParameterCommand(parameter));
    await ssm.send(new DeleteParameterCommand({ Name: parameter.Name }));
    await service.define(PROGRAMS.good, { secrets: [{ name: 'CONFIG', valueFrom: '/p/late' }] });

    await service.create({ desiredCount: 1 });
    await waitUntil('two failures', async () => (await stoppedTasks()).length >= 2, WITHIN);
    const [failed] = await stoppedTasks();
    const [deployment] = (await service.describe()).deployments;
    await ssm.send(new PutParameterCommand(parameter));
    await service.steadyAt(1);

    expect(failed).toMatchObject({
      stopCode: 'TaskFailedToStart',
      stoppedReason: expect.stringMatching(/^ResourceInitializationError: .*\/p\/late$/),
    });
    expect(failed?.startedAt).toBeUndefined();
    expect(deployment?.failedTasks).toBeGreaterThanOrEqual(2);
    expect(service.launches).toHaveLength(1);
  });

  it('replaces all tasks for a new deployment within its limits, and keeps one entry', async () => {
    await service.define(PROGRAMS.good);
    await service.create({
      desiredCount: 4,
      deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 100 },
    });
    await service.steadyAt(4);
    const former = (await liveTasks()).map(({ taskArn }) => taskArn);
    const release = service.holdLaunches();

    const updated = await service.update({ forceNewDeployment: true });
    await waitUntil(
      'two old tasks to make room',
      async () => (await service.describe()).runningCount === 2,
      WITHIN,
    );
    const between = await service.describe();
    release();
    await waitUntil('the rollout to begin', async () => service.launches.length > 6, WITHIN);
    await service.steadyAt(4);

    const now = (await liveTasks()).map(({ taskArn }) => taskArn);
    expect(now.filter((arn) => former.includes(arn))).toEqual([]);
    expect(now).toHaveLength(4);
    expect(service.launches).toHaveLength(8);
    expect(updated?.deployments?.map(({ status }) => status)).toEqual(['PRIMARY', 'ACTIVE']);
    expect(between).toMatchObject({ runningCount: 2, pendingCount: 2 });
    expect(between.deployments).toMatchObject([
      { status: 'PRIMARY', rolloutState: 'IN_PROGRESS', desiredCount: 4, runningCount: 0, pendingCount: 2 },
      { status: 'ACTIVE', runningCount: 2, pendingCount: 0 },
    ]);
  });

  it("never runs one task less while it replaces tasks within ECS's default limits, each with the present parameter", async () => {
    const Name = '/p/config';
    const store = (Value: string) =>
      service.clients.ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }));
    await store('earliest');
    await service.define(PROGRAMS.good, { secrets: [{ name: 'CONFIG', valueFrom: Name }] });
    await service.create({ desiredCount: 3 });
    await service.steadyAt(3);
    const former = (await adapter().describe()).tasks.map(({ id }) => id);
    await store('latest');
    const release = service.holdLaunches();

    await adapter().forceNewDeployment();
    const begun = await waitUntil(
      'the new tasks to be launched',
      async () => service.launches.length === 6 && (await adapter().describe()),
      WITHIN,
    );
    release();
    await service.steadyAt(3);

    const { deploymentBounds, desiredCount, tasks } = await adapter().describe();
    const left = tasks.filter(({ desiredStatus }) => desiredStatus === 'RUNNING');
    expect(begun).toMatchObject({ desiredCount: 3, runningCount: 3, pendingCount: 3 });
    expect(begun.tasks.map(({ id }) => id)).toEqual(expect.arrayContaining(former));
    expect({ deploymentBounds, desiredCount }).toEqual({
      deploymentBounds: { minimumHealthyPercent: 100, maximumPercent: 200 },
      desiredCount: 3,
    });
    expect(left).toHaveLength(3);
    expect(left.filter(({ id }) => former.includes(id))).toEqual([]);
    expect(service.launches.map(({ environment }) => environment.CONFIG)).toEqual([
      ...['earliest', 'earliest', 'earliest'],
      ...['latest', 'latest', 'latest'],
    ]);
  });

  it('makes no new deployment for the present definition', async () => {
    const definition = await service.define(PROGRAMS.good);
    await service.create({ desiredCount: 1 });
    await service.steadyAt(1);
    const [before] = (await service.describe()).deployments;

    await service.update({ taskDefinition: definition, desiredCount: 1 });

    expect((await service.describe()).deployments.map(({ id }) => id)).toEqual([before?.id]);
  });

  it('rolls back to the last definition that worked when the new one keeps failing', async () => {
    const good = await service.define(PROGRAMS.good);
    await service.create({ desiredCount: 1, deploymentConfiguration: BREAKER });
    await service.steadyAt(1);
    const [running] = await liveTasks();
    const bad = await service.define(PROGRAMS.crashing);
    // The reason is visible until the rollback is complete, which a look on a busy machine may miss.
    const release = service.holdLaunches(PROGRAMS.good);

    await service.update({ taskDefinition: bad });
    const [rollback] = await waitUntil(
      'the rollback',
      async () => {
        const { deployments } = await service.describe();
        return deployments[0]?.rolloutStateReason?.includes('rolling back') && deployments;
      },
      WITHIN,
    );
    release();
    await service.steadyAt(1);

    expect(rollback?.taskDefinition).toBe(good);
    const crashed = (await stoppedTasks()).filter(({ taskDefinitionArn }) => taskDefinitionArn === bad);
    expect(crashed).toHaveLength(3);
    expect(crashed[0]).toMatchObject({
      stopCode: 'EssentialContainerExited',
      containers: [{ exitCode: 3 }],
    });
    // The old task may have been replaced by one of the same definition, but what runs is good.
    expect((await liveTasks())[0]?.taskDefinitionArn).toBe(running?.taskDefinitionArn);
  });

  it('shows a release by its task definition, and a restart as no release', async () => {
    await service.define(PROGRAMS.good);
    await service.create({ desiredCount: 1 });
    await service.steadyAt(1);
    const good = primaryOf(await adapter().describe())?.taskDefinition;
    const release = service.holdLaunches();

    await service.update({ forceNewDeployment: true });
    const restarted = releaseUnderWay(await adapter().describe(), good);
    await service.update({ taskDefinition: await service.define(PROGRAMS.good) });
    const released = releaseUnderWay(await adapter().describe(), good);
    release();

    expect([good, restarted, released?.taskDefinition]).toEqual(['processing:1', undefined, 'processing:2']);
  });

  it('fails a rollback that fails too, and does not roll back again', async () => {
    await service.define(`test "$CONFIG" = good || exit 3; ${PROGRAMS.good}`, {
      secrets: [{ name: 'CONFIG', valueFrom: '/p/shared' }],
    });
    const put = (Value: string) =>
      service.clients.ssm.send(
        new PutParameterCommand({ Name: '/p/shared', Value, Type: 'String', Overwrite: true }),
      );
    await put('good');
    await service.create({
      desiredCount: 1,
      deploymentConfiguration: { ...BREAKER, minimumHealthyPercent: 0 },
    });
    await service.steadyAt(1);

    await put('bad');
    await service.update({
      forceNewDeployment: true,
      deploymentConfiguration: { ...BREAKER, minimumHealthyPercent: 0, maximumPercent: 100 },
    });
    const [failed] = await waitUntil(
      'the rollback to fail',
      async () => {
        const { deployments } = await service.describe();
        return deployments[0]?.rolloutState === 'FAILED' && (await liveTasks()).length === 0 && deployments;
      },
      WITHIN,
    );

    expect(failed?.failedTasks).toBe(3);
    expect(service.launches).toHaveLength(1 + 3 + 3);
  });

  it('never completes a rollout with crashing tasks, and waits longer after each failure', async () => {
    await service.stop();
    // Longer than a crash may take.
    service = await startLocalService({ steadyMs: 10_000 });
    await service.define(PROGRAMS.crashingLater);

    await service.create({ desiredCount: 1 });
    const states = new Set<string | undefined>();
    await waitUntil(
      'four failures',
      async () => {
        states.add((await service.describe()).deployments[0]?.rolloutState);
        return (await stoppedTasks()).length >= 4;
      },
      WITHIN,
    );

    expect([...states]).toEqual(['IN_PROGRESS']);
    const tasks = await stoppedTasks();
    const startsMs = tasks.map(({ createdAt }) => createdAt?.getTime() ?? 0).sort((a, b) => a - b);
    const waitsMs = startsMs.slice(1).map((createdMs, index) => createdMs - (startsMs[index] ?? 0));
    expect(waitsMs[2]).toBeGreaterThan(200);
  });

  it('stops every task before it stops itself', async () => {
    await service.define(PROGRAMS.stubborn, { stopTimeout: 1 });
    await service.create({ desiredCount: 2 });
    await service.steadyAt(2);
    const running = (await liveTasks()).length;

    await service.aws.stop();

    await expect(fetch(service.aws.endpoint)).rejects.toThrow();
    expect(running).toBe(2);
    expect(service.launches).toHaveLength(2);
  });
});
