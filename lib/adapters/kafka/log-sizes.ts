import { SpillwayError } from '../../errors';
import { KAFKA } from './faults';
import type { PartitionList } from './partition-list';
import type { KafkaCluster, KafkaRequests, TopicPartitions } from './wire';

/**
 * The size of each partition's log on its leader in bytes, by its number in the list, with one DescribeLogDirs per
 * leader. Without permission to describe the cluster, partitions are left out.
 */
export async function logSizes(
  cluster: KafkaCluster,
  list: PartitionList,
  indices: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const sizes = new Map<number, number>();
  await Promise.all(
    [...list.byLeader(indices)].map(async ([leader, own]) => {
      const { folders } = await ask(cluster, leader, list.grouped(own));
      const found = folders.filter(({ errorCode }) => errorCode === KAFKA.NONE);
      for (const { topic, partition, sizeBytes, isFuture } of found.flatMap((folder) => folder.sizes)) {
        const listed = list.topic(topic);
        // A replica that is moving to another directory is listed twice. The future one is not in use yet.
        if (!listed || isFuture || sizeBytes < 0 || partition < 0 || partition >= listed.count) continue;
        sizes.set(listed.first + partition, sizeBytes);
      }
    }),
  );
  return sizes;
}

type LogDirs = KafkaRequests['DescribeLogDirs'];

async function ask(
  cluster: KafkaCluster,
  leader: number,
  topics: TopicPartitions<number>[],
): Promise<LogDirs['response']> {
  try {
    const node = await cluster.node(leader);
    return await node.send('DescribeLogDirs', { topics });
  } catch (error) {
    if (error instanceof SpillwayError) return { folders: [] };
    throw error;
  }
}
