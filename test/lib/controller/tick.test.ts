import { type TickMemory, type TickRequest, tick } from '../../../lib/controller/tick';
import type { TickResult } from '../../../lib/controller/tick-result';
import { type Owed, openOf } from '../../../lib/core/facts/coverage';
import { formatCoverage, parseCoverage } from '../../../lib/core/state/coverage-codec';
import type { Command } from '../../../lib/core/vocabulary/command';
import { formatDebt } from '../../../lib/core/vocabulary/debt';
import { SpillwayError } from '../../../lib/errors';
import { always, kafkaOutOfReach, meanwhile, next } from '../../../verify/memory/call-rules';
import type { Operation } from '../../../verify/memory/calls';
import type { MemoryWorld } from '../../../verify/memory/world';
import {
  atRest,
  give,
  leftOpen,
  liveWorld,
  minute,
  missingRecords,
  quickWorld,
  settle,
  storedOffset,
  storedState,
  until,
} from '../../_helpers/controller/ticking';

const REWIND: Command = { kind: 'rewind', to: { kind: 'earliest' }, scope: {}, queued: 'may-be-lost' };
const RECONCILE: TickRequest = { kind: 'reconcile' };
const REFUSED = { kind: 'refused' } as const;
const MAX_PAUSE_MS = 180_000;
const LONG_AGO_MS = MAX_PAUSE_MS + 1_000;

/** A tick of a process with its own memory. Returns the error code if it fails. */
async function tickOf(
  world: MemoryWorld,
  memory: TickMemory = {},
  request: TickRequest = RECONCILE,
): Promise<TickResult | string> {
  return tick(world.dependencies(), request, memory).catch((error: unknown) => {
    if (error instanceof SpillwayError) return error.code;
    throw error;
  });
}

const outcomeOf = (result: TickResult | string) =>
  typeof result === 'string' ? result : `${result.outcome}: ${result.note ?? ''}`;

/** The tasks were stopped so long ago, and are owed. */
function owing(world: MemoryWorld, agoMs = LONG_AGO_MS): void {
  world.desiredCount = 0;
  settle(world);
  world.put('debt', formatDebt({ count: 1, stoppedAtMs: world.nowMs - agoMs, for: 'rewind' }));
}

/** Calls of these operations, in order. */
const made = (world: MemoryWorld, ...operations: Operation[]) =>
  world.calls.made.filter((each) => operations.includes(each));

describe('a tick', () => {
  it('always releases its claim and closes its connection', async () => {
    const world = quickWorld();
    for (let count = 0; count < 4; count++) {
      await minute(world);
      expect(leftOpen(world)).toEqual({ claims: 0, connections: 0 });
    }
  });

  it.each<Operation>([
    'ssm.read',
    'ecs.describe',
    'kafka.observe',
    'ssm.claimEpoch',
    'ssm.writeState',
    'ecs.setDesiredCount',
  ])('releases them if %s fails', async (operation) => {
    const world = quickWorld();
    world.calls.rules.push(next(operation, REFUSED));

    expect(typeof (await minute(world))).toBe('string');
    expect(leftOpen(world)).toEqual({ claims: 0, connections: 0 });
  });

  it('has released its claim and closed Kafka before it returns, although both take time', async () => {
    const world = quickWorld();
    world.calls.rules.push(always(['ssm.releaseEpoch', 'kafka.close'], { kind: 'slow', byMs: 3_000 }));

    await tickOf(world);

    expect(world.calls.made.slice(-2)).toEqual(['ssm.releaseEpoch', 'kafka.close']);
    expect(leftOpen(world)).toEqual({ claims: 0, connections: 0 });
  });

  it('stores what it intends before it acts, and the coverage before that', async () => {
    const world = await liveWorld();

    const flip = world.calls.effects.indexOf('config');
    expect(world.calls.effects.slice(flip - 2, flip + 1)).toEqual(['coverage', 'state', 'config']);
    expect(storedOffset(world)).toBe('latest');
  });

  it('writes nothing if nothing has changed', async () => {
    const world = await liveWorld();
    await minute(world);
    await minute(world);
    const effects = world.calls.effects.length;

    expect(outcomeOf(await minute(world))).toBe('unchanged: ');
    expect(world.calls.effects).toHaveLength(effects);
  });

  it('that only notes something says so', async () => {
    const world = await liveWorld();

    const result = await tickOf(
      world,
      {},
      { kind: 'command', command: { id: 'c', command: { kind: 'pause' } } },
    );

    expect(outcomeOf(result)).toBe('noted: ');
    expect(storedState(world)).toHaveProperty('pausedSinceMs');
  });

  it('parses a config once, until it or its template changes', async () => {
    const world = quickWorld();
    const memory: TickMemory = {};
    const configSeen = async () => {
      await tickOf(world, memory, { kind: 'report' });
      return memory.config?.observed;
    };
    const first = await configSeen();

    expect(await configSeen()).toBe(first);
    world.put('template', world.get('config') ?? '');
    const withTemplate = await configSeen();
    expect(withTemplate).not.toBe(first);
    expect(await configSeen()).toBe(withTemplate);
    world.edit((text) => text.replace('initial_offset: earliest', 'initial_offset: latest'));
    expect(await configSeen()).toMatchObject({ initialOffset: 'latest' });
  });

  it('reads a config again that somebody deleted and stored with the same version', async () => {
    const world = quickWorld();
    const memory: TickMemory = {};
    await tickOf(world, memory, { kind: 'report' });
    const latest = world.get('config')?.replace('initial_offset: earliest', 'initial_offset: latest') ?? '';
    world.remove('config');
    world.put('config', latest);
    await tickOf(world, memory, { kind: 'report' });

    expect(memory.config?.observed).toMatchObject({ version: 1, initialOffset: 'latest' });
  });

  it('ends a stop by command with the count that its parameter holds', async () => {
    const world = quickWorld();
    world.desiredCount = 0;
    settle(world);
    world.put('hold', '{"version": 1, "count":  12}');

    const resumed = await tickOf(
      world,
      {},
      { kind: 'command', command: { id: 'c', command: { kind: 'resume' } } },
    );

    expect(typeof resumed === 'string' ? resumed : resumed.action).toEqual({ kind: 'end-hold', to: 12 });
    expect(world.desiredCount).toBe(12);
  });

  it.each<[string, TickRequest]>([
    ['to report', { kind: 'report' }],
    ['to preview a command', { kind: 'preview', command: { id: 'c', command: REWIND } }],
  ])('%s writes nothing and claims nothing', async (_name, request) => {
    const world = quickWorld();
    const result = await tickOf(world, {}, request);

    expect(outcomeOf(result)).toBe('looked: ');
    expect(world.calls.effects).toEqual([]);
    expect(made(world, 'ssm.claimEpoch')).toEqual([]);
  });

  it('in observe mode says what it would do, and uses what it keeps in memory', async () => {
    const world = quickWorld({ mode: 'observe' });
    const memory: TickMemory = {};
    const first = await tickOf(world, memory);

    expect(outcomeOf(first)).toMatch(/^looked: observe only; would set desiredCount 1 -> 6$/);
    expect(world.calls.effects).toEqual([]);
    expect(memory.state).toMatchObject({ group: 'otel-processing', recreate: undefined });
  });

  it('fails for an unreadable state, and reports the place', async () => {
    const world = quickWorld();
    world.put('state', '{"version":3,');

    expect(await tickOf(world)).toBe('STATE_MALFORMED');
  });

  it('fails without the live config', async () => {
    const world = quickWorld();
    world.remove('config');

    expect(await tickOf(world)).toBe('CONFIG_PARAMETER_MISSING');
  });
});

describe('two ticks at the same time', () => {
  it('that look at the same state act once between them', async () => {
    const world = quickWorld();
    const outcomes = await Promise.all([tickOf(world), tickOf(world)]);

    expect(outcomes.map(outcomeOf).sort()).toEqual(['acted: ', expect.stringMatching(/^lost: /)]);
    expect(made(world, 'ecs.setDesiredCount')).toHaveLength(1);
  });

  it('report one as lost if somebody else holds its claim', async () => {
    const world = quickWorld();
    world.parameters.claim(0, 'other', world.nowMs, 60_000);

    expect(outcomeOf(await tickOf(world))).toBe('lost: another tick has claimed this state');
    expect(world.calls.effects).toEqual([]);
  });

  it('do not accept a command whose tick is lost', async () => {
    const world = quickWorld();
    world.parameters.claim(0, 'other', world.nowMs, 60_000);
    const result = await tickOf(
      world,
      {},
      { kind: 'command', command: { id: 'c', command: { kind: 'pause' } } },
    );

    expect(typeof result === 'string' ? result : result.answer?.accepted).toBe(false);
  });

  it.each(['state', 'config'])('do nothing if the %s changes before the claim', async (parameter) => {
    const world = quickWorld();
    await minute(world);
    world.calls.rules.push(
      meanwhile('ssm.claimEpoch', () => world.put(parameter, world.get(parameter) ?? '')),
    );
    const effects = world.calls.effects.length;

    expect(outcomeOf(await tickOf(world))).toBe('lost: state or config has changed since this tick read it');
    expect(world.calls.effects).toHaveLength(effects);
  });

  it('do nothing if the state is written with an unexpected version, because somebody else wrote it', async () => {
    const world = quickWorld();
    world.calls.rules.push(meanwhile('ssm.writeState', () => world.put('state', '{}')));

    expect(outcomeOf(await tickOf(world))).toMatch(/^lost: the state was written as version 2, not 1/);
    expect(made(world, 'ecs.setDesiredCount')).toEqual([]);
  });

  it('do not act if somebody sets desiredCount after the look, and say so', async () => {
    const world = quickWorld();
    world.calls.rules.push(
      meanwhile('ssm.claimEpoch', () => {
        world.desiredCount = 2;
      }),
    );

    expect(outcomeOf(await tickOf(world))).toBe('superseded: desiredCount is 2, no longer 1');
    expect(world.desiredCount).toBe(2);
  });

  it('do not act on a look at an older state than this process wrote', async () => {
    const world = quickWorld();

    const stateWrite = { version: 7, atMs: world.nowMs - 59_000 };
    expect(outcomeOf(await tickOf(world, { stateWrite }))).toBe(
      'lost: SSM returned version 0 of the state, but this process has written 7',
    );
    expect(world.calls.effects).toEqual([]);
  });

  it.each([61_000, -3_600_000])(
    'believe that somebody deleted the state, %d ms after it was written',
    async (agoMs) => {
      const world = quickWorld();

      const stateWrite = { version: 7, atMs: world.nowMs - agoMs };
      expect(outcomeOf(await tickOf(world, { stateWrite }))).toBe('acted: ');
    },
  );
});

describe('commits of a deleted topic', () => {
  /** Every partition of the traces' topic as it is after the topic was recreated, and its old offsets were committed. */
  function recreate(world: MemoryWorld): void {
    world.recreateTopic('otlp_spans');
    for (const log of world.logs) {
      log.write(5n);
      log.committed = 100n;
    }
  }

  const owed = (world: MemoryWorld) => {
    const coverage = parseCoverage(world.get('coverage'));
    return coverage && openOf(coverage);
  };

  it('are stored as owed on earliest', async () => {
    const world = quickWorld();
    await minute(world);
    recreate(world);
    await minute(world);

    expect(owed(world)).toHaveLength(6);
  });

  it('are kept in mind while a tick cannot store them, although the log grows past them', async () => {
    const world = quickWorld();
    const memory: TickMemory = {};
    // As a flip has left it that was taken back.
    const topics = new Map([['otlp_spans', { count: 6, id: '1-otlp_s' }]]);
    world.put('coverage', formatCoverage({ layout: { kind: 'named', topics }, owed: new Map() }));
    await tickOf(world, memory);
    recreate(world);
    world.remove('state');

    expect(outcomeOf(await tickOf(world, memory))).toMatch(/^lost: SSM returned version 0/);
    for (const log of world.logs) log.write(200n);
    expect(outcomeOf(await tickOf(world, memory))).toMatch(/^lost: SSM returned version 0/);
    expect(owed(world)).toEqual([]);
    world.advance(61_000);
    await tickOf(world, memory);
    expect(owed(world)).toHaveLength(6);
  });

  it.each([
    [179_000, 6],
    [180_000, 0],
  ])('that a process could not store %d ms ago are owed in %d partitions', async (agoMs, count) => {
    const world = quickWorld();
    await minute(world);
    const met = world.logs.map(({ topic, partition }): Owed => {
      return { topic, partition, from: 1n, sinceMs: 0, status: { kind: 'met' } };
    });
    await tickOf(world, { unwritten: { owed: met, atMs: world.nowMs - agoMs } });

    expect(owed(world)).toHaveLength(count);
  });
});

describe('a tick whose calls take time', () => {
  it('does not begin to act so late that another may have taken over', async () => {
    const world = quickWorld();
    world.calls.rules.push(next('ssm.writeState', { kind: 'slow', byMs: 12_001 }));

    expect(outcomeOf(await tickOf(world))).toMatch(
      /^superseded: the claim is 12\d{3} ms old, which is too late to act$/,
    );
    expect(world.desiredCount).toBe(1);
  });

  it('acts within that time', async () => {
    const world = quickWorld();
    world.calls.rules.push(next('ssm.writeState', { kind: 'slow', byMs: 11_500 }));

    expect(outcomeOf(await tickOf(world))).toBe('acted: ');
  });

  it.each([
    [5_000, 5_000],
    // 14 s of an AWS call and 4 s more, or Kafka's 10 s + 30 s, after the 12 s in which it may begin.
    [600_000, 600_000],
  ])('holds its claim no longer than it can live: %s ms, or than a call takes', async (leaseMs, most) => {
    const world = quickWorld();
    const leases: number[] = [];
    const { store, ...others } = world.dependencies('tick', leaseMs);
    const watched: typeof store = Object.assign(Object.create(store), {
      ...store,
      claimEpoch: (claim: Parameters<typeof store.claimEpoch>[0]) => {
        leases.push(claim.leaseMs);
        return store.claimEpoch(claim);
      },
    });
    await tick({ ...others, store: watched }, RECONCILE);
    const { connectTimeout, requestTimeout } = world.spec.kafka;

    expect(leases).toEqual([Math.min(most, Math.max(14_000, connectTimeout + requestTimeout) + 16_000)]);
  });
});

describe('tasks that are owed', () => {
  it('are started even if another tick holds the claim', async () => {
    const world = quickWorld();
    owing(world);
    world.parameters.claim(0, 'other', world.nowMs, 60_000);

    expect(outcomeOf(await tickOf(world))).toBe('acted: ');
    expect([world.desiredCount, world.get('debt')]).toEqual([1, undefined]);
  });

  it.each<[string, Operation[]]>([
    ['the state cannot be written', ['ssm.writeState']],
    ['the coverage cannot be written', ['ssm.writeCoverage', 'ssm.writeState']],
    ['nothing can be claimed', ['ssm.claimEpoch']],
    ['Kafka cannot be reached', ['kafka.connect']],
    ['Kafka does not answer', ['kafka.observe']],
    ['tasks do not answer', ['metrics.read']],
    ['ECS does not describe the service', ['ecs.describe']],
  ])('are started even if %s', async (_name, operations) => {
    const world = quickWorld();
    owing(world);
    world.calls.rules.push(always(operations, REFUSED));

    await tickOf(world);

    expect([world.desiredCount, world.get('debt')]).toEqual([1, undefined]);
    expect(leftOpen(world)).toEqual({ claims: 0, connections: 0 });
  });

  it.each<[string, (world: MemoryWorld) => void]>([
    ['the state cannot be read', (world) => world.put('state', '{"version":3,')],
    ['the state is of a newer Spillway', (world) => world.put('state', '{"version":99}')],
    ['the live config is gone', (world) => world.remove('config')],
    ['the live config cannot be read', (world) => world.put('config', 'receivers: [')],
    ['the coverage cannot be read', (world) => world.put('coverage', '{')],
    ['the debt cannot be read', (world) => world.put('debt', '{')],
  ])('are started even if %s', async (_name, damage) => {
    const world = quickWorld();
    owing(world);
    damage(world);
    world.advance(LONG_AGO_MS);

    await tickOf(world);

    expect([world.desiredCount, world.get('debt')]).toEqual([1, undefined]);
  });

  it('are started even if SSM does not respond, by a process that has seen the debt', async () => {
    const world = quickWorld();
    owing(world, 0);
    const memory: TickMemory = {};
    await tickOf(world, memory, { kind: 'report' });
    world.advance(LONG_AGO_MS);
    world.calls.rules.push(always(['ssm.read', 'ssm.remove'], REFUSED));

    expect(await tickOf(world, memory)).toBe('SSM_ACCESS_DENIED');
    expect([world.desiredCount, world.get('debt') !== undefined]).toEqual([1, true]);
  });

  it('are not started by a tick that fails before the limit of a stop', async () => {
    const world = quickWorld();
    owing(world, 0);
    world.put('state', '{"version":3,');

    expect(await tickOf(world)).toBe('STATE_MALFORMED');
    expect(world.desiredCount).toBe(0);
  });

  it.each(['reconciles', 'fails'])('are not started after a person’s stop by a tick that %s', async (how) => {
    const world = quickWorld();
    owing(world);
    world.put('hold', '{"count":1}');
    if (how === 'fails') world.put('state', '{"version":3,');

    await tickOf(world);

    expect(world.desiredCount).toBe(0);
  });

  it.each<TickRequest>([{ kind: 'report' }, { kind: 'preview', command: { id: 'c', command: REWIND } }])(
    'are not started by a tick that only looks: %j',
    async (request) => {
      const world = quickWorld();
      owing(world);
      world.put('state', '{"version":3,');

      await tickOf(world, {}, request);

      expect(world.desiredCount).toBe(0);
    },
  );

  it('stay owed if ECS rejects the call, and are started by the next tick', async () => {
    const world = quickWorld();
    owing(world);
    world.calls.rules.push(next('ecs.setDesiredCount', REFUSED, 2));

    expect(await tickOf(world)).toBe('ECS_ACCESS_DENIED');
    expect(world.get('debt')).toBeDefined();
    await minute(world);
    expect([world.desiredCount, world.get('debt')]).toEqual([1, undefined]);
  });

  it('are started if an older Spillway kept them in its state', async () => {
    const world = quickWorld();
    world.desiredCount = 0;
    settle(world);
    const operation = {
      purpose: 'flip',
      phase: 'down',
      startedAtMs: world.nowMs,
      phaseSinceMs: world.nowMs,
      restoreCount: 4,
    };
    world.put('state', JSON.stringify({ version: 2, policies: [], holds: {}, operation }));

    const result = await tickOf(world);

    expect(typeof result === 'string' ? result : result.action).toEqual({
      kind: 'start-tasks',
      to: 4,
      because: 'repay',
    });
    expect(world.desiredCount).toBe(4);
    expect(storedState(world).version).toBe(3);
  });

  it('of an older Spillway are not owed after a person’s stop, or when tasks run', async () => {
    const operation = { startedAtMs: 5, restoreCount: 4 };
    const world = quickWorld();
    world.put('state', JSON.stringify({ version: 2, policies: [], holds: {}, operation }));
    const running = await tickOf(world, {}, { kind: 'report' });
    world.desiredCount = 0;
    settle(world);
    world.put('hold', '{}');
    const held = await tickOf(world);

    expect(typeof running === 'string' ? running : running.action?.kind).toBe('set-desired-count');
    expect(typeof held === 'string' ? held : [held.action, held.phase]).toEqual([undefined, 'stopped']);
  });
});

describe('a rewind', () => {
  it('stops the tasks once, moves commits, starts the tasks, and nothing is missing', async () => {
    const world = quickWorld({}, { max: 1 });
    await give(world, REWIND);
    await until(world, atRest);

    expect(world.service.countHistory.map(({ to }) => to)).toEqual([0, 1]);
    settle(world);
    expect(missingRecords(world)).toBe(0n);
    expect(world.get('debt')).toBeUndefined();
  });

  it('ends at the limit if Kafka becomes unreachable while tasks are stopped, and does not stop them again', async () => {
    const world = quickWorld({}, { max: 1 });
    await give(world, REWIND);
    world.calls.rules.push(kafkaOutOfReach(world.nowMs, world.nowMs + 600_000));
    for (let count = 0; count < 15; count++) await minute(world);

    expect(world.service.countHistory.map(({ to }) => to)).toEqual([0, 1]);
  });

  it.each(['stop', 'pause', 'cancel'] as const)('ends by %s, and leaves no debt', async (kind) => {
    const world = quickWorld({}, { max: 1 });
    await give(world, REWIND);
    await give(world, { kind }, 'c2');
    for (let count = 0; count < 12; count++) await minute(world);

    expect([world.desiredCount, world.get('debt')]).toEqual([kind === 'stop' ? 0 : 1, undefined]);
  });
});
