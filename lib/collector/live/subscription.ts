import { isTopicPattern } from '../../pipeline/topic-pattern';
import { goPattern } from '../config/go-pattern';

/** The topics that a receiver subscribes to for one signal. */
export interface Subscription {
  /** If one of them begins with `^`, the receiver treats all of them as regular expressions. */
  topics: readonly string[];
  /** Regular expressions. They have no effect if no topic begins with `^`. */
  excludeTopics: readonly string[];
}

/** Whether its topics are regular expressions. franz-go's ConsumeRegex applies either to all of them or to none. */
export function isByPattern({ topics }: Subscription): boolean {
  return topics.some(isTopicPattern);
}

/** Whether the receiver reads the topic. A pattern that Go refuses matches nothing. */
export function readsTopic(subscription: Subscription, topic: string): boolean {
  if (!isByPattern(subscription)) return subscription.topics.includes(topic);
  const matches = (pattern: string) => goPattern(pattern)?.(topic) === true;
  return subscription.topics.some(matches) && !subscription.excludeTopics.some(matches);
}

/** Whether this subscription entry matches this topic and no other. */
export function matchesOnly(entry: string, topic: string, subscription: Subscription): boolean {
  if (!isByPattern(subscription)) return entry === topic;
  return entry === `^${escaped(topic)}$`;
}

/** A subscription as text, for example `^otlp_.*, ^x.* without ^otlp_old`. */
export function describeSubscription({ topics, excludeTopics }: Subscription): string {
  const read = topics.join(', ') || 'no topic';
  return excludeTopics.length > 0 ? `${read} without ${excludeTopics.join(', ')}` : read;
}

/** The dot is the only character in topic names that has a special meaning in a regular expression. */
function escaped(topic: string): string {
  return topic.replaceAll('.', '\\.');
}
