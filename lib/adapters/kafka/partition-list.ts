import type { Fault } from '../../core/snapshot/kafka';
import type { TopicLayout } from './topic-layout';
import type { TopicPartitions } from './wire';

/** A topic whose partitions have consecutive numbers in the list, from `first`. */
export interface ListedTopic {
  topic: string;
  /** Absent if the brokers do not report it. */
  topicId?: string;
  first: number;
  count: number;
}

/**
 * All partitions of a look, numbered from 0. What is read about them goes into columns with these numbers, because
 * objects for tens of thousands of partitions cost more than the requests.
 */
export class PartitionList {
  readonly topics: readonly ListedTopic[];
  readonly size: number;
  /** Every number in the list, in order. */
  readonly all: readonly number[];
  /** The leader of each partition, or why there is none. Changes when leaders have moved. */
  readonly leaders: (number | Fault)[];
  readonly #byName: ReadonlyMap<string, ListedTopic>;
  /** The index in `topics` for each partition. */
  readonly #topicOf: Int32Array;

  constructor(layouts: readonly TopicLayout[]) {
    const topics: ListedTopic[] = [];
    this.leaders = [];
    for (const layout of layouts) {
      if (layout.kind !== 'present') continue;
      const { topic, topicId, leaders } = layout;
      const id = topicId === undefined ? {} : { topicId };
      topics.push({ topic, ...id, first: this.leaders.length, count: leaders.length });
      for (const leader of leaders) this.leaders.push(leader);
    }
    this.topics = topics;
    this.size = this.leaders.length;
    this.all = Array.from(this.leaders.keys());
    this.#byName = new Map(topics.map((listed) => [listed.topic, listed]));
    this.#topicOf = new Int32Array(this.size);
    for (const [index, { first, count }] of topics.entries()) this.#topicOf.fill(index, first, first + count);
  }

  topic(name: string): ListedTopic | undefined {
    return this.#byName.get(name);
  }

  topicOf(index: number): ListedTopic {
    return this.topics[this.#topicOf[index] ?? -1] ?? NO_TOPIC;
  }

  key(index: number): { topic: string; partition: number } {
    const { topic, first } = this.topicOf(index);
    return { topic, partition: index - first };
  }

  /** As in Kafka's requests. Partitions of a topic must follow one another. */
  grouped(indices: readonly number[]): TopicPartitions<number>[] {
    const groups: TopicPartitions<number>[] = [];
    let current: ListedTopic | undefined;
    for (const index of indices) {
      const listed = this.topicOf(index);
      if (listed !== current) groups.push({ topic: listed.topic, partitions: [] });
      groups.at(-1)?.partitions.push(index - listed.first);
      current = listed;
    }
    return groups;
  }

  /** Those with a leader, by leader. */
  byLeader(indices: readonly number[]): Map<number, number[]> {
    const groups = new Map<number, number[]>();
    for (const index of indices) {
      const leader = this.leaders[index];
      if (typeof leader !== 'number') continue;
      const group = groups.get(leader);
      if (group) group.push(index);
      else groups.set(leader, [index]);
    }
    return groups;
  }
}

const NO_TOPIC: ListedTopic = { topic: '', first: 0, count: 0 };
