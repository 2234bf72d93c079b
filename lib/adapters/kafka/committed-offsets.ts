import { offsetTable } from './answer-table';
import type { GroupCoordinator, Sent } from './coordinator';
import { type Entry, OffsetColumn } from './offset-column';
import type { PartitionList } from './partition-list';
import { groupByTopic, type PartitionKey, PartitionTable } from './partition-table';
import type { KafkaRequests, TopicPartitions } from './wire';

/** The committed offsets of all partitions of a look, in one request. */
export async function readCommits(
  coordinator: GroupCoordinator,
  groupId: string,
  list: PartitionList,
): Promise<OffsetColumn> {
  const column = new OffsetColumn(list.size);
  if (list.size === 0) return column;
  const all = list.all;
  column.expect(all);
  const sent = await ask(coordinator, groupId, list.grouped(all));
  if (sent.fault) for (const index of all) column.fail(index, sent.fault);
  else column.take(sent.response, list);
  return column;
}

/** The committed offsets of these partitions: an offset, `none`, or a fault. */
export async function committedOffsets(
  coordinator: GroupCoordinator,
  groupId: string,
  partitions: readonly PartitionKey[],
): Promise<PartitionTable<Entry>> {
  const table = new PartitionTable<Entry>();
  // Kafka would read an empty list as all topics.
  if (partitions.length === 0) return table;
  const sent = await ask(coordinator, groupId, groupByTopic(partitions));
  if (!sent.fault) return offsetTable(sent.response);
  for (const key of partitions) table.set(key, sent.fault);
  return table;
}

type OffsetFetch = KafkaRequests['OffsetFetch'];

function ask(
  coordinator: GroupCoordinator,
  groupId: string,
  topics: TopicPartitions<number>[],
): Promise<Sent<OffsetFetch['response']>> {
  return coordinator(
    (node) => node.send('OffsetFetch', { groupId, topics }),
    ({ groupErrorCode }) => groupErrorCode,
  );
}
