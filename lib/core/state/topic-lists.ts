import type { KnownTopics, NamedTopic } from '../facts/layout';

/** Stores maps by topic as lists, because an object would lose a topic named `__proto__`. */

export type StoredTopics = [topic: string, count: number, id: string | null][];

export function storedTopics(topics: ReadonlyMap<string, NamedTopic>): StoredTopics {
  return [...topics].map(([topic, { count, id }]) => [topic, count, id ?? null]);
}

export function topicsFrom(stored: StoredTopics): ReadonlyMap<string, NamedTopic> {
  return new Map(stored.map(([topic, count, id]) => [topic, { count, id: id ?? undefined }]));
}

export function storedKnown(known: KnownTopics) {
  return known.kind === 'named' ? { kind: known.kind, topics: storedTopics(known.topics) } : known;
}

/** Offsets by `topic/partition`, stored as one list per topic. A `-` stands for a partition without an offset. */
export function storedOffsets(offsets: ReadonlyMap<string, bigint>): [topic: string, offsets: string][] {
  const topics = new Map<string, (bigint | undefined)[]>();
  for (const [key, offset] of offsets) {
    const slash = key.lastIndexOf('/');
    const topic = key.slice(0, slash);
    const list = topics.get(topic) ?? [];
    list[Number(key.slice(slash + 1))] = offset;
    topics.set(topic, list);
  }
  return [...topics].map(([topic, list]) => [topic, Array.from(list, (each) => each ?? '-').join(',')]);
}

export function offsetsFrom(stored: readonly (readonly [string, string])[]): ReadonlyMap<string, bigint> {
  return new Map(
    stored.flatMap(([topic, list]) =>
      list
        .split(',')
        .flatMap((text, partition): [string, bigint][] =>
          text === '-' ? [] : [[`${topic}/${partition}`, BigInt(text)]],
        ),
    ),
  );
}
