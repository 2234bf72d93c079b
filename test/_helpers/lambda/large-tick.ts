import { LARGE_SPEC, largeObservation } from '../../../bench/large-pipeline';
import { resultOf, type TickResult } from '../../../lib/controller/tick-result';
import { decide } from '../../../lib/core/decide/decide';
import { isReachable, type Observation } from '../../../lib/core/facts/observation';
import type { PartitionSnapshot } from '../../../lib/core/snapshot/kafka';
import { EMPTY_STATE } from '../../../lib/core/state/state';

/** What may have happened to every partition of a large pipeline. */
export const CASES = ['all behind', 'no commits', 'unreadable'] as const;

const CHANGES: Record<(typeof CASES)[number], Partial<PartitionSnapshot>> = {
  'all behind': {},
  'no commits': { committed: 'none' },
  unreadable: { committed: 'unknown', fault: { code: 'NOT_COORDINATOR', message: 'not the coordinator' } },
};

/**
 * A tick of a pattern that matches this many topics of six partitions.
 *
 * @param lagOf the lag of each partition of a topic, less one
 */
export function tickOf(
  topics: number,
  happened: (typeof CASES)[number],
  lagOf = (topic: number) => topic,
): TickResult {
  const observation = largeObservation({ topics, partitionsEach: 6 });
  if (!isReachable(observation.kafka)) throw new Error('expected a snapshot');
  const withLags = observation.kafka.topics.map((each, index) =>
    each.kind === 'present'
      ? {
          ...each,
          partitions: each.partitions.map((partition) => ({
            ...partition,
            committed: 6_000_000_000n - BigInt(lagOf(index)) - 1n,
            ...CHANGES[happened],
          })),
        }
      : each,
  );
  const seen: Observation = { ...observation, kafka: { ...observation.kafka, topics: withLags } };
  const decision = decide(seen, EMPTY_STATE, LARGE_SPEC, {});
  return { ...resultOf(LARGE_SPEC, seen, decision), outcome: 'unchanged' };
}
