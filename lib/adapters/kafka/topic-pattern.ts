import { SpillwayError } from '../../errors';

/** Says whether a topic's name matches. */
export type TopicMatcher = (name: string) => boolean;

/**
 * A pattern as the Collector's receiver matches it: Go's syntax (RE2), found anywhere in the name. The leading `^`
 * anchors the beginning; without a `$` of its own, any end will do.
 *
 * @throws SpillwayError `TOPIC_PATTERN_INVALID`
 */
export async function topicMatcher(pattern: string): Promise<TopicMatcher> {
  // Loaded only where a pattern is used: its Unicode tables cost a cold start.
  const { RE2JS } = await import('re2js');
  try {
    const expression = RE2JS.compile(pattern);
    return (name) => expression.test(name);
  } catch (cause) {
    throw new SpillwayError(
      'TOPIC_PATTERN_INVALID',
      `The topic pattern ${pattern} is not one: ${cause instanceof Error ? cause.message : String(cause)}.`,
      'Write it in the syntax of Go regular expressions (RE2: no lookahead, no backreference); the receiver reads it too.',
      { cause },
    );
  }
}
