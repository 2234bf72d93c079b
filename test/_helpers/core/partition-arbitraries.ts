import fc from 'fast-check';
import type { FirstUnread, PartitionSnapshot, TopicSnapshot } from '../../../lib/core/snapshot/kafka';
import { NOW_MS, partition } from './snapshots';

/** Small numbers, which make edge cases likely, and numbers beyond 2^53. */
export const offset = fc.oneof(fc.bigInt(0n, 20n), fc.bigInt(2n ** 53n, 2n ** 62n));

const atTime = fc.oneof(offset, fc.constantFrom('none-since' as const, 'unknown' as const));

const firstUnread: fc.Arbitrary<FirstUnread> = fc.oneof(
  fc.record({
    kind: fc.constant('record' as const),
    offset,
    timestampMs: fc.integer({ min: NOW_MS - 10_000_000, max: NOW_MS + 10_000_000 }),
  }),
  fc.constantFrom({ kind: 'none' } as const, { kind: 'unknown' } as const),
);

/** A partition as a broker may report it: the log never ends before it starts. */
export const known: fc.Arbitrary<Partial<PartitionSnapshot>> = fc
  .record({
    logStart: offset,
    length: offset,
    committed: fc.oneof({ arbitrary: offset, weight: 4 }, fc.constant('none' as const)),
    offsetAtDrainLimit: atTime,
    offsetAtRateStart: atTime,
    offsetAhead: fc.oneof(fc.constant('none-since' as const), atTime),
    firstUnread,
  })
  .map(({ logStart, length, ...rest }) => ({ logStart, logEnd: logStart + length, ...rest }));

/** A partition as above, or one with unknown values. */
export const anyPartition: fc.Arbitrary<Partial<PartitionSnapshot>> = fc.oneof(
  { arbitrary: known, weight: 9 },
  fc
    .tuple(known, fc.constantFrom('committed' as const, 'logStart' as const, 'logEnd' as const))
    .map(([given, field]) => ({ ...given, [field]: 'unknown' })),
);

/** The topics of a group, all of them traces, with these partition counts. */
export function topics(
  ofPartition: fc.Arbitrary<Partial<PartitionSnapshot>>,
): fc.Arbitrary<(TopicSnapshot & { kind: 'present' })[]> {
  return fc
    .array(fc.array(ofPartition, { maxLength: 6 }), { minLength: 1, maxLength: 3 })
    .map((given) => given.map((partitions, index) => presentTopic(`otlp_spans_${index}`, partitions)));
}

export function presentTopic(
  topic: string,
  partitions: Partial<PartitionSnapshot>[],
): TopicSnapshot & { kind: 'present' } {
  return {
    kind: 'present',
    signal: 'traces',
    topic,
    partitions: partitions.map((each, number) => partition({ ...each, topic, partition: number })),
    retention: { ms: 3_600_000, bytes: 'unlimited' },
  };
}
