import { isTopicPattern } from '../../pipeline/topic-pattern';
import { isByPattern, readsTopic, type Subscription, standsFor } from './subscription';

/** What the readers of one signal read, against the topic (or pattern) that the spec watches. */
export interface TopicComparison {
  /** `all` of what the spec watches is read, `some` of it (as far as the text tells), or `none`. */
  watched: 'all' | 'some' | 'none';
  /** Is there a reader that reads, or may read, what the spec does not watch? */
  more: boolean;
}

/** @param wanted of the spec; absent where it leaves the signal out */
export function compareTopics(readers: readonly Subscription[], wanted: string | undefined): TopicComparison {
  if (wanted === undefined) return { watched: 'all', more: readers.some(({ topics }) => topics.length > 0) };
  return isTopicPattern(wanted) ? compareWithPattern(readers, wanted) : compareWithName(readers, wanted);
}

function compareWithName(readers: readonly Subscription[], topic: string): TopicComparison {
  return {
    watched: readers.some((reader) => readsTopic(reader, topic)) ? 'all' : 'none',
    more: readers.some((reader) => reader.topics.some((entry) => !standsFor(entry, topic, reader))),
  };
}

/** Which topics exist is not asked here: one pattern is another one's equal only if both are written alike. */
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
