import type { PipelineSpec } from '../lib/pipeline';
import { emptyPartition } from './faults';
import { fetchAll, isMember, rebalance, refreshMetadata } from './group';
import type { Blindness } from './observe';
import { progress } from './progress';
import { nothingYet, running } from './seed-worlds';
import type { Step } from './step';
import { type Controller, wholeTick } from './ticks';
import { copyWorld, type World } from './world';

/** Where the explorer begins. All but the first are reached from the first by steps without faults. */
export interface Start {
  name: string;
  world: World;
}

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
  const rearm = until(controller, withPartition(live.after), (step) => codes(step).includes('REARM_STARTED'));
  const skipped = withSkippedRecord(live.after);
  const down = until(controller, withReadRecord(skipped), (step) => codes(step).includes('OFFSETS_REPAIRED'));
  const unrepaired = until(controller, down.before, (step) => codes(step).includes('TASKS_STARTED'), BLIND);
  return [
    given('empty', nothingYet()),
    given('before a flip', flipStarts.before),
    given('in mid-recreate', flipStarts.after),
    given('before seeding', seeded.before),
    given('in mid-seed', seeded.after),
    given('latest stored, nothing started', stored.after),
    given('live', live.after),
    given('re-arm pending', rearm.after),
    given('live, and a partition was added that met latest', skipped),
    given('re-armed without its repair', unrepaired.after),
    given('short retention, before a flip', withShortRetention(flipStarts.before)),
    given('live, with a rewind to come', live.after, {
      command: { id: 'by-hand', command: { kind: 'rewind', to: { kind: 'earliest' }, scope: {} } },
    }),
    given('in mid-seed, with a skip to come', seeded.after, {
      command: { id: 'by-hand', command: { kind: 'skip', to: { kind: 'latest' }, scope: {} } },
    }),
  ];
}

/** The look that keeps a repair from being made. */
const BLIND: Blindness = { kind: 'partition', topic: 'a', partition: 2, what: 'commit' };

function withPartition(world: World): World {
  const copy = copyWorld(world);
  copy.topics[0]?.partitions.push(emptyPartition());
  return copy;
}

/** A partition was added, its first record came before a task on latest knew of it, and was passed over. */
function withSkippedRecord(world: World): World {
  const copy = withPartition(world);
  produce(copy);
  refreshMetadata(copy);
  rebalance(copy, copy.tasks.filter(isMember));
  return copy;
}

/** The next record of the same partition is read and committed: from then on every commit looks healthy. */
function withReadRecord(world: World): World {
  const copy = copyWorld(world);
  produce(copy);
  fetchAll(copy, 'committed');
  return copy;
}

function produce(world: World): void {
  const added = world.topics[0]?.partitions[2];
  if (added) added.logEnd += 1;
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
  blindness: Blindness = { kind: 'whole' },
): { before: World; after: World } {
  let world = from;
  for (let count = 0; count < 200; count++) {
    const [first] = progress(world);
    const step: Step = first ?? { label: 'tick', ...wholeTick(controller, world, blindness) };
    if (found(step)) return { before: world, after: step.world };
    world = step.world;
  }
  throw new Error('the model never gets where a start state is looked for');
}

function codes({ tick }: Step): string[] {
  return tick?.decision.reasons.map(({ code }) => code) ?? [];
}
