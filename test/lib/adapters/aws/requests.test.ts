import {
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  type Service,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import {
  DeleteParameterCommand,
  GetParameterCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { createEcsTaskService } from '../../../../lib/adapters/aws/ecs-task-service';
import { createSsmConfigStore } from '../../../../lib/adapters/aws/ssm-config-store';

const ecs = mockClient(ECSClient);
const ssm = mockClient(SSMClient);

beforeEach(() => {
  ecs.reset();
  ssm.reset();
});

const store = () => createSsmConfigStore({ client: new SSMClient({}), prefix: '/p' });
const tasks = () =>
  createEcsTaskService({
    client: new ECSClient({}),
    cluster: 'c',
    service: 's',
    autoScaling: async () => ({ kind: 'none' }),
  });
const alreadyExists = Object.assign(new Error('exists'), { name: 'ParameterAlreadyExists' });

/** Lists and describes tasks as ECS does: pages of a hundred, and at most a hundred per request. */
function tasksOnEcs(running: string[], stopping: string[] = []) {
  ecs.on(DescribeServicesCommand).resolves({ services: [{ status: 'ACTIVE' }] });
  ecs.on(ListTasksCommand).callsFake(({ desiredStatus, nextToken = '0' }) => {
    const all = desiredStatus === 'RUNNING' ? running : stopping;
    const to = Number(nextToken) + 100;
    return { taskArns: all.slice(Number(nextToken), to), ...(to < all.length && { nextToken: String(to) }) };
  });
  ecs.on(DescribeTasksCommand).callsFake(({ tasks: asked }: { tasks: string[] }) => {
    if (asked.length > 100) throw Object.assign(new Error('too many'), { name: 'InvalidParameterException' });
    return { tasks: asked.map((taskArn) => ({ taskArn, lastStatus: 'RUNNING' })) };
  });
}

const named = (count: number, kind = 't') => Array.from({ length: count }, (_, index) => `${kind}/${index}`);

describe('requests to ECS', () => {
  it('set only the desired count, because anything else could restart tasks, and use the returned value', async () => {
    ecs.on(UpdateServiceCommand).resolves({ service: { desiredCount: 3 } });

    const answer = await tasks().setDesiredCount(3);

    const inputs = ecs.commandCalls(UpdateServiceCommand).map(({ args }) => args[0].input);
    expect(inputs).toEqual([{ cluster: 'c', service: 's', desiredCount: 3 }]);
    expect(answer).toEqual({ desiredCount: 3 });
  });

  it('replace the tasks and change nothing else, least of all desiredCount', async () => {
    ecs.on(UpdateServiceCommand).resolves({});

    await tasks().forceNewDeployment();

    const inputs = ecs.commandCalls(UpdateServiceCommand).map(({ args }) => args[0].input);
    expect(inputs).toEqual([{ cluster: 'c', service: 's', forceNewDeployment: true }]);
  });

  it('list all pages of tasks and describe up to a hundred at a time, each once', async () => {
    const [running, stopping] = [named(250), [...named(50), ...named(150, 'stopping')]];
    tasksOnEcs(running, stopping);

    const { tasks: found } = await tasks().describe();

    const asked = ecs.commandCalls(DescribeTasksCommand).map(({ args }) => args[0].input.tasks ?? []);
    expect(asked.map(({ length }) => length)).toEqual([100, 100, 100, 100]);
    expect(found.map(({ id }) => id)).toEqual([...running, ...stopping.slice(50)]);
  });

  it('find a task exactly once that is stopped between the two lists', async () => {
    const lists = { running: ['t/0', 't/1'], stopping: [] as string[] };
    tasksOnEcs([]);
    ecs.on(ListTasksCommand).callsFake(({ desiredStatus }) => {
      const taskArns = desiredStatus === 'RUNNING' ? [...lists.running] : [...lists.stopping];
      lists.stopping.push(...lists.running.splice(1));
      return { taskArns };
    });

    const { tasks: found } = await tasks().describe();

    expect(found.map(({ id }) => id)).toEqual(['t/0', 't/1']);
  });

  it('treat a task that ECS no longer knows as gone, and any other failure as unknown', async () => {
    tasksOnEcs(['t/1', 't/2']);
    const others = [{ taskArn: 't/2', lastStatus: 'RUNNING' }];

    ecs.on(DescribeTasksCommand).resolves({ tasks: others, failures: [{ arn: 't/1', reason: 'MISSING' }] });
    await expect(tasks().describe()).resolves.toMatchObject({ tasks: [{ id: 't/2' }] });
    ecs.on(DescribeTasksCommand).resolves({ tasks: others, failures: [{ arn: 't/1', reason: 'OTHER' }] });
    await expect(tasks().describe()).rejects.toMatchObject({ code: 'ECS_REQUEST_FAILED' });
  });
});

describe('responses of ECS', () => {
  it("give a task's address from its network interface and its port bindings", async () => {
    tasksOnEcs(['t/1', 't/2', 't/3', 't/4']);
    const details = [
      { name: 'subnetId', value: 'subnet-1' },
      { name: 'privateIPv4Address', value: '10.0.0.7' },
    ];
    const serviceConnect = { type: 'Service Connect', details: [{ name: 'portName', value: 'otlp' }] };
    const networkBindings = [{ containerPort: 8888, hostPort: 49_153, protocol: 'tcp' as const }];
    const ipv6Address = '2001:db8::7';
    ecs.on(DescribeTasksCommand).resolves({
      tasks: [
        { taskArn: 't/1', attachments: [{ details }], containers: [{ networkBindings: [] }] },
        { taskArn: 't/2', containers: [{}, { networkBindings }] },
        {
          taskArn: 't/3',
          attachments: [serviceConnect, { details }],
          containers: [{ networkInterfaces: [{ privateIpv4Address: '10.0.0.7', ipv6Address }] }],
        },
        { taskArn: 't/4', attachments: [{ details: [{ name: 'ipv6Address', value: ipv6Address }] }] },
      ],
    });

    const { tasks: found } = await tasks().describe();

    expect(found.map(({ addresses, hostPorts }) => ({ addresses, hostPorts }))).toEqual([
      { addresses: ['10.0.0.7'], hostPorts: undefined },
      { addresses: [], hostPorts: [{ containerPort: 8888, hostPort: 49_153 }] },
      { addresses: ['10.0.0.7', ipv6Address], hostPorts: undefined },
      { addresses: [ipv6Address], hostPorts: undefined },
    ]);
  });

  const described = (more: Service) => {
    tasksOnEcs([]);
    ecs.on(DescribeServicesCommand).resolves({ services: [{ status: 'ACTIVE', ...more }] });
    return tasks().describe();
  };

  it.each<[string, Service, object]>([
    ['nothing said', {}, { minimumHealthyPercent: 100, maximumPercent: 200 }],
    [
      'half of it said',
      { deploymentConfiguration: { minimumHealthyPercent: 50 } },
      { minimumHealthyPercent: 50, maximumPercent: 200 },
    ],
    [
      'all of it said',
      { deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 } },
      { minimumHealthyPercent: 0, maximumPercent: 100 },
    ],
  ])('give the limits of a rolling deployment with %s', async (_what, service, deploymentBounds) => {
    await expect(described(service)).resolves.toMatchObject({ controller: 'ECS', deploymentBounds });
  });

  it('become a snapshot in which each number is where it belongs', async () => {
    const only = { cluster: 'c', tasks: ['t/1'] };
    ecs.on(DescribeServicesCommand, { cluster: 'c', services: ['s'] }).resolves({
      services: [
        {
          ...{ status: 'ACTIVE', desiredCount: 9, runningCount: 5, pendingCount: 4 },
          deployments: [
            {
              ...{ id: 'd', status: 'PRIMARY', rolloutState: 'IN_PROGRESS' },
              taskDefinition: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/checkout:12',
              ...{ createdAt: new Date(1_000), updatedAt: new Date(2_000) },
              ...{ desiredCount: 8, runningCount: 3, pendingCount: 2, failedTasks: 1 },
            },
          ],
        },
      ],
    });
    const listing = { cluster: 'c', serviceName: 's' };
    ecs.on(ListTasksCommand, { ...listing, desiredStatus: 'RUNNING' }).resolves({ taskArns: ['t/1'] });
    ecs.on(ListTasksCommand, { ...listing, desiredStatus: 'STOPPED' }).resolves({});
    ecs.on(DescribeTasksCommand, only).resolves({
      tasks: [
        {
          ...{ taskArn: 't/1', lastStatus: 'PENDING', desiredStatus: 'RUNNING' },
          ...{ createdAt: new Date(3_000), startedAt: new Date(4_000) },
        },
      ],
    });

    expect(await tasks().describe()).toEqual({
      ...{ cluster: 'c', service: 's', desiredCount: 9, runningCount: 5, pendingCount: 4 },
      deployments: [
        {
          ...{ id: 'd', status: 'PRIMARY', rolloutState: 'IN_PROGRESS', taskDefinition: 'checkout:12' },
          ...{ createdAtMs: 1_000, desiredCount: 8, runningCount: 3, pendingCount: 2, failedTasks: 1 },
        },
      ],
      tasks: [
        {
          ...{ id: 't/1', lastStatus: 'PENDING', desiredStatus: 'RUNNING', addresses: [] },
          ...{ createdAtMs: 3_000, startedAtMs: 4_000 },
        },
      ],
      controller: 'ECS',
      deploymentBounds: { minimumHealthyPercent: 100, maximumPercent: 200 },
      autoScaling: { kind: 'none' },
    });
  });

  it.each(['CODE_DEPLOY', 'EXTERNAL'] as const)('show the task sets of %s as deployments', async (type) => {
    const createdAt = new Date(1_000);
    const taskSet = { taskDefinition: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/checkout:12' };

    const { controller, deployments } = await described({
      deploymentController: { type },
      taskSets: [
        { ...taskSet, id: 'new', status: 'PRIMARY', computedDesiredCount: 2, pendingCount: 2, createdAt },
        { ...taskSet, id: 'old', status: 'DRAINING', runningCount: 2 },
      ],
    });

    const same = { taskDefinition: 'checkout:12', rolloutState: 'unknown', failedTasks: 0 };
    expect(controller).toBe(type);
    expect(deployments).toEqual([
      {
        ...same,
        ...{ id: 'new', status: 'PRIMARY', desiredCount: 2, runningCount: 0, pendingCount: 2 },
        createdAtMs: 1_000,
      },
      {
        ...same,
        ...{ id: 'old', status: 'DRAINING', desiredCount: 0, runningCount: 2, pendingCount: 0 },
        createdAtMs: undefined,
      },
    ]);
  });

  it('with a daemon service are rejected', async () => {
    await expect(described({ schedulingStrategy: 'DAEMON' })).rejects.toMatchObject({
      code: 'ECS_SERVICE_DAEMON',
      hint: expect.stringContaining('REPLICA'),
    });
  });
});

describe('requests to SSM', () => {
  const puts = () => ssm.commandCalls(PutParameterCommand).map(({ args }) => args[0].input);
  const stored = (...names: string[]) =>
    ssm.on(GetParametersCommand).resolves({
      Parameters: names.map((name) => ({
        ...{ Name: `/p/${name}`, Value: 'old', Version: 3 },
        LastModifiedDate: new Date(0),
      })),
    });
  const Tier = 'Intelligent-Tiering';

  it('read all parameters in one call, including SecureStrings', async () => {
    stored('config', 'debt');

    const { template, config, debt, hold } = await store().read();

    const inputs = ssm.commandCalls(GetParametersCommand).map(({ args }) => args[0].input);
    const Names = ['template', 'config', 'state', 'coverage', 'debt', 'hold'].map((name) => `/p/${name}`);
    expect(inputs).toEqual([{ Names, WithDecryption: true }]);
    expect([template, hold]).toEqual([undefined, undefined]);
    expect([config?.name, debt?.value]).toEqual(['/p/config', 'old']);
  });

  it('never set a type for an existing parameter, so that a SecureString stays one', async () => {
    const secure = store();
    stored('config', 'state');
    ssm.on(PutParameterCommand).resolves({ Version: 4 });
    await secure.read();

    const versions = [await secure.writeConfig('a'), await secure.writeState('b')];

    expect(versions).toEqual([4, 4]);
    expect(puts()).toEqual([
      { Name: '/p/config', Value: 'a', Tier, Overwrite: true },
      { Name: '/p/state', Value: 'b', Tier, Overwrite: true },
    ]);
  });

  it('create a parameter that was not seen, and overwrite it without a type if it exists after all', async () => {
    ssm.on(PutParameterCommand).rejectsOnce(alreadyExists).resolves({ Version: 8 });

    const version = await store().writeCoverage('a');

    expect(version).toBe(8);
    expect(puts()).toEqual([
      { Name: '/p/coverage', Value: 'a', Tier, Type: 'String', Overwrite: false },
      { Name: '/p/coverage', Value: 'a', Tier, Overwrite: true },
    ]);
  });

  it('create a parameter again that a later look does not find any more', async () => {
    const parameter = { Name: '/p/state', Value: 'a', Version: 3, LastModifiedDate: new Date(0) };
    ssm
      .on(GetParametersCommand)
      .resolvesOnce({ Parameters: [parameter] })
      .resolves({ Parameters: [] });
    ssm.on(PutParameterCommand).resolves({ Version: 1 });
    const opened = store();
    await opened.read();
    await opened.read();

    await opened.writeState('b');

    expect(ssm.commandCalls(PutParameterCommand).map(({ args }) => args[0].input)).toEqual([
      {
        ...{ Name: '/p/state', Value: 'b', Type: 'String', Overwrite: false },
        Tier: 'Intelligent-Tiering',
      },
    ]);
  });

  it('read one version of the config, decrypted', async () => {
    const answer = { Name: '/p/config', Value: 'text', Version: 7, LastModifiedDate: new Date(0) };
    ssm
      .on(GetParameterCommand, { Name: '/p/config:7', WithDecryption: true })
      .resolves({ Parameter: answer });

    expect(await store().readConfigVersion(7)).toBe('text');
  });

  it('claim a state version by a create in the free tier, which names holder and lease', async () => {
    ssm.on(GetParametersCommand).resolves({});
    ssm.on(PutParameterCommand).resolves({ Version: 1 });

    await store().claimEpoch({ stateVersion: 4, holder: 'me', nowMs: 1_000, leaseMs: 60_000 });

    const [{ Value = '', ...input } = {}] = ssm
      .commandCalls(PutParameterCommand)
      .map(({ args }) => args[0].input);
    expect(input).toEqual({ Name: '/p/epoch/4', Type: 'String', Tier: 'Standard', Overwrite: false });
    expect(JSON.parse(Value)).toEqual({
      ...{ holder: 'me', untilMs: 61_000, leaseMs: 60_000, claimId: expect.any(String) },
    });
  });

  it('create a parameter that somebody has deleted meanwhile', async () => {
    const refusal = Object.assign(new Error('A parameter type is required.'), {
      name: 'ValidationException',
    });
    const cleared = store();
    stored('state');
    ssm.on(PutParameterCommand).rejectsOnce(refusal).resolves({ Version: 1 });
    await cleared.read();

    expect(await cleared.writeState('a')).toBe(1);
    expect(puts().at(-1)).toEqual({ Name: '/p/state', Value: 'a', Tier, Type: 'String', Overwrite: false });
  });

  it('create a debt without overwriting one, and accept that there is none to remove', async () => {
    ssm.on(PutParameterCommand).resolvesOnce({ Version: 1 }).rejects(alreadyExists);
    ssm
      .on(DeleteParameterCommand)
      .resolvesOnce({})
      .rejects(Object.assign(new Error('no'), { name: 'ParameterNotFound' }));

    const creates = [await store().create('debt', 'a'), await store().create('debt', 'b')];
    await store().remove('debt');
    await store().remove('hold');

    expect(creates).toEqual(['created', 'exists']);
    expect(puts()[0]).toEqual({ Name: '/p/debt', Value: 'a', Tier, Type: 'String', Overwrite: false });
    const removed = ssm.commandCalls(DeleteParameterCommand).map(({ args }) => args[0].input.Name);
    expect(removed).toEqual(['/p/debt', '/p/hold']);
  });

  it('never show a rejected value in an error', async () => {
    const message = `1 validation error detected: Value 'api-key: hunter2' at 'value' failed to satisfy constraint`;
    ssm.on(PutParameterCommand).rejects(Object.assign(new Error(message), { name: 'ValidationException' }));

    const refusal = await store()
      .writeConfig('api-key: hunter2')
      .catch((error: Error) => error.message);

    expect(refusal).toContain('/p/config');
    expect(refusal).toContain('failed to satisfy constraint');
    expect(refusal).not.toContain('hunter2');
  });
});

describe('a claim whose response was lost', () => {
  const request = { stateVersion: 4, holder: 'same', nowMs: 0, leaseMs: 60_000 };

  it('is recognised as our own if the retried create reports that it exists', async () => {
    let stored = '';
    ssm.on(PutParameterCommand).callsFake(({ Value }) => {
      stored = Value;
      throw alreadyExists;
    });
    ssm.on(GetParametersCommand).callsFake(() => ({
      Parameters: [{ Name: '/p/epoch/4', Value: stored, LastModifiedDate: new Date(0) }],
    }));
    ssm.on(DeleteParameterCommand).resolves({});

    const claim = await store().claimEpoch(request);
    await claim?.release();

    const deleted = ssm.commandCalls(DeleteParameterCommand).map(({ args }) => args[0].input.Name);
    expect(deleted).toEqual(['/p/epoch/4']);
  });

  it('is not recognised only because the holder has the same name', async () => {
    const Value = JSON.stringify({ holder: 'same', untilMs: 60_000, claimId: 'another' });
    ssm.on(PutParameterCommand).rejects(alreadyExists);
    ssm
      .on(GetParametersCommand)
      .resolves({ Parameters: [{ Name: '/p/epoch/4', Value, LastModifiedDate: new Date(0) }] });

    expect(await store().claimEpoch(request)).toBeUndefined();
  });

  it('stays free if its holder has just released it', async () => {
    ssm.on(PutParameterCommand).rejects(alreadyExists);
    ssm.on(GetParametersCommand).resolves({ Parameters: [], InvalidParameters: ['/p/epoch/4'] });

    expect(await store().claimEpoch(request)).toBeUndefined();
  });

  it('stays free if a response has no list', async () => {
    ssm.on(PutParameterCommand).rejects(alreadyExists);
    ssm.on(GetParametersCommand).resolves({});

    expect(await store().claimEpoch(request)).toBeUndefined();
  });

  it('is held if nobody says since when', async () => {
    const Value = JSON.stringify({ holder: 'other', untilMs: 60_000, claimId: 'another' });
    ssm.on(PutParameterCommand).rejects(alreadyExists);
    ssm.on(GetParametersCommand).resolves({ Parameters: [{ Name: '/p/epoch/4', Value }] });

    expect(await store().claimEpoch(request)).toBeUndefined();
  });

  it('is named if it cannot be read', async () => {
    ssm.on(PutParameterCommand).rejects(alreadyExists);
    ssm.on(GetParametersCommand).rejects(Object.assign(new Error('later'), { name: 'ThrottlingException' }));

    await expect(store().claimEpoch(request)).rejects.toThrow('SSM GetParameters on /p/epoch/3: ');
  });
});
