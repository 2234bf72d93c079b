import type { Signal } from '../../pipeline';
import type { KafkaSnapshot } from '../snapshot/kafka';

/** Sum of the committed offsets per signal. A signal with an unknown commit is left out. */
export type CommitSums = Readonly<Partial<Record<Signal, bigint>>>;

/** Signals whose sum has gone down. A signal that is missing from either side is ignored. */
export function signalsGoneBack(before: CommitSums | undefined, now: CommitSums): Signal[] {
  return (Object.keys(before ?? {}) as Signal[]).filter((signal) => {
    const [then, sum] = [before?.[signal], now[signal]];
    return then !== undefined && sum !== undefined && sum < then;
  });
}

export function commitSums({ topics }: KafkaSnapshot): CommitSums {
  const total: Partial<Record<Signal, bigint>> = {};
  const unknown = new Set<Signal>();
  for (const topic of topics) {
    if (topic.kind !== 'present') {
      unknown.add(topic.signal);
      continue;
    }
    for (const { committed } of topic.partitions) {
      if (committed === 'unknown') unknown.add(topic.signal);
      else total[topic.signal] = (total[topic.signal] ?? 0n) + (committed === 'none' ? 0n : committed);
    }
  }
  for (const signal of unknown) delete total[signal];
  return total;
}
