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
export function groupByTopic(partitions: readonly PartitionKey[]): TopicPartitions<number>[] {
  return groupRows(partitions).topics;
}

/** The same, together with the partitions in the order in which they are grouped. */
export function groupRows<K extends PartitionKey>(
  partitions: readonly K[],
): { topics: TopicPartitions<number>[]; rows: K[] } {
  const byTopic = new Map<string, K[]>();
  for (const key of partitions) {
    const rows = byTopic.get(key.topic);
    if (rows) rows.push(key);
    else byTopic.set(key.topic, [key]);
  }
  const topics = [...byTopic].map(([topic, rows]) => ({
    topic,
    partitions: rows.map(({ partition }) => partition),
  }));
  return { topics, rows: [...byTopic.values()].flat() };
}
