import type { Signal } from '../../pipeline';

/**
 * What one look at Kafka gave: plain data, no client. Offsets are bigint; what is not known is said so
 * instead of being filled in.
 */

/** A group's committed offset: the next record to read. `none`: Kafka holds no commit for the partition. */
export type CommittedOffset = bigint | 'none' | 'unknown';

/** Log start or log end offset. The end is the next offset to be written, read uncommitted. */
export type LogOffset = bigint | 'unknown';

/** First offset written at or after a time (ListOffsets by timestamp); `none-since` is Kafka's −1. */
export type OffsetAtTime = bigint | 'none-since' | 'unknown';

/** Why something is unknown, for people. `code` is Kafka's error name where there is one. */
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
  /** First offset at or after `KafkaSnapshot.drainLimitMs`. */
  offsetAtDrainLimit: OffsetAtTime;
  /** First offset stamped at or after `KafkaSnapshot.aheadMs`, which lies in the future: normally `none-since`. */
  offsetAhead: OffsetAtTime;
  /** First offset at or after `KafkaSnapshot.rateSinceMs`: what lies behind it arrived since. */
  offsetAtRateStart: OffsetAtTime;
  /** First offset at or after `KafkaRequest.targetMs`; absent unless that was asked. */
  offsetAtTarget?: OffsetAtTime;
  /** First offset at or after `KafkaRequest.heldSinceMs`; absent unless that was asked. */
  offsetAtHeld?: OffsetAtTime;
  /** The first record that is not read yet; absent where nothing is left to read, or it was not asked for. */
  firstUnread?: FirstUnread;
  /** Bytes of the leader's log; absent unless retention.bytes is set and DescribeLogDirs is allowed. */
  sizeBytes?: number;
  /** The first fault that left one of the offsets unknown. */
  fault?: Fault;
}

/**
 * The first record at or after the commit (or the log start, without one), by a Fetch from its leader.
 *
 * - `record` there is one, and the broker's timestamp of it. Without the right to read it, the earliest that it can be,
 *   at most half a percent of its age too early
 * - `none`   offsets are left but no record: transaction markers, or what compaction removed
 * - `unknown` it was asked for and could not be told, for example because the answer was full
 */
export type FirstUnread =
  | { kind: 'record'; offset: bigint; timestampMs: number }
  | { kind: 'none' }
  | { kind: 'unknown' };

/** Retention of a topic as its configuration says; `unknown` without the right to describe configs. */
export interface Retention {
  ms: number | 'unlimited' | 'unknown';
  bytes: number | 'unlimited' | 'unknown';
}

export type TopicSnapshot =
  | {
      kind: 'present';
      signal: Signal;
      topic: string;
      /** Kafka's id of the topic, which a topic made anew does not share; absent where brokers do not tell it. */
      topicId?: string;
      /** Every partition of the topic, in order, leaderless ones included. */
      partitions: PartitionSnapshot[];
      retention: Retention;
    }
  /** Not there; of a pattern, no topic matches it. */
  | { kind: 'missing'; signal: Signal; topic: string }
  | { kind: 'unknown'; signal: Signal; topic: string; fault: Fault };

export interface GroupMember {
  memberId: string;
  clientId: string;
  /** Address the broker saw, without the leading slash. */
  host: string;
  assignment: { topic: string; partitions: number[] }[] | 'unknown';
}

/** `Dead` is what Kafka answers for a group it does not know: no members, no commits. */
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
  /** `consumer` for the classic protocol's consumers; absent where Kafka does not say. */
  protocolType?: string;
  /** The assignment strategy in force, for example `cooperative-sticky`; absent while the group has no members. */
  protocol?: string;
  /**
   * Whether Kafka lets us commit for the group (the authorised operations); absent where Kafka does not say. A whole
   * look counts the rights on the topics, too; `describeGroup` knows the group's only.
   */
  mayCommit?: boolean;
  members: GroupMember[];
  fault?: Fault;
}

export interface KafkaSnapshot {
  /** The controller's clock when the look began. */
  takenAtMs: number;
  /** Time asked for in `offsetAtDrainLimit`: now − drainedWithin. */
  drainLimitMs: number;
  /** Time asked for in `offsetAhead`: now + 60 s. */
  aheadMs: number;
  /** Time asked for in `offsetAtRateStart`. */
  rateSinceMs: number;
  group: GroupSnapshot;
  /** offsets.retention.minutes of the brokers: how long commits of an Empty group live. */
  offsetsRetentionMs: number | 'unknown';
  /** One entry a topic; a signal given by a pattern has one for each topic that matches. */
  topics: TopicSnapshot[];
}
