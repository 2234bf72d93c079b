/** Topics that begin with `^` are regular expressions to the receiver. */
export function isTopicPattern(topic: string): boolean {
  return topic.startsWith('^');
}
