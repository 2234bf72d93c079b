import type { Watermark, Watermarks } from '../../../lib/core/lag/drained';

/** Builds watermarks by topic and partition from pairs of `topic/partition` and mark. */
export function watermarksOf(marks: Iterable<readonly [string, Watermark]>): Watermarks {
  const made = new Map<string, Map<number, Watermark>>();
  for (const [key, mark] of marks) {
    const slash = key.lastIndexOf('/');
    const topic = key.slice(0, slash);
    const ofTopic = made.get(topic) ?? new Map<number, Watermark>();
    made.set(topic, ofTopic.set(Number(key.slice(slash + 1)), mark));
  }
  return made;
}

/** The `topic/partition` of each mark. */
export function markedIn(marks: Watermarks): string[] {
  return [...marks].flatMap(([topic, ofTopic]) =>
    [...ofTopic.keys()].map((partition) => `${topic}/${partition}`),
  );
}
