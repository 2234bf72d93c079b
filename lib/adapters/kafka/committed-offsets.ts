import type { Fault } from '../../core/snapshot/kafka';
import { answerTable, offsetOrNone } from './answer-table';
import type { GroupCoordinator } from './coordinator';
import { KAFKA } from './faults';
import { groupByTopic, type PartitionKey, PartitionTable } from './partition-table';

/** Reads the committed offsets of these partitions in one request: an offset, `none`, or a fault. */
export async function committedOffsets(
  coordinator: GroupCoordinator,
  groupId: string,
  partitions: readonly PartitionKey[],
): Promise<PartitionTable<bigint | 'none' | Fault>> {
  const table = new PartitionTable<bigint | 'none' | Fault>();
  // Kafka would read an empty list as all topics.
  if (partitions.length === 0) return table;
  const topics = groupByTopic(partitions, ({ partition }) => ({ partition }));
  const sent = await coordinator(
    (node) => node.send('OffsetFetch', { groupId, topics }),
    (response) => response.errorCode ?? KAFKA.NONE,
  );
  if (sent.fault) {
    for (const key of partitions) table.set(key, sent.fault);
    return table;
  }
  return answerTable(sent.response.responses, ({ offset }) => offsetOrNone(offset));
}
