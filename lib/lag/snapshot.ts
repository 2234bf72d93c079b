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
  /** The first fault that left one of the offsets unknown. */
  fault?: Fault;
}

export type TopicSnapshot =
  | {
      kind: 'present';
      topic: string;
      /** Every partition of the topic, in order, leaderless ones included. */
      partitions: PartitionSnapshot[];
      /** The topic's retention.ms; `unlimited` for −1; `unknown` without the right to describe configs. */
      retentionMs: number | 'unlimited' | 'unknown';
    }
  | { kind: 'missing'; topic: string }
  | { kind: 'unknown'; topic: string; fault: Fault };

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
  group: GroupSnapshot;
  topics: TopicSnapshot[];
}
