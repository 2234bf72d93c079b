import type { Command } from '../../lib/core/vocabulary/command';
import type { Violation } from '../properties/property';
import { runsOnLatest } from '../properties/seen';
import { storeConfig } from './calls';
import {
  canFetch,
  fetchAll,
  flush,
  forgetReported,
  groupState,
  isMember,
  needsRefresh,
  rebalance,
  refreshMetadata,
} from './group';
import { type Blindness, BYTES_KEPT } from './look';
import { deploy, expireGhosts, finishTask, killTask, setDesiredCount, startTask } from './service';
import { TICK_MS } from './spec';
import {
  type Controller,
  PLAIN,
  resumeTick,
  slowTick,
  type TickCourse,
  type TickNote,
  wholeTick,
} from './tick';
import {
  type ConfigKind,
  copyWorld,
  emptyPartition,
  MAX_PARTITIONS,
  maskOf,
  NONE,
  type PartitionModel,
  partitionAt,
  type Refusal,
  type StaleSource,
  type World,
} from './world';

/** Everything that can happen, as data. A trace is a list of these events. */
export type Event =
  /** Events that happen without a fault. */
  | { kind: 'task starts'; task: number; config: 'stored' | 'before' }
  | { kind: 'task is gone'; task: number }
  | { kind: 'session of gone members times out' }
  | { kind: 'rebalance'; order: 'forward' | 'backward' }
  | { kind: 'tasks read and commit' }
  | { kind: 'tasks refresh their metadata' }
  | { kind: 'the call without an answer takes effect' }
  | { kind: 'tick' }
  | { kind: 'the slow tick goes on' }
  /** Outside events that each cost one record of the budget. */
  | { kind: 'record arrives'; topic: number; partition: number }
  /** Outside events that each cost one fault of the budget. */
  | { kind: 'partition is added'; topic: number }
  /** Tasks may still hold its records, and commit their old offsets for the new topic. */
  | { kind: 'topic is recreated'; topic: number; commits: 'deleted' | 'beyond the log' }
  | { kind: 'commit is deleted'; topic: number; partition: number }
  | { kind: 'commits of the Empty group expire' }
  | {
      kind: 'records are deleted';
      topic: number;
      partition: number;
      below: number;
      by: 'retention' | 'somebody';
    }
  | { kind: 'stranger joins the group' }
  | { kind: 'task is killed'; task: number }
  | { kind: 'stopping task hangs'; task: number }
  | { kind: 'members of gone tasks stay' }
  | { kind: 'tasks read and cannot commit' }
  | { kind: 'backend refuses' }
  | { kind: 'backend takes again' }
  | { kind: 'somebody deploys' }
  | { kind: 'somebody sets desiredCount'; count: number }
  | { kind: 'somebody sets hold' }
  | { kind: 'somebody stores initial_offset' }
  | { kind: 'somebody stores a config'; config: ConfigKind }
  | { kind: 'state is lost' }
  | { kind: 'coverage is lost' }
  | { kind: 'Kafka is away from the controller'; looks: number }
  | { kind: 'calls are refused'; what: Refusal }
  | { kind: 'answers are stale'; source: StaleSource; looks: number }
  | { kind: 'time passes without a tick'; ms: number }
  | { kind: 'command'; command: Command['kind'] }
  | { kind: 'tick, blind'; blindness: Blindness }
  | { kind: 'tick of a new process' }
  | { kind: 'tick, dying before its call' }
  | { kind: 'tick whose call gets no answer' }
  | { kind: 'tick, slow' };

/** One step that leads from a world to the next. */
export interface Step {
  event: Event;
  world: World;
  violation: Violation | undefined;
  tick?: TickNote | undefined;
}

/** Every step that can come next. */
export function steps(controller: Controller, world: World): Step[] {
  const events: Event[] = [...byItself(world), { kind: 'tick' }];
  if (world.pending) events.push({ kind: 'the slow tick goes on' });
  if (world.left.records > 0) events.push(...arrivals(world));
  if (world.left.faults > 0) events.push(...faults(world));
  return events.flatMap((event) => take(controller, world, event) ?? []);
}

/** Events that can happen without a fault, in any order. */
export function byItself(world: World): Event[] {
  const events: Event[] = [];
  const { config } = world.parameters;
  // Tasks that have not started yet are interchangeable, so the first one represents them all.
  const pending = world.tasks.find(({ stage }) => stage === 'pending');
  if (pending && (config.kind !== 'refused' || world.rollout !== 'failing')) {
    events.push({ kind: 'task starts', task: pending.id, config: 'stored' });
    const settles = world.nowMs + world.stamps * 1000 - config.modifiedAtMs < CONFIG_SETTLES_MS;
    const before = world.configHistory.at(-1);
    if (settles && before && before.initialOffset !== config.initialOffset)
      events.push({ kind: 'task starts', task: pending.id, config: 'before' });
  }
  for (const { id, stage, hangs } of world.tasks)
    if (stage === 'stopping' && !hangs) events.push({ kind: 'task is gone', task: id });
  if (world.ghosts.length > 0 && !world.ghostsStay)
    events.push({ kind: 'session of gone members times out' });
  if (world.rebalancing) {
    events.push({ kind: 'rebalance', order: 'forward' });
    if (world.tasks.filter(isMember).length > 1) events.push({ kind: 'rebalance', order: 'backward' });
  }
  if (canFetch(world)) events.push({ kind: 'tasks read and commit' });
  if (needsRefresh(world)) events.push({ kind: 'tasks refresh their metadata' });
  if (world.late) events.push({ kind: 'the call without an answer takes effect' });
  return events;
}

/** How long after a change a starting task may still read the previous config. */
const CONFIG_SETTLES_MS = 30_000;
const MAX_RECORDS = 3;

function arrivals(world: World): Event[] {
  return places(world).flatMap(({ topic, number, partition }): Event[] =>
    partition.logEnd < MAX_RECORDS ? [{ kind: 'record arrives', topic, partition: number }] : [],
  );
}

function faults(world: World): Event[] {
  return [...toKafka(world), ...toTasks(world), ...byPeople(world), ...ofTheController(world)];
}

function toKafka(world: World): Event[] {
  const events: Event[] = [];
  world.topics.forEach(({ partitions, incarnation }, topic) => {
    if (partitions.length < MAX_PARTITIONS) events.push({ kind: 'partition is added', topic });
    // During a roll it is unknown which tasks know which of the two topics; see docs/verification.md.
    const known = world.parameters.state.layout !== undefined && !world.parameters.state.roll;
    if (incarnation === 0 && known)
      for (const commits of ['deleted', 'beyond the log'] as const)
        events.push({ kind: 'topic is recreated', topic, commits });
  });
  for (const { topic, number, partition } of places(world)) {
    const { logStart, logEnd, committed } = partition;
    const place = { topic, partition: number };
    if (committed !== NONE) events.push({ kind: 'commit is deleted', ...place });
    const retention = world.topics[topic]?.retention;
    if (retention === 'short' && logStart < logEnd) {
      const below = Math.max(logStart + 1, logEnd - 1);
      events.push({ kind: 'records are deleted', ...place, below, by: 'retention' });
    }
    if (retention === 'bytes' && logEnd - logStart > BYTES_KEPT)
      events.push({ kind: 'records are deleted', ...place, below: logEnd - BYTES_KEPT, by: 'retention' });
    for (const below of [logEnd, logEnd - 1])
      if (below > logStart) events.push({ kind: 'records are deleted', ...place, below, by: 'somebody' });
  }
  const expirable = world.emptySinceMs !== undefined && world.nowMs - world.emptySinceMs >= OFFSETS_LIVE_MS;
  if (groupState(world) === 'Empty' && expirable) events.push({ kind: 'commits of the Empty group expire' });
  if (!world.foreignMember) events.push({ kind: 'stranger joins the group' });
  return events;
}

/** Brokers expire commits only every few minutes, so a little later than offsets.retention.minutes. */
const OFFSETS_LIVE_MS = 10 * TICK_MS;

function toTasks(world: World): Event[] {
  const events: Event[] = [];
  for (const task of world.tasks) {
    if (isMember(task)) events.push({ kind: 'task is killed', task: task.id });
    if (task.stage === 'stopping' && !task.hangs) events.push({ kind: 'stopping task hangs', task: task.id });
  }
  if (world.ghosts.length > 0 && !world.ghostsStay) events.push({ kind: 'members of gone tasks stay' });
  if (canFetch(world)) events.push({ kind: 'tasks read and cannot commit' });
  events.push({ kind: world.backend === 'takes' ? 'backend refuses' : 'backend takes again' });
  if (world.rollout === 'settled' && world.tasks.some(({ stage }) => stage === 'running'))
    events.push({ kind: 'somebody deploys' });
  return events;
}

function byPeople(world: World): Event[] {
  const events: Event[] = [];
  const { config, hold, state, coverage } = world.parameters;
  for (const count of [0, 1, 2, 3])
    if (count !== world.desiredCount) events.push({ kind: 'somebody sets desiredCount', count });
  if (!hold) events.push({ kind: 'somebody sets hold' });
  events.push({ kind: 'somebody stores initial_offset' });
  const others: ConfigKind[] = config.kind === 'good' ? ['foreign', 'uneditable', 'refused'] : ['good'];
  for (const each of others) events.push({ kind: 'somebody stores a config', config: each });
  if (state.policies.length > 0) events.push({ kind: 'state is lost' });
  if (coverage) events.push({ kind: 'coverage is lost' });
  if (!world.pending) for (const command of COMMANDS) events.push({ kind: 'command', command });
  return events;
}

const COMMANDS: readonly Command['kind'][] = [
  'drain',
  'rewind',
  'skip',
  'repair',
  'expand',
  'accept',
  'pause',
  'stop',
  'resume',
  'cancel',
];

const MINUTES_MS = 11 * 60_000;
const DAY_MS = 25 * 3_600_000;

function ofTheController(world: World): Event[] {
  const events: Event[] = [];
  if (world.pending) return events;
  if (world.kafkaAway === 0) {
    events.push({ kind: 'Kafka is away from the controller', looks: 1 });
    events.push({ kind: 'Kafka is away from the controller', looks: 8 });
  }
  if (world.refused.length === 0) {
    for (const what of ['right', 'commit', 'seed', 'config', 'count', 'state'] as const)
      events.push({ kind: 'calls are refused', what });
  }
  if (!world.stale && world.shown) {
    for (const source of ['ecs', 'config', 'ssm'] as const)
      for (const looks of [1, 2]) events.push({ kind: 'answers are stale', source, looks });
  }
  for (const ms of [MINUTES_MS, DAY_MS]) events.push({ kind: 'time passes without a tick', ms });
  for (const blindness of blindnesses(world)) events.push({ kind: 'tick, blind', blindness });
  events.push(
    { kind: 'tick of a new process' },
    { kind: 'tick, dying before its call' },
    { kind: 'tick whose call gets no answer' },
    { kind: 'tick, slow' },
  );
  return events;
}

function blindnesses(world: World): Blindness[] {
  const list: Blindness[] = [{ kind: 'group' }, { kind: 'metrics' }];
  for (const { topic, partitions } of world.topics) {
    list.push({ kind: 'topic', topic, as: 'unknown' }, { kind: 'topic', topic, as: 'missing' });
    partitions.forEach((_, partition) => {
      list.push({ kind: 'partition', topic, partition, what: 'log' });
      list.push({ kind: 'partition', topic, partition, what: 'commit' });
    });
  }
  return list;
}

function places({ topics }: World): { topic: number; number: number; partition: PartitionModel }[] {
  return topics.flatMap(({ partitions }, topic) =>
    partitions.map((partition, number) => ({ topic, number, partition })),
  );
}

/** Applies one event; `undefined` if it changes nothing. */
export function take(controller: Controller, before: World, event: Event): Step | undefined {
  const ticked = tickOf(controller, before, event);
  if (ticked) return ticked === 'nothing' ? undefined : { event, ...ticked };
  const world = copyWorld(before);
  if (!BY_ITSELF.has(event.kind)) {
    if (event.kind === 'record arrives') world.left.records -= 1;
    else {
      world.left.faults -= 1;
      world.calmTicks = 0;
    }
  }
  change(world, event);
  return { event, world, violation: undefined };
}

const BY_ITSELF: ReadonlySet<Event['kind']> = new Set([
  'task starts',
  'task is gone',
  'session of gone members times out',
  'rebalance',
  'tasks read and commit',
  'tasks refresh their metadata',
  'the call without an answer takes effect',
]);

function tickOf(
  controller: Controller,
  before: World,
  event: Event,
): Omit<Step, 'event'> | 'nothing' | undefined {
  if (event.kind === 'tick') return wholeTick(controller, before, PLAIN);
  if (event.kind === 'the slow tick goes on') return resumeTick(controller, before) ?? 'nothing';
  const course = courseOf(event, before);
  if (course === undefined && event.kind !== 'tick, slow') return undefined;
  const spent = copyWorld(before);
  spent.left.faults -= 1;
  spent.calmTicks = 0;
  const ticked = course ? wholeTick(controller, spent, course) : slowTick(controller, spent);
  if (!ticked) return 'nothing';
  // If there is no call, a tick that dies or gets no response is the same as a normal one.
  const needsCall = course !== undefined && course.answer !== 'answered';
  return needsCall && !callsEcs(ticked.tick) && !ticked.violation ? 'nothing' : ticked;
}

const ECS_CALLS: ReadonlySet<string> = new Set([
  'set-desired-count',
  'stop-tasks',
  'start-tasks',
  'stop-service',
  'end-hold',
]);

function callsEcs({ decision }: TickNote): boolean {
  return decision?.action !== undefined && ECS_CALLS.has(decision.action.kind);
}

function courseOf(event: Event, { nowMs }: World): TickCourse | undefined {
  switch (event.kind) {
    case 'tick, blind':
      return { ...PLAIN, blindness: event.blindness };
    case 'tick of a new process':
      return { ...PLAIN, process: 'cold' };
    case 'tick, dying before its call':
      return { ...PLAIN, answer: 'lost' };
    case 'tick whose call gets no answer':
      return { ...PLAIN, answer: 'late' };
    case 'command':
      return { ...PLAIN, command: { id: `${event.command}-${nowMs}`, command: commandOf(event.command) } };
    default:
      return undefined;
  }
}

function commandOf(kind: Command['kind']): Command {
  switch (kind) {
    case 'rewind':
      return { kind, to: { kind: 'earliest' }, scope: {}, queued: 'keep' };
    case 'skip':
      return { kind, to: { kind: 'latest' }, scope: {}, queued: 'keep' };
    case 'repair':
      return { kind, scope: {}, queued: 'keep' };
    case 'accept':
      return { kind, scope: {} };
    case 'expand':
      return { kind, signal: 'traces', partitions: MAX_PARTITIONS };
    default:
      return { kind };
  }
}

function change(world: World, event: Event): void {
  const task = 'task' in event ? world.tasks.find(({ id }) => id === event.task) : undefined;
  switch (event.kind) {
    case 'task starts': {
      const { config } = world.parameters;
      if (task)
        startTask(world, task, event.config === 'stored' ? config : (world.configHistory.at(-1) ?? config));
      return;
    }
    case 'task is gone':
      if (task) finishTask(world, task);
      return;
    case 'session of gone members times out':
      expireGhosts(world);
      return;
    case 'rebalance': {
      const members = world.tasks.filter(isMember);
      rebalance(world, event.order === 'forward' ? members : members.reverse());
      return;
    }
    case 'tasks read and commit':
      fetchAll(world, 'committed');
      return;
    case 'tasks refresh their metadata':
      refreshMetadata(world);
      return;
    case 'the call without an answer takes effect':
      takeEffect(world);
      return;
    case 'record arrives':
      partitionAt(world, event.topic, event.partition).logEnd += 1;
      return;
    case 'partition is added':
      world.topics[event.topic]?.partitions.push(emptyPartition());
      return;
    case 'topic is recreated':
      recreateTopic(world, event.topic, event.commits);
      return;
    case 'commit is deleted':
      loseCommit(partitionAt(world, event.topic, event.partition));
      return;
    case 'commits of the Empty group expire':
      for (const { partition } of places(world)) loseCommit(partition);
      return;
    case 'records are deleted':
      deleteBelow(world, partitionAt(world, event.topic, event.partition), event.below);
      return;
    case 'stranger joins the group':
      world.foreignMember = true;
      return;
    case 'task is killed':
      if (task) killTask(world, task);
      return;
    case 'stopping task hangs':
      if (task) task.hangs = true;
      return;
    case 'members of gone tasks stay':
      world.ghostsStay = true;
      return;
    case 'tasks read and cannot commit':
      fetchAll(world, 'not-committed');
      return;
    case 'backend refuses':
      world.backend = 'refuses';
      return;
    case 'backend takes again':
      world.backend = 'takes';
      flush(world);
      return;
    case 'somebody deploys':
      deploy(world, 'others');
      return;
    case 'somebody sets desiredCount':
      personSets(world, event.count);
      return;
    case 'somebody sets hold':
      world.parameters.hold = { sinceMs: world.nowMs, count: Math.max(1, world.desiredCount) };
      return;
    case 'somebody stores initial_offset': {
      const { config } = world.parameters;
      const other = config.initialOffset === 'latest' ? 'earliest' : 'latest';
      storeConfig(world, { kind: config.kind, initialOffset: other });
      return;
    }
    case 'somebody stores a config':
      storeConfig(world, { ...world.parameters.config, kind: event.config });
      return;
    case 'state is lost':
      world.parameters.state = {
        watermarks: new Map(),
        stuck: {},
        policies: [],
        holds: {},
        history: NOTHING_WENT_WRONG,
      };
      world.parameters.stateVersion += 1;
      // Without topic ids, only the state could show that a topic was recreated.
      if (world.topicIds === 'hidden') world.unreported = false;
      // The command is lost together with the state, while the debt still records the purpose of the stop.
      for (const { partition } of places(world)) partition.toRead = 0;
      world.record = { stopsMs: [], failedMs: undefined, rearmedMs: undefined };
      if (world.personsCount !== 0) world.personsCount = undefined;
      return;
    case 'coverage is lost':
      world.parameters.coverage = undefined;
      loseWhatWasOwed(world);
      return;
    case 'Kafka is away from the controller':
      world.kafkaAway = event.looks;
      return;
    case 'calls are refused':
      world.refused = [event.what];
      return;
    case 'answers are stale':
      world.stale = { source: event.source, looks: event.looks };
      return;
    case 'time passes without a tick':
      world.nowMs += event.ms;
      if (world.late && world.nowMs >= world.late.byMs) takeEffect(world);
      return;
    default:
      throw new Error(`${event.kind} is a tick`);
  }
}

function takeEffect(world: World): void {
  // A stop that takes effect this late makes no promise about what tasks hold.
  if (!world.parameters.state.recreate) world.heldIsReadAgain = false;
  if (world.late) setDesiredCount(world, world.late.count, world.late.stoppedBy);
  world.late = undefined;
  // The stop overwrites the count that an operator set, and the debt holds the count from before it.
  world.personsCount = undefined;
}

const NOTHING_WENT_WRONG = { automaticStops: [], failures: 0, rearms: 0 };

/** Under earliest Spillway ignores a lost coverage, so what was owed is forgotten too (docs/verification.md). */
function loseWhatWasOwed(world: World): void {
  if (world.parameters.config.initialOffset === 'latest' || runsOnLatest(world)) return;
  for (const { partition } of places(world)) {
    partition.delivered |= partition.skipped;
    partition.skipped = 0;
  }
  forgetReported(world);
}

/**
 * An operator sets desiredCount. Spillway does not notice this in two cases: the count equals the one before Spillway's
 * last call, so that the call looks as if it was never made; or it was set before the first look.
 */
function personSets(world: World, count: number): void {
  const { desired } = world.parameters.state;
  const owed = world.parameters.debt !== undefined;
  setDesiredCount(world, count, 'others');
  // While Spillway has stopped the tasks, a manual 0 looks no different. To stop the service for good, an operator uses
  // the stop command.
  if (world.zero && owed) world.zero.by = 'spillway';
  if (count === 0 && world.late?.count === 0) world.late = undefined;
  if (count === 0 && owed) {
    world.personsCount = undefined;
    return;
  }
  const unnoticed =
    !desired || count === desired.from || (count === desired.count && !desired.externalSinceMs);
  world.personsCount = count > 0 && unnoticed ? undefined : count;
}

/** A commit that no log of the model reaches. */
const BEYOND = MAX_RECORDS + 4;

function recreateTopic(world: World, index: number, commits: 'deleted' | 'beyond the log'): void {
  const topic = world.topics[index];
  if (!topic) return;
  topic.incarnation += 1;
  topic.partitions = topic.partitions.map(({ owner }) => ({
    ...{ ...emptyPartition(), owner },
    committed: commits === 'beyond the log' && owner !== NONE ? BEYOND : NONE,
  }));
  for (const task of world.tasks)
    task.held = task.held.map((mask, slot) => (Math.floor(slot / MAX_PARTITIONS) === index ? 0 : mask));
  forgetReported(world);
}

function loseCommit(partition: PartitionModel): void {
  if (partition.committed === NONE) return;
  partition.committed = NONE;
  partition.lostUnseen = true;
}

/** Deleted records no longer have to be read. */
function deleteBelow(world: World, partition: PartitionModel, below: number): void {
  partition.logStart = below;
  const kept = maskOf(partition.logStart, partition.logEnd);
  for (const mask of ['delivered', 'skipped', 'dropped', 'toRead'] as const) partition[mask] &= kept;
  partition.youngFrom = Math.max(partition.youngFrom, partition.logStart);
  forgetReported(world);
}

/** Describes an event in a trace. */
export function describeEvent(event: Event): string {
  const { kind, ...more } = event;
  const details = Object.entries(more).map(([name, value]) =>
    typeof value === 'object' ? Object.values(value).join(' ') : `${name} ${value}`,
  );
  return details.length > 0 ? `${kind} (${details.join(', ')})` : kind;
}

/** The names of the outside events, for `--list`. */
export const FAULTS: readonly Event['kind'][] = [
  'record arrives',
  'partition is added',
  'topic is recreated',
  'commit is deleted',
  'commits of the Empty group expire',
  'records are deleted',
  'stranger joins the group',
  'task is killed',
  'stopping task hangs',
  'members of gone tasks stay',
  'tasks read and cannot commit',
  'backend refuses',
  'backend takes again',
  'somebody deploys',
  'somebody sets desiredCount',
  'somebody sets hold',
  'somebody stores initial_offset',
  'somebody stores a config',
  'state is lost',
  'coverage is lost',
  'Kafka is away from the controller',
  'calls are refused',
  'answers are stale',
  'time passes without a tick',
  'command',
  'tick, blind',
  'tick of a new process',
  'tick, dying before its call',
  'tick whose call gets no answer',
  'tick, slow',
];
