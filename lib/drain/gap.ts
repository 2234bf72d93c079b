import type { KafkaSnapshot } from '../lag/snapshot';
import { isOutOfRange, type PartitionCounts, partitionsOf, uncoveredPartitions } from './coverage';
import { byTopic, type Reason, reason } from './reasons';

/**
 * latest may be in force only while every partition has a commit within the log. Says what breaks that, or
 * `undefined` while nothing is known to. What is unknown never starts a recreate by itself.
 *
 * @param covered partition counts when latest came into force: what came later may have met it without a commit
 */
export function gapUnderLatest(
  kafka: KafkaSnapshot,
  covered: PartitionCounts | undefined,
): Reason | undefined {
  const uncommitted = partitionsOf(kafka).filter(({ committed }) => committed === 'none');
  const outOfRange = partitionsOf(kafka).filter(isOutOfRange);
  const uncovered = covered ? uncoveredPartitions(kafka, covered) : [];
  const figures = [
    ...(uncommitted.length > 0 ? [`${uncommitted.length} partitions without a commit`] : []),
    ...(outOfRange.length > 0 ? [`${outOfRange.length} with a commit outside the log`] : []),
    ...(uncovered.length > 0 ? [`${uncovered.length} added since latest is in force`] : []),
  ];
  if (figures.length === 0) return undefined;
  const places = new Map(
    [...uncommitted, ...outOfRange, ...uncovered].map((p) => [`${p.topic}/${p.partition}`, p]),
  );
  return reason('REARM_STARTED', figures.join(', '), byTopic([...places.values()]));
}
