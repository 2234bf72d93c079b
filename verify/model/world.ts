import type { Decision } from '../../lib/core/decide/decision';
import type { Coverage } from '../../lib/core/facts/coverage';
import type { Observation, WarmKnowledge } from '../../lib/core/facts/observation';
import type { ServiceSnapshot } from '../../lib/core/snapshot/service';
import type { ControllerState } from '../../lib/core/state/state';
import type { Debt } from '../../lib/core/vocabulary/debt';
import type { InitialOffset, Signal } from '../../lib/pipeline';

/**
 * The model's world: small Kafka, Collectors, ECS and SSM, and what the controller stored there. Offsets are small
 * numbers, sets of records are bit masks by offset. A world is never changed once another step may start from it:
 * steps work on a {@link copyWorld}.
 */

/** No commit, no position, no owner. */
export const NONE = -1;

export interface PartitionModel {
  logStart: number;
  logEnd: number;
  /** First offset written since the last tick: younger than drainedWithin. */
  youngFrom: number;
  committed: number;
  /** Id of the task whose consumer has it. */
  owner: number;
  /** Next offset that the owner reads. */
  position: number;
  /** The owner has read on since its last commit. */
  dirty: boolean;
  /** Records that the backend has taken. */
  delivered: number;
  /** Records that a task on latest passed over and nobody has read since. */
  skipped: number;
  /** Records that went away with a task that Spillway stopped, and nobody has read since. */
  dropped: number;
  /** Records that a rewind is to read again. */
  toRead: number;
  /** The commit went away, or out of the log, and no tick has looked since. */
  lostUnseen: boolean;
}

/**
 * - `long`  nothing is deleted that nobody has read
 * - `short` by age: unread records live for a few ticks
 * - `bytes` by size: the newest record is kept
 */
export type Retention = 'long' | 'short' | 'bytes';

export interface TopicModel {
  signal: Signal;
  topic: string;
  /** Kafka's topic id: another one for each time that the topic was created. */
  incarnation: number;
  retention: Retention;
  partitions: PartitionModel[];
}

/** Who told a task to stop. */
export type StoppedBy = 'recreate' | 'spillway' | 'others';

export interface TaskModel {
  id: number;
  stage: 'pending' | 'running' | 'stopping';
  /** What it started with, once it runs. */
  policy: InitialOffset;
  /** It started with a config that reads another group: it is no member of ours. */
  elsewhere: boolean;
  createdAtMs: number;
  startedAtMs: number;
  /** What its consumers know of each topic, from their last refresh. */
  knows: { incarnation: number; count: number }[];
  /** A running deployment replaces it, and whose deployment that is. */
  replacedBy: StoppedBy | undefined;
  stoppedBy: StoppedBy | undefined;
  /** Told to stop, it never goes away. */
  hangs: boolean;
  /** What it has read and the backend has not taken: a mask for each partition, see {@link slotOf}. */
  held: number[];
}

/**
 * - `good`       the pipeline's own
 * - `foreign`    reads another group
 * - `uneditable` the Collector runs with it, and initial_offset cannot be changed in place
 * - `refused`    the Collector does not start with it
 */
export type ConfigKind = 'good' | 'foreign' | 'uneditable' | 'refused';

export interface ConfigModel {
  version: number;
  kind: ConfigKind;
  initialOffset: InitialOffset;
  modifiedAtMs: number;
}

/** Everything below the pipeline's prefix in SSM. The codecs are tested elsewhere: here it is kept as objects. */
export interface Parameters {
  config: ConfigModel;
  state: ControllerState;
  stateVersion: number;
  coverage: Coverage | undefined;
  debt: Debt | undefined;
  hold: { sinceMs: number; count: number } | undefined;
}

/** What is refused for good: the right to commit, which Kafka tells, or calls of a kind. */
export type Refusal = 'right' | 'commit' | 'seed' | 'config' | 'count' | 'state';

/** Answers that lag behind what was written. */
export type StaleSource = 'ecs' | 'config' | 'ssm';

/** A tick that has looked and decided, and has not acted yet. */
export interface PendingTick {
  stage: 'decided' | 'noted';
  observation: Observation;
  decision: Decision;
  stateVersion: number;
}

/** What a person may still ask for on this path. */
export interface Budget {
  faults: number;
  records: number;
}

export interface World {
  nowMs: number;
  /** Seconds since the last tick, one for each event with a time, to keep their order. */
  stamps: number;
  topics: TopicModel[];
  topicIds: 'told' | 'hidden';
  /** How the spec names its topics. */
  topicsBy: 'name' | 'pattern';
  /** Whether the group's protocol hands every partition out again when a member joins. */
  protocol: 'cooperative' | 'eager';
  tasks: TaskModel[];
  nextTaskId: number;
  desiredCount: number;
  /** Who set desiredCount to 0, and when it became so. */
  zero: { by: 'person' | 'spillway'; sinceMs: number } | undefined;
  /** The desiredCount that a person set, as long as nothing gave it back to Spillway. */
  personsCount: number | undefined;
  rollout: 'settled' | 'replacing' | 'failing';
  bounds: { minimumHealthyPercent: number; maximumPercent: number };
  /** Ids of tasks that are gone and whose members Kafka still counts. */
  ghosts: number[];
  /** Their session never times out. */
  ghostsStay: boolean;
  emptySinceMs: number | undefined;
  foreignMember: boolean;
  rebalancing: boolean;
  backend: 'takes' | 'refuses';
  parameters: Parameters;
  /** Older versions of the config, as SSM keeps them; newest last. */
  configHistory: ConfigModel[];
  warm: WarmKnowledge;
  /** Newest version of the state that the process wrote. */
  warmVersion: number;
  /** So many more looks Kafka cannot be reached by the controller. */
  kafkaAway: number;
  refused: readonly Refusal[];
  stale: { source: StaleSource; looks: number } | undefined;
  /** What the last look showed: stale answers show it again. */
  shown: { service: ServiceSnapshot; parameters: Parameters } | undefined;
  /** A call without an answer that takes effect later, by this time at the latest. */
  late: { count: number; stoppedBy: StoppedBy; byMs: number } | undefined;
  pending: PendingTick | undefined;
  /** Something was skipped and no reason has reported it yet. */
  unreported: boolean;
  /** Whether the recreate under way promised that what tasks hold is read again. */
  heldIsReadAgain: boolean;
  /** Automatic stops, the newest last, and when the last one failed; re-arms. */
  record: { stopsMs: readonly number[]; failedMs: number | undefined; rearmedMs: number | undefined };
  /** Ticks in a row that nothing disturbed. */
  calmTicks: number;
  left: Budget;
}

export function copyWorld(world: World): World {
  return {
    ...world,
    topics: world.topics.map((topic) => ({
      ...topic,
      partitions: topic.partitions.map((partition) => ({ ...partition })),
    })),
    tasks: world.tasks.map((task) => ({ ...task, held: [...task.held] })),
    ghosts: [...world.ghosts],
    parameters: { ...world.parameters },
    record: { ...world.record },
    left: { ...world.left },
  };
}

/** A time for something that happens now, later than all times before. */
export function stampMs(world: World): number {
  world.stamps += 1;
  return world.nowMs + world.stamps * 1000;
}

export const MAX_PARTITIONS = 3;

/** Index of a partition in what a task holds. */
export function slotOf(topic: number, partition: number): number {
  return topic * MAX_PARTITIONS + partition;
}

/** Bits of the offsets from `from` up to, not including, `to`. */
export function maskOf(from: number, to: number): number {
  return to <= from ? 0 : ((1 << to) - 1) & ~((1 << Math.max(0, from)) - 1);
}

export function inRange({ committed, logStart, logEnd }: PartitionModel): boolean {
  return committed !== NONE && committed >= logStart && committed <= logEnd;
}

export function allPartitions(world: World): PartitionModel[] {
  return world.topics.flatMap(({ partitions }) => partitions);
}

export function partitionAt(world: World, topic: number, number: number): PartitionModel {
  const partition = world.topics[topic]?.partitions[number];
  if (!partition) throw new Error(`no partition ${topic}/${number}`);
  return partition;
}

/** The most tasks that hold a partition. */
export function usefulTasks({ topics }: World): number {
  return Math.max(...topics.map(({ partitions }) => partitions.length));
}

/** Do tasks run that could read what is there? */
export function isServing({ tasks }: World): boolean {
  return tasks.some(({ stage, elsewhere }) => stage === 'running' && !elsewhere);
}

export function emptyPartition(): PartitionModel {
  return {
    ...{ logStart: 0, logEnd: 0, youngFrom: 0, committed: NONE },
    ...{ owner: NONE, position: NONE, dirty: false },
    ...{ delivered: 0, skipped: 0, dropped: 0, toRead: 0, lostUnseen: false },
  };
}
