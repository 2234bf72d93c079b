import type { GroupSnapshot, KafkaSnapshot } from '../core/snapshot/kafka';
import type { ServiceSnapshot, TaskSnapshot } from '../core/snapshot/service';
import type { TaskMetrics } from '../core/snapshot/task-metrics';
import type { Signal } from '../pipeline';

/**
 * Interfaces to Kafka and AWS. `lib/adapters` implements them for real, `verify/memory` in memory. Every failure is a
 * `SpillwayError` with a code.
 */

export interface KafkaRequest {
  groupId: string;
  /** A topic that begins with `^` is a pattern. It is matched as the receiver matches it. */
  topics: { signal: Signal; topic: string }[];
  /** The controller's clock, epoch milliseconds. */
  nowMs: number;
  drainLimitMs: number;
  aheadMs: number;
  rateSinceMs: number;
  /**
   * The partitions for which the offsets at these times are read: only those where something may be unread, or all, for
   * the arrival rate of the whole group. @default 'behind'
   */
  timesOf?: 'behind' | 'all';
  /** The time to which a command moves commits (rewind, skip); absent if no command needs it. */
  targetMs?: number;
  /**
   * The earliest time at which the stopped tasks may have read records that they did not deliver; absent unless commits
   * go back by time.
   */
  heldSinceMs?: number;
}

export interface PartitionOffset {
  topic: string;
  partition: number;
  offset: bigint;
}

/** One connection to Kafka for one tick. Always `close` it. */
export interface KafkaAdmin {
  /**
   * Reads metadata, group and commits, then log starts, log ends and offsets by time, with one request per broker and
   * kind of request. Commits are read before log ends, so lag is never negative. An error of a partition or topic makes
   * only that one `unknown`.
   *
   * @throws SpillwayError `KAFKA_UNREACHABLE`, `KAFKA_AUTH_FAILED`, `KAFKA_TIMEOUT`, `KAFKA_REQUEST_FAILED`
   */
  observe(request: KafkaRequest): Promise<KafkaSnapshot>;

  /** State, members and assignment, without partitions. Used to check the group right before and after a commit. */
  describeGroup(groupId: string): Promise<GroupSnapshot>;

  /**
   * Commits offsets from outside the group, which Kafka accepts only while the group is Empty. Kafka may store only some
   * of them, so read them back.
   *
   * @throws SpillwayError `KAFKA_GROUP_NOT_EMPTY` when the group has members, `KAFKA_COMMIT_REFUSED` otherwise
   */
  commitWhileEmpty(groupId: string, offsets: PartitionOffset[]): Promise<void>;

  /**
   * Commits offsets while the group runs: joins as a member without topics under the group's own protocol, commits, and
   * leaves. Under cooperative-sticky no partition moves; under the eager strategies partitions are reassigned within
   * milliseconds. This cannot move the commit of a partition that is being read, because the owner overwrites it. Read
   * the commits back.
   *
   * @throws SpillwayError `KAFKA_SEED_REFUSED` with the reason: the group is not a Stable classic group, the member was
   *   elected leader (it leaves at once), the coordinator refused, or a timeout. The member has left in every case
   */
  commitAsMember(group: GroupSnapshot, offsets: PartitionOffset[]): Promise<void>;

  committedOffsets(
    groupId: string,
    partitions: { topic: string; partition: number }[],
  ): Promise<(PartitionOffset | { topic: string; partition: number; offset: 'none' | 'unknown' })[]>;

  /**
   * Raises the partition count of a topic to `count`.
   *
   * @throws SpillwayError `KAFKA_EXPAND_REFUSED` with Kafka's error, for example if the permission is missing, or
   *   `count` is lower than the current count
   */
  createPartitions(topic: string, count: number): Promise<void>;

  close(): Promise<void>;
}

export interface StoredParameter {
  name: string;
  value: string;
  /** SSM's version, which starts at 1 and increases with each write. */
  version: number;
  lastModifiedMs: number;
}

export interface StoredParameters {
  template: StoredParameter | undefined;
  config: StoredParameter | undefined;
  state: StoredParameter | undefined;
  /** What `latest` covers, and what is owed. */
  coverage: StoredParameter | undefined;
  /** The record of a stop by Spillway. While it exists, Spillway owes the start of these tasks. */
  debt: StoredParameter | undefined;
  /** The record of a manual stop. While it exists, Spillway starts and stops nothing. */
  hold: StoredParameter | undefined;
}

/**
 * The pipeline's parameters under one SSM prefix: `template`, `config`, `state`, `coverage`, `debt`, `hold`, and the
 * epochs.
 */
export interface ConfigStore {
  readonly prefix: string;

  /**
   * Reads all parameters in one call. A parameter that does not exist is `undefined`.
   *
   * @throws SpillwayError `SSM_UNREACHABLE`, `SSM_ACCESS_DENIED`, `SSM_REQUEST_FAILED`
   */
  read(): Promise<StoredParameters>;

  /** Overwrites the live config; returns its new version. */
  writeConfig(value: string): Promise<number>;

  /** The live config at a given version; `undefined` if SSM no longer keeps it (it keeps 100 versions). */
  readConfigVersion(version: number): Promise<string | undefined>;

  /** Writes the state; returns its new version. */
  writeState(value: string): Promise<number>;

  /** Writes the coverage; returns its new version. */
  writeCoverage(value: string): Promise<number>;

  /** Creates `debt` or `hold` atomically (`Overwrite: false`). Never overwrites an existing one. */
  create(parameter: 'debt' | 'hold', value: string): Promise<'created' | 'exists'>;

  /** Deletes `debt` or `hold`, if it exists. */
  remove(parameter: 'debt' | 'hold'): Promise<void>;

  /**
   * Claims the right to write the state after `stateVersion` (0: no state yet), by an atomic create of
   * `<prefix>/epoch/<stateVersion>`. An expired claim can be taken over, by one tick only.
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
  /**
   * Releases the claim. Never throws, because a claim that stays behind only delays the next tick until its lease
   * expires.
   */
  release(): Promise<void>;
}

/** The ECS service of the processing tier. */
export interface TaskService {
  /** @throws SpillwayError `ECS_SERVICE_MISSING`, `ECS_CLUSTER_MISSING`, `ECS_UNREACHABLE`, `ECS_ACCESS_DENIED`, `ECS_REQUEST_FAILED` */
  describe(): Promise<ServiceSnapshot>;

  /**
   * Sets desiredCount and nothing else. Running tasks are not restarted.
   *
   * @returns the desiredCount in ECS's response, which is more reliable than a later read
   */
  setDesiredCount(count: number): Promise<{ desiredCount: number }>;

  /** Replaces all tasks by an ECS rolling deployment of the same task definition. */
  forceNewDeployment(): Promise<void>;
}

/** Exporter metrics of the tasks, which show whether the backend accepts data. */
export interface TaskMetricsReader {
  /**
   * Reads the metrics of all running tasks. Never throws: a task that does not respond, or is left out because there are
   * too many, is `unreadable` with the reason.
   */
  read(tasks: readonly TaskSnapshot[]): Promise<TaskMetrics[]>;
}

/** The clock, in epoch milliseconds. */
export interface Clock {
  nowMs(): number;
}
