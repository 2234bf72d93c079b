import { unaccounted } from '../../../verify/memory/accounts';
import { always, every, next } from '../../../verify/memory/call-rules';
import { OUTSIDE } from '../../../verify/memory/cause';
import type { MemoryWorld } from '../../../verify/memory/world';
import { commits, missing, quickWorld, settle } from '../../_helpers/controller/ticking';

const TOPIC = 'otlp_spans';

function onLatest(world: MemoryWorld): void {
  world.edit((config) => config.replace('initial_offset: earliest', 'initial_offset: latest'));
}

/** So many tasks, which start with the config that is stored now. */
function restarted(world: MemoryWorld, count: number): void {
  world.desiredCount = 0;
  settle(world);
  world.desiredCount = count;
  settle(world);
}

/** Whatever a test does: each record is delivered, held, still to be read, or noted as missing. */
function expectAccounted(world: MemoryWorld): void {
  expect(unaccounted(world)).toBe(0n);
}

describe('tasks of the memory world', () => {
  it('start in seconds, read from the log start on earliest, and commit what they read', () => {
    const world = quickWorld();

    expect(commits(world)).toBe('100 100 100 100 100 100');
    expect(missing(world)).toEqual([]);
    expectAccounted(world);
  });

  it('skip the records of a partition without a commit, on latest', () => {
    const world = quickWorld();
    world.addPartitions(TOPIC, 1);
    world.produce(TOPIC, 6, 30n);
    onLatest(world);

    restarted(world, 2);

    expect(missing(world)).toMatchObject([{ from: 0n, to: 30n, cause: 'passed-over', by: 'outside' }]);
    expectAccounted(world);
  });

  it('find a new partition at their metadata refresh', () => {
    const world = quickWorld();
    world.addPartitions(TOPIC, 1);
    world.produce(TOPIC, 6, 30n);

    world.advance(15_000);

    expect(world.partition(TOPIC, 6).committed).toBe(30n);
  });

  it('share the partitions, and a stopped task hands over its own', () => {
    const world = quickWorld();
    world.desiredCount = 3;
    settle(world);
    const shares = () =>
      world.group
        .describe()
        .members.map(({ assignment }) => assignment !== 'unknown' && assignment[0]?.partitions.length);
    expect(shares()).toEqual([2, 2, 2]);

    world.desiredCount = 2;
    settle(world);

    expect(shares()).toEqual([3, 3]);
    expectAccounted(world);
  });

  it('drop what the backend refuses when they are stopped, and record who stopped them', async () => {
    const world = quickWorld();
    world.backend.mode = { kind: 'refuses', share: 1 };
    world.produce(TOPIC, 0, 50n);
    world.advance(2_000);
    expect(world.partition(TOPIC, 0).committed).toBe(150n);

    await world.dependencies().tasks.setDesiredCount(0);

    expect(missing(world)).toMatchObject([
      { from: 100n, to: 150n, cause: 'dropped-at-stop', by: 'spillway' },
    ]);
    expectAccounted(world);
  });

  it('deliver what they hold when they are stopped and the backend accepts it', async () => {
    const world = quickWorld();
    world.backend.mode = { kind: 'hangs' };
    world.produce(TOPIC, 0, 50n);
    world.advance(2_000);
    world.backend.mode = { kind: 'ok' };

    await world.dependencies().tasks.setDesiredCount(0);

    expect(missing(world)).toEqual([]);
  });

  it('overwrite a commit that was moved while they read', async () => {
    const world = quickWorld();
    const kafka = await world.dependencies().connectKafka();
    const group = await kafka.describeGroup('otel-processing');
    await kafka.commitAsMember(group, [{ topic: TOPIC, partition: 0, offset: 10n }]);
    expect(world.partition(TOPIC, 0).committed).toBe(10n);

    world.produce(TOPIC, 0, 1n);
    world.advance(2_000);

    expect(world.partition(TOPIC, 0).committed).toBe(101n);
  });

  it.each([
    ['is not YAML', () => 'receivers: ['],
    ['has a broker that is not there', (text: string) => text.replace('127.0.0.1:9092', '10.9.9.9:9092')],
    ['is for another group', (text: string) => text.replace('otel-processing', 'another')],
  ])('run and join no group if the config %s', (_what, change) => {
    const world = quickWorld();
    world.edit(change);

    world.desiredCount = 0;
    settle(world);
    world.desiredCount = 2;
    world.advance(60_000);

    expect(world.service.running).toHaveLength(2);
    expect(world.group.describe()).toMatchObject({ state: 'Empty', members: [] });
  });

  it('stay in the group until their session ends if they are killed', () => {
    const world = quickWorld();
    const [task] = world.service.running;
    if (task) world.service.kill(task);

    world.advance(9_000);
    expect(world.group.isEmpty).toBe(false);
    settle(world);

    expect(world.service.running.map(({ number }) => number)).toEqual([2]);
  });
});

describe('a seed while the group runs', () => {
  it('does not move partitions between tasks', async () => {
    const world = quickWorld();
    world.addPartitions(TOPIC, 1);
    world.advance(15_000);
    const kafka = await world.dependencies().connectKafka();
    const before = await kafka.describeGroup('otel-processing');

    await kafka.commitAsMember(before, [{ topic: TOPIC, partition: 6, offset: 0n }]);
    settle(world);

    expect(world.partition(TOPIC, 6).committed).toBe(0n);
    expect(world.group.describe().members.map(({ memberId }) => memberId)).toEqual(
      before.members.map(({ memberId }) => memberId),
    );
    expect(missing(world)).toEqual([]);
  });
});

describe('retention', () => {
  it('deletes from the log start, by time', () => {
    const world = quickWorld();
    world.stalled = true;
    const topic = world.topics.get(TOPIC);
    if (topic) topic.retention = { ms: 600_000, bytes: 'unlimited' };
    world.produce(TOPIC, 0, 40n);

    world.advance(620_000);

    expect(world.partition(TOPIC, 0).logStart).toBe(140n);
    expect(missing(world)).toMatchObject([{ from: 100n, to: 140n, cause: 'deleted-unread', by: 'outside' }]);
    expectAccounted(world);
  });

  it('deletes from the log start, by bytes', () => {
    const world = quickWorld();
    const topic = world.topics.get(TOPIC);
    if (topic) topic.retention = { ms: 'unlimited', bytes: 30_000 };

    world.advance(10_000);

    expect(world.partition(TOPIC, 0).logStart).toBe(70n);
    expect(missing(world)).toEqual([]);
  });
});

describe('the ECS service', () => {
  it('replaces tasks within its limits, and keeps at least one running', () => {
    const world = quickWorld();
    world.desiredCount = 3;
    settle(world);
    let fewest = 3;
    world.habits.push(() => {
      fewest = Math.min(fewest, world.service.running.length);
    });

    world.service.deploy(OUTSIDE);
    settle(world);

    expect(world.service.running.map(({ number }) => number)).toEqual([4, 5, 6]);
    expect(fewest).toBe(3);
    expect(world.service.describe(0).deployments).toMatchObject([{ rolloutState: 'COMPLETED' }]);
  });

  it('rolls a deployment back if its tasks do not stay, and leaves the old tasks running', () => {
    const world = quickWorld();
    world.service.crashes = ({ taskDefinition }) => taskDefinition === 'processing:2';

    world.service.deploy(OUTSIDE, 'processing:2');
    world.advance(600_000);

    expect(world.service.running.length).toBeGreaterThan(0);
    expect(world.service.describe(0).deployments).toMatchObject([
      { taskDefinition: 'processing:1', rolloutState: 'COMPLETED' },
    ]);
  });

  it('keeps a task that hangs in DEPROVISIONING in its list', () => {
    const world = quickWorld();
    world.service.hangs.push(3_600_000);

    world.desiredCount = 0;
    world.advance(1_800_000);

    expect(world.service.describe(0).tasks).toMatchObject([{ lastStatus: 'DEPROVISIONING' }]);
    expect(world.group.isEmpty).toBe(true);
  });
});

describe('calls of the controller', () => {
  it('take time', async () => {
    const world = quickWorld();
    world.calls.latencyMs.set('ecs.describe', 250);
    const before = world.nowMs;

    await world.dependencies().tasks.describe();

    expect(world.nowMs - before).toBe(250);
  });

  it('can be refused permanently, and change nothing', async () => {
    const world = quickWorld();
    world.calls.rules.push(always(['ssm.writeConfig'], { kind: 'refused' }));

    await expect(world.dependencies().store.writeConfig('x')).rejects.toMatchObject({
      code: 'SSM_ACCESS_DENIED',
    });

    expect(world.get('config')).not.toBe('x');
  });

  it('can get no response and take effect later', async () => {
    const world = quickWorld();
    world.calls.rules.push(
      next('ecs.setDesiredCount', { kind: 'timed-out', afterMs: 3_000, happensAfterMs: 4_000 }),
    );

    await expect(world.dependencies().tasks.setDesiredCount(0)).rejects.toMatchObject({
      code: 'ECS_UNREACHABLE',
    });
    expect(world.desiredCount).toBe(1);
    world.advance(1_000);

    expect(world.desiredCount).toBe(0);
  });

  it('can return old data, every k-th time', async () => {
    const world = quickWorld();
    world.advance(10_000);
    world.calls.rules.push(every(2, 'ecs.describe', { kind: 'stale', ageMs: 5_000 }));
    const { tasks } = world.dependencies();
    world.desiredCount = 4;
    world.advance(1_000);

    const counts = [await tasks.describe(), await tasks.describe(), await tasks.describe()];

    expect(counts.map(({ desiredCount }) => desiredCount)).toEqual([4, 1, 4]);
  });

  it('show what is left open', async () => {
    const world = quickWorld();
    const { connectKafka, store } = world.dependencies();
    const kafka = await connectKafka();
    const claim = await store.claimEpoch({
      stateVersion: 0,
      holder: 'a',
      nowMs: world.nowMs,
      leaseMs: 60_000,
    });
    expect([world.openConnections, world.parameters.openClaims]).toEqual([1, 1]);

    const [closing, releasing] = [kafka.close(), claim?.release()];
    expect([world.openConnections, world.parameters.openClaims]).toEqual([1, 1]);
    await Promise.all([closing, releasing]);

    expect([world.openConnections, world.parameters.openClaims]).toEqual([0, 0]);
  });
});
