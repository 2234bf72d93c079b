import type { Decision } from '../../lib/core/decide/decision';
import type { Coverage } from '../../lib/core/facts/coverage';
import type { Observation, WarmKnowledge } from '../../lib/core/facts/observation';
import type { ServiceSnapshot } from '../../lib/core/snapshot/service';
import type { ControllerState } from '../../lib/core/state/state';
import type { Debt } from '../../lib/core/vocabulary/debt';
import type { InitialOffset, Signal } from '../../lib/pipeline';

/**
 * The model's world: a small Kafka, Collectors, ECS and SSM, with what the controller has stored there. Offsets are
 * small numbers, and sets of records are bit masks by offset. A world must not change once another step may start from
 * it, so steps work on a {@link copyWorld}.
 */

/** No commit, no position, no owner. */
export const NONE = -1;

export interface PartitionModel {
  logStart: number;
  logEnd: number;
  /** The first offset written since the last tick. Records from here on are younger than drainedWithin. */
  youngFrom: number;
  committed: number;
  /** Id of the task whose consumer owns it. */
  owner: number;
  /** The next offset that the owner reads. */
  position: number;
  /** Whether the owner has read since its last commit. */
  dirty: boolean;
  /** Records that the backend has. */
  delivered: number;
  /** Records that a task on latest skipped and that have not been read since. */
  skipped: number;
  /** Records that were lost with a task that Spillway stopped and that have not been read since. */
  dropped: number;
  /** Records that a rewind has to read again. */
  toRead: number;
  /** The commit was deleted or fell out of the log, and no tick has looked since then. */
  lostUnseen: boolean;
}

/**
 * - `long`  no unread record is deleted
 * - `short` by age: unread records live for a few ticks
 * - `bytes` by size: only the newest record is kept
 */
export type Retention = 'long' | 'short' | 'bytes';

export interface TopicModel {
  signal: Signal;
  topic: string;
  /** Kafka's topic id, which is new each time the topic is created. */
  incarnation: number;
  retention: Retention;
  partitions: PartitionModel[];
}

/** Who stopped a task. */
export type StoppedBy = 'recreate' | 'spillway' | 'others';

export interface TaskModel {
  id: number;
  stage: 'pending' | 'running' | 'stopping';
  /** The `initial_offset` with which it started; set once it runs. */
  policy: InitialOffset;
  /** It started with the config of another group, so it is not a member of this one. */
  elsewhere: boolean;
  createdAtMs: number;
  startedAtMs: number;
  /** What its consumers know of each topic, from their last refresh. */
  knows: { incarnation: number; count: number }[];
  /** Who started the deployment that replaces it. */
  replacedBy: StoppedBy | undefined;
  stoppedBy: StoppedBy | undefined;
  /** It was stopped but never exits. */
  hangs: boolean;
  /** What it has read but the backend does not have: one mask per partition, see {@link slotOf}. */
  held: number[];
}

/**
 * - `good`       the pipeline's own
 * - `foreign`    reads another group
 * - `uneditable` works in the Collector, but initial_offset cannot be changed in place
 * - `refused`    the Collector does not start with it
 */
export type ConfigKind = 'good' | 'foreign' | 'uneditable' | 'refused';

export interface ConfigModel {
  version: number;
  kind: ConfigKind;
  initialOffset: InitialOffset;
  modifiedAtMs: number;
}

/** Everything below the pipeline's prefix in SSM. Kept as objects, because the codecs have their own tests. */
export interface Parameters {
  config: ConfigModel;
  state: ControllerState;
  stateVersion: number;
  coverage: Coverage | undefined;
  debt: Debt | undefined;
  hold: { sinceMs: number; count: number } | undefined;
}

/** What is refused from now on: the permission to commit, which Kafka reports, or calls of one kind. */
export type Refusal = 'right' | 'commit' | 'seed' | 'config' | 'count' | 'state';

/** Which reads return old data. */
export type StaleSource = 'ecs' | 'config' | 'ssm';

/** A tick that has looked and decided, but not acted yet. */
export interface PendingTick {
  stage: 'decided' | 'noted';
  observation: Observation;
  decision: Decision;
  stateVersion: number;
}

/** The outside events that are still allowed on this path. */
export interface Budget {
  faults: number;
  records: number;
}

export interface World {
  nowMs: number;
  /** Seconds since the last tick. Each event with a time adds one, to keep their order. */
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
  /** The desiredCount that an operator set, until it is handed back to Spillway. */
  personsCount: number | undefined;
  rollout: 'settled' | 'replacing' | 'failing';
  bounds: { minimumHealthyPercent: number; maximumPercent: number };
  /** The ids of tasks that are gone but whose members Kafka still counts. */
  ghosts: number[];
  /** Whether their sessions never time out. */
  ghostsStay: boolean;
  emptySinceMs: number | undefined;
  foreignMember: boolean;
  rebalancing: boolean;
  backend: 'takes' | 'refuses';
  parameters: Parameters;
  /** Older versions of the config, as SSM keeps them, newest last. */
  configHistory: ConfigModel[];
  warm: WarmKnowledge;
  /** The newest version of the state that the process wrote. */
  warmVersion: number;
  /** For how many more looks the controller cannot reach Kafka. */
  kafkaAway: number;
  refused: readonly Refusal[];
  stale: { source: StaleSource; looks: number } | undefined;
  /** What the last look showed. Stale reads return it again. */
  shown: { service: ServiceSnapshot; parameters: Parameters } | undefined;
  /** A call without a response that takes effect later, at `byMs` at the latest. */
  late: { count: number; stoppedBy: StoppedBy; byMs: number } | undefined;
  pending: PendingTick | undefined;
  /** Something was skipped and no reason has reported it yet. */
  unreported: boolean;
  /** Whether the recreate in progress promised that what tasks hold will be read again. */
  heldIsReadAgain: boolean;
  /** Automatic stops, newest last; the time of the last failed one; and the last re-arm. */
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

/** A time for an event that happens now. It is later than all earlier times. */
export function stampMs(world: World): number {
  world.stamps += 1;
  return world.nowMs + world.stamps * 1000;
}

export const MAX_PARTITIONS = 3;

/** The index of a partition in what a task holds. */
export function slotOf(topic: number, partition: number): number {
  return topic * MAX_PARTITIONS + partition;
}

/** The bits of the offsets from `from` up to, but not including, `to`. */
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

/** The largest number of tasks that can each have a partition. */
export function usefulTasks({ topics }: World): number {
  return Math.max(...topics.map(({ partitions }) => partitions.length));
}

/** Whether any running task could read the records. */
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
