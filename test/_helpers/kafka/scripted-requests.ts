import type { MetadataTopic } from '../../../lib/adapters/kafka/protocol/metadata';
import type { OffsetRows } from '../../../lib/adapters/kafka/protocol/partition-rows';
import type { BrokerAddress, KafkaRequests, TopicPartitions } from '../../../lib/adapters/kafka/wire';

/** An offset in a script, in decimal. */
export type ScriptedOffsets = TopicPartitions<{ partition: number; offset: string; errorCode: number }>[];

/** Requests in which the adapter has columns, with an object for each partition, which is easier to write in a test. */
interface InObjects {
  Metadata: {
    request: KafkaRequests['Metadata']['request'];
    response: {
      brokers: BrokerAddress[];
      controllerId: number;
      topicMetadata: {
        topic: string;
        topicErrorCode: number;
        topicId?: string;
        isInternal: boolean;
        authorizedOperations?: number;
        partitionMetadata: { partitionId: number; partitionErrorCode: number; leader: number }[];
      }[];
    };
  };
  OffsetFetch: {
    request: { groupId: string; topics: TopicPartitions<{ partition: number }>[] };
    response: { errorCode?: number; responses: ScriptedOffsets };
  };
  ListOffsets: {
    request: { topics: TopicPartitions<{ partition: number; timestamp: string }>[] };
    response: { responses: ScriptedOffsets };
  };
  OffsetCommit: {
    request: {
      groupId: string;
      generationId: number;
      memberId: string;
      topics: TopicPartitions<{ partition: number; offset: string }>[];
    };
    response: { responses: TopicPartitions<{ partition: number; errorCode: number }>[] };
  };
  Fetch: {
    request: {
      maxBytes: number;
      partitionMaxBytes: number;
      topics: TopicPartitions<{ partition: number; fetchOffset: bigint }>[];
    };
    response: KafkaRequests['Fetch']['response'];
  };
}

export type ScriptedRequests = Omit<KafkaRequests, keyof InObjects> & InObjects;

/** A request of the adapter, as a script sees it. */
export function scriptedRequest<K extends keyof KafkaRequests>(
  name: K,
  request: KafkaRequests[K]['request'],
): ScriptedRequests[K]['request'] {
  const convert = REQUESTS[name as keyof typeof REQUESTS] as ((given: unknown) => unknown) | undefined;
  return (convert ? convert(request) : request) as ScriptedRequests[K]['request'];
}

/** A response in a script, as the adapter gets it. */
export function adapterResponse<K extends keyof KafkaRequests>(
  name: K,
  response: ScriptedRequests[K]['response'],
): KafkaRequests[K]['response'] {
  const convert = RESPONSES[name as keyof typeof RESPONSES] as ((given: unknown) => unknown) | undefined;
  return (convert ? convert(response) : response) as KafkaRequests[K]['response'];
}

type Request<K extends keyof InObjects> = (
  request: KafkaRequests[K]['request'],
) => ScriptedRequests[K]['request'];

const REQUESTS: { [K in 'OffsetFetch' | 'ListOffsets' | 'OffsetCommit' | 'Fetch']: Request<K> } = {
  OffsetFetch: ({ groupId, topics }) => ({
    groupId,
    topics: withEach(topics, (partition) => ({ partition })),
  }),
  ListOffsets: ({ topics, at }) => ({
    topics: withEach(topics, (partition, row) => ({
      partition,
      timestamp: String(typeof at === 'bigint' ? at : at[row]),
    })),
  }),
  OffsetCommit: ({ groupId, generationId, memberId, topics, offsets }) => ({
    ...{ groupId, generationId, memberId },
    topics: withEach(topics, (partition, row) => ({ partition, offset: String(offsets[row]) })),
  }),
  Fetch: ({ maxBytes, partitionMaxBytes, topics, fetchOffsets }) => ({
    ...{ maxBytes, partitionMaxBytes },
    topics: withEach(topics, (partition, row) => ({ partition, fetchOffset: fetchOffsets[row] ?? 0n })),
  }),
};

type Response<K extends keyof InObjects> = (
  response: ScriptedRequests[K]['response'],
) => KafkaRequests[K]['response'];

const RESPONSES: { [K in 'Metadata' | 'OffsetFetch' | 'ListOffsets' | 'OffsetCommit']: Response<K> } = {
  Metadata: ({ brokers, controllerId, topicMetadata }) => {
    const rows = topicMetadata.flatMap(({ partitionMetadata }) => partitionMetadata);
    let first = 0;
    const topics = topicMetadata.map((entry): MetadataTopic => {
      const { topic, topicErrorCode, topicId, isInternal, authorizedOperations, partitionMetadata } = entry;
      const listed = { topic, errorCode: topicErrorCode, isInternal, first, rows: partitionMetadata.length };
      first += partitionMetadata.length;
      return {
        ...listed,
        ...(topicId === undefined ? {} : { topicId }),
        ...(authorizedOperations === undefined ? {} : { operations: authorizedOperations }),
      };
    });
    const partitions = {
      partition: Int32Array.from(rows, ({ partitionId }) => partitionId),
      errorCode: Int16Array.from(rows, ({ partitionErrorCode }) => partitionErrorCode),
      leader: Int32Array.from(rows, ({ leader }) => leader),
      ...{ replicas: new Int16Array(rows.length), inSync: new Int16Array(rows.length) },
    };
    return { brokers, controllerId, topics, partitions };
  },
  OffsetFetch: ({ errorCode = 0, responses }) => ({ ...offsetRows(responses), groupErrorCode: errorCode }),
  ListOffsets: ({ responses }) => {
    const rows = offsetRows(responses);
    return { ...rows, timestampMs: new BigInt64Array(rows.partition.length) };
  },
  OffsetCommit: ({ responses }) =>
    offsetRows(
      responses.map(({ topic, partitions }) => ({
        topic,
        partitions: partitions.map((each) => ({ ...each, offset: '0' })),
      })),
    ),
};

function offsetRows(responses: ScriptedOffsets): OffsetRows {
  const rows = responses.flatMap(({ partitions }) => partitions);
  return {
    topics: responses.map(({ topic, partitions }) => ({ topic, rows: partitions.length })),
    partition: Int32Array.from(rows, ({ partition }) => partition),
    errorCode: Int16Array.from(rows, ({ errorCode }) => errorCode),
    offset: BigInt64Array.from(rows, ({ offset }) => BigInt(offset)),
  };
}

function withEach<P>(
  topics: readonly TopicPartitions<number>[],
  of: (partition: number, row: number) => P,
): TopicPartitions<P>[] {
  let row = 0;
  return topics.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map((partition) => of(partition, row++)),
  }));
}
