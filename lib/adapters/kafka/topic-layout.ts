import type { Fault } from '../../core/snapshot/kafka';
import { mayRead } from './authorized-operations';
import { badAnswer, faultOfCode, isFault, KAFKA } from './faults';
import type { MetadataResponse } from './wire';

export interface PartitionLayout {
  topic: string;
  partition: number;
  /** The leader, or why there is none. */
  leader: number | Fault;
}

/** A partition with a leader. */
export interface LedPartition {
  topic: string;
  partition: number;
  leader: number;
}

export type TopicLayout =
  | { kind: 'present'; topic: string; topicId?: string; partitions: PartitionLayout[]; mayRead?: boolean }
  | { kind: 'missing'; topic: string }
  | { kind: 'unknown'; topic: string; fault: Fault };

type TopicEntry = MetadataResponse['topicMetadata'][number];

/** The layouts of these topics in a Metadata response, in the given order. */
export function topicLayouts(topics: readonly string[], answer: MetadataResponse): TopicLayout[] {
  const byName = new Map<string, TopicEntry[]>();
  for (const entry of answer.topicMetadata) {
    byName.set(entry.topic, [...(byName.get(entry.topic) ?? []), entry]);
  }
  return topics.map((topic) => layoutOf(topic, byName.get(topic) ?? []));
}

function layoutOf(topic: string, entries: TopicEntry[]): TopicLayout {
  const [entry, another] = entries;
  if (!entry) return { kind: 'unknown', topic, fault: LEFT_OUT };
  if (another)
    return { kind: 'unknown', topic, fault: badAnswer('the metadata response has the topic twice') };
  if (entry.topicErrorCode === KAFKA.UNKNOWN_TOPIC_OR_PARTITION) return { kind: 'missing', topic };
  if (entry.topicErrorCode !== KAFKA.NONE) {
    return { kind: 'unknown', topic, fault: faultOfCode(entry.topicErrorCode) };
  }
  const partitions = entry.partitionMetadata
    .map(({ partitionId, partitionErrorCode, leader }) => ({
      topic,
      partition: partitionId,
      // A partition with a leader can be read, whatever the state of its replicas.
      leader: leader >= 0 ? leader : faultOfCode(partitionErrorCode || LEADER_NOT_AVAILABLE),
    }))
    .sort((a, b) => a.partition - b.partition);
  if (partitions.length === 0 || partitions.some(({ partition }, index) => partition !== index)) {
    const numbers = partitions.map(({ partition }) => partition).join(',');
    const fault = badAnswer(
      `the partitions ${numbers || '(none)'} are not those of a topic: 0, 1, 2 and so on`,
    );
    return { kind: 'unknown', topic, fault };
  }
  const { topicId } = entry;
  const allowed = mayRead(entry.authorizedOperations);
  return {
    kind: 'present',
    topic,
    ...(topicId === undefined ? {} : { topicId }),
    partitions,
    ...(allowed === undefined ? {} : { mayRead: allowed }),
  };
}

const LEADER_NOT_AVAILABLE = 5;

const LEFT_OUT = { code: 'KAFKA_REQUEST_FAILED', message: 'the metadata response leaves the topic out' };

export function ledPartitions(partitions: readonly PartitionLayout[]): LedPartition[] {
  return partitions.flatMap(({ topic, partition, leader }) =>
    isFault(leader) ? [] : [{ topic, partition, leader }],
  );
}
