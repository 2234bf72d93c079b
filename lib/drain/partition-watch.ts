import type { KafkaSnapshot } from '../lag/snapshot';
import { partitionCounts } from './coverage';

/** Since when each topic has had its present number of partitions, as far as the controller saw. */
export type PartitionWatch = Readonly<Record<string, { count: number; sinceMs: number }>>;

/** Continues the watch. A topic that cannot be described now keeps what was known. */
export function watchPartitions(watch: PartitionWatch, snapshot: KafkaSnapshot): PartitionWatch {
  const next = { ...watch };
  for (const [topic, count] of Object.entries(partitionCounts(snapshot))) {
    if (next[topic]?.count !== count) next[topic] = { count, sinceMs: snapshot.takenAtMs };
  }
  return next;
}

/** Topics whose count has not stood still for `metadataRefreshMs`: receivers may not know all partitions. */
export function unsettledTopics(
  watch: PartitionWatch,
  snapshot: KafkaSnapshot,
  metadataRefreshMs: number,
): { topic: string; forMs: number }[] {
  return Object.keys(partitionCounts(snapshot)).flatMap((topic) => {
    const forMs = snapshot.takenAtMs - (watch[topic]?.sinceMs ?? snapshot.takenAtMs);
    return forMs > metadataRefreshMs ? [] : [{ topic, forMs }];
  });
}
