import type { FirstUnread, Retention } from '../../core/snapshot/kafka';

/** What the adapter may keep between the ticks of a warm process. It is safe to lose. */
export interface KafkaMemory {
  configs?: RememberedConfigs;
  /** First unread records, by topic. */
  unread?: Map<string, RememberedTopic>;
}

export interface RememberedConfigs {
  readAtMs: number;
  /** Milliseconds; absent if it could not be read. */
  offsetsRetentionMs?: number;
  topics: Map<string, { retention: Retention; topicId: string | undefined; partitions: number }>;
}

/** What the last Fetch of each partition of a topic found, by partition. */
export interface RememberedTopic {
  topicId: string | undefined;
  /** The offset that was read from, and the log end at that time. */
  from: BigInt64Array;
  end: BigInt64Array;
  /** 0 if it was never read. */
  readAtMs: Float64Array;
  /** `none`: there was no record up to `end`. Absent if it was never read. */
  found: (FirstUnread | undefined)[];
}
