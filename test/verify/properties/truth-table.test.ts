import { decide } from '../../../lib/core/decide/decide';
import type { Recreate } from '../../../lib/core/recreate/recreate';
import type { Action } from '../../../lib/core/vocabulary/action';
import { answersOf, observe, WHOLE } from '../../../verify/model/look';
import { startWorlds } from '../../../verify/model/starts';
import { REAL } from '../../../verify/model/tick';
import { copyWorld, NONE, partitionAt, type World } from '../../../verify/model/world';
import { AFTER_TICK } from '../../../verify/properties/after-tick';
import { CALL_PROPERTIES } from '../../../verify/properties/called';
import { DECISION_PROPERTIES } from '../../../verify/properties/decided';
import { END_PROPERTIES } from '../../../verify/properties/ended';
import type { Decided, Property } from '../../../verify/properties/property';

/*
 * Each action in each situation, whoever would decide so: which statements it breaks, and in what words. The explorer only
 * meets what the real decisions lead to, so a statement that is too weak or too strong would not show there.
 */

const STARTS = startWorlds({ faults: 1, records: 1 });
/** The starts of which all changes are tried. */
const CHANGED: readonly string[] = [
  'before a flip',
  'live, tasks still on earliest',
  'live, tasks on latest',
];

const MINUTE_MS = 60_000;
const stored = (world: World, more: Partial<World['parameters']['config']>) => {
  world.parameters.config = { ...world.parameters.config, ...more };
};
const stateOf = (world: World, more: Partial<World['parameters']['state']>) => {
  world.parameters.state = { ...world.parameters.state, ...more };
};

const CHANGES: Readonly<Record<string, (world: World) => void>> = {
  'a commit is lost': (world) => {
    partitionAt(world, 0, 0).committed = NONE;
  },
  'latest is stored': (world) => stored(world, { initialOffset: 'latest' }),
  'earliest is stored': (world) => stored(world, { initialOffset: 'earliest' }),
  'the config is of another group': (world) => stored(world, { kind: 'foreign', initialOffset: 'latest' }),
  'earliest is stored for another group': (world) =>
    stored(world, { kind: 'foreign', initialOffset: 'earliest' }),
  'its coverage is gone': ({ parameters }) => {
    parameters.coverage = undefined;
  },
  'the config cannot be edited': (world) => stored(world, { kind: 'uneditable' }),
  'a person set one task': (world) => {
    world.personsCount = 1;
  },
  'the stop switch is on': (world) => {
    world.parameters.hold = { sinceMs: 0, count: 1 };
  },
  'it is paused': (world) => stateOf(world, { pausedSinceMs: world.nowMs }),
  'the group rebalances': (world) => {
    world.rebalancing = true;
  },
  'a rollout is in progress': (world) => {
    world.rollout = 'replacing';
  },
  'a stranger is in the group': (world) => {
    world.foreignMember = true;
  },
  'Kafka is out of reach': (world) => {
    world.kafkaAway = 1;
  },
  'commits are refused': (world) => {
    world.refused = ['right'];
  },
  'the debt is over its bound': (world) => {
    world.parameters.debt = { count: 1, stoppedAtMs: world.nowMs - 2 * MINUTE_MS, for: 'rewind' };
  },
  'nothing runs': (world) => {
    world.desiredCount = 0;
    world.tasks = [];
  },
  'Spillway stopped it an hour ago': (world) => {
    world.desiredCount = 0;
    world.zero = { by: 'spillway', sinceMs: world.nowMs - 60 * MINUTE_MS };
    world.calmTicks = 5;
  },
  'it was stopped twice today': (world) => {
    world.record.stopsMs = [world.nowMs - 2 * MINUTE_MS, world.nowMs - MINUTE_MS];
    world.record.failedMs = world.nowMs - MINUTE_MS;
  },
  'its tasks have not started': (world) => {
    for (const task of world.tasks) task.stage = 'pending';
  },
  'tasks read as another group': (world) => {
    for (const task of world.tasks) task.elsewhere = true;
  },
  'records were dropped': (world) => {
    partitionAt(world, 0, 0).dropped = 1;
  },
  'records were skipped': (world) => {
    partitionAt(world, 0, 0).skipped = 1;
    world.unreported = true;
  },
};

const debt = { count: 1, stoppedAtMs: 0, for: 'repair' };

function actionsIn({ parameters: { config } }: World): Readonly<Record<string, Action | undefined>> {
  const fromVersion = config.version;
  return {
    nothing: undefined,
    '1 -> 2': { kind: 'set-desired-count', from: 1, to: 2 },
    '1 -> 5': { kind: 'set-desired-count', from: 1, to: 5 },
    '2 -> 1': { kind: 'set-desired-count', from: 2, to: 1 },
    '1 -> 0': { kind: 'set-desired-count', from: 1, to: 0 },
    stop: { kind: 'stop-tasks', from: 1, debt },
    'automatic stop': { kind: 'stop-tasks', from: 1, debt },
    'stop by command': { kind: 'stop-tasks', from: 1, debt },
    'start 1': { kind: 'start-tasks', to: 1, because: 'step' },
    'start 2': { kind: 'start-tasks', to: 2, because: 'repay' },
    repair: { kind: 'commit-offsets', purpose: 'repair', offsets: [] },
    rewind: { kind: 'commit-offsets', purpose: 'rewind', offsets: [] },
    seed: { kind: 'seed-live', offsets: [] },
    latest: { kind: 'store-offset', fromVersion, initialOffset: 'latest' },
    earliest: { kind: 'store-offset', fromVersion, initialOffset: 'earliest' },
    'earliest, late': { kind: 'store-offset', fromVersion: 99, initialOffset: 'earliest' },
    roll: { kind: 'roll-tasks' },
    expand: { kind: 'create-partitions', topic: 'a', count: 3 },
    'end of the hold': { kind: 'end-hold', to: 1 },
  };
}

/** The situations, by name. */
function situations(): [string, World][] {
  return STARTS.flatMap(({ name, world }) => [
    [name, copyWorld(world)] as [string, World],
    ...Object.entries(CHANGES)
      .filter(() => CHANGED.includes(name))
      .map(([what, change]): [string, World] => {
        const changed = copyWorld(world);
        change(changed);
        return [`${name}, ${what}`, changed];
      }),
  ]);
}

function decidedIn(given: World): Decided {
  const world = copyWorld(given);
  world.nowMs += MINUTE_MS / 2;
  const answers = answersOf(world);
  world.shown = answers;
  const observation = observe(world, answers, WHOLE);
  const { state, coverage } = world.parameters;
  const decision = decide(observation, state, REAL.spec, { coverage });
  return { observation, decision, world, before: world };
}

/** Whose recreate an action belongs to. */
const ORIGINS: Readonly<Record<string, Recreate['origin']>> = {
  'automatic stop': 'automatic',
  'stop by command': 'command',
};

/** The decision, if it had taken this action. */
function deciding({ decision, ...more }: Decided, name: string, action: Action | undefined): Decided {
  const origin = ORIGINS[name];
  const recreate = { purpose: 'repair', phase: 'stop', queued: 'keep', count: 1 } as const;
  const state = origin && { recreate: { ...recreate, origin, startedAtMs: 0, phaseSinceMs: 0 } };
  return { ...more, decision: { ...decision, action, state: { ...decision.state, ...state } } };
}

/** Per statement, in the order of the list: the words, then the situations in which the same actions break it. */
class Table<On> {
  private readonly broken = new Map<string, Map<string, string[]>>();

  constructor(private readonly properties: readonly Property<On>[]) {}

  note(situation: string, action: string, on: On): void {
    for (const { name, check } of this.properties) {
      const text = check(on);
      if (text === undefined) continue;
      const key = `${name}: ${text}`;
      const situationsOf = this.broken.get(key) ?? new Map<string, string[]>();
      this.broken.set(key, situationsOf.set(situation, [...(situationsOf.get(situation) ?? []), action]));
    }
  }

  toString(): string {
    return [...this.broken]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, situationsOf]) => {
        const byActions = new Map<string, string[]>();
        for (const [situation, actions] of situationsOf) {
          const all = actions.join(', ');
          byActions.set(all, [...(byActions.get(all) ?? []), situation]);
        }
        return [key, ...[...byActions].map(([all, names]) => `  ${all} <- ${names.join('; ')}`)].join('\n');
      })
      .join('\n');
  }
}

test('decisions', () => {
  const table = new Table(DECISION_PROPERTIES);
  for (const [situation, world] of situations()) {
    const decided = decidedIn(world);
    for (const [name, action] of Object.entries(actionsIn(world))) {
      table.note(situation, name, deciding(decided, name, action));
    }
  }

  expect(table.toString()).toMatchSnapshot();
});

test('calls', () => {
  const table = new Table(CALL_PROPERTIES);
  for (const [situation, world] of situations()) {
    const { decision } = decidedIn(world);
    for (const [name, action] of Object.entries(actionsIn(world))) {
      if (action) table.note(situation, name, { action, decision, world });
    }
  }

  expect(table.toString()).toMatchSnapshot();
});

test('what a tick leaves', () => {
  const table = new Table(AFTER_TICK);
  for (const [situation, world] of situations()) {
    table.note(situation, 'left', { world, maxPauseMs: 2 * MINUTE_MS });
  }

  expect(table.toString()).toMatchSnapshot();
});

test('endings', () => {
  const table = new Table(END_PROPERTIES);
  for (const [situation, world] of situations()) {
    for (const held of [[], ['HOLD_GROUP_NOT_STABLE'], ['ALARM_UNSAFE'], ['ALARM_NOBODY_READS']]) {
      table.note(situation, held[0] ?? 'without a hold', { world, held, restless: held.length === 0 });
    }
  }

  expect(table.toString()).toMatchSnapshot();
});
