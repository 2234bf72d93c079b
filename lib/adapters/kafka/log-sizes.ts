import { SpillwayError } from '../../errors';
import { KAFKA } from './faults';
import { groupByTopic, PartitionTable } from './partition-table';
import type { LedPartition } from './topic-layout';
import type { KafkaCluster, KafkaRequests } from './wire';

/**
 * Reads the size of each partition's log on its leader, with one DescribeLogDirs per leader. Without permission to
 * describe the cluster, partitions are left out.
 */
export async function logSizes(
  cluster: KafkaCluster,
  partitions: readonly LedPartition[],
): Promise<PartitionTable<number>> {
  const table = new PartitionTable<number>();
  const leaders = [...new Set(partitions.map(({ leader }) => leader))];
  await Promise.all(
    leaders.map(async (leader) => {
      const own = partitions.filter((key) => key.leader === leader);
      const topics = groupByTopic(own, ({ partition }) => partition);
      for (const { topic, partition, sizeBytes } of sizesIn(await ask(cluster, leader, topics))) {
        table.set({ topic, partition }, sizeBytes);
      }
    }),
  );
  return table;
}

type LogDirs = KafkaRequests['DescribeLogDirs'];

async function ask(
  cluster: KafkaCluster,
  leader: number,
  topics: LogDirs['request']['topics'],
): Promise<LogDirs['response']> {
  try {
    const node = await cluster.node(leader);
    return await node.send('DescribeLogDirs', { topics });
  } catch (error) {
    if (error instanceof SpillwayError) return { results: [] };
    throw error;
  }
}

function sizesIn({
  results,
}: LogDirs['response']): { topic: string; partition: number; sizeBytes: number }[] {
  return results
    .filter(({ errorCode }) => errorCode === KAFKA.NONE)
    .flatMap(({ topics }) => topics)
    .flatMap(({ topic, partitions }) =>
      partitions
        // A replica that is moving to another directory is listed twice. The future one is not in use yet.
        .filter(({ isFuture, sizeBytes }) => !isFuture && sizeBytes >= 0n)
        .map(({ partition, sizeBytes }) => ({ topic, partition, sizeBytes: Number(sizeBytes) })),
    );
}
