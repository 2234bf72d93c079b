import fc from 'fast-check';
import { evenCount, scaleInStep, taskTarget } from '../../../lib/scaling/useful-tasks';

const tasks = { min: 1, max: 100, steady: 'partitions' as const };

describe('the number of tasks', () => {
  it.each([
    [
      'the signal with the most partitions decides, not the sum',
      [6, 3, 3],
      true,
      tasks,
      { useful: 6, target: 6 },
    ],
    ['max caps it', [12, 3], true, { ...tasks, max: 8 }, { useful: 12, target: 8 }],
    [
      'never more than are of use, whatever min says',
      [2],
      true,
      { ...tasks, min: 4 },
      { useful: 2, target: 2 },
    ],
    ['steady partitions stays there', [6], false, tasks, { useful: 6, target: 6 }],
    [
      'a steady number that spreads evenly is taken',
      [6],
      false,
      { ...tasks, steady: 3 },
      { useful: 6, target: 3 },
    ],
    [
      'one that does not is lowered to one that does',
      [6],
      false,
      { ...tasks, steady: 5 },
      { useful: 6, target: 3 },
    ],
    ['a steady number waits for the drain', [6], true, { ...tasks, steady: 3 }, { useful: 6, target: 6 }],
    ['without a known topic one task is of use', [], true, tasks, { useful: 1, target: 1 }],
  ] as const)('%s', (_name, counts, draining, settings, expected) => {
    expect(taskTarget(counts, draining, settings)).toEqual(expected);
  });

  it('never exceeds the partitions, and leaves no task with more partitions than the count asked for would', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2000 }),
        fc.integer({ min: 1, max: 3000 }),
        (partitions, count) => {
          const even = evenCount(partitions, count);
          expect(even).toBeLessThanOrEqual(Math.min(partitions, count));
          expect(Math.ceil(partitions / even)).toBe(Math.ceil(partitions / Math.min(partitions, count)));
        },
      ),
    );
  });

  it('goes down in even steps, and at once where tasks hold nothing', () => {
    const steps = [12];
    while (steps.at(-1) !== 1) steps.push(scaleInStep(6, steps.at(-1) ?? 1, 1));

    expect(steps).toEqual([12, 6, 3, 2, 1]);
  });
});
