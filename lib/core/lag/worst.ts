import type { PartitionList } from '../vocabulary/reasons';
import { type LagReport, partitionIn, type TopicLag } from './lag';
import { offsetsLeft } from './partition-lag';

/** Orders from the highest to the lowest figure. Equals keep their order. */
export function worstFirst<T>(all: readonly T[], figure: (each: T) => bigint): T[] {
  return all
    .map((each) => ({ each, rank: figure(each) }))
    .sort((one, other) => (one.rank === other.rank ? 0 : one.rank < other.rank ? 1 : -1))
    .map(({ each }) => each);
}

/** More than any offset. */
const UNREADABLE = 2n ** 64n;

/** The topics that could not be read first, then those with the most unread offsets. */
export function worstTopics({ topics }: Pick<LagReport, 'topics'>): TopicLag[] {
  return worstFirst(topics, (each) => (each.problem ? UNREADABLE : unread(each)));
}

/** The same topics and partitions, those with the most unread offsets first. */
export function worstPlaces(
  where: readonly PartitionList[],
  { topics }: Pick<LagReport, 'topics'>,
): PartitionList[] {
  const measured = new Map(topics.map((each) => [each.topic, each]));
  const ordered = worstFirst(where, ({ topic }) => {
    const known = measured.get(topic);
    return known ? unread(known) : 0n;
  });
  return ordered.map(({ topic, partitions }) => {
    const known = measured.get(topic);
    const figure = (partition: number) => {
      const found = known && partitionIn(known, partition);
      return (found && offsetsLeft(found)) ?? 0n;
    };
    return { topic, partitions: worstFirst(partitions, figure) };
  });
}

function unread({ lag, atRisk }: TopicLag): bigint {
  return lag + atRisk;
}
