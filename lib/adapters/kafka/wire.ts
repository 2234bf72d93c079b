/**
 * The Kafka requests that Spillway sends, and their responses, as plain data. An error code stays a value and is not
 * thrown, so that one bad partition does not hide the others.
 */

/** Partitions by topic, as in Kafka's requests. */
export interface TopicPartitions<P> {
  topic: string;
  partitions: P[];
}

export interface BrokerAddress {
  nodeId: number;
  host: string;
  port: number;
}

export interface MetadataResponse {
  brokers: BrokerAddress[];
  /** Kafka's controller. With KRaft this can be any broker, which then forwards changes. */
  controllerId: number;
  topicMetadata: {
    topic: string;
    topicErrorCode: number;
    /** 22 characters, as Kafka's tools print it; absent before version 10 of the request. */
    topicId?: string;
    /** True for Kafka's internal topics, such as `__consumer_offsets`. */
    isInternal: boolean;
    /** Bits of the allowed AclOperations on the topic; absent before version 10 of the request. */
    authorizedOperations?: number;
    /** `leader` is −1 if there is none. */
    partitionMetadata: { partitionId: number; partitionErrorCode: number; leader: number }[];
  }[];
}

export interface DescribedGroup {
  errorCode: number;
  groupId: string;
  state: string;
  /** `consumer` for consumers; empty for a group that only holds commits. */
  protocolType: string;
  /** The assignment strategy that the members have in common; empty without members. */
  protocol: string;
  /** Bits of the allowed AclOperations on the group; absent if the broker does not report them. */
  authorizedOperations?: number;
  members: { memberId: string; clientId: string; clientHost: string; memberAssignment: Buffer }[];
}

export interface KafkaRequests {
  Metadata: {
    request: { topics: string[] | 'all'; allowAutoTopicCreation: boolean };
    response: MetadataResponse;
  };
  FindCoordinator: {
    request: { groupId: string };
    response: { errorCode: number; coordinator: BrokerAddress };
  };
  DescribeGroups: { request: { groupIds: string[] }; response: { groups: DescribedGroup[] } };
  ListGroups: {
    request: Record<string, never>;
    response: {
      errorCode: number;
      /** `kind`: classic, consumer, share or streams, in upper or lower case; absent before version 5 of the request. */
      groups: { groupId: string; kind?: string }[];
    };
  };
  JoinGroup: {
    request: {
      groupId: string;
      /** The session timeout in ms, after which the coordinator drops a silent member. */
      sessionTimeout: number;
      /** The rebalance timeout in ms. The longest one of all members applies. */
      rebalanceTimeout: number;
      /** Empty on the first join. */
      memberId: string;
      protocolType: string;
      groupProtocols: { name: string; metadata: Buffer }[];
    };
    response: { errorCode: number; generationId: number; leaderId: string; memberId: string };
  };
  SyncGroup: {
    request: {
      groupId: string;
      generationId: number;
      memberId: string;
      /** In the leader's response only. */
      groupAssignment: { memberId: string; memberAssignment: Buffer }[];
    };
    response: { errorCode: number };
  };
  LeaveGroup: {
    request: { groupId: string; memberId: string };
    response: { errorCode: number };
  };
  OffsetFetch: {
    request: { groupId: string; topics: TopicPartitions<{ partition: number }>[] };
    response: {
      errorCode?: number;
      /** `offset` is `-1` if there is no commit. */
      responses: TopicPartitions<{ partition: number; offset: string; errorCode: number }>[];
    };
  };
  OffsetCommit: {
    request: {
      groupId: string;
      groupGenerationId: number;
      memberId: string;
      retentionTime: number;
      topics: TopicPartitions<{ partition: number; offset: string }>[];
    };
    response: { responses: TopicPartitions<{ partition: number; errorCode: number }>[] };
  };
  ListOffsets: {
    request: {
      /** 0: read_uncommitted. */
      isolationLevel: number;
      topics: TopicPartitions<{ partition: number; timestamp: string }>[];
    };
    /** `offset` is `-1` if no record has a timestamp that late. */
    response: { responses: TopicPartitions<{ partition: number; offset: string; errorCode: number }>[] };
  };
  Fetch: {
    request: {
      /** The limit for the whole response. The first batch of the first non-empty partition is returned in any case. */
      maxBytes: number;
      /** Read in this order. A topic may be listed more than once. */
      topics: TopicPartitions<{ partition: number; fetchOffset: bigint; maxBytes: number }>[];
    };
    response: {
      errorCode: number;
      /** `records`: record batches as stored. The last one may be truncated. */
      responses: TopicPartitions<{
        partition: number;
        errorCode: number;
        highWatermark: bigint;
        records: Buffer;
      }>[];
    };
  };
  DescribeLogDirs: {
    request: { topics: TopicPartitions<number>[] };
    /** Empty without permission to describe the cluster. */
    response: {
      results: {
        errorCode: number;
        logDir: string;
        topics: TopicPartitions<{ partition: number; sizeBytes: bigint; isFuture: boolean }>[];
      }[];
    };
  };
  CreatePartitions: {
    request: { topicPartitions: { topic: string; count: number }[]; timeout: number };
    response: { topicErrors: { topic: string; errorCode: number; errorMessage: string | null }[] };
  };
  DescribeConfigs: {
    /** `type` 2 is a topic. `type` 4 is a broker, and only that broker returns its configuration. */
    request: { resources: { type: number; name: string; configNames: string[] }[] };
    response: {
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

/** A connected broker. */
export interface KafkaNode {
  /** `host:port`, for messages. */
  readonly address: string;

  /**
   * Sends one request and returns the response unchanged.
   *
   * @param timeoutMs for requests that a broker delays on purpose; the connection's request timeout by default
   * @throws SpillwayError `KAFKA_UNREACHABLE`, `KAFKA_TIMEOUT`, `KAFKA_AUTH_FAILED`, `KAFKA_REQUEST_FAILED`
   */
  send<K extends KafkaRequestName>(
    name: K,
    request: KafkaRequests[K]['request'],
    timeoutMs?: number,
  ): Promise<KafkaRequests[K]['response']>;

  /**
   * Opens another connection to the same broker. A broker handles the requests of a connection one after another, so
   * nothing gets past a JoinGroup that it delays.
   */
  openAnother(): Promise<KafkaNode>;
}

/** The brokers of one cluster, connected on demand. */
export interface KafkaCluster {
  /** Any broker: the first configured one that responds. */
  seed(): Promise<KafkaNode>;
  /** The broker with this id, as named in responses. Shares the bootstrap connection if it is the same broker. */
  node(nodeId: number): Promise<KafkaNode>;
  /** Records the brokers in a response. */
  learn(brokers: BrokerAddress[]): void;
  /** Closes every connection, even while requests are pending. */
  close(): Promise<void>;
}
