import fc from 'fast-check';
import { type LagReport, measureLag } from '../../../../lib/core/lag/lag';
import { offsetsLeft, partitionLag } from '../../../../lib/core/lag/partition-lag';
import type { PartitionSnapshot, TopicSnapshot } from '../../../../lib/core/snapshot/kafka';
import {
  anyPartition,
  known,
  offset,
  presentTopic,
  topics,
} from '../../../_helpers/core/partition-arbitraries';
import { partition, snapshot } from '../../../_helpers/core/snapshots';

const signals = [{ signal: 'traces', topic: '^otlp_spans_.*' }] as const;
const policy = fc.constantFrom('earliest' as const, 'latest' as const);

function reversed(given: (TopicSnapshot & { kind: 'present' })[]): TopicSnapshot[] {
  return given.map((each) => ({ ...each, partitions: [...each.partitions].reverse() })).reverse();
}

function figures({ lag, atRisk, lost, complete }: LagReport) {
  return { lag, atRisk, lost, complete };
}

/** What is left of a partition, read or at risk. */
function left(given: Partial<PartitionSnapshot>): bigint {
  return offsetsLeft(partitionLag(partition(given), 'earliest')) ?? -1n;
}

describe('lag, for any offsets,', () => {
  it('is never negative, and neither are records at risk or lost', () => {
    fc.assert(
      fc.property(topics(anyPartition), policy, (given, inForce) => {
        const report = measureLag(snapshot(given), signals, { policy: inForce });

        for (const part of [report, ...report.signals, ...report.topics]) {
          expect(part.lag >= 0n && part.atRisk >= 0n && part.lost >= 0n).toBe(true);
        }
        for (const each of report.topics.flatMap(({ partitions }) => partitions)) {
          expect((offsetsLeft(each) ?? 0n) >= 0n).toBe(true);
        }
      }),
    );
  });

  it('of a group is the sum over its topics, and of a topic over its partitions', () => {
    fc.assert(
      fc.property(topics(anyPartition), policy, (given, inForce) => {
        const report = measureLag(snapshot(given), signals, { policy: inForce });

        let group = 0n;
        for (const topic of report.topics) {
          const sum = topic.partitions.reduce((total, each) => total + (offsetsLeft(each) ?? 0n), 0n);
          expect(topic.lag + topic.atRisk).toBe(sum);
          group += sum;
        }
        expect(report.lag + report.atRisk).toBe(group);
      }),
    );
  });

  it('does not depend on the order of topics and partitions', () => {
    fc.assert(
      fc.property(topics(anyPartition), policy, (given, inForce) => {
        const one = measureLag(snapshot(given), signals, { policy: inForce });
        const other = measureLag(snapshot(reversed(given)), signals, { policy: inForce });

        expect(figures(other)).toEqual(figures(one));
      }),
    );
  });

  it('is complete exactly when every partition is known', () => {
    fc.assert(
      fc.property(topics(anyPartition), policy, (given, inForce) => {
        const unknown = given
          .flatMap(({ partitions }) => partitions)
          .some((each) => [each.committed, each.logStart, each.logEnd].includes('unknown'));

        expect(measureLag(snapshot(given), signals, { policy: inForce }).complete).toBe(!unknown);
      }),
    );
  });

  it('is the same under both policies, except that latest puts some of it at risk', () => {
    fc.assert(
      fc.property(topics(anyPartition), (given) => {
        const earliest = measureLag(snapshot(given), signals, { policy: 'earliest' });
        const latest = measureLag(snapshot(given), signals, { policy: 'latest' });

        expect(earliest.atRisk).toBe(0n);
        expect(latest.lag + latest.atRisk).toBe(earliest.lag);
        expect(latest.lost).toBe(earliest.lost);
      }),
    );
  });

  it('is never shown for a partition whose records are at risk', () => {
    fc.assert(
      fc.property(anyPartition, (given) => {
        const lag = partitionLag(partition(given), 'latest');

        if (['uncommitted', 'truncated', 'ahead'].includes(lag.kind)) {
          expect(lag).toHaveProperty('atRisk');
          expect(lag).not.toHaveProperty('lag');
        }
      }),
    );
  });

  it('grows by exactly what is written', () => {
    fc.assert(
      fc.property(known, offset, (given, written) => {
        const { committed, logEnd = 0n } = given;
        fc.pre(typeof logEnd === 'bigint' && !(typeof committed === 'bigint' && committed > logEnd));

        expect(left({ ...given, logEnd: logEnd + written })).toBe(left(given) + written);
      }),
    );
  });

  it('is never raised by a commit that moves forward within the log', () => {
    fc.assert(
      fc.property(known, offset, (given, step) => {
        const { committed, logEnd } = given;
        fc.pre(typeof committed === 'bigint' && typeof logEnd === 'bigint' && committed + step <= logEnd);

        expect(left({ ...given, committed: committed + step }) <= left(given)).toBe(true);
      }),
    );
  });

  it('falls by exactly what a commit moves between log start and log end', () => {
    fc.assert(
      fc.property(offset, offset, offset, (logStart, read, rest) => {
        const logEnd = logStart + read + rest;

        const before = left({ committed: logStart, logStart, logEnd });
        const after = left({ committed: logStart + read, logStart, logEnd });

        expect(before - after).toBe(read);
      }),
    );
  });

  it('of 10,000 partitions is the sum over all partitions', () => {
    const many = presentTopic(
      'otlp_spans_0',
      Array.from({ length: 10_000 }, (_, number) => ({
        committed: 2n ** 53n,
        logEnd: 2n ** 53n + BigInt(number),
      })),
    );

    // 0 + 1 + … + 9,999
    expect(measureLag(snapshot([many]), signals, { policy: 'earliest' }).lag).toBe(49_995_000n);
  });
});
