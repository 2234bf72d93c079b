import type { Fault } from '../../core/snapshot/kafka';
import { answerTable, offsetOrNone } from './answer-table';
import type { AskCoordinator } from './coordinator';
import { KAFKA } from './faults';
import { groupByTopic, type PartitionKey, PartitionTable } from './partition-table';

/** Committed offsets of these partitions: an offset, `none`, or why it is unknown. One request. */
export async function committedOffsets(
  coordinator: AskCoordinator,
  groupId: string,
  partitions: readonly PartitionKey[],
): Promise<PartitionTable<bigint | 'none' | Fault>> {
  const table = new PartitionTable<bigint | 'none' | Fault>();
  // To Kafka, no topics means all topics.
  if (partitions.length === 0) return table;
  const topics = groupByTopic(partitions, ({ partition }) => ({ partition }));
  const asked = await coordinator(
    (node) => node.ask('OffsetFetch', { groupId, topics }),
    (answer) => answer.errorCode ?? KAFKA.NONE,
  );
  if (asked.fault) {
    for (const key of partitions) table.set(key, asked.fault);
    return table;
  }
  return answerTable(asked.answer.responses, ({ offset }) => offsetOrNone(offset));
}
