import { evenCount, scaleInStep, taskTarget, usefulTasks } from '../../../../lib/core/facts/useful-tasks';
import type { TopicSnapshot } from '../../../../lib/core/snapshot/kafka';
import { snapshot, topic } from '../../../_helpers/core/snapshots';

const tasks = { min: 1, max: 100, steady: 'partitions' as const };
const of = (name: string, partitions: number) => topic(name, Array(partitions).fill({}));

describe('useful tasks', () => {
  it.each<[string, TopicSnapshot[], number]>([
    [
      'the signal with the most partitions decides, not the sum',
      [of('otlp_spans', 6), of('otlp_logs', 3)],
      6,
    ],
    ['topics of one signal add up', [of('otlp_logs', 4), of('otlp_logs.b', 3), of('otlp_spans', 6)], 7],
    [
      'a topic that cannot be described is left out',
      [of('otlp_spans', 2), { kind: 'missing', signal: 'logs', topic: 'otlp_logs' }],
      2,
    ],
    ['without a known topic one task is useful', [], 1],
    ['without a partition as well', [of('otlp_spans', 0)], 1],
  ])('%s', (_name, topics, expected) => {
    expect(usefulTasks(snapshot(topics))).toBe(expected);
  });
});

describe('the target', () => {
  it.each([
    ['draining: all useful tasks', 6, true, tasks, 6],
    ['max caps it', 12, true, { ...tasks, max: 8 }, 8],
    ['min lifts a steady number', 6, false, { ...tasks, min: 3, steady: 2 }, 3],
    ['never more than useful, whatever min is', 2, true, { ...tasks, min: 4 }, 2],
    ['steady partitions stays there', 6, false, tasks, 6],
    ['a steady number that spreads evenly is taken', 6, false, { ...tasks, steady: 3 }, 3],
    ['one that does not is lowered to one that does', 6, false, { ...tasks, steady: 5 }, 3],
    ['a steady number waits for the drain', 6, true, { ...tasks, steady: 3 }, 6],
    ['a steady number is capped by max', 6, false, { ...tasks, max: 2, steady: 3 }, 2],
  ] as const)('%s', (_name, useful, draining, settings, target) => {
    expect(taskTarget(useful, draining, settings)).toEqual({ useful, target });
  });
});

describe('an even count', () => {
  it.each([
    [6, 6, 6],
    [6, 9, 6],
    [6, 5, 3],
    [6, 4, 3],
    [6, 3, 3],
    [6, 2, 2],
    [6, 1, 1],
    [7, 6, 4],
    [7, 4, 4],
    [1, 1, 1],
    [6, 0, 1],
  ])('of %i partitions and at most %i tasks is %i', (partitions, count, expected) => {
    expect(evenCount(partitions, count)).toBe(expected);
  });
});

describe('a scale-in', () => {
  it('goes down in even steps, and at once for tasks without partitions', () => {
    const steps = [12];
    while (steps.at(-1) !== 1) steps.push(scaleInStep(6, steps.at(-1) ?? 1, 1));

    expect(steps).toEqual([12, 6, 3, 2, 1]);
  });

  it.each([
    ['stops at the target between two even counts', 6, 6, 5, 5],
    ['of tasks that hold nothing stops at the partitions', 6, 7, 2, 6],
    ['of just the partitions takes a step', 6, 6, 2, 3],
  ])('%s', (_name, partitions, current, target, expected) => {
    expect(scaleInStep(partitions, current, target)).toBe(expected);
  });
});
