import { isTopicPattern } from '../../pipeline/topic-pattern';
import { isByPattern, matchesOnly, readsTopic, type Subscription } from './subscription';

/** The topics that one signal's readers read, compared with the topic or pattern in the spec. */
export interface TopicComparison {
  /** Whether they read all, some or none of what the spec watches. */
  watched: 'all' | 'some' | 'none';
  /** Whether a reader reads, or may read, topics that the spec does not watch. */
  more: boolean;
}

/** @param wanted the topic in the spec; `undefined` if the spec does not have the signal */
export function compareTopics(readers: readonly Subscription[], wanted: string | undefined): TopicComparison {
  if (wanted === undefined) return { watched: 'all', more: readers.some(({ topics }) => topics.length > 0) };
  return isTopicPattern(wanted) ? compareWithPattern(readers, wanted) : compareWithName(readers, wanted);
}

function compareWithName(readers: readonly Subscription[], topic: string): TopicComparison {
  return {
    watched: readers.some((reader) => readsTopic(reader, topic)) ? 'all' : 'none',
    more: readers.some((reader) => reader.topics.some((entry) => !matchesOnly(entry, topic, reader))),
  };
}

/** It is not known here which topics exist, so two patterns count as equal only if their texts are equal. */
function compareWithPattern(readers: readonly Subscription[], pattern: string): TopicComparison {
  const alike = readers.filter(({ topics }) => topics.includes(pattern));
  const covers = alike.some(({ excludeTopics }) => excludeTopics.length === 0);
  const isWithin = (reader: Subscription, entry: string) =>
    isByPattern(reader) ? entry === pattern : readsTopic({ topics: [pattern], excludeTopics: [] }, entry);
  const entries = readers.flatMap((reader) => reader.topics.map((entry) => ({ reader, entry })));
  const within = entries.filter(({ reader, entry }) => isWithin(reader, entry));
  return {
    watched: covers ? 'all' : within.length > 0 ? 'some' : 'none',
    more: within.length < entries.length,
  };
}
