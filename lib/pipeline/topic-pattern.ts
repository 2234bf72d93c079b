/** The receiver takes a topic that begins with `^` as a regular expression. */
export function isTopicPattern(topic: string): boolean {
  return topic.startsWith('^');
}
