import type { Fault } from '../lag/snapshot';
import { faultOfCode, KAFKA } from './faults';
import type { MetadataAnswer } from './wire';

export interface PartitionLayout {
  topic: string;
  partition: number;
  /** Broker to ask for offsets, or why there is none. */
  leader: number | Fault;
}

export type TopicLayout =
  | { kind: 'present'; topic: string; partitions: PartitionLayout[] }
  | { kind: 'missing'; topic: string }
  | { kind: 'unknown'; topic: string; fault: Fault };

/** The topics asked for, in the order asked, as a Metadata answer has them. */
export function topicLayouts(topics: string[], answer: MetadataAnswer): TopicLayout[] {
  const byName = new Map(answer.topicMetadata.map((entry) => [entry.topic, entry]));
  return topics.map((topic) => {
    const entry = byName.get(topic);
    if (!entry) {
      const fault = { code: 'KAFKA_REQUEST_FAILED', message: 'the metadata answer leaves the topic out' };
      return { kind: 'unknown', topic, fault };
    }
    if (entry.topicErrorCode === KAFKA.UNKNOWN_TOPIC_OR_PARTITION) return { kind: 'missing', topic };
    if (entry.topicErrorCode !== KAFKA.NONE) {
      return { kind: 'unknown', topic, fault: faultOfCode(entry.topicErrorCode) };
    }
    const partitions = entry.partitionMetadata
      .map(({ partitionId, partitionErrorCode, leader }) => ({
        topic,
        partition: partitionId,
        // A partition with a leader can be asked, whatever else is wrong with its replicas.
        leader: leader >= 0 ? leader : faultOfCode(partitionErrorCode || LEADER_NOT_AVAILABLE),
      }))
      .sort((a, b) => a.partition - b.partition);
    return { kind: 'present', topic, partitions };
  });
}

const LEADER_NOT_AVAILABLE = 5;
