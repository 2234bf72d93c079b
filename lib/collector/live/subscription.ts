import { isTopicPattern } from '../../pipeline/topic-pattern';
import { goPattern } from '../config/go-pattern';

/** What a receiver subscribes to for one signal. */
export interface Subscription {
  /** As soon as one of them begins with `^`, the receiver takes all of them for regular expressions. */
  topics: readonly string[];
  /** Regular expressions; without effect where no topic begins with `^`. */
  excludeTopics: readonly string[];
}

/** Does it take its topics for regular expressions (franz-go's ConsumeRegex is for all of them or none)? */
export function isByPattern({ topics }: Subscription): boolean {
  return topics.some(isTopicPattern);
}

/** Does the receiver read the topic? One that Go refuses as a pattern matches nothing. */
export function readsTopic(subscription: Subscription, topic: string): boolean {
  if (!isByPattern(subscription)) return subscription.topics.includes(topic);
  const matches = (pattern: string) => goPattern(pattern)?.(topic) === true;
  return subscription.topics.some(matches) && !subscription.excludeTopics.some(matches);
}

/** Does an entry of it stand for this topic and no other? */
export function standsFor(entry: string, topic: string, subscription: Subscription): boolean {
  if (!isByPattern(subscription)) return entry === topic;
  return entry === `^${escaped(topic)}$`;
}

/** `^otlp_.*, ^x.* without ^otlp_old` */
export function describeSubscription({ topics, excludeTopics }: Subscription): string {
  const read = topics.join(', ') || 'no topic';
  return excludeTopics.length > 0 ? `${read} without ${excludeTopics.join(', ')}` : read;
}

/** Of the letters that a topic's name may have, only the dot means something else to a regular expression. */
function escaped(topic: string): string {
  return topic.replaceAll('.', '\\.');
}
