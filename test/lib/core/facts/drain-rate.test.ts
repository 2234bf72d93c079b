import {
  continueDrain,
  type DrainPace,
  type DrainRate,
  noteDrain,
} from '../../../../lib/core/facts/drain-rate';
import type { Movement } from '../../../../lib/core/lag/progress';

const moved = (consumed: bigint) => ({ kind: 'measured', consumed }) as Movement;
const unknown = { kind: 'unknown' } as Movement;

describe('a drain in progress', () => {
  it.each<
    [string, DrainPace | undefined, { movement: Movement; seconds: number }, number, DrainPace | undefined]
  >([
    [
      'begins with what was consumed first',
      undefined,
      { movement: moved(50n), seconds: 10 },
      3,
      { consumed: 50n, taskSeconds: 30 },
    ],
    [
      'adds up',
      { consumed: 50n, taskSeconds: 30 },
      { movement: moved(7n), seconds: 5 },
      2,
      { consumed: 57n, taskSeconds: 40 },
    ],
    [
      'takes no look that cannot be compared',
      { consumed: 5n, taskSeconds: 3 },
      { movement: unknown, seconds: 10 },
      3,
      { consumed: 5n, taskSeconds: 3 },
    ],
    [
      'takes no time in which nothing was consumed',
      { consumed: 5n, taskSeconds: 3 },
      { movement: moved(0n), seconds: 10 },
      3,
      { consumed: 5n, taskSeconds: 3 },
    ],
    ['takes no two looks at one time', undefined, { movement: moved(5n), seconds: 0 }, 3, undefined],
    ['takes nothing while no task runs', undefined, { movement: moved(5n), seconds: 10 }, 0, undefined],
  ])('%s', (_name, before, step, running, expected) => {
    expect(
      continueDrain(before, { group: step.movement, seconds: step.seconds, topics: [] }, running),
    ).toEqual(expected);
  });
});

describe('the rate of drains', () => {
  const pace = (consumed: bigint, taskSeconds: number): DrainPace => ({ consumed, taskSeconds });

  it.each<
    [
      string,
      DrainRate | undefined,
      DrainPace | undefined,
      boolean,
      DrainRate | undefined,
      DrainPace | undefined,
    ]
  >([
    [
      'is of the first drain that is over',
      undefined,
      pace(100n, 40),
      true,
      { perTaskPerSecond: 2.5, drains: 1 },
      undefined,
    ],
    ['waits for its end', undefined, pace(100n, 40), false, undefined, pace(100n, 40)],
    [
      'is noted meanwhile of one that takes an hour of task time',
      undefined,
      pace(7_200n, 3_600),
      false,
      { perTaskPerSecond: 2, drains: 1 },
      undefined,
    ],
    [
      'is not noted a second before that',
      undefined,
      pace(7_200n, 3_599),
      false,
      undefined,
      pace(7_200n, 3_599),
    ],
    [
      'is not of one that hardly began',
      { perTaskPerSecond: 9, drains: 1 },
      pace(100n, 9.9),
      true,
      { perTaskPerSecond: 9, drains: 1 },
      undefined,
    ],
    [
      'is of one that took ten seconds',
      undefined,
      pace(100n, 10),
      true,
      { perTaskPerSecond: 10, drains: 1 },
      undefined,
    ],
    [
      'is the mean with those before',
      { perTaskPerSecond: 4, drains: 1 },
      pace(100n, 50),
      true,
      { perTaskPerSecond: 3, drains: 2 },
      undefined,
    ],
    [
      'weighs a new drain a fifth at least',
      { perTaskPerSecond: 10, drains: 5 },
      pace(0n, 50),
      true,
      { perTaskPerSecond: 8, drains: 5 },
      undefined,
    ],
    ['has three decimals', undefined, pace(1n, 30), true, { perTaskPerSecond: 0.033, drains: 1 }, undefined],
    [
      'stays where no drain is under way',
      { perTaskPerSecond: 4, drains: 1 },
      undefined,
      true,
      { perTaskPerSecond: 4, drains: 1 },
      undefined,
    ],
  ])('%s', (_name, before, given, drained, rate, left) => {
    expect(noteDrain(before, given, drained)).toEqual({ rate, pace: left });
  });
});
