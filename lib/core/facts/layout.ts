import { createHash } from 'node:crypto';
import type { KafkaSnapshot, PartitionSnapshot, TopicSnapshot } from '../snapshot/kafka';
import { decodeCounts, encodeCounts, topicHash } from './layout-digest';

/**
 * The partition count of each topic, in a form small enough for an SSM parameter. A few topics are stored by name and
 * topic id, many as hashes of their names (see layout-digest).
 */
export type Layout =
  | { kind: 'named'; topics: ReadonlyMap<string, NamedTopic> }
  | { kind: 'hashed'; digest: string };

/** Like a layout, but it only has to show that something changed, so many topics are reduced to a fingerprint. */
export type KnownTopics = Extract<Layout, { kind: 'named' }> | { kind: 'print'; print: string };

export interface NamedTopic {
  count: number;
  /** The first characters of Kafka's topic id; absent if the brokers do not report one. */
  id?: string | undefined;
}

type PresentTopic = Extract<TopicSnapshot, { kind: 'present' }>;

/** If names and ids have at most this many characters in total, they are stored in full. */
const MAX_NAMED_CHARS = 600;
/** How many characters of a topic id are stored: 48 random bits. */
const ID_CHARS = 8;

/** The current layout; `undefined` while a topic cannot be described, because it would look deleted. */
export function layoutOf(kafka: KafkaSnapshot): Layout | undefined {
  if (kafka.topics.some(({ kind }) => kind === 'unknown')) return undefined;
  const present = presentTopics(kafka);
  const chars = present.reduce((sum, { topic }) => sum + topic.length + ID_CHARS, 0);
  if (chars > MAX_NAMED_CHARS) {
    return {
      kind: 'hashed',
      digest: encodeCounts(present.map(({ topic, partitions }) => [topic, partitions.length])),
    };
  }
  const named = present.map((topic): [string, NamedTopic] => [
    topic.topic,
    { count: topic.partitions.length, id: topic.topicId?.slice(0, ID_CHARS) },
  ]);
  return { kind: 'named', topics: byName(named) };
}

export function knownTopics(layout: Layout): KnownTopics {
  if (layout.kind === 'named') return layout;
  const print = createHash('sha256').update(layout.digest).digest('base64url').slice(0, 16);
  return { kind: 'print', print };
}

export function sameTopics(a: KnownTopics, b: KnownTopics): boolean {
  if (a.kind === 'print') return b.kind === 'print' && a.print === b.print;
  if (b.kind === 'print') return false;
  if (a.topics.size !== b.topics.size) return false;
  return [...a.topics].every(([name, { count, id }]) => {
    const other = b.topics.get(name);
    return other?.count === count && other.id === id;
  });
}

/** Partitions that the layout does not contain: added ones, and every partition of a new or recreated topic. */
export function partitionsBeyond(layout: Layout, kafka: KafkaSnapshot): PartitionSnapshot[] {
  const countIn = counter(layout, kafka);
  return presentTopics(kafka).flatMap((topic) => topic.partitions.slice(countIn(topic)));
}

/** Topics whose id differs from the layout. A hashed layout has no ids, so it finds none. */
export function recreatedTopics(layout: Layout | KnownTopics, kafka: KafkaSnapshot): string[] {
  if (layout.kind !== 'named') return [];
  return presentTopics(kafka)
    .filter((topic) => isRecreated(layout.topics.get(topic.topic), topic))
    .map(({ topic }) => topic);
}

/**
 * The topics that the running receivers know. Receivers keep the old id of a recreated topic until they restart. A topic
 * that is missing now keeps its entry, because it may come back with another id.
 */
export function stillKnown(before: KnownTopics, now: KnownTopics, kafka: KafkaSnapshot): KnownTopics {
  if (before.kind !== 'named' || now.kind !== 'named') return now;
  // Topics that match a pattern are never `missing`: they simply no longer appear.
  const missing = kafka.topics.flatMap(({ kind, topic }): [string, NamedTopic][] => {
    const known = before.topics.get(topic);
    return kind === 'missing' && known ? [[topic, known]] : [];
  });
  const topics = [...now.topics].map(([name, topic]): [string, NamedTopic] => [
    name,
    { ...topic, id: before.topics.get(name)?.id ?? topic.id },
  ]);
  return { kind: 'named', topics: byName([...missing, ...topics]) };
}

function byName(topics: readonly [string, NamedTopic][]): ReadonlyMap<string, NamedTopic> {
  return new Map([...topics].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isRecreated(known: NamedTopic | undefined, topic: PresentTopic): boolean {
  if (known?.id === undefined || topic.topicId === undefined) return false;
  return known.id !== topic.topicId.slice(0, ID_CHARS);
}

function counter(layout: Layout, kafka: KafkaSnapshot): (topic: PresentTopic) => number {
  if (layout.kind === 'named') {
    return (topic) => {
      const known = layout.topics.get(topic.topic);
      return known === undefined || isRecreated(known, topic) ? 0 : known.count;
    };
  }
  const known = decodeCounts(layout.digest);
  const present = new Map<number, number>();
  for (const { topic } of presentTopics(kafka)) {
    const hash = topicHash(topic);
    present.set(hash, (present.get(hash) ?? 0) + 1);
  }
  return ({ topic }) => {
    const hash = topicHash(topic);
    const counts = known.get(hash) ?? [];
    // If more topics share the hash than before, one of them is new, and there is no way to tell which, so all count as
    // new.
    return (present.get(hash) ?? 0) > counts.length ? 0 : Math.min(...counts);
  };
}

function presentTopics(kafka: KafkaSnapshot): PresentTopic[] {
  return kafka.topics.filter((topic): topic is PresentTopic => topic.kind === 'present');
}
