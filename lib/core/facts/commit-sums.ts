import type { Signal } from '../../pipeline';
import type { KafkaSnapshot, PartitionSnapshot } from '../snapshot/kafka';

/** A sum of offsets over the partitions of each signal; a signal with something unknown has none. */
export type CommitSums = Readonly<Partial<Record<Signal, bigint>>>;

/** Sums of the committed offsets. */
export function commitSums(kafka: KafkaSnapshot): CommitSums {
  return sums(kafka, ({ committed }) => (committed === 'none' ? 0n : committed));
}

/** Signals whose sum is less than before. What is unknown on either side says nothing. */
export function signalsGoneBack(before: CommitSums | undefined, now: CommitSums): Signal[] {
  return (Object.keys(before ?? {}) as Signal[]).filter((signal) => {
    const [then, sum] = [before?.[signal], now[signal]];
    return then !== undefined && sum !== undefined && sum < then;
  });
}

function sums(
  { topics }: KafkaSnapshot,
  offsetOf: (partition: PartitionSnapshot) => bigint | 'unknown',
): CommitSums {
  const total: Partial<Record<Signal, bigint>> = {};
  const unknown = new Set<Signal>();
  for (const topic of topics) {
    for (const partition of topic.kind === 'present' ? topic.partitions : []) {
      const offset = offsetOf(partition);
      if (offset === 'unknown') unknown.add(topic.signal);
      else total[topic.signal] = (total[topic.signal] ?? 0n) + offset;
    }
    if (topic.kind !== 'present') unknown.add(topic.signal);
  }
  for (const signal of unknown) delete total[signal];
  return total;
}
