import {
  CreateClusterCommand,
  CreateServiceCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { type AwsClients, createAwsClients } from '../../../lib/adapters/aws/clients';
import { createEcsTaskService } from '../../../lib/adapters/aws/ecs-task-service';
import { createSsmConfigStore } from '../../../lib/adapters/aws/ssm-config-store';
import { type LocalAws, startLocalAws } from '../../../local/aws';
import { FaultInjector } from '../../../local/aws/fault-injector';
import { waitUntil } from '../../../local/process/wait-until';
import { waitingProcess } from '../../_helpers/process/waiting-process';

const PREFIX = '/spillway/test';
const WITHIN = { timeoutMs: 20_000, everyMs: 10 };
/** No test lasts as long. */
const FOR_EVER_MS = 600_000;

/** Through the adapters and the real SDK, as a tick meets it. */
describe('A fault of AWS', () => {
  let aws: LocalAws;
  let clients: AwsClients;

  beforeEach(async () => {
    aws = await startLocalAws({ launch: async () => waitingProcess() });
    clients = createAwsClients({ env: { AWS_ENDPOINT_URL: aws.endpoint, AWS_REGION: 'eu-west-1' } });
    const containerDefinitions = [{ name: 'collector', image: 'otelcol' }];
    await clients.ecs.send(new CreateClusterCommand({ clusterName: 'c' }));
    await clients.ecs.send(new RegisterTaskDefinitionCommand({ family: 'f', containerDefinitions }));
    await clients.ecs.send(
      new CreateServiceCommand({ cluster: 'c', serviceName: 's', taskDefinition: 'f', desiredCount: 6 }),
    );
  });

  afterEach(async () => {
    clients.destroy();
    await aws.stop();
  });

  const tasks = (client = clients.ecs) =>
    createEcsTaskService({ client, cluster: 'c', service: 's', autoScaling: async () => ({ kind: 'none' }) });
  const store = () => createSsmConfigStore({ client: clients.ssm, prefix: PREFIX });
  const count = async () => (await tasks().describe()).desiredCount;
  const coverage = async () => (await store().read()).coverage?.value;
  const codeOf = (call: Promise<unknown>) =>
    call.then(
      () => 'done',
      ({ code }) => code,
    );
  const called = (operation: string) =>
    aws.calls.filter(({ target }) => target.endsWith(`.${operation}`)).length;

  it('"stale-after-change" returns the data from before a change for a number of reads, but not as the response of the write', async () => {
    aws.injectFault({ kind: 'stale-after-change', operation: 'DescribeServices', answers: 2 });
    const before = await count();

    const answer = await tasks().setDesiredCount(0);
    const stopped = [await count(), await count(), await count()];
    await tasks().setDesiredCount(4);
    const started = [await count(), await count(), await count()];

    expect({ before, answer }).toEqual({ before: 6, answer: { desiredCount: 0 } });
    expect(stopped).toEqual([6, 6, 0]);
    expect(started).toEqual([0, 0, 4]);
  });

  it('"stale-after-change" of parameters applies to written, deleted and missing ones', async () => {
    aws.injectFault({ kind: 'stale-after-change', operation: 'GetParameters', answers: 1 });

    await store().writeCoverage('one');
    const created = [await coverage(), await coverage()];
    await store().create('debt', 'six');
    const owing = [(await store().read()).debt, (await store().read()).debt?.value];
    await store().remove('debt');
    const repaid = [(await store().read()).debt?.value, (await store().read()).debt];

    expect(created).toEqual([undefined, 'one']);
    expect(owing).toEqual([undefined, 'six']);
    expect(repaid).toEqual(['six', undefined]);
  });

  it('"slow" has carried out a call that the caller gave up, and counts it once', async () => {
    const impatient = createAwsClients({
      env: { AWS_ENDPOINT_URL: aws.endpoint, AWS_REGION: 'eu-west-1' },
      requestTimeoutMs: 300,
    });
    const end = aws.injectFault({ kind: 'slow', operation: 'UpdateService', byMs: FOR_EVER_MS });

    const code = await codeOf(tasks(impatient.ecs).setDesiredCount(0));
    end();

    impatient.destroy();
    expect(code).toBe('ECS_NO_ANSWER');
    expect(called('UpdateService')).toBe(1);
    expect(await count()).toBe(0);
  });

  it.each([
    ['AccessDeniedException', 'ECS_ACCESS_DENIED', 1],
    // What was refused for now is tried again at once; what may have happened is not.
    ['ThrottlingException', 'ECS_REQUEST_FAILED', 2],
    ['InternalServerError', 'ECS_NO_ANSWER', 1],
  ] as const)('that refuses with %s does nothing, which is %s', async (exception, code, calls) => {
    const end = aws.injectFault({ kind: 'refuse', operation: 'UpdateService', exception });

    const refused = await codeOf(tasks().setDesiredCount(0));
    const asked = called('UpdateService');
    const meanwhile = await count();
    end();

    expect({ refused, asked, meanwhile }).toEqual({ refused: code, asked: calls, meanwhile: 6 });
    expect(await tasks().setDesiredCount(0)).toEqual({ desiredCount: 0 });
  });

  it('"refuse" for a number of calls carries out the next', async () => {
    aws.injectFault({
      kind: 'refuse',
      operation: 'PutParameter',
      exception: 'AccessDeniedException',
      calls: 2,
    });

    const codes = [
      await codeOf(store().create('hold', 'a')),
      await codeOf(store().create('hold', 'b')),
      await codeOf(store().create('hold', 'c')),
    ];

    expect(codes).toEqual(['SSM_ACCESS_DENIED', 'SSM_ACCESS_DENIED', 'done']);
    expect((await store().read()).hold?.value).toBe('c');
  });

  it('"forget" has carried out the write without a response, and the SDK does not retry it', async () => {
    await store().writeCoverage('before');
    aws.injectFault({ kind: 'forget', operation: 'UpdateService', calls: 1 });
    aws.injectFault({ kind: 'forget', operation: 'PutParameter', calls: 1 });
    const known = store();
    await known.read();

    const codes = [await codeOf(tasks().setDesiredCount(0)), await codeOf(known.writeCoverage('after'))];

    expect(codes).toEqual(['ECS_NO_ANSWER', 'SSM_NO_ANSWER']);
    expect([called('UpdateService'), called('PutParameter')]).toEqual([1, 2]);
    expect([await count(), await coverage()]).toEqual([0, 'after']);
  });

  it('"forget" of a create is retried, and the retry reports that the parameter exists', async () => {
    aws.injectFault({ kind: 'forget', operation: 'PutParameter', calls: 1 });

    const created = await store().create('debt', 'six');

    expect(created).toBe('exists');
    expect((await store().read()).debt?.value).toBe('six');
  });

  it('"forget" of a delete has deleted', async () => {
    await store().create('debt', 'six');
    aws.injectFault({ kind: 'forget', operation: 'DeleteParameter', calls: 1 });

    const code = await codeOf(store().remove('debt'));

    expect(code).toBe('SSM_NO_ANSWER');
    expect((await store().read()).debt).toBeUndefined();
  });

  it('"forget" with a delay overwrites what was done in between', async () => {
    aws.injectFault({ kind: 'forget', operation: 'UpdateService', carriedOutAfterMs: 300, calls: 1 });

    const code = await codeOf(tasks().setDesiredCount(0));
    const atOnce = await count();
    const between = await tasks().setDesiredCount(5);

    expect({ code, atOnce, between }).toEqual({
      code: 'ECS_NO_ANSWER',
      atOnce: 6,
      between: { desiredCount: 5 },
    });
    await waitUntil('the number that comes late', async () => (await count()) === 0, WITHIN);
  });

  it('does not affect services and parameters that it is not about', async () => {
    const other = createSsmConfigStore({ client: clients.ssm, prefix: '/spillway/other' });
    const refuse = { kind: 'refuse', exception: 'AccessDeniedException' } as const;
    aws.injectFault({ ...refuse, operation: 'PutParameter', about: PREFIX });
    aws.injectFault({ ...refuse, operation: 'UpdateService', about: 'another' });
    aws.injectFault({ ...refuse, operation: 'DescribeServices', about: 's' });
    aws.injectFault({ kind: 'stale-after-change', operation: 'GetParameters', answers: 9, about: PREFIX });

    const codes = [
      await codeOf(store().create('debt', 'six')),
      await codeOf(other.create('debt', 'six')),
      await codeOf(tasks().setDesiredCount(1)),
      await codeOf(tasks().describe()),
    ];

    expect(codes).toEqual(['SSM_ACCESS_DENIED', 'done', 'done', 'ECS_ACCESS_DENIED']);
    expect((await other.read()).debt?.value).toBe('six');
  });

  it('"forget" of a read is retried', async () => {
    aws.injectFault({ kind: 'forget', operation: 'DescribeServices', calls: 1 });

    expect(await count()).toBe(6);
    expect(called('DescribeServices')).toBe(2);
  });
});

/** With a clock of its own: how far back a stale answer lies. */
describe('a lag', () => {
  const lagging = () => {
    const world = { nowMs: 0, value: 'none' };
    const faults = new FaultInjector(
      {
        AmazonSSM: () => {
          const { value } = world;
          return { GetParameters: () => ({ value }) };
        },
      },
      () => world.nowMs,
    );
    const read = async () =>
      (
        await faults.around({ target: 'AmazonSSM.GetParameters', input: {} }, async () => ({
          value: world.value,
        }))
      ).value;
    const put = (value: string) =>
      faults.around({ target: 'AmazonSSM.PutParameter', input: {} }, async () => {
        world.value = value;
        return {};
      });
    return { world, faults, read, put };
  };

  it('shows the data from that long ago, also across several changes and those before it began', async () => {
    const { world, faults, read, put } = lagging();
    for (const [nowMs, value] of [
      [1_000, 'one'],
      [2_000, 'two'],
      [3_000, 'three'],
    ] as const) {
      world.nowMs = nowMs;
      await put(value);
    }

    const end = faults.begin({ kind: 'stale', operation: 'GetParameters', lagMs: 1_500 });
    const seen: unknown[] = [];
    for (const nowMs of [3_100, 3_499, 3_500, 4_499, 4_500]) {
      world.nowMs = nowMs;
      seen.push(await read());
    }
    world.nowMs = 3_100;
    end();

    expect(seen).toEqual(['one', 'one', 'two', 'two', 'three']);
    expect(await read()).toBe('three');
  });

  it('ends after a number of responses', async () => {
    const { faults, read, put } = lagging();
    await put('one');

    faults.begin({ kind: 'stale', operation: 'GetParameters', lagMs: 5_000, calls: 1 });

    expect([await read(), await read()]).toEqual(['none', 'one']);
  });

  it('counts only the reads that it changed', async () => {
    const { world, faults, read, put } = lagging();
    let hits = 0;
    faults.begin({ kind: 'stale', operation: 'GetParameters', lagMs: 1_000 }, () => void hits++);
    await read();
    await put('one');
    expect(hits).toBe(0);

    await read();
    world.nowMs += 2_000;
    await read();

    expect(hits).toBe(1);
  });
});
