import fc from 'fast-check';
import { arrivalRates } from '../../../../lib/core/lag/arrival-rates';
import { estimateEta } from '../../../../lib/core/lag/eta';
import { type LagReport, measureLag } from '../../../../lib/core/lag/lag';
import { progressBetween } from '../../../../lib/core/lag/progress';
import { skewedPartitions } from '../../../../lib/core/lag/skew';
import { MAX_STUCK_WATCHED, stuckPartitions, watchStuck } from '../../../../lib/core/lag/stuck';
import { measureTimeLag } from '../../../../lib/core/lag/time-lag';
import { slowestLoss, timeToLoss } from '../../../../lib/core/lag/time-to-loss';
import {
  anyPartition,
  known,
  offset,
  presentTopic,
  topics,
} from '../../../_helpers/core/partition-arbitraries';
import { NOW_MS, snapshot } from '../../../_helpers/core/snapshots';

const signals = [{ signal: 'traces', topic: '^otlp_spans_.*' }] as const;
const HOUR_MS = 3_600_000;

function report(given: Parameters<typeof snapshot>[0], takenAtMs = NOW_MS): LagReport {
  return measureLag(snapshot(given, { takenAtMs }), signals, { policy: 'earliest' });
}

/** Two looks at the same partitions, the second after the given offsets were written and read. */
const twoLooks = fc
  .array(fc.record({ start: offset, behind: offset, written: offset, read: offset }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((given) =>
    given.map(({ start, behind, written, read }) => {
      const consumed = read % (behind + written + 1n);
      return {
        before: { committed: start, logEnd: start + behind },
        after: { committed: start + consumed, logEnd: start + behind + written },
        consumed,
        written,
      };
    }),
  );

describe('progress, for any offsets,', () => {
  it('is what was read and what was written, in any order of partitions', () => {
    fc.assert(
      fc.property(twoLooks, fc.boolean(), (given, backwards) => {
        const ordered = backwards ? [...given].reverse() : given;
        const progress = progressBetween(
          report([
            presentTopic(
              'otlp_spans_0',
              ordered.map(({ before }) => before),
            ),
          ]),
          report(
            [
              presentTopic(
                'otlp_spans_0',
                ordered.map(({ after }) => after),
              ),
            ],
            NOW_MS + 10_000,
          ),
        );

        expect(progress.seconds).toBe(10);
        expect(progress.group).toEqual({
          kind: 'measured',
          consumed: given.reduce((sum, { consumed }) => sum + consumed, 0n),
          arrived: given.reduce((sum, { written }) => sum + written, 0n),
        });
      }),
    );
  });

  it('is never negative, and is not measured if a partition is unknown', () => {
    fc.assert(
      fc.property(topics(anyPartition), topics(anyPartition), (then, now) => {
        const current = report(now, NOW_MS + 10_000);
        const { group } = progressBetween(report(then), current);

        if (group.kind === 'unknown') return;
        expect(group.consumed >= 0n && group.arrived >= 0n).toBe(true);
        expect(current.complete).toBe(true);
      }),
    );
  });
});

describe('an ETA, for any offsets,', () => {
  it('is a range from low to high, or says why it is unknown', () => {
    fc.assert(
      fc.property(
        twoLooks,
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.nat(20),
        fc.nat(20),
        (given, perSecond, useful, running) => {
          const current = report(
            [
              presentTopic(
                'otlp_spans_0',
                given.map(({ after }) => after),
              ),
            ],
            NOW_MS + 10_000,
          );
          const previous = report([
            presentTopic(
              'otlp_spans_0',
              given.map(({ before }) => before),
            ),
          ]);
          const arriving = { kind: 'measured', offsets: 0n, perSecond } as const;

          const eta = estimateEta(progressBetween(previous, current), current, { useful, running, arriving });

          expect(eta.kind === 'drained').toBe(current.lag === 0n);
          if (eta.kind === 'in') {
            expect(eta.fromSeconds).toBeGreaterThan(0);
            if (eta.toSeconds !== 'open') expect(eta.toSeconds).toBeGreaterThanOrEqual(eta.fromSeconds);
          }
          if (eta.kind === 'not-draining') {
            expect(eta.outpacedByPerSecond).toBeGreaterThanOrEqual(0);
            if (eta.useful !== 'none') expect(eta.useful).toBe(useful - running);
          }
        },
      ),
    );
  });

  it('is reported only for topics that could be read completely', () => {
    fc.assert(
      fc.property(topics(anyPartition), topics(anyPartition), (then, now) => {
        const current = report(now, NOW_MS + 10_000);
        fc.pre(!current.complete);

        const arriving = { kind: 'unknown' } as const;

        expect(
          estimateEta(progressBetween(report(then), current), current, { useful: 6, running: 6, arriving })
            .kind,
        ).toBe('unknown');
      }),
    );
  });
});

describe('rates and times, for any offsets,', () => {
  it('of arrival are never negative, and are not measured if a partition is unknown', () => {
    fc.assert(
      fc.property(topics(anyPartition), (given) => {
        const { group, topics: rates } = arrivalRates(snapshot(given));
        const partitions = rates.flatMap((each) => each.partitions.map(({ rate }) => rate));

        for (const rate of [group, ...partitions]) {
          if (rate.kind !== 'unknown') expect(rate.perSecond).toBeGreaterThanOrEqual(0);
        }
        if (partitions.some(({ kind }) => kind === 'unknown')) expect(group.kind).not.toBe('measured');
        if (group.kind === 'unknown') return;
        const sum = partitions.reduce(
          (total, each) => total + (each.kind === 'unknown' ? 0n : each.offsets),
          0n,
        );
        expect(group.offsets).toBe(sum);
      }),
    );
  });

  it('of lag are those of the slowest partition, and incomplete if one is unknown', () => {
    fc.assert(
      fc.property(topics(anyPartition), (given) => {
        const measured = measureTimeLag(snapshot(given));
        const lags = measured.topics.flatMap(({ partitions }) => partitions.map(({ timeLag }) => timeLag));
        const times = lags.flatMap((each) => (each.kind === 'unknown' ? [] : [each.ms]));

        expect(measured.complete).toBe(times.length === lags.length);
        if (times.length > 0) expect(measured.ms).toBe(Math.max(...times));
        if (measured.ms !== 'unknown') expect(measured.ms).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('to loss are never in the past, and fall as time passes', () => {
    const topic = presentTopic('otlp_spans_0', []);
    fc.assert(
      fc.property(known, fc.nat(HOUR_MS), (given, laterMs) => {
        const look = (takenAtMs: number) => ({
          takenAtMs,
          drainLimitMs: NOW_MS - 60_000,
          rateSinceMs: NOW_MS - 60_000,
        });
        const [each] = presentTopic('otlp_spans_0', [given]).partitions;
        if (!each) throw new Error('one partition was asked for');

        const now = timeToLoss(topic, each, look(NOW_MS), HOUR_MS);
        const later = timeToLoss(topic, each, look(NOW_MS + laterMs), HOUR_MS);

        expect(later.kind).toBe(now.kind);
        if (now.kind !== 'in' || later.kind !== 'in') return;
        expect(now.leftMs).toBeGreaterThanOrEqual(0);
        expect(later.leftMs).toBe(Math.max(0, now.leftMs - laterMs));
      }),
    );
  });

  it('to the soonest loss are the minimum over all partitions', () => {
    fc.assert(
      fc.property(topics(anyPartition), (given) => {
        const look = snapshot(given);
        const each = given.flatMap((topic) =>
          topic.partitions.map((partition) => timeToLoss(topic, partition, look, HOUR_MS)),
        );
        const left = each.flatMap((loss) => (loss.kind === 'in' ? [loss.leftMs] : []));

        const { soonest, unknown } = slowestLoss(look, () => HOUR_MS);

        expect(soonest?.leftMs).toBe(left.length > 0 ? Math.min(...left) : undefined);
        expect(unknown).toBe(each.filter(({ kind }) => kind === 'unknown').length);
      }),
    );
  });
});

describe('stuck and skewed partitions, for any offsets,', () => {
  const sinceMs = fc.integer({ min: NOW_MS - HOUR_MS, max: NOW_MS + HOUR_MS });
  const watch = fc
    .array(fc.tuple(offset, sinceMs), { maxLength: 6 })
    .map((entries) =>
      Object.fromEntries(
        entries.map(([committed, since], number) => [
          `otlp_spans_0/${number}`,
          { committed, sinceMs: since },
        ]),
      ),
    );

  it('are watched in a limited number, never since a future time, and only while the commit stands still', () => {
    fc.assert(
      fc.property(topics(anyPartition), topics(anyPartition), watch, (then, now, before) => {
        const previous = report(then, NOW_MS - 60_000);
        const after = watchStuck(before, previous, snapshot(now));

        expect(Object.keys(after).length).toBeLessThanOrEqual(MAX_STUCK_WATCHED);
        for (const [key, entry] of Object.entries(after)) {
          expect(entry.sinceMs).toBeLessThanOrEqual(NOW_MS);
          const seen = now
            .flatMap(({ partitions }) => partitions)
            .find((each) => `${each.topic}/${each.partition}` === key);
          const unknown = [seen?.committed, seen?.logStart, seen?.logEnd].includes('unknown');
          expect(unknown || seen?.committed === entry.committed).toBe(true);
        }
        // Looking again at the same moment changes nothing.
        expect(watchStuck(after, undefined, snapshot(now))).toEqual(after);
        expect(stuckPartitions(after, snapshot(now), 0)).toHaveLength(Object.keys(after).length);
      }),
    );
  });

  it('are skewed at most once per topic, with more than half of its lag', () => {
    fc.assert(
      fc.property(topics(known), (given) => {
        const found = skewedPartitions(snapshot(given), report(given));

        expect(new Set(found.map(({ topic }) => topic)).size).toBe(found.length);
        for (const { share } of found) {
          expect(share).toBeGreaterThanOrEqual(0.5);
          expect(share).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
