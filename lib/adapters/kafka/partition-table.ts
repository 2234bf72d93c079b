import type { TopicPartitions } from './wire';

export interface PartitionKey {
  topic: string;
  partition: number;
}

/** Values by topic and partition. */
export class PartitionTable<V> {
  readonly #byTopic = new Map<string, Map<number, V>>();

  get({ topic, partition }: PartitionKey): V | undefined {
    return this.#byTopic.get(topic)?.get(partition);
  }

  set({ topic, partition }: PartitionKey, value: V): void {
    const partitions = this.#byTopic.get(topic);
    if (partitions) partitions.set(partition, value);
    else this.#byTopic.set(topic, new Map([[partition, value]]));
  }
}

/** Partitions grouped by topic, for Kafka's requests. */
export function groupByTopic<K extends PartitionKey, P>(
  partitions: readonly K[],
  toPartition: (key: K) => P,
): TopicPartitions<P>[] {
  const byTopic = new Map<string, P[]>();
  for (const key of partitions) {
    const list = byTopic.get(key.topic);
    if (list) list.push(toPartition(key));
    else byTopic.set(key.topic, [toPartition(key)]);
  }
  return [...byTopic].map(([topic, list]) => ({ topic, partitions: list }));
}
