/**
 * The Kafka requests that Spillway sends, as plain data: what goes in, and what a broker responds with its error
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

export interface MetadataResponse {
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
    /** A bit for each AclOperation that we may do to the topic; absent before version 10 of the request. */
    authorizedOperations?: number;
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
  /** The strategy that the members agreed on; empty without members. */
  protocol: string;
  /** A bit for each AclOperation that we may do to the group; absent where the broker does not say. */
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
      /** ms after which the coordinator drops a member that it does not hear from. */
      sessionTimeout: number;
      /** ms that the coordinator waits for all members to rejoin; the longest of all members counts. */
      rebalanceTimeout: number;
      /** Empty the first time. */
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
      /** The leader's only. */
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
      /** `offset` is `-1` where there is no commit. */
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
      /** 0 reads uncommitted. */
      isolationLevel: number;
      topics: TopicPartitions<{ partition: number; timestamp: string }>[];
    };
    /** `offset` is `-1` where nothing is stamped that late. */
    response: { responses: TopicPartitions<{ partition: number; offset: string; errorCode: number }>[] };
  };
  Fetch: {
    request: {
      /** Of the whole response; the first batch of the first partition that has one comes in any case. */
      maxBytes: number;
      /** Asked in this order, a topic may come more than once. */
      topics: TopicPartitions<{ partition: number; fetchOffset: bigint; maxBytes: number }>[];
    };
    response: {
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
    request: { topics: TopicPartitions<number>[] };
    /** Without the right to ask, no results at all. */
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
    /** `type` 2 is a topic, 4 a broker, which has to be asked itself. */
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

/** One broker, connected. */
export interface KafkaNode {
  /** `host:port`, for messages. */
  readonly address: string;

  /**
   * Sends one request and gives the response as it came.
   *
   * @param timeoutMs for requests that a broker holds back on purpose; the connection's request timeout by default
   * @throws SpillwayError `KAFKA_UNREACHABLE`, `KAFKA_TIMEOUT`, `KAFKA_AUTH_FAILED`, `KAFKA_REQUEST_FAILED`
   */
  send<K extends KafkaRequestName>(
    name: K,
    request: KafkaRequests[K]['request'],
    timeoutMs?: number,
  ): Promise<KafkaRequests[K]['response']>;

  /**
   * Opens another connection to the same broker. A broker handles one request of a connection at a time: behind a
   * JoinGroup that it holds back, nothing else would get through.
   */
  openAnother(): Promise<KafkaNode>;
}

/** The brokers of one cluster, connected when first needed. */
export interface KafkaCluster {
  /** Any broker: the first of the configured ones that answers. */
  seed(): Promise<KafkaNode>;
  /** The broker with this id, of those that responses have named; the seed's connection where it is the same. */
  node(nodeId: number): Promise<KafkaNode>;
  /** Takes note of brokers that a response named. */
  learn(brokers: BrokerAddress[]): void;
  /** Ends every connection; nothing is left open, whatever was under way. */
  close(): Promise<void>;
}
