import { EMPTY_STATE } from '../../lib/core/state/state';
import type { ReasonCode } from '../../lib/core/vocabulary/reasons';
import { byItself, type Event, type Step, take } from './events';
import { isMember, rebalance, refreshMetadata } from './group';
import { setDesiredCount, startTask } from './service';
import { REAL } from './tick';
import { type Budget, copyWorld, emptyPartition, partitionAt, type World } from './world';

/** A world in which the explorer begins. All but the first are reached from the first by steps of the real controller. */
export interface Start {
  name: string;
  world: World;
}

const START_MS = Date.UTC(2026, 0, 15, 12);

/** Topics without records, and a service that was never started. */
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
    ...{
      topicIds: 'told',
      topicsBy: 'name',
      protocol: 'cooperative',
      tasks: [],
      nextTaskId: 0,
      desiredCount: 0,
    },
    zero: { by: 'person', sinceMs: START_MS },
    personsCount: undefined,
    rollout: 'settled',
    bounds: { minimumHealthyPercent: 100, maximumPercent: 200 },
    ...{ ghosts: [], ghostsStay: false, emptySinceMs: START_MS, foreignMember: false, rebalancing: false },
    backend: 'takes',
    parameters: {
      config: { version: 1, kind: 'good', initialOffset: 'earliest', modifiedAtMs: START_MS },
      ...{ state: EMPTY_STATE, stateVersion: 0, coverage: undefined, debt: undefined, hold: undefined },
    },
    ...{ configHistory: [], warm: {}, warmVersion: 0, kafkaAway: 0, refused: [] },
    ...{ stale: undefined, shown: undefined, late: undefined, pending: undefined },
    ...{ unreported: false, heldIsReadAgain: false, calmTicks: 0 },
    record: { stopsMs: [], failedMs: undefined, rearmedMs: undefined },
    left: { faults: 0, records: 0 },
  };
}

/** Two tasks run on earliest. Each topic has one partition with a record and one without. */
function running(change: (world: World) => void = () => {}): World {
  const world = nothingYet();
  change(world);
  for (const topic of world.topics) {
    const [first] = topic.partitions;
    if (first) first.logEnd = 1;
  }
  setDesiredCount(world, 2, 'spillway');
  for (const task of world.tasks) startTask(world, task, world.parameters.config);
  rebalance(world, world.tasks.filter(isMember));
  return world;
}

export function startWorlds(budget: Budget): Start[] {
  return worlds().map(({ name, world }) => ({ name, world: { ...world, left: { ...budget } } }));
}

function worlds(): Start[] {
  const flip = until(running(), reports('FLIP_STORED'));
  const live = settled(flip.after);
  const seed = until(running(), reports('PARTITIONS_SEEDED'));
  const onLatest = settled(replaceTasks(live));
  const skipped = withSkippedRecord(onLatest);
  const stop = until(skipped, reports('TASKS_STOPPED'));
  const down = until(stop.after, reports('OFFSETS_REPAIRED'));
  const started = until(down.after, reports('TASKS_STARTED'));
  const rewind = until(onLatest, reports('TASKS_STOPPED'), 'rewind');
  const lateStop = until(onLatest, (step) => step.tick?.outcome === 'ECS does not answer', 'rewind', {
    kind: 'tick whose call gets no answer',
  });
  const accepted = settled(
    until(quiesced(withRecord(skipped, 0, 2)), reports('ACCEPTED_AS_LOST'), 'accept').after,
  );
  const backend = event(live, { kind: 'backend refuses' });
  const filled = quiesced(withRecord(backend, 0, 0));
  const bytes = settled(until(running(retention('bytes')), reports('FLIP_STORED')).after);
  const onEager = settled(replaceTasks(settled(until(running(eager), reports('FLIP_STORED')).after)));
  const hidden = settled(replaceTasks(settled(until(running(hiddenIds), reports('FLIP_STORED')).after)));
  return [
    { name: 'empty', world: nothingYet() },
    { name: 'before a seed', world: seed.before },
    { name: 'before a flip', world: flip.before },
    { name: 'live, tasks still on earliest', world: live },
    { name: 'live, tasks on latest', world: onLatest },
    { name: 'a partition was added and met latest', world: skipped },
    { name: 'before the stop of a repair', world: stop.before },
    { name: 'stopped for a repair', world: stop.after },
    { name: 'repaired, nothing started', world: down.after },
    { name: 'started after a repair', world: started.after },
    { name: 'stopped for a rewind', world: rewind.after },
    { name: 'a stop for a rewind got no answer', world: lateStop.after },
    { name: 'the backend refuses what is held, on latest', world: filled },
    { name: 'accepted as lost, live on latest', world: accepted },
    { name: 'recreated unnoticed, brokers tell no topic ids', world: withUnnoticedTopic(hidden) },
    { name: 'short retention, before a flip', world: withRetention(flip.before, 'short') },
    { name: 'retention by bytes, live', world: bytes },
    { name: 'live on latest, with a protocol that hands out again', world: onEager },
    { name: 'live on latest, brokers tell no topic ids', world: hidden },
    { name: 'topics by pattern, before a flip', world: { ...flip.before, topicsBy: 'pattern' } },
    { name: 'paused, live on latest', world: until(onLatest, reports('HOLD_PAUSED'), 'pause').after },
    {
      name: 'stopped by a person, latest stored',
      world: quiesced(event(onLatest, { kind: 'somebody sets desiredCount', count: 0 })),
    },
    {
      name: 'stopped by the switch',
      world: quiesced(until(onLatest, reports('STOPPED_BY_COMMAND'), 'stop').after),
    },
    { name: 'an expansion has begun', world: until(onLatest, reports('REQUEST_ACCEPTED'), 'expand').after },
    { name: 'a drain has begun', world: until(running(), reports('REQUEST_ACCEPTED'), 'drain').after },
    {
      name: 'no roll is possible, live on latest',
      world: { ...onLatest, bounds: { minimumHealthyPercent: 0, maximumPercent: 100 } },
    },
  ];
}

function retention(kind: 'bytes'): (world: World) => void {
  return (world) => {
    for (const topic of world.topics) topic.retention = kind;
  };
}

function eager(world: World): void {
  world.protocol = 'eager';
}

function hiddenIds(world: World): void {
  world.topicIds = 'hidden';
}

function withRetention(world: World, kind: 'short'): World {
  const copy = copyWorld(world);
  for (const topic of copy.topics.slice(0, 1)) topic.retention = kind;
  return copy;
}

function withRecord(world: World, topic: number, partition: number): World {
  const copy = copyWorld(world);
  partitionAt(copy, topic, partition).logEnd += 1;
  return copy;
}

function event(world: World, given: Event): World {
  return take(REAL, world, given)?.world ?? world;
}

/** A deployment replaces the tasks, so every task reads the stored config. */
function replaceTasks(world: World): World {
  return quiesced(event(world, { kind: 'somebody deploys' }));
}

/** A partition was added. Its first record arrived before a task on latest knew of the partition, so it was skipped. */
function withSkippedRecord(world: World): World {
  const copy = copyWorld(world);
  copy.topics[0]?.partitions.push(emptyPartition());
  partitionAt(copy, 0, 2).logEnd = 1;
  refreshMetadata(copy);
  rebalance(copy, copy.tasks.filter(isMember));
  return copy;
}

/**
 * A topic that was recreated and then read on latest after its first record. Its commits look healthy, but their sum is
 * lower.
 */
function withUnnoticedTopic(world: World): World {
  const full = settled(withRecord(withRecord(withRecord(withRecord(world, 0, 0), 0, 0), 0, 1), 0, 1));
  // The sums that commits are compared with are a few minutes old.
  const later = settled(event(full, { kind: 'time passes without a tick', ms: 3_600_000 }));
  const recreated = event(later, { kind: 'topic is recreated', topic: 0, commits: 'deleted' });
  const skipping = quiesced(withRecord(recreated, 0, 0));
  return quiesced(withRecord(withRecord(skipping, 0, 0), 0, 1));
}

function quiesced(world: World): World {
  const [next] = byItself(world).filter(({ kind }) => kind !== 'the call without an answer takes effect');
  return next ? quiesced(event(world, next)) : world;
}

/** The world a few ticks later, once everything that is due has been done. */
function settled(world: World): World {
  let at = world;
  for (let ticks = 0; ticks < 8; ticks++) at = quiesced(event(at, { kind: 'tick' }));
  return at;
}

function reports(code: ReasonCode): (step: Step) => boolean {
  return ({ tick }) => tick?.decision?.reasons.some((each) => each.code === code) ?? false;
}

/** Continues without faults until the first step that `found` accepts. Returns the worlds before and after it. */
function until(
  from: World,
  found: (step: Step) => boolean,
  command?: Extract<Event, { kind: 'command' }>['command'],
  tick: Event = { kind: 'tick' },
): { before: World; after: World } {
  let world = from;
  for (let count = 0; count < 300; count++) {
    const asked: Event | undefined = count === 0 && command ? { kind: 'command', command } : undefined;
    const [next] = byItself(world).filter(({ kind }) => kind !== 'the call without an answer takes effect');
    const step = take(REAL, world, asked ?? next ?? tick) ?? take(REAL, world, { kind: 'tick' });
    if (!step || step.violation) throw new Error(`no start: ${step?.violation?.text}`);
    if (found(step)) return { before: world, after: step.world };
    world = step.world;
  }
  throw new Error('the model never reaches the start state');
}
