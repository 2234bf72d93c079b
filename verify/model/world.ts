import type { Decision } from '../../lib/core/decide/decision';
import type { Coverage } from '../../lib/core/facts/coverage';
import type { Observation, WarmKnowledge } from '../../lib/core/facts/observation';
import type { ServiceSnapshot } from '../../lib/core/snapshot/service';
import type { ControllerState } from '../../lib/core/state/state';
import type { Debt } from '../../lib/core/vocabulary/debt';
import type { InitialOffset, Signal } from '../../lib/pipeline';

/**
 * The model's world: a small Kafka, Collectors, ECS and SSM, with what the controller stored there. Offsets are small
 * numbers; sets of records are bit masks by offset. A world never changes after another step may start from it: steps
 * work on a {@link copyWorld}.
 */

/** No commit, no position, no owner. */
export const NONE = -1;

export interface PartitionModel {
  logStart: number;
  logEnd: number;
  /** First offset written since the last tick: younger than drainedWithin. */
  youngFrom: number;
  committed: number;
  /** Id of the task whose consumer owns it. */
  owner: number;
  /** Next offset that the owner reads. */
  position: number;
  /** The owner has read since its last commit. */
  dirty: boolean;
  /** Records that the backend has. */
  delivered: number;
  /** Records that a task on latest skipped and nobody has read since. */
  skipped: number;
  /** Records lost with a task that Spillway stopped, and not read since. */
  dropped: number;
  /** Records that a rewind has to read again. */
  toRead: number;
  /** The commit was deleted or fell out of the log, and no tick has looked since. */
  lostUnseen: boolean;
}

/**
 * - `long`  deletes no unread records
 * - `short` by age: unread records live for a few ticks
 * - `bytes` by size: the newest record is kept
 */
export type Retention = 'long' | 'short' | 'bytes';

export interface TopicModel {
  signal: Signal;
  topic: string;
  /** Kafka's topic id: a new one each time the topic is created. */
  incarnation: number;
  retention: Retention;
  partitions: PartitionModel[];
}

/** Who stopped a task. */
export type StoppedBy = 'recreate' | 'spillway' | 'others';

export interface TaskModel {
  id: number;
  stage: 'pending' | 'running' | 'stopping';
  /** The `initial_offset` it started with, once it runs. */
  policy: InitialOffset;
  /** It started with a config for another group, so it is not a member of this one. */
  elsewhere: boolean;
  createdAtMs: number;
  startedAtMs: number;
  /** What its consumers know of each topic, from their last refresh. */
  knows: { incarnation: number; count: number }[];
  /** Who started the deployment that replaces it. */
  replacedBy: StoppedBy | undefined;
  stoppedBy: StoppedBy | undefined;
  /** It has been stopped, and never exits. */
  hangs: boolean;
  /** What it has read and the backend does not have: a mask for each partition, see {@link slotOf}. */
  held: number[];
}

/**
 * - `good`       the pipeline's own
 * - `foreign`    reads another group
 * - `uneditable` the Collector runs with it, but initial_offset cannot be changed in place
 * - `refused`    the Collector does not start with it
 */
export type ConfigKind = 'good' | 'foreign' | 'uneditable' | 'refused';

export interface ConfigModel {
  version: number;
  kind: ConfigKind;
  initialOffset: InitialOffset;
  modifiedAtMs: number;
}

/** Everything below the pipeline's prefix in SSM, kept as objects: the codecs have their own tests. */
export interface Parameters {
  config: ConfigModel;
  state: ControllerState;
  stateVersion: number;
  coverage: Coverage | undefined;
  debt: Debt | undefined;
  hold: { sinceMs: number; count: number } | undefined;
}

/** What is refused from now on: the right to commit, which Kafka reports, or calls of a kind. */
export type Refusal = 'right' | 'commit' | 'seed' | 'config' | 'count' | 'state';

/** Reads that return old data. */
export type StaleSource = 'ecs' | 'config' | 'ssm';

/** A tick that has looked and decided, and has not acted yet. */
export interface PendingTick {
  stage: 'decided' | 'noted';
  observation: Observation;
  decision: Decision;
  stateVersion: number;
}

/** Events from outside that are still allowed on this path. */
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
  /** Whether the group's protocol reassigns every partition when a member joins. */
  protocol: 'cooperative' | 'eager';
  tasks: TaskModel[];
  nextTaskId: number;
  desiredCount: number;
  /** Who set desiredCount to 0, and when. */
  zero: { by: 'person' | 'spillway'; sinceMs: number } | undefined;
  /** The desiredCount that a person set, until it is handed back to Spillway. */
  personsCount: number | undefined;
  rollout: 'settled' | 'replacing' | 'failing';
  bounds: { minimumHealthyPercent: number; maximumPercent: number };
  /** Ids of tasks that are gone and whose members Kafka still counts. */
  ghosts: number[];
  /** Their sessions never time out. */
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
  /** For how many more looks the controller cannot reach Kafka. */
  kafkaAway: number;
  refused: readonly Refusal[];
  stale: { source: StaleSource; looks: number } | undefined;
  /** What the last look showed; stale reads return it again. */
  shown: { service: ServiceSnapshot; parameters: Parameters } | undefined;
  /** A call without a response that takes effect later, by this time at the latest. */
  late: { count: number; stoppedBy: StoppedBy; byMs: number } | undefined;
  pending: PendingTick | undefined;
  /** Something was skipped, and no reason has reported it yet. */
  unreported: boolean;
  /** Whether the recreate in progress promised that what tasks hold is read again. */
  heldIsReadAgain: boolean;
  /** Automatic stops, the newest last; when the last one failed; and re-arms. */
  record: { stopsMs: readonly number[]; failedMs: number | undefined; rearmedMs: number | undefined };
  /** Consecutive undisturbed ticks. */
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

/** A time for an event that happens now, later than all times before. */
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

/** The largest number of tasks that hold the same partition. */
export function usefulTasks({ topics }: World): number {
  return Math.max(...topics.map(({ partitions }) => partitions.length));
}

/** Whether tasks run that could read the records. */
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
