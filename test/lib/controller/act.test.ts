import { act } from '../../../lib/controller/act';
import type { Action } from '../../../lib/core/vocabulary/action';
import { SpillwayError } from '../../../lib/errors';
import { always, meanwhile, next } from '../../../verify/memory/call-rules';
import type { Operation } from '../../../verify/memory/calls';
import { OUTSIDE } from '../../../verify/memory/cause';
import type { MemoryWorld } from '../../../verify/memory/world';
import { commits, quickWorld, settle, storedOffset } from '../../_helpers/controller/ticking';
import { config, situation } from '../../_helpers/core/situation';
import { snapshot, topic } from '../../_helpers/core/snapshots';

const GROUP = 'otel-processing';
const DEBT = { count: 1, stoppedAtMs: 5, for: 'rewind' };
const REFUSED = { kind: 'refused' } as const;

interface More {
  kafka?: 'unreachable';
  stateVersion?: number;
}

/** Carries out an action right after a look. Returns the outcome, or the error code. */
async function carryOut(world: MemoryWorld, action: Action, more?: More): Promise<string> {
  const done = await attempt(world, action, more);
  return typeof done === 'string' ? done : done.code;
}

/** The same, with the whole error. */
async function attempt(world: MemoryWorld, action: Action, more: More = {}): Promise<string | SpillwayError> {
  const { connectKafka, store, tasks } = world.dependencies();
  const kafka = more.kafka === 'unreachable' ? undefined : await connectKafka();
  const look = situation({
    nowMs: world.nowMs,
    kafka: snapshot([
      topic(
        'otlp_spans',
        world.logs.map(({ committed, logStart, logEnd }) => ({ committed, logStart, logEnd })),
      ),
    ]),
    service: world.service.describe(0),
    config: config({ text: world.get('config') ?? '' }),
  }).observation;
  world.calls.made.length = 0;
  try {
    const done = await act(action, look, GROUP, {
      kafka,
      store,
      tasks,
      stateVersion: more.stateVersion ?? 0,
    });
    return done.kind === 'done' ? 'done' : `superseded: ${done.why}`;
  } catch (error) {
    if (error instanceof SpillwayError) return error;
    throw error;
  } finally {
    await kafka?.close();
  }
}

/** What was changed, in order. */
const effects = (world: MemoryWorld) => world.calls.effects.join(', ');

/** A world whose task is gone, and is owed. */
function stoppedWorld(): MemoryWorld {
  const world = quickWorld();
  world.desiredCount = 0;
  settle(world);
  world.put('debt', JSON.stringify(DEBT));
  return world;
}

const COMMIT: Action = {
  kind: 'commit-offsets',
  purpose: 'rewind',
  offsets: [
    { topic: 'otlp_spans', partition: 0, offset: 10n },
    { topic: 'otlp_spans', partition: 5, offset: 0n },
  ],
};
const START: Action = { kind: 'start-tasks', to: 1, because: 'step' };
const REPAY: Action = { kind: 'start-tasks', to: 1, because: 'repay' };
const STOP: Action = { kind: 'stop-tasks', from: 1, debt: DEBT };
const STORE: Action = { kind: 'store-offset', fromVersion: 1, initialOffset: 'latest' };

describe('an action', () => {
  it('sets desiredCount', async () => {
    const world = quickWorld();

    expect(await carryOut(world, { kind: 'set-desired-count', from: 1, to: 4 })).toBe('done');
    expect(world.desiredCount).toBe(4);
  });

  it('stores initial_offset and changes nothing else', async () => {
    const world = quickWorld();
    const before = world.get('config');

    expect(await carryOut(world, STORE)).toBe('done');
    expect(world.get('config')).toBe(before?.replace('initial_offset: earliest', 'initial_offset: latest'));
  });

  it('stores initial_offset in a config that the Collector refuses, which a flip does not make worse', async () => {
    const world = quickWorld();
    world.edit((text) => `${text}misspelt: 1\n`);
    const before = world.get('config');

    expect(await carryOut(world, { ...STORE, fromVersion: 2 })).toBe('done');
    expect(world.get('config')).toBe(before?.replace('initial_offset: earliest', 'initial_offset: latest'));
  });

  it('restores an earlier version of the config, with the initial_offset that is safe now', async () => {
    const world = quickWorld();
    world.edit((text) => text.replace('initial_offset: earliest', 'initial_offset: latest'));
    world.edit((text) => `${text}\n# does not start\n`);
    const restore: Action = {
      kind: 'restore-config',
      fromVersion: 3,
      toVersion: 2,
      initialOffset: 'earliest',
    };

    expect(await carryOut(world, restore)).toBe('done');
    expect([storedOffset(world), world.get('config')?.includes('does not start')]).toEqual([
      'earliest',
      false,
    ]);
  });

  it('restores no version that SSM no longer keeps, and changes nothing', async () => {
    const world = quickWorld();
    const restore: Action = {
      kind: 'restore-config',
      fromVersion: 1,
      toVersion: 77,
      initialOffset: 'earliest',
    };

    expect(await attempt(world, restore)).toMatchObject({
      code: 'CONFIG_VERSION_GONE',
      message:
        'Version 77 of /spillway/test/config, the last one that worked, no longer exists: SSM keeps 100 versions.',
      hint: 'Store a config that works.',
    });
    expect(effects(world)).toBe('');
  });

  it('reads back the version that it stored: another one means that somebody else writes too', async () => {
    const world = quickWorld();
    world.calls.rules.push(
      meanwhile('ssm.writeConfig', () => world.put('config', world.get('config') ?? '')),
    );

    expect(await attempt(world, STORE)).toMatchObject({
      code: 'CONFIG_NOT_CONFIRMED',
      message: '/spillway/test/config was written as version 3, but version 2 was expected.',
      hint: 'Somebody else writes this parameter at the same time. The next tick reads it again.',
    });
  });

  it('replaces the tasks by a rolling deployment', async () => {
    const world = quickWorld();

    expect(await carryOut(world, { kind: 'roll-tasks' })).toBe('done');
    expect(effects(world)).toBe('deployment');
  });

  it('raises the partition count', async () => {
    const world = quickWorld();

    expect(await carryOut(world, { kind: 'create-partitions', topic: 'otlp_spans', count: 8 })).toBe('done');
    expect(world.topics.get('otlp_spans')?.partitions).toHaveLength(8);
  });

  it('closes a debt', async () => {
    const world = stoppedWorld();

    expect(await carryOut(world, { kind: 'close-debt' })).toBe('done');
    expect(world.get('debt')).toBeUndefined();
  });

  it('is not carried out if another tick has overtaken it', async () => {
    const world = quickWorld();
    world.put('state', '{}');

    expect(await carryOut(world, STORE)).toMatch(/^superseded: the state has version 1, not 0/);
    expect(effects(world)).toBe('');
  });

  it.each<Action>([
    COMMIT,
    { kind: 'seed-live', offsets: [] },
    { kind: 'create-partitions', topic: 'otlp_spans', count: 8 },
  ])('fails without Kafka if it needs it: $kind', async (action) => {
    const world = stoppedWorld();

    expect(await attempt(world, action, { kafka: 'unreachable' })).toMatchObject({
      code: 'KAFKA_UNREACHABLE',
      message: 'Kafka could not be reached in this tick.',
      hint: 'The next tick tries again.',
    });
    expect(effects(world)).toBe('');
  });

  it('is not carried out if its fresh read fails', async () => {
    const world = quickWorld();
    world.calls.rules.push(always(['ecs.describe'], REFUSED));

    expect(await carryOut(world, STOP)).toBe('ECS_ACCESS_DENIED');
    expect(effects(world)).toBe('');
  });
});

describe('stopping the tasks', () => {
  it('creates the debt first, then sets desiredCount to 0', async () => {
    const world = quickWorld();

    expect(await carryOut(world, STOP)).toBe('done');
    expect(effects(world)).toBe('debt, count');
    expect(JSON.parse(world.get('debt') ?? '')).toMatchObject({ count: 1, for: 'rewind' });
  });

  it('is not done while another stop is not repaid', async () => {
    const world = quickWorld();
    world.put('debt', JSON.stringify(DEBT));

    expect(await carryOut(world, STOP)).toBe(
      'superseded: the tasks of an earlier stop have not been started again yet',
    );
    expect([world.get('debt'), world.desiredCount]).toEqual([JSON.stringify(DEBT), 1]);
  });

  it.each<[string, Operation, 'refused' | 'timed-out', string, number]>([
    ['the debt cannot be created: nothing is stopped', 'ssm.create', 'refused', '', 1],
    ['the answer to that is lost: nothing is stopped', 'ssm.create', 'timed-out', 'debt', 1],
    ['ECS refuses: the debt stays', 'ecs.setDesiredCount', 'refused', 'debt', 1],
    [
      'the answer of ECS is lost: the debt stays, whether it took effect or not',
      'ecs.setDesiredCount',
      'timed-out',
      'debt, count',
      0,
    ],
  ])('if %s', async (_name, operation, kind, expected, desiredCount) => {
    const world = quickWorld();
    world.calls.rules.push(
      next(operation, kind === 'refused' ? REFUSED : { kind, afterMs: 14_000, happensAfterMs: 2_000 }),
    );

    expect(await carryOut(world, STOP)).toMatch(/^(SSM|ECS)_/);
    expect([effects(world), world.desiredCount]).toEqual([expected, desiredCount]);
    expect(world.get('debt') !== undefined).toBe(expected !== '');
  });
});

describe('starting the tasks', () => {
  it('deletes the debt only after the response of ECS', async () => {
    const world = stoppedWorld();

    expect(await carryOut(world, START)).toBe('done');
    expect(effects(world)).toBe('count, no debt');
    expect(world.get('debt')).toBeUndefined();
  });

  it.each<[string, 'refused' | 'timed-out']>([
    ['refuses', 'refused'],
    ['does not answer', 'timed-out'],
  ])('keeps the debt if ECS %s', async (_name, kind) => {
    const world = stoppedWorld();
    world.calls.rules.push(
      next(
        'ecs.setDesiredCount',
        kind === 'refused' ? REFUSED : { kind, afterMs: 14_000, happensAfterMs: 1 },
      ),
    );

    expect(await carryOut(world, START)).toMatch(/^ECS_/);
    expect(world.get('debt')).toBeDefined();
  });

  it('keeps the debt of a stop that has not shown yet, because it may still take effect', async () => {
    const world = quickWorld();
    world.put('debt', JSON.stringify(DEBT));

    expect(await carryOut(world, REPAY)).toBe('done');
    expect([effects(world), world.get('debt') !== undefined]).toEqual(['count', true]);
  });

  it('is done even if the debt cannot be deleted: the next tick closes it', async () => {
    const world = stoppedWorld();
    world.calls.rules.push(next('ssm.remove', REFUSED));

    expect(await carryOut(world, START)).toBe('done');
    expect([world.desiredCount, world.get('debt') !== undefined]).toEqual([1, true]);
  });

  it('reads the commits once more, and repeats those that were lost', async () => {
    const world = stoppedWorld();
    world.calls.rules.push(
      meanwhile('kafka.committedOffsets', () => {
        world.partition('otlp_spans', 2).committed = 'none';
      }),
    );

    expect(await carryOut(world, START)).toBe('done');
    expect(effects(world)).toBe('commit, count, no debt');
    expect(commits(world)).toBe('100 100 100 100 100 100');
  });

  it('commits nothing if no commit was lost', async () => {
    const world = stoppedWorld();
    await carryOut(world, START);

    expect(world.calls.made).toContain('kafka.committedOffsets');
    expect(world.calls.made).not.toContain('kafka.commitWhileEmpty');
  });

  it.each([
    ['for a step', START],
    ['to repay', REPAY],
  ])('%s keeps the number that somebody has started since the look', async (_name, action) => {
    const world = stoppedWorld();
    world.calls.rules.push(
      meanwhile('ssm.read', () => {
        world.desiredCount = 3;
      }),
    );

    expect(await carryOut(world, action)).toBe('done');
    expect(world.desiredCount).toBe(3);
  });

  it.each(['reachable', 'unreachable'] as const)(
    'to repay makes no request to Kafka while it is %s',
    async (kafka) => {
      const world = stoppedWorld();

      expect(await carryOut(world, REPAY, kafka === 'unreachable' ? { kafka } : {})).toBe('done');
      const requests = world.calls.made.filter((each) => each.startsWith('kafka'));
      expect(requests.filter((each) => each !== 'kafka.close')).toEqual([]);
    },
  );

  it('keeps the debt if it started nothing', async () => {
    const world = stoppedWorld();

    expect(await carryOut(world, { ...START, to: 0 })).toBe('done');
    expect([world.desiredCount, world.get('debt') !== undefined]).toEqual([0, true]);
  });

  it('to repay needs only ECS: neither SSM nor the present state', async () => {
    const world = stoppedWorld();
    world.put('state', '{}');
    world.calls.rules.push(always(['ssm.read', 'ecs.describe'], REFUSED));

    expect(await carryOut(world, REPAY)).toBe('done');
    expect(world.desiredCount).toBe(1);
  });

  it('is not done for a step if SSM does not return whether tasks have to be started again', async () => {
    const world = stoppedWorld();
    world.calls.rules.push(always(['ssm.read'], REFUSED));

    expect(await carryOut(world, START)).toBe('SSM_ACCESS_DENIED');
    expect(world.desiredCount).toBe(0);
  });

  it('is not done after a person’s stop', async () => {
    const world = stoppedWorld();
    world.put('hold', '{}');

    expect(await carryOut(world, REPAY)).toBe('superseded: the service was stopped by command');
    expect(world.desiredCount).toBe(0);
  });

  it('is not done for a step that no longer owes anything', async () => {
    const world = stoppedWorld();
    world.remove('debt');

    expect(await carryOut(world, START)).toBe('superseded: the tasks have already been started');
  });
});

describe('commits while the group is Empty', () => {
  const notConfirmed = (but: string) => ({
    code: 'COMMIT_NOT_CONFIRMED',
    message: `2 offsets were committed for group otel-processing, but ${but}.`,
    hint: 'Keep other consumers out of the group. earliest is stored, so nothing is lost; the next tick checks the commits again.',
  });

  it('are read back', async () => {
    const world = stoppedWorld();

    expect(await carryOut(world, COMMIT)).toBe('done');
    expect(commits(world)).toBe('10 100 100 100 100 0');
    expect(world.calls.made).toContain('kafka.committedOffsets');
  });

  it('are not made while a task exists', async () => {
    const world = quickWorld();

    expect(await carryOut(world, COMMIT)).toMatch(/^superseded: the service has desiredCount 1/);
  });

  it('that read back differently are not confirmed', async () => {
    const world = stoppedWorld();
    world.calls.rules.push(
      meanwhile('kafka.committedOffsets', () => {
        world.partition('otlp_spans', 0).committed = 99n;
      }),
    );

    expect(await attempt(world, COMMIT)).toMatchObject(
      notConfirmed('1 of them read back with another value'),
    );
  });

  it('are not confirmed if a task has started meanwhile', async () => {
    const world = stoppedWorld();
    world.calls.rules.push(
      meanwhile('kafka.committedOffsets', () => {
        world.desiredCount = 1;
      }),
    );

    expect(await attempt(world, COMMIT)).toMatchObject(
      notConfirmed('the service has desiredCount 1 and 1 task'),
    );
  });

  it('are not confirmed if a stranger has joined the group meanwhile', async () => {
    const world = stoppedWorld();
    const stranger = { memberId: 'm', clientId: 'kcat', host: '10.9.9.9' };
    world.calls.rules.push(meanwhile('kafka.committedOffsets', () => world.group.join(stranger, OUTSIDE)));

    expect(await attempt(world, COMMIT)).toMatchObject(
      notConfirmed('group otel-processing is PreparingRebalance with 1 member'),
    );
  });

  it('that Kafka rejects are not made', async () => {
    const world = stoppedWorld();
    world.calls.rules.push(next('kafka.commitWhileEmpty', REFUSED));

    expect(await carryOut(world, COMMIT)).toBe('KAFKA_COMMIT_REFUSED');
    expect(commits(world)).toBe('100 100 100 100 100 100');
  });
});

describe('a live seed', () => {
  const seed = (partition: number): Action => ({
    kind: 'seed-live',
    offsets: [{ topic: 'otlp_spans', partition, offset: 0n }],
  });

  it('commits while the group runs, and reads back', async () => {
    const world = quickWorld();
    world.addPartitions('otlp_spans', 1);
    settle(world);

    expect(await carryOut(world, seed(6))).toBe('done');
    expect(world.partition('otlp_spans', 6).committed).toBe(0n);
  });

  it('is confirmed if the owner has read further meanwhile', async () => {
    const world = quickWorld();
    world.addPartitions('otlp_spans', 1);
    settle(world);
    world.calls.rules.push(
      meanwhile('kafka.committedOffsets', () => {
        world.partition('otlp_spans', 6).committed = 7n;
      }),
    );

    expect(await carryOut(world, seed(6))).toBe('done');
  });

  it('is not confirmed if a commit is missing', async () => {
    const world = quickWorld();
    world.calls.rules.push(
      meanwhile('kafka.committedOffsets', () => {
        world.partition('otlp_spans', 0).committed = 'none';
      }),
    );

    expect(await attempt(world, seed(0))).toMatchObject({
      code: 'COMMIT_NOT_CONFIRMED',
      message:
        '1 log start was committed for the running group otel-processing, but 1 could not be read back.',
      hint: 'Nothing was stopped or stored; the next tick tries again.',
    });
  });

  it('that Kafka rejects changes nothing', async () => {
    const world = quickWorld();
    world.calls.rules.push(next('kafka.commitAsMember', REFUSED));

    expect(await carryOut(world, seed(0))).toBe('KAFKA_SEED_REFUSED');
    expect(effects(world)).toBe('');
  });
});

describe('a person’s stop', () => {
  const STOP_SERVICE: Action = { kind: 'stop-service', count: 4 };

  it('turns the stop switch on first, and leaves a debt, because its own stop may still take effect', async () => {
    const world = quickWorld();
    world.put('debt', JSON.stringify(DEBT));

    expect(await carryOut(world, STOP_SERVICE)).toBe('done');
    expect(effects(world)).toBe('hold, count');
    expect(JSON.parse(world.get('hold') ?? '')).toMatchObject({ version: 1, count: 4 });
  });

  it('is made whatever another tick does', async () => {
    const world = quickWorld();
    world.put('state', '{}');

    expect(await carryOut(world, STOP_SERVICE)).toBe('done');
    expect(world.desiredCount).toBe(0);
  });

  it('keeps the debt if ECS rejects the call', async () => {
    const world = quickWorld();
    world.put('debt', JSON.stringify(DEBT));
    world.calls.rules.push(next('ecs.setDesiredCount', REFUSED));

    expect(await carryOut(world, STOP_SERVICE)).toBe('ECS_ACCESS_DENIED');
    expect([world.get('hold') !== undefined, world.get('debt') !== undefined]).toEqual([true, true]);
  });

  it('ends with the tasks started, then with the switch off', async () => {
    const world = quickWorld();
    world.put('hold', '{}');

    expect(await carryOut(world, { kind: 'end-hold', to: 4 })).toBe('done');
    expect(effects(world)).toBe('count, no hold');
  });

  it('ends without a start if no task is wanted', async () => {
    const world = quickWorld();
    world.put('hold', '{}');

    expect(await carryOut(world, { kind: 'end-hold', to: 0 })).toBe('done');
    expect(effects(world)).toBe('no hold');
  });
});
