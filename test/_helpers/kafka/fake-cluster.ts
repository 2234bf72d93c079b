import type {
  BrokerAddress,
  KafkaCluster,
  KafkaNode,
  KafkaRequestName,
  KafkaRequests,
} from '../../../lib/adapters/kafka/wire';
import { SpillwayError } from '../../../lib/errors';
import { recordBatch } from './record-batch';
import { adapterResponse, type ScriptedRequests, scriptedRequest } from './scripted-requests';

/** Responds to one kind of request. `nodeId` is 0 for the seed. */
type Responder<K extends KafkaRequestName> = (
  request: ScriptedRequests[K]['request'],
  nodeId: number,
) => ScriptedRequests[K]['response'];
export type Script = { [K in KafkaRequestName]?: Responder<K> };

export interface FakeCluster extends KafkaCluster {
  /** The requests in the order sent: `Metadata@0`, `ListOffsets@2`, ... */
  readonly sent: string[];
}

/** Brokers with scripted responses that a single healthy broker never gives. Brokers in `down` refuse connections. */
export function fakeCluster(script: Script, options: { down?: number[] } = {}): FakeCluster {
  const sent: string[] = [];
  const known = new Set<number>();
  const node = (nodeId: number): KafkaNode => ({
    address: `broker-${nodeId}:9092`,
    async send<K extends KafkaRequestName>(name: K, request: KafkaRequests[K]['request']) {
      sent.push(`${name}@${nodeId}`);
      const respond = script[name] as Responder<K> | undefined;
      if (!respond) throw new SpillwayError('KAFKA_REQUEST_FAILED', `${name} is not in the script.`, '');
      return adapterResponse(name, respond(scriptedRequest(name, request), nodeId));
    },
    openAnother: async () => node(nodeId),
  });
  return {
    sent,
    seed: async () => node(0),
    async node(nodeId) {
      if (!known.has(nodeId) || options.down?.includes(nodeId)) {
        throw new SpillwayError('KAFKA_UNREACHABLE', `broker ${nodeId} refused.`, '');
      }
      return node(nodeId);
    },
    learn(brokers: BrokerAddress[]) {
      for (const { nodeId } of brokers) known.add(nodeId);
    },
    close: async () => {},
  };
}

export function brokerAddress(nodeId: number): BrokerAddress {
  return { nodeId, host: `broker-${nodeId}`, port: 9092 };
}

/** Metadata of one topic: the leader of each partition, or −1 if there is none. */
export function metadataOf(topic: string, leaders: number[]): ScriptedRequests['Metadata']['response'] {
  return {
    brokers: [1, 2].map(brokerAddress),
    controllerId: 1,
    topicMetadata: [
      {
        topic,
        topicErrorCode: 0,
        isInternal: false,
        partitionMetadata: leaders.map((leader, partitionId) => ({
          ...{ partitionId, leader },
          partitionErrorCode: leader < 0 ? 5 : 0,
        })),
      },
    ],
  };
}

/**
 * A script without problems. On every partition, the commit is 5, the log goes from 0 to 10, and there is a record at
 * every offset.
 */
export function healthyScript(topic: string, leaders: number[]): Required<Pick<Script, HealthyRequest>> {
  return {
    Metadata: () => metadataOf(topic, leaders),
    FindCoordinator: () => ({ errorCode: 0, coordinator: brokerAddress(1) }),
    DescribeGroups: ({ groupId }) => ({
      ...{ errorCode: 0, groupId, state: 'Empty', protocolType: 'consumer', protocol: '' },
      ...{ members: [], operations: 0b1000 },
    }),
    OffsetFetch: ({ topics }) => ({
      errorCode: 0,
      responses: topics.map(({ topic: name, partitions }) => ({
        topic: name,
        partitions: partitions.map(({ partition }) => ({ partition, offset: '5', errorCode: 0 })),
      })),
    }),
    ListOffsets: ({ topics }) => ({
      responses: topics.map(({ topic: name, partitions }) => ({
        topic: name,
        partitions: partitions.map(({ partition, timestamp }) => ({
          partition,
          offset: timestamp === '-1' ? '10' : timestamp === '-2' ? '0' : '-1',
          errorCode: 0,
        })),
      })),
    }),
    DescribeConfigs: ({ resources }) =>
      resources.map(({ kind, name, keys }) => ({
        ...{ errorCode: 0, kind, name },
        values: new Map(keys.map((key) => [key, HEALTHY_CONFIGS[key] ?? ''])),
      })),
    Fetch: ({ topics }) => ({
      errorCode: 0,
      responses: topics.map(({ topic: name, partitions }) => ({
        topic: name,
        partitions: partitions.map(({ partition, fetchOffset }) => ({
          ...{ partition, errorCode: 0 },
          records: recordBatch({ baseOffset: fetchOffset, records: [{ timestampMs: HEALTHY_RECORD_MS }] }),
        })),
      })),
    }),
  };
}

const HEALTHY_CONFIGS: Record<string, string> = {
  'retention.ms': '3600000',
  'retention.bytes': '-1',
  'offsets.retention.minutes': '10080',
};

/** Timestamp of every record of `healthyScript`. */
export const HEALTHY_RECORD_MS = 900_000;

type HealthyRequest =
  | 'Metadata'
  | 'FindCoordinator'
  | 'DescribeGroups'
  | 'OffsetFetch'
  | 'ListOffsets'
  | 'Fetch'
  | 'DescribeConfigs';
