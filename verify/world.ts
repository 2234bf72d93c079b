import type { Decision } from '../lib/core/decide/decide';
import type { Observation } from '../lib/core/snapshot/observation';
import type { ControllerState } from '../lib/core/state/state';
import type { IdentifiedCommand } from '../lib/core/vocabulary/command';
import type { InitialOffset, Signal } from '../lib/pipeline';

/**
 * The model's world: small Kafka, Collector, ECS and SSM, and what the controller stored there. Offsets are small
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
  /** Records that some task handed on. */
  delivered: number;
  /** Records that a task on latest passed over and nobody has handed on since. */
  skipped: number;
  /** Records that a rewind is to hand on again. */
  toRedeliver: number;
  /** The commit went away, or out of the log, and no tick has looked since. */
  lostUnseen: boolean;
}

export interface TopicModel {
  signal: Signal;
  topic: string;
  /** Kafka's topic id: another one for each time it was made. */
  incarnation: number;
  /** Only of a topic with short retention are records deleted that nobody has read. */
  retention: 'short' | 'long';
  partitions: PartitionModel[];
}

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
  /** A running deployment replaces it. */
  replaced: boolean;
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

/** A tick that has looked and decided, and has not acted yet. */
export interface PendingTick {
  stage: 'decided' | 'state-written';
  observation: Observation;
  decision: Decision;
  /** Version of the state that it read, or wrote. */
  stateVersion: number;
}

export interface World {
  nowMs: number;
  /** Seconds since the last tick, one for each thing that got a time: so that the order can be told. */
  stamps: number;
  topics: TopicModel[];
  tasks: TaskModel[];
  nextTaskId: number;
  desiredCount: number;
  /** desiredCount is 0 because a person wants it so. */
  stoppedByPerson: boolean;
  rollout: 'settled' | 'replacing' | 'failing';
  /** Ids of tasks that were killed and whose members Kafka still counts. */
  ghosts: number[];
  foreignMember: boolean;
  rebalancing: boolean;
  config: ConfigModel;
  /** Older versions of the config, as SSM keeps them; newest last. */
  configHistory: ConfigModel[];
  controller: ControllerState;
  stateVersion: number;
  /** A tick that has looked and not acted yet, while others may run. */
  pending: PendingTick | undefined;
  /** Something was skipped and no reason has told of it yet. */
  unreported: boolean;
  /** What a person may still ask for by hand, once. */
  command: IdentifiedCommand | undefined;
  /** How many more outside events a path may have. */
  faultsLeft: number;
  recordsLeft: number;
}

export function copyWorld(world: World): World {
  return {
    ...world,
    topics: world.topics.map((topic) => ({
      ...topic,
      partitions: topic.partitions.map((partition) => ({ ...partition })),
    })),
    tasks: world.tasks.map((task) => ({ ...task })),
    ghosts: [...world.ghosts],
    config: { ...world.config },
  };
}

/** A time for something that happens now, later than all times before. */
export function stampMs(world: World): number {
  world.stamps += 1;
  return world.nowMs + world.stamps * 1000;
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

/** Do tasks run that could read what is there? */
export function isServing({ tasks }: World): boolean {
  return tasks.some(({ stage, elsewhere }) => stage === 'running' && !elsewhere);
}
