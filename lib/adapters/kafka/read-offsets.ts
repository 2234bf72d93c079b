import { faultOfError } from './faults';
import type { OffsetColumn } from './offset-column';
import type { PartitionList } from './partition-list';
import type { KafkaCluster, KafkaNode } from './wire';

/** A position that is read in partitions: a time, `LOG_END` or `LOG_START`, and where it goes. */
export interface Position {
  /** For all partitions, or by the partition's number in the list. */
  at: bigint | ((index: number) => bigint);
  column: OffsetColumn;
}

/**
 * Reads positions of partitions, with one ListOffsets per leader and position, because Kafka accepts a partition only
 * once per request. All are sent at the same time. An unreachable leader causes a fault only for its own partitions.
 */
export async function readOffsets(
  cluster: KafkaCluster,
  list: PartitionList,
  indices: readonly number[],
  positions: readonly Position[],
): Promise<void> {
  for (const { column } of positions) column.expect(indices);
  for (const index of indices) {
    const leader = list.leaders[index];
    if (typeof leader !== 'number' && leader) for (const { column } of positions) column.fail(index, leader);
  }
  await Promise.all(
    [...list.byLeader(indices)].map(([leader, own]) => askLeader(cluster.node(leader), list, own, positions)),
  );
}

async function askLeader(
  connecting: Promise<KafkaNode>,
  list: PartitionList,
  indices: readonly number[],
  positions: readonly Position[],
): Promise<void> {
  const topics = list.grouped(indices);
  const read = async ({ at, column }: Position) => {
    try {
      const times = typeof at === 'bigint' ? at : BigInt64Array.from(indices, at);
      column.take(await (await connecting).send('ListOffsets', { topics, at: times }), list);
    } catch (error) {
      const fault = faultOfError(error);
      for (const index of indices) column.fail(index, fault);
    }
  };
  await Promise.all(positions.map(read));
}
