import { decide } from '../../../lib/core/decide/decide';
import { isReachable } from '../../../lib/core/facts/observation';
import type { Action } from '../../../lib/core/vocabulary/action';
import { reason } from '../../../lib/core/vocabulary/reasons';
import { answersOf, observe, WHOLE } from '../../../verify/model/look';
import { startWorlds } from '../../../verify/model/starts';
import { REAL } from '../../../verify/model/tick';
import { copyWorld, NONE, partitionAt, type World } from '../../../verify/model/world';
import { AFTER_TICK } from '../../../verify/properties/after-tick';
import { CALL_PROPERTIES } from '../../../verify/properties/called';
import { DECISION_PROPERTIES } from '../../../verify/properties/decided';
import type { Decided } from '../../../verify/properties/property';

const STARTS = startWorlds({ faults: 1, records: 1 });

/** A step made by hand that breaks one statement, and no other. */
interface Broken {
  start: string;
  change?: (world: World) => void;
  action?: Action;
  /** What else the decision is made to say. */
  twist?: (decided: Decided) => void;
}

function worldOf({ start, change }: Pick<Broken, 'start' | 'change'>): World {
  const found = STARTS.find(({ name }) => name === start);
  if (!found) throw new Error(`no start ${start}`);
  const world = copyWorld(found.world);
  change?.(world);
  return world;
}

/** The real decision about the world, with its action replaced. */
function decidedOn(broken: Broken): Decided {
  const world = worldOf(broken);
  world.nowMs += 30_000;
  const answers = answersOf(world);
  world.shown = answers;
  const observation = observe(world, answers, WHOLE);
  const { state, coverage } = world.parameters;
  const decision = decide(observation, state, REAL.spec, { coverage });
  const decided: Decided = {
    observation,
    decision: {
      ...{ ...decision, action: broken.action, state: { ...decision.state } },
      coverage: decision.coverage ?? { layout: { kind: 'named', topics: new Map(COVERED) }, owed: new Map() },
    },
    world,
    before: world,
  };
  broken.twist?.(decided);
  return decided;
}

const storeLatest: Action = { kind: 'store-offset', fromVersion: 1, initialOffset: 'latest' };
const roll: Action = { kind: 'roll-tasks' };
const stop: Action = {
  kind: 'stop-tasks',
  from: 1,
  debt: { count: 1, stoppedAtMs: 0, for: 'repair' },
};
const seed: Action = { kind: 'seed-live', offsets: [] };
const scaleIn: Action = { kind: 'set-desired-count', from: 2, to: 1 };

/** What a coverage of both topics says. */
const COVERED = ['a', 'b'].map((topic) => [topic, { count: 2, id: `${topic}-0` }] as const);

const LIVE = 'live, tasks still on earliest';
const ON_LATEST = 'live, tasks on latest';

function loseCommit(world: World): void {
  partitionAt(world, 0, 0).committed = NONE;
}

/** The decision counts as one of a recreate that Spillway began on its own. */
function automatic({ decision }: Decided): void {
  decision.state = {
    ...decision.state,
    recreate: {
      ...{ purpose: 'repair', origin: 'automatic', phase: 'stop', queued: 'keep', count: 1 },
      ...{ startedAtMs: 0, phaseSinceMs: 0 },
    },
  };
}

const DECISIONS: Readonly<Record<string, Broken>> = {
  'no task is started on latest into a known gap': {
    start: LIVE,
    change: loseCommit,
    action: { kind: 'end-hold', to: 1 },
  },
  'no rebalance is caused into a known gap': {
    start: ON_LATEST,
    change: (world) => {
      loseCommit(world);
      world.parameters.config = { ...world.parameters.config, initialOffset: 'earliest' };
    },
    action: roll,
  },
  'commits are moved only while no task is seen': {
    start: LIVE,
    action: { kind: 'commit-offsets', purpose: 'repair', offsets: [] },
  },
  'tasks are stopped only after earliest is stored': { start: LIVE, action: stop },
  'latest is not stored over a gap': { start: 'before a seed', action: storeLatest },
  'latest is not stored for the commits of another group': {
    start: 'before a flip',
    change: ({ parameters }) => {
      parameters.config = { ...parameters.config, kind: 'foreign' };
    },
    action: storeLatest,
  },
  'latest is not stored where retention may overtake a commit': {
    start: 'short retention, before a flip',
    action: storeLatest,
  },
  'a coverage is stored before latest': {
    start: 'before a flip',
    action: storeLatest,
    twist: ({ decision }) => {
      decision.coverage = undefined;
    },
  },
  'latest is not stored over topics that do not exist yet': {
    start: 'topics by pattern, before a flip',
    action: storeLatest,
  },
  'earliest is stored as soon as latest is seen unsafe': {
    start: LIVE,
    change: (world) => {
      partitionAt(world, 0, 0).committed = 5;
    },
  },
  'earliest is stored if it is unknown what latest covers': {
    start: LIVE,
    change: ({ parameters }) => {
      parameters.coverage = undefined;
    },
  },
  'earliest is stored if commits went back': {
    start: LIVE,
    twist: ({ decision }) => {
      if (decision.facts) decision.facts = { ...decision.facts, commitsBack: ['traces'] };
    },
  },
  'earliest is stored for a config of another group': {
    start: LIVE,
    change: ({ parameters }) => {
      parameters.config = { ...parameters.config, kind: 'foreign' };
    },
  },
  'earliest is stored before retention or expiry takes a commit': {
    start: 'stopped by a person, latest stored',
    twist: ({ decision, world }) => {
      decision.state = { ...decision.state, emptySinceMs: world.nowMs - 3_600_000 };
    },
  },
  'desiredCount is never set above the useful number': {
    start: LIVE,
    action: { kind: 'set-desired-count', from: 1, to: 5 },
  },
  'no flip, seed, stop, roll or scale-in begins during a rebalance or rollout': {
    start: LIVE,
    change: (world) => {
      world.rebalancing = true;
    },
    action: seed,
  },
  'no roll that cannot make progress, or stops all tasks at once': {
    start: 'no roll is possible, live on latest',
    action: roll,
  },
  'an action that could lose data waits while something is unknown': {
    start: LIVE,
    change: (world) => {
      world.foreignMember = true;
    },
    action: seed,
  },
  'an action that could lose data waits while the responses contradict each other': {
    start: LIVE,
    action: scaleIn,
    twist: ({ decision }) => {
      if (decision.facts) decision.facts = { ...decision.facts, contradiction: 'ECS shows another number' };
    },
  },
  'nothing unknown blocks a scale-out': {
    start: 'before a flip',
    twist: ({ observation, decision }) => {
      if (isReachable(observation.kafka)) observation.kafka.group.state = 'unknown';
      if (decision.facts)
        decision.facts = { ...decision.facts, tasks: { useful: 2, target: 2 }, unread: undefined };
    },
  },
  'a config that cannot be edited is not edited': {
    start: LIVE,
    change: ({ parameters }) => {
      parameters.config = { ...parameters.config, kind: 'uneditable' };
    },
    action: { kind: 'store-offset', fromVersion: 2, initialOffset: 'earliest' },
  },
  'no task is stopped or replaced that could not start again on earliest': {
    start: LIVE,
    change: ({ parameters }) => {
      parameters.config = { ...parameters.config, kind: 'uneditable' };
    },
    action: roll,
  },
  'automatic stops stay within the budget': {
    start: 'before a flip',
    action: stop,
    twist: (decided) => {
      automatic(decided);
      decided.world.record.stopsMs = [decided.world.nowMs - 60_000, decided.world.nowMs - 50_000];
    },
  },
  'a failed stop is not retried at once': {
    start: 'before a flip',
    action: stop,
    twist: (decided) => {
      automatic(decided);
      decided.world.record.failedMs = decided.world.nowMs - 30_000;
    },
  },
  'no task is stopped for commits that Kafka refuses': {
    start: 'before a flip',
    change: (world) => {
      world.refused = ['right'];
    },
    action: seed,
  },
  'latest is not stored again and again': {
    start: 'before a flip',
    action: storeLatest,
    twist: ({ world }) => {
      world.record.rearmedMs = world.nowMs - 30_000;
    },
  },
  'the whole retention is not read again because the coverage was lost': {
    start: 'before a flip',
    action: roll,
    twist: ({ decision }) => {
      if (decision.facts) decision.facts = { ...decision.facts, coverageLost: true };
    },
  },
  'no automatic stop, roll or scale-in drops what the backend refuses': {
    start: 'the backend refuses what is held, on latest',
    action: roll,
  },
  'no command drops what the backend refuses without saying so': {
    start: 'the backend refuses what is held, on latest',
    change: ({ parameters }) => {
      parameters.config = { ...parameters.config, initialOffset: 'earliest' };
    },
    action: stop,
    twist: (decided) => {
      automatic(decided);
      const { state, facts } = decided.decision;
      if (state.recreate) state.recreate = { ...state.recreate, origin: 'command' };
      if (facts) decided.decision.facts = { ...facts, held: { kind: 'at-stake', items: 1, capacity: 100 } };
    },
  },
};

describe('every statement about decisions has a step that breaks it', () => {
  test.each(DECISION_PROPERTIES.map(({ name, rule }) => [name, rule] as const))('%s (%s)', (name) => {
    const broken = DECISIONS[name];
    expect(broken).toBeDefined();
    const decided = decidedOn(broken ?? { start: '' });

    const found = DECISION_PROPERTIES.filter(({ check }) => check(decided) !== undefined);

    expect(found.map((each) => each.name)).toEqual([name]);
  });
});

const CALLS: Readonly<Record<string, Broken & { action: Action }>> = {
  'no commit from outside the group while tasks run': {
    start: LIVE,
    action: { kind: 'commit-offsets', purpose: 'repair', offsets: [] },
  },
  'a config that somebody stored since the observation is not overwritten': {
    start: LIVE,
    action: { kind: 'store-offset', fromVersion: 99, initialOffset: 'earliest' },
  },
  'a desiredCount that somebody set since the observation is not overwritten': {
    start: LIVE,
    action: { kind: 'set-desired-count', from: 3, to: 2 },
  },
  'a desiredCount that a person set is kept': {
    start: LIVE,
    change: (world) => {
      world.personsCount = 1;
    },
    action: { kind: 'set-desired-count', from: 1, to: 2 },
  },
  'nothing is started, stopped or replaced while the stop switch is on': {
    start: LIVE,
    change: ({ parameters }) => {
      parameters.hold = { sinceMs: 0, count: 1 };
    },
    action: roll,
  },
  'one rollout at a time': {
    start: LIVE,
    change: (world) => {
      world.rollout = 'replacing';
    },
    action: roll,
  },
  'one stop at a time, and only with its debt': {
    start: LIVE,
    action: { kind: 'set-desired-count', from: 1, to: 0 },
  },
};

describe('every statement about calls has a call that breaks it', () => {
  test.each(CALL_PROPERTIES.map(({ name, rule }) => [name, rule] as const))('%s (%s)', (name) => {
    const broken = CALLS[name];
    if (!broken) throw new Error(`no call for "${name}"`);
    const { decision, world } = decidedOn(broken);

    const found = CALL_PROPERTIES.filter(
      ({ check }) => check({ action: broken.action, decision, world }) !== undefined,
    );

    expect(found.map((each) => each.name)).toEqual([name]);
  });
});

const AFTER: Readonly<Record<string, (world: World) => void>> = {
  'the tier is stopped within the bound of one recreate only': (world) => {
    world.zero = { by: 'spillway', sinceMs: world.nowMs - 3_600_000 };
    world.calmTicks = 4;
    world.parameters.debt = { count: 1, stoppedAtMs: 0, for: 'rewind' };
  },
  'a stop of Spillway never loses its debt': (world) => {
    world.zero = { by: 'spillway', sinceMs: world.nowMs };
  },
};

describe('every statement about what a tick leaves has a world that breaks it', () => {
  test.each(AFTER_TICK.map(({ name, rule }) => [name, rule] as const))('%s (%s)', (name) => {
    const world = worldOf({ start: LIVE, change: AFTER[name] ?? (() => {}) });

    const found = AFTER_TICK.filter(({ check }) => check({ world, maxPauseMs: 120_000 }) !== undefined);

    expect(found.map((each) => each.name)).toEqual([name]);
  });
});

test('an urgent repair is not counted in the budget', () => {
  const decided = decidedOn({ start: 'before a flip', action: stop, twist: automatic });
  decided.world.record.stopsMs = [decided.world.nowMs - 60_000, decided.world.nowMs - 50_000];
  decided.decision.reasons.push(reason('ALARM_REPAIR_URGENT', ''));

  const budget = DECISION_PROPERTIES.find(({ name }) => name === 'automatic stops stay within the budget');

  expect(budget?.check(decided)).toBeUndefined();
});
