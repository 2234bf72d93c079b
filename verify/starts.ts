import { EMPTY_STATE } from '../lib/controller/state';
import type { PipelineSpec } from '../lib/pipeline';
import { emptyPartition } from './faults';
import { isMember, rebalance } from './group';
import { progress } from './progress';
import { setDesiredCount, startTask } from './service';
import type { Step } from './step';
import { type Controller, wholeTick } from './ticks';
import { copyWorld, type World } from './world';

/** Where the explorer begins. All but the first are reached from the first by steps without faults. */
export interface Start {
  name: string;
  world: World;
}

const START_MS = Date.UTC(2026, 0, 15, 12);

export function startWorlds(spec: PipelineSpec, budget: { faults: number; records: number }): Start[] {
  // With every gate in place, whichever is taken away afterwards.
  const controller: Controller = { spec, without: undefined };
  const given = (name: string, world: World, more: Partial<World> = {}): Start => ({
    name,
    world: { ...world, faultsLeft: budget.faults, recordsLeft: budget.records, ...more },
  });
  const before = running();
  const flipStarts = until(controller, before, (step) => codes(step).includes('FLIP_STARTED'));
  const seeded = until(controller, before, (step) => codes(step).includes('OFFSETS_SEEDED'));
  const stored = until(controller, before, (step) => codes(step).includes('CONFIG_STORED'));
  const live = until(controller, before, (step) => codes(step).includes('FLIP_VERIFIED'));
  const added = copyWorld(live.after);
  added.topics[0]?.partitions.push(emptyPartition());
  const rearm = until(controller, added, (step) => codes(step).includes('REARM_STARTED'));
  return [
    given('empty', nothingYet()),
    given('before a flip', flipStarts.before),
    given('in mid-recreate', flipStarts.after),
    given('before seeding', seeded.before),
    given('in mid-seed', seeded.after),
    given('latest stored, nothing started', stored.after),
    given('live', live.after),
    given('re-arm pending', rearm.after),
    given('short retention, before a flip', withShortRetention(flipStarts.before)),
    given('live, with a rewind to come', live.after, {
      command: { id: 'by-hand', command: { kind: 'rewind', to: { kind: 'earliest' }, scope: {} } },
    }),
    given('in mid-seed, with a skip to come', seeded.after, {
      command: { id: 'by-hand', command: { kind: 'skip', to: { kind: 'latest' }, scope: {} } },
    }),
  ];
}

function nothingYet(): World {
  return {
    nowMs: START_MS,
    stamps: 0,
    topics: (['a', 'b'] as const).map((topic, index) => ({
      signal: index === 0 ? 'traces' : 'metrics',
      topic,
      incarnation: 0,
      retention: 'long',
      partitions: [emptyPartition(), emptyPartition()],
    })),
    tasks: [],
    nextTaskId: 0,
    desiredCount: 0,
    stoppedByPerson: true,
    rollout: 'settled',
    ghosts: [],
    foreignMember: false,
    rebalancing: false,
    config: { version: 1, kind: 'good', initialOffset: 'earliest', modifiedAtMs: START_MS },
    configHistory: [],
    controller: EMPTY_STATE,
    stateVersion: 0,
    pending: undefined,
    unreported: false,
    command: undefined,
    faultsLeft: 0,
    recordsLeft: 0,
  };
}

/** Two tasks run on earliest; each topic has one partition with a record, and an idle one. */
function running(): World {
  const world = nothingYet();
  for (const topic of world.topics) {
    const [first] = topic.partitions;
    if (first) first.logEnd = 1;
  }
  setDesiredCount(world, 2);
  for (const task of world.tasks) startTask(world, task);
  rebalance(world, world.tasks.filter(isMember));
  return world;
}

function withShortRetention(world: World): World {
  const copy = copyWorld(world);
  for (const topic of copy.topics.slice(0, 1)) topic.retention = 'short';
  return copy;
}

/** Goes on without faults up to the step that is looked for; what was before it, and after. */
function until(
  controller: Controller,
  from: World,
  found: (step: Step) => boolean,
): { before: World; after: World } {
  let world = from;
  for (let count = 0; count < 200; count++) {
    const [first] = progress(world);
    const step: Step = first ?? { label: 'tick', ...wholeTick(controller, world, { kind: 'whole' }) };
    if (found(step)) return { before: world, after: step.world };
    world = step.world;
  }
  throw new Error('the model never gets where a start state is looked for');
}

function codes({ tick }: Step): string[] {
  return tick?.decision.reasons.map(({ code }) => code) ?? [];
}
