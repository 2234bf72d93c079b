import type { Fault } from '../../core/snapshot/kafka';
import { mayRead } from './authorized-operations';
import { badAnswer, faultOfCode, KAFKA } from './faults';
import type { MetadataTopic } from './protocol/metadata';
import type { MetadataResponse } from './wire';

export type TopicLayout =
  | {
      kind: 'present';
      topic: string;
      topicId?: string;
      /** The leader of each partition, or why there is none. */
      leaders: readonly (number | Fault)[];
      mayRead?: boolean;
    }
  | { kind: 'missing'; topic: string }
  | { kind: 'unknown'; topic: string; fault: Fault };

/** The layouts of these topics in a Metadata response, in the given order. */
export function topicLayouts(topics: readonly string[], answer: MetadataResponse): TopicLayout[] {
  const byName = new Map<string, MetadataTopic | 'twice'>();
  for (const entry of answer.topics) {
    byName.set(entry.topic, byName.has(entry.topic) ? 'twice' : entry);
  }
  return topics.map((topic) => layoutOf(topic, byName.get(topic), answer));
}

function layoutOf(
  topic: string,
  entry: MetadataTopic | 'twice' | undefined,
  { partitions }: MetadataResponse,
): TopicLayout {
  if (!entry) return { kind: 'unknown', topic, fault: LEFT_OUT };
  if (entry === 'twice')
    return { kind: 'unknown', topic, fault: badAnswer('the metadata response contains the topic twice') };
  if (entry.errorCode === KAFKA.UNKNOWN_TOPIC_OR_PARTITION) return { kind: 'missing', topic };
  if (entry.errorCode !== KAFKA.NONE) {
    return { kind: 'unknown', topic, fault: faultOfCode(entry.errorCode) };
  }
  const { first, rows, topicId, operations } = entry;
  const leaders: (number | Fault)[] = Array.from({ length: rows });
  for (let row = first; row < first + rows; row += 1) {
    const leader = partitions.leader[row] ?? -1;
    // A partition with a leader can be read, whatever the state of its replicas.
    leaders[partitions.partition[row] ?? -1] =
      leader >= 0 ? leader : faultOfCode(partitions.errorCode[row] || LEADER_NOT_AVAILABLE);
  }
  if (rows === 0 || leaders.length !== rows || leaders.includes(undefined as never)) {
    const numbers = partitions.partition
      .slice(first, first + Math.min(rows, 20))
      .sort()
      .join(',');
    const fault = badAnswer(`the partitions are numbered ${numbers || '(none)'}, not 0, 1, 2 and so on`);
    return { kind: 'unknown', topic, fault };
  }
  const allowed = mayRead(operations);
  return {
    kind: 'present',
    topic,
    ...(topicId === undefined ? {} : { topicId }),
    leaders,
    ...(allowed === undefined ? {} : { mayRead: allowed }),
  };
}

const LEADER_NOT_AVAILABLE = 5;

const LEFT_OUT = {
  code: 'KAFKA_REQUEST_FAILED',
  message: 'the metadata response does not contain the topic',
};
