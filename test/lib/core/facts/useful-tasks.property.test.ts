import fc from 'fast-check';
import { evenCount, scaleInStep, taskTarget, usefulTasks } from '../../../../lib/core/facts/useful-tasks';
import { snapshot, topic } from '../../../_helpers/core/snapshots';

const partitions = fc.integer({ min: 1, max: 2000 });
const count = fc.integer({ min: 1, max: 3000 });
const tasks = fc
  .record({
    min: fc.integer({ min: 1, max: 50 }),
    more: fc.nat(100),
    steady: fc.oneof(fc.constant('partitions' as const), count),
  })
  .map(({ min, more, steady }) => ({ min, max: min + more, steady }));

/** The largest number of partitions that one of this many tasks owns. */
function perTask(partitionCount: number, taskCount: number): number {
  return Math.ceil(partitionCount / taskCount);
}

describe('the number of useful tasks, for any layout,', () => {
  it('is the largest sum of partitions of one signal, at least 1, in any order of topics', () => {
    const names = ['otlp_spans', 'otlp_spans_b', 'otlp_metrics', 'otlp_logs', 'otlp_logs_b'];
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 5, maxLength: 5 }), (counts) => {
        const given = names.map((name, index) => topic(name, Array(counts[index]).fill({})));
        const [spans = 0, spansB = 0, metrics = 0, logs = 0, logsB = 0] = counts;

        const useful = usefulTasks(snapshot(given));

        expect(useful).toBe(Math.max(1, spans + spansB, metrics, logs + logsB));
        expect(usefulTasks(snapshot([...given].reverse()))).toBe(useful);
      }),
    );
  });
});

describe('the target, for any spec,', () => {
  it('is at least 1 and never above the useful count', () => {
    fc.assert(
      fc.property(partitions, tasks, fc.boolean(), (useful, spec, draining) => {
        const { target } = taskTarget(useful, draining, spec);

        expect(target).toBeGreaterThanOrEqual(Math.min(useful, spec.min));
        expect(target).toBeLessThanOrEqual(Math.min(useful, spec.max));
      }),
    );
  });

  it('is never lower while draining than live', () => {
    fc.assert(
      fc.property(partitions, tasks, (useful, spec) => {
        const draining = taskTarget(useful, true, spec).target;

        expect(draining).toBe(Math.min(useful, spec.max));
        expect(draining).toBeGreaterThanOrEqual(taskTarget(useful, false, spec).target);
      }),
    );
  });
});

describe('an even count, for any number of partitions,', () => {
  it('is at most the requested number, with no more partitions for the busiest task', () => {
    fc.assert(
      fc.property(partitions, count, (given, asked) => {
        const even = evenCount(given, asked);

        expect(even).toBeGreaterThanOrEqual(1);
        expect(even).toBeLessThanOrEqual(Math.min(given, asked));
        expect(perTask(given, even)).toBe(perTask(given, Math.min(given, asked)));
      }),
    );
  });

  it('is the smallest such number, and stable', () => {
    fc.assert(
      fc.property(partitions, count, (given, asked) => {
        const even = evenCount(given, asked);

        expect(even === 1 || perTask(given, even - 1) > perTask(given, even)).toBe(true);
        expect(evenCount(given, even)).toBe(even);
      }),
    );
  });

  it('never falls if more tasks are requested', () => {
    fc.assert(
      fc.property(partitions, count, (given, asked) => {
        expect(evenCount(given, asked + 1)).toBeGreaterThanOrEqual(evenCount(given, asked));
      }),
    );
  });
});

describe('a scale-in, for any number of partitions,', () => {
  it('falls with each step, never below the target, and reaches it', () => {
    fc.assert(
      fc.property(partitions, count, fc.integer({ min: 1, max: 2000 }), (given, from, wanted) => {
        const target = Math.min(wanted, given);
        fc.pre(from > target);
        let current = from;
        while (current !== target) {
          const next = scaleInStep(given, current, target);
          expect(next).toBeLessThan(current);
          expect(next).toBeGreaterThanOrEqual(target);
          current = next;
        }
      }),
    );
  });

  it('removes tasks without partitions at once, and no others with them', () => {
    fc.assert(
      fc.property(partitions, fc.integer({ min: 1, max: 1000 }), (given, idle) => {
        expect(scaleInStep(given, given + idle, 1)).toBe(given);
      }),
    );
  });
});
