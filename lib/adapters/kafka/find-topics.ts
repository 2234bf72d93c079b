import type { KafkaRequest } from '../../controller/ports';
import type { Signal } from '../../pipeline';
import { isTopicPattern } from '../../pipeline/topic-pattern';
import { KAFKA } from './faults';
import { type TopicLayout, topicLayouts } from './topic-layout';
import { type TopicMatcher, topicMatcher } from './topic-pattern';
import type { KafkaCluster, MetadataResponse } from './wire';

export interface FoundTopic {
  signal: Signal;
  layout: TopicLayout;
}

/**
 * The layout of each requested topic, in order. A pattern gives one layout per matching topic, sorted by name. All of it
 * takes one Metadata request, which asks for all topics if there is a pattern.
 *
 * If two signals use the same topic, it belongs to the first. The group has one commit for it, so it must not be counted
 * or committed twice. Kafka's internal topics never match, as in the receiver.
 *
 * @throws SpillwayError `TOPIC_PATTERN_INVALID`, and errors of the request
 */
export async function findTopics(
  cluster: KafkaCluster,
  asked: KafkaRequest['topics'],
): Promise<FoundTopic[]> {
  const matchers = new Map<string, TopicMatcher>();
  for (const { topic } of asked) {
    if (isTopicPattern(topic)) matchers.set(topic, await topicMatcher(topic));
  }
  const literals = asked.map(({ topic }) => topic).filter((topic) => !isTopicPattern(topic));
  if (matchers.size === 0) {
    const layouts = await readLayouts(cluster, unique(literals));
    const byTopic = new Map(layouts.map((layout) => [layout.topic, layout]));
    return firstSignals(asked, (topic) => [byTopic.get(topic)].filter((layout) => layout !== undefined));
  }
  const all = await askMetadata(cluster, 'all');
  // A list of all topics omits topics that may not be described. If they are requested by name, Kafka reports the error.
  const unlisted = unique(literals).filter((name) => !all.topics.some(({ topic }) => topic === name));
  const byName = await readLayouts(cluster, unlisted);
  return firstSignals(asked, (topic) => {
    const matches = matchers.get(topic);
    if (!matches) return [...byName.filter((each) => each.topic === topic), ...listed(topic, all)];
    const names = unique(
      all.topics.filter((entry) => matchable(entry) && matches(entry.topic)).map((entry) => entry.topic),
    ).sort();
    return names.length > 0 ? topicLayouts(names, all) : [{ kind: 'missing', topic }];
  });
}

/** Reads metadata without creating topics. */
export async function readLayouts(cluster: KafkaCluster, names: string[]): Promise<TopicLayout[]> {
  if (names.length === 0) return [];
  return topicLayouts(names, await askMetadata(cluster, names));
}

async function askMetadata(cluster: KafkaCluster, topics: string[] | 'all'): Promise<MetadataResponse> {
  const seed = await cluster.seed();
  const answer = await seed.send('Metadata', { topics });
  cluster.learn(answer.brokers);
  return answer;
}

function firstSignals(
  asked: KafkaRequest['topics'],
  layoutsOf: (topic: string) => TopicLayout[],
): FoundTopic[] {
  const taken = new Set<string>();
  return asked.flatMap(({ signal, topic }) =>
    layoutsOf(topic).flatMap((layout) => {
      if (taken.has(layout.topic)) return [];
      taken.add(layout.topic);
      return [{ signal, layout }];
    }),
  );
}

function listed(topic: string, all: MetadataResponse): TopicLayout[] {
  return all.topics.some((entry) => entry.topic === topic) ? topicLayouts([topic], all) : [];
}

/** A topic may still be listed as unknown while it is being deleted. */
function matchable({ isInternal, errorCode }: MetadataResponse['topics'][number]): boolean {
  return !isInternal && errorCode !== KAFKA.UNKNOWN_TOPIC_OR_PARTITION;
}

function unique(names: string[]): string[] {
  return [...new Set(names)];
}
