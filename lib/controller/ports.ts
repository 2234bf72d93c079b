import type { GroupSnapshot, KafkaSnapshot } from '../core/snapshot/kafka';
import type { ServiceSnapshot, TaskSnapshot } from '../core/snapshot/service';
import type { TaskMetrics } from '../core/snapshot/task-metrics';
import type { Signal } from '../pipeline';

/**
 * What the controller needs from the outside. `lib/kafka` and `lib/aws` implement these; tests may do so
 * in memory. Every failure is a `SpillwayError` with a code.
 */

export interface KafkaRequest {
  groupId: string;
  /** A topic that begins with `^` is a pattern: every topic that matches it, as the receiver matches. */
  topics: { signal: Signal; topic: string }[];
  /** The controller's clock, epoch milliseconds. */
  nowMs: number;
  drainLimitMs: number;
  aheadMs: number;
  rateSinceMs: number;
  /** A time that commits may be moved to (rewind, skip); absent unless one is asked for. */
  targetMs?: number;
  /** Since when stopped tasks may have read what they did not deliver; absent unless commits go back by time. */
  heldSinceMs?: number;
}

export interface PartitionOffset {
  topic: string;
  partition: number;
  offset: bigint;
}

/** One connection to Kafka for one tick; `close` it always. */
export interface KafkaAdmin {
  /**
   * Metadata, group, committed offsets, then log start, log end and offsets at the two times, batched: one
   * request a broker and kind. Commits are read before log ends, so lag cannot turn negative by the order.
   * A fault of one partition or topic makes that one `unknown`, never the whole answer.
   *
   * @throws SpillwayError `KAFKA_UNREACHABLE`, `KAFKA_AUTH_FAILED`, `KAFKA_TIMEOUT`, `KAFKA_REQUEST_FAILED`
   */
  observe(question: KafkaRequest): Promise<KafkaSnapshot>;

  /** State, members and assignment only: the guard right before and after a commit. */
  describeGroup(groupId: string): Promise<GroupSnapshot>;

  /**
   * Commits offsets from outside the group, which Kafka accepts only while the group is Empty. All or nothing
   * is not what Kafka gives: read back what was stored.
   *
   * @throws SpillwayError `KAFKA_GROUP_NOT_EMPTY` when the group has members, `KAFKA_COMMIT_REFUSED` otherwise
   */
  commitWhileEmpty(groupId: string, offsets: PartitionOffset[]): Promise<void>;

  /**
   * Commits offsets while the group runs: joins it as a member without topics, under the protocol that DescribeGroups
   * names, commits under that member and generation, and leaves. Nobody's partitions move under cooperative-sticky;
   * under the eager strategies they are handed back within milliseconds. A partition whose owner is reading it cannot be
   * moved so: its owner commits over it. Read back what was stored.
   *
   * @throws SpillwayError `KAFKA_SEED_REFUSED` with why: not a Stable classic group, elected leader (it leaves at once),
   *   refused by the coordinator, not done in time; the member has left in every case
   */
  commitAsMember(group: GroupSnapshot, offsets: PartitionOffset[]): Promise<void>;

  /** Committed offsets of exactly these partitions. */
  committedOffsets(
    groupId: string,
    partitions: { topic: string; partition: number }[],
  ): Promise<(PartitionOffset | { topic: string; partition: number; offset: 'none' | 'unknown' })[]>;

  /**
   * Raises the partition count of a topic to `count`.
   *
   * @throws SpillwayError `KAFKA_EXPAND_REFUSED` with what Kafka says: fewer than there are, no right
   */
  createPartitions(topic: string, count: number): Promise<void>;

  close(): Promise<void>;
}

/** One SSM parameter as it was read. */
export interface StoredParameter {
  name: string;
  value: string;
  /** SSM's version: 1 for the first, one more for each write. */
  version: number;
  lastModifiedMs: number;
}

export interface StoredParameters {
  template: StoredParameter | undefined;
  config: StoredParameter | undefined;
  state: StoredParameter | undefined;
  /** What `latest` covers, and what is owed. */
  coverage: StoredParameter | undefined;
  /** A stop of the tier that has to be repaid. */
  debt: StoredParameter | undefined;
  /** A person's stop switch: while it exists, Spillway starts and stops nothing. */
  hold: StoredParameter | undefined;
}

/**
 * The pipeline's parameters below one SSM prefix: `template`, `config`, `state`, `coverage`, `debt`, `hold`, and the
 * epochs.
 */
export interface ConfigStore {
  readonly prefix: string;

  /**
   * All of them in one call. A parameter that does not exist is `undefined`.
   * @throws SpillwayError `SSM_UNREACHABLE`, `SSM_ACCESS_DENIED`, `SSM_REQUEST_FAILED`
   */
  read(): Promise<StoredParameters>;

  /** Overwrites the live config; returns its new version. */
  writeConfig(value: string): Promise<number>;

  /** The live config as it was in a version, or `undefined` when SSM does not keep that any more (it keeps 100). */
  readConfigVersion(version: number): Promise<string | undefined>;

  /** Writes the state; returns its new version. */
  writeState(value: string): Promise<number>;

  /** Writes the coverage; returns its new version. */
  writeCoverage(value: string): Promise<number>;

  /**
   * Creates `debt` or `hold` by an atomic create (`Overwrite: false`); never overwrites one that is there.
   *
   * @returns whether it was created now, or is there already
   */
  create(parameter: 'debt' | 'hold', value: string): Promise<'created' | 'exists'>;

  /** Deletes `debt` or `hold`; one that does not exist is fine. */
  remove(parameter: 'debt' | 'hold'): Promise<void>;

  /**
   * Takes the right to move the state on from `stateVersion` (0: no state yet) by an atomic create of
   * `<prefix>/epoch/<stateVersion>`. A claim whose lease ran out is taken over, by one taker only.
   *
   * @returns the claim, or `undefined` while another tick holds it
   */
  claimEpoch(claim: {
    stateVersion: number;
    holder: string;
    nowMs: number;
    leaseMs: number;
  }): Promise<EpochClaim | undefined>;
}

export interface EpochClaim {
  /** Gives the claim back; never throws, since a claim left behind only delays by its lease. */
  release(): Promise<void>;
}

/** The ECS service of the processing tier. */
export interface TaskService {
  /** @throws SpillwayError `ECS_SERVICE_MISSING`, `ECS_CLUSTER_MISSING`, `ECS_UNREACHABLE`, `ECS_ACCESS_DENIED`, `ECS_REQUEST_FAILED` */
  describe(): Promise<ServiceSnapshot>;

  /**
   * Sets desiredCount and nothing else: running tasks are not restarted.
   *
   * @returns the desiredCount of ECS's own answer, which counts more than a later read that contradicts it
   */
  setDesiredCount(count: number): Promise<{ desiredCount: number }>;

  /** Replaces all tasks by ECS's rolling deployment, on the same task definition. */
  forceNewDeployment(): Promise<void>;
}

/** What the tasks' own exporters say: whether the backend takes what is read. */
export interface TaskMetricsReader {
  /**
   * Asks all running tasks. Never throws: a task that does not answer, or is not asked since there are too many, is
   * `unreadable`, and why.
   */
  read(tasks: readonly TaskSnapshot[]): Promise<TaskMetrics[]>;
}

/** Time, as everything pure gets it passed in. Epoch milliseconds. */
export interface Clock {
  nowMs(): number;
}
