import {
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import {
  DeleteParameterCommand,
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

describe('What the adapters ask for', () => {
  it('sets the desired count and nothing else, since anything more could restart tasks', async () => {
    ecs.on(UpdateServiceCommand).resolves({});

    await tasks().setDesiredCount(3);

    const inputs = ecs.commandCalls(UpdateServiceCommand).map(({ args }) => args[0].input);
    expect(inputs).toEqual([{ cluster: 'c', service: 's', desiredCount: 3 }]);
  });

  it('describes tasks a hundred at a time, each once', async () => {
    const arns = Array.from({ length: 250 }, (_, index) => `t/${index}`);
    ecs.on(DescribeServicesCommand).resolves({ services: [{ status: 'ACTIVE' }] });
    ecs.on(ListTasksCommand, { desiredStatus: 'RUNNING' }).resolves({ taskArns: arns });
    ecs.on(ListTasksCommand, { desiredStatus: 'STOPPED' }).resolves({ taskArns: arns.slice(0, 50) });
    ecs.on(DescribeTasksCommand).resolves({ tasks: [] });

    await tasks().describe();

    const asked = ecs.commandCalls(DescribeTasksCommand).map(({ args }) => args[0].input.tasks ?? []);
    expect(asked.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(new Set(asked.flat()).size).toBe(250);
  });

  it('reads where a task is reached from its network interface and its port bindings', async () => {
    ecs.on(DescribeServicesCommand).resolves({ services: [{ status: 'ACTIVE' }] });
    ecs.on(ListTasksCommand).resolves({ taskArns: ['t/1', 't/2'] });
    const details = [{ name: 'privateIPv4Address', value: '10.0.0.7' }];
    const networkBindings = [{ containerPort: 8888, hostPort: 49_153, protocol: 'tcp' as const }];
    ecs.on(DescribeTasksCommand).resolves({
      tasks: [
        { taskArn: 't/1', attachments: [{ details }], containers: [{ networkBindings: [] }] },
        { taskArn: 't/2', containers: [{}, { networkBindings }] },
      ],
    });

    const { tasks: found } = await tasks().describe();

    expect(found.map(({ address, hostPorts }) => ({ address, hostPorts }))).toEqual([
      { address: '10.0.0.7', hostPorts: undefined },
      { address: undefined, hostPorts: [{ containerPort: 8888, hostPort: 49_153 }] },
    ]);
  });

  it('takes a task that was forgotten meanwhile for gone, and any other failure for ignorance', async () => {
    ecs.on(DescribeServicesCommand).resolves({ services: [{ status: 'ACTIVE' }] });
    ecs.on(ListTasksCommand).resolves({ taskArns: ['t/1'] });

    ecs.on(DescribeTasksCommand).resolves({ tasks: [], failures: [{ arn: 't/1', reason: 'MISSING' }] });
    await expect(tasks().describe()).resolves.toMatchObject({ tasks: [] });
    ecs.on(DescribeTasksCommand).resolves({ tasks: [], failures: [{ arn: 't/1', reason: 'OTHER' }] });
    await expect(tasks().describe()).rejects.toMatchObject({ code: 'ECS_REQUEST_FAILED' });
  });

  it('never repeats a refused value in an error', async () => {
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

describe('A claim whose answer got lost', () => {
  const request = { stateVersion: 4, holder: 'same', nowMs: 0, leaseMs: 60_000 };

  it('is recognised as the own one when the repeated create says it exists', async () => {
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

  it('is not taken for the own one only because the holder has the same name', async () => {
    const Value = JSON.stringify({ holder: 'same', untilMs: 60_000, claimId: 'another' });
    ssm.on(PutParameterCommand).rejects(alreadyExists);
    ssm
      .on(GetParametersCommand)
      .resolves({ Parameters: [{ Name: '/p/epoch/4', Value, LastModifiedDate: new Date(0) }] });

    expect(await store().claimEpoch(request)).toBeUndefined();
  });

  it('stays unclaimed when the one that held it has just released it', async () => {
    ssm.on(PutParameterCommand).rejects(alreadyExists);
    ssm.on(GetParametersCommand).resolves({ Parameters: [], InvalidParameters: ['/p/epoch/4'] });

    expect(await store().claimEpoch(request)).toBeUndefined();
  });
});
