/** Whether the receiver takes the topic as a regular expression, which it does if it begins with `^`. */
export function isTopicPattern(topic: string): boolean {
  return topic.startsWith('^');
}
