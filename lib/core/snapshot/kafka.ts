import type { Signal } from '../../pipeline';

/**
 * One observation of Kafka, as plain data. Offsets are `bigint`. A value that is not known is `unknown`, never a
 * default.
 */

/** A group's committed offset: the next record to read. `none`: Kafka has no commit for the partition. */
export type CommittedOffset = bigint | 'none' | 'unknown';

/** Log start or log end offset. The log end is the next offset to be written (isolation level read_uncommitted). */
export type LogOffset = bigint | 'unknown';

/** First offset at or after a time (ListOffsets by timestamp); `none-since` is Kafka's −1. */
export type OffsetAtTime = bigint | 'none-since' | 'unknown';

/** Why something is unknown. `code` is Kafka's error name, if there is one. */
export interface Fault {
  code: string;
  message: string;
}

export interface PartitionSnapshot {
  topic: string;
  partition: number;
  committed: CommittedOffset;
  logStart: LogOffset;
  logEnd: LogOffset;
  /**
   * First offset at or after `KafkaSnapshot.drainLimitMs`. Like the two that follow, it is `unknown` where nothing is left
   * to read, unless it was requested for all partitions.
   */
  offsetAtDrainLimit: OffsetAtTime;
  /** First offset at or after `KafkaSnapshot.aheadMs`, which lies in the future: normally `none-since`. */
  offsetAhead: OffsetAtTime;
  /** First offset at or after `KafkaSnapshot.rateSinceMs`. */
  offsetAtRateStart: OffsetAtTime;
  /** First offset at or after `KafkaRequest.targetMs`; absent unless requested. */
  offsetAtTarget?: OffsetAtTime;
  /** First offset at or after `KafkaRequest.heldSinceMs`; absent unless requested. */
  offsetAtHeld?: OffsetAtTime;
  /** The first unread record; absent if nothing is left to read or it was not requested. */
  firstUnread?: FirstUnread;
  /** Bytes of the leader's log; absent unless retention.bytes is set and DescribeLogDirs is allowed. */
  sizeBytes?: number;
  /** The first fault that made one of the offsets unknown. */
  fault?: Fault;
}

/**
 * The first record at or after the commit (or at the log start, if there is no commit), fetched from the leader.
 *
 * - `record`  with its broker timestamp. Without permission to read it, this is the earliest possible timestamp, too
 *   early by at most half a percent of the record's age
 * - `since`   it was not read in this look, but is known to be written at or after this time, if records are in the order
 *   of their timestamps
 * - `none`    offsets are left but no record: transaction markers, or records removed by compaction
 * - `unknown` it was not read, because it was not its turn, or could not be read, for example because the response was
 *   full
 */
export type FirstUnread =
  | { kind: 'record'; offset: bigint; timestampMs: number }
  | { kind: 'since'; timestampMs: number }
  | { kind: 'none' }
  | { kind: 'unknown' };

/** Retention in the topic's configuration; `unknown` without permission to describe configs. */
export interface Retention {
  ms: number | 'unlimited' | 'unknown';
  bytes: number | 'unlimited' | 'unknown';
}

export type TopicSnapshot =
  | {
      kind: 'present';
      signal: Signal;
      topic: string;
      /** Kafka's topic id, which changes when the topic is recreated; absent if the brokers do not report it. */
      topicId?: string;
      /** Every partition of the topic, in order, including leaderless ones. */
      partitions: PartitionSnapshot[];
      retention: Retention;
    }
  /** The topic does not exist, or no topic matches the pattern. */
  | { kind: 'missing'; signal: Signal; topic: string }
  | { kind: 'unknown'; signal: Signal; topic: string; fault: Fault };

export interface GroupMember {
  memberId: string;
  clientId: string;
  /** The member's address as the broker saw it, without the leading slash. */
  host: string;
  assignment: { topic: string; partitions: number[] }[] | 'unknown';
}

/** Kafka reports `Dead` for a group that it does not know, one without members or commits. */
export type GroupState =
  | 'Stable'
  | 'Empty'
  | 'PreparingRebalance'
  | 'CompletingRebalance'
  | 'Dead'
  | 'unknown';

export interface GroupSnapshot {
  groupId: string;
  state: GroupState;
  /** `consumer` for consumers of the classic protocol; absent if Kafka does not report it. */
  protocolType?: string;
  /** The assignment strategy, for example `cooperative-sticky`; absent while the group has no members. */
  protocol?: string;
  /**
   * Whether Spillway may commit for the group (authorised operations); absent if Kafka does not report it. `observe`
   * includes the permissions on the topics; `describeGroup` covers only those on the group.
   */
  mayCommit?: boolean;
  members: GroupMember[];
  fault?: Fault;
}

export interface KafkaSnapshot {
  /** The time on the controller's clock when the observation began. */
  takenAtMs: number;
  /** The time of `offsetAtDrainLimit`: now − drainedWithin. */
  drainLimitMs: number;
  /** The time of `offsetAhead`: now + 60 s. */
  aheadMs: number;
  /** The time of `offsetAtRateStart`. */
  rateSinceMs: number;
  group: GroupSnapshot;
  /** offsets.retention.minutes of the brokers: how long the commits of an Empty group are kept. */
  offsetsRetentionMs: number | 'unknown';
  /** One entry per topic. A signal with a pattern has one entry for each matching topic. */
  topics: TopicSnapshot[];
}
