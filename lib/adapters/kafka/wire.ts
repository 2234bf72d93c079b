/**
 * The Kafka requests that Spillway sends, as plain data: what goes in, and what a broker answers with its error
 * codes left in place. An error code is a value here and not an exception, so that one bad partition does not
 * hide the others.
 */

/** Partitions by topic, as Kafka's requests group them. */
export interface TopicPartitions<P> {
  topic: string;
  partitions: P[];
}

export interface BrokerAddress {
  nodeId: number;
  host: string;
  port: number;
}

export interface MetadataAnswer {
  brokers: BrokerAddress[];
  /** The broker that changes go to; with KRaft any broker, which passes them on. */
  controllerId: number;
  topicMetadata: {
    topic: string;
    topicErrorCode: number;
    /** 22 characters, as Kafka's tools print it; absent before version 10 of the request. */
    topicId?: string;
    /** One of Kafka's own, such as `__consumer_offsets`. */
    isInternal: boolean;
    /** `leader` is −1 where there is none. */
    partitionMetadata: { partitionId: number; partitionErrorCode: number; leader: number }[];
  }[];
}

export interface DescribedGroup {
  errorCode: number;
  groupId: string;
  state: string;
  /** `consumer` for consumers; empty for a group that only holds commits. */
  protocolType: string;
  members: { memberId: string; clientId: string; clientHost: string; memberAssignment: Buffer }[];
}

export interface KafkaRequests {
  Metadata: {
    question: { topics: string[] | 'all'; allowAutoTopicCreation: boolean };
    answer: MetadataAnswer;
  };
  FindCoordinator: {
    question: { groupId: string };
    answer: { errorCode: number; coordinator: BrokerAddress };
  };
  DescribeGroups: { question: { groupIds: string[] }; answer: { groups: DescribedGroup[] } };
  ListGroups: {
    question: Record<string, never>;
    answer: { errorCode: number; groups: { groupId: string }[] };
  };
  OffsetFetch: {
    question: { groupId: string; topics: TopicPartitions<{ partition: number }>[] };
    answer: {
      errorCode?: number;
      /** `offset` is `-1` where there is no commit. */
      responses: TopicPartitions<{ partition: number; offset: string; errorCode: number }>[];
    };
  };
  OffsetCommit: {
    question: {
      groupId: string;
      groupGenerationId: number;
      memberId: string;
      retentionTime: number;
      topics: TopicPartitions<{ partition: number; offset: string }>[];
    };
    answer: { responses: TopicPartitions<{ partition: number; errorCode: number }>[] };
  };
  ListOffsets: {
    question: {
      /** 0 reads uncommitted. */
      isolationLevel: number;
      topics: TopicPartitions<{ partition: number; timestamp: string }>[];
    };
    /** `offset` is `-1` where nothing is stamped that late. */
    answer: { responses: TopicPartitions<{ partition: number; offset: string; errorCode: number }>[] };
  };
  Fetch: {
    question: {
      /** Of the whole answer; the first batch of the first partition that has one comes in any case. */
      maxBytes: number;
      /** Asked in this order, a topic may come more than once. */
      topics: TopicPartitions<{ partition: number; fetchOffset: bigint; maxBytes: number }>[];
    };
    answer: {
      errorCode: number;
      /** `records`: whole record batches as they are stored, the last one maybe cut off. */
      responses: TopicPartitions<{
        partition: number;
        errorCode: number;
        highWatermark: bigint;
        records: Buffer;
      }>[];
    };
  };
  DescribeLogDirs: {
    question: { topics: TopicPartitions<number>[] };
    /** Without the right to ask, no results at all. */
    answer: {
      results: {
        errorCode: number;
        logDir: string;
        topics: TopicPartitions<{ partition: number; sizeBytes: bigint; isFuture: boolean }>[];
      }[];
    };
  };
  CreatePartitions: {
    question: { topicPartitions: { topic: string; count: number }[]; timeout: number };
    answer: { topicErrors: { topic: string; errorCode: number; errorMessage: string | null }[] };
  };
  DescribeConfigs: {
    /** `type` 2 is a topic, 4 a broker, which has to be asked itself. */
    question: { resources: { type: number; name: string; configNames: string[] }[] };
    answer: {
      resources: {
        errorCode: number;
        resourceType: number;
        resourceName: string;
        configEntries: { configName: string; configValue: string | null }[];
      }[];
    };
  };
}
export type KafkaRequestName = keyof KafkaRequests;

/** One broker, connected. */
export interface KafkaNode {
  /** `host:port`, for messages. */
  readonly address: string;

  /**
   * Sends one request and gives the answer as it came.
   *
   * @throws SpillwayError `KAFKA_UNREACHABLE`, `KAFKA_TIMEOUT`, `KAFKA_AUTH_FAILED`, `KAFKA_REQUEST_FAILED`
   */
  ask<K extends KafkaRequestName>(
    request: K,
    question: KafkaRequests[K]['question'],
  ): Promise<KafkaRequests[K]['answer']>;
}

/** The brokers of one cluster, connected when first needed. */
export interface KafkaCluster {
  /** Any broker: the first of the configured ones that answers. */
  seed(): Promise<KafkaNode>;
  /** The broker with this id, of those that answers have named; the seed's connection where it is the same. */
  node(nodeId: number): Promise<KafkaNode>;
  /** Takes note of brokers that an answer named. */
  learn(brokers: BrokerAddress[]): void;
  /** Ends every connection; nothing is left open, whatever was under way. */
  close(): Promise<void>;
}
