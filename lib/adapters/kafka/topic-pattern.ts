import { SpillwayError } from '../../errors';

/** Whether a topic's name matches. */
export type TopicMatcher = (name: string) => boolean;

/**
 * Matches a pattern as the Collector's receiver does: Go's syntax (RE2), anywhere in the name. The leading `^` anchors
 * the start; without a `$`, any end matches.
 *
 * @throws SpillwayError `TOPIC_PATTERN_INVALID`
 */
export async function topicMatcher(pattern: string): Promise<TopicMatcher> {
  // Loaded on demand, because its Unicode tables slow down a cold start.
  const { RE2JS } = await import('re2js');
  try {
    const expression = RE2JS.compile(pattern);
    return (name) => expression.test(name);
  } catch (cause) {
    throw new SpillwayError(
      'TOPIC_PATTERN_INVALID',
      `The topic pattern ${pattern} is invalid: ${cause instanceof Error ? cause.message : String(cause)}.`,
      'Use the syntax of Go regular expressions (RE2: no lookahead, no backreference), as the receiver does.',
      { cause },
    );
  }
}
