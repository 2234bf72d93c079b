import type { ClusterView, TopicView } from '../../../doctor/ports';
import type { MetadataResponse } from '../wire';
import { operationsOf } from './operations';

/** Brokers, topics and partitions as the doctor sees them, with the operations that the authorizer allows. */
export function clusterView({
  brokers,
  controllerId,
  operations,
  topics,
  partitions,
}: MetadataResponse): ClusterView & { topics: TopicView[] } {
  return {
    brokers,
    controllerId,
    rights: operationsOf(operations),
    topics: topics.map(({ topic, errorCode, operations: allowed, first, rows }) => ({
      topic,
      errorCode,
      rights: operationsOf(allowed),
      partitions: Array.from({ length: rows }, (_, row) => ({
        partition: partitions.partition[first + row] ?? -1,
        leader: partitions.leader[first + row] ?? -1,
        replicas: partitions.replicas[first + row] ?? 0,
        inSync: partitions.inSync[first + row] ?? 0,
      })),
    })),
  };
}
