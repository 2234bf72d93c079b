import { type DesiredCount, trackDesiredCount } from '../../../../lib/core/facts/desired-count';

const NOW_MS = 5_000;

describe('desiredCount', () => {
  it.each<[string, DesiredCount | undefined, number, number, DesiredCount]>([
    ['met on the first look is nobody’s', undefined, 4, 6, { count: 4 }],
    ['as Spillway set it is Spillway’s', { count: 3, from: 6 }, 3, 6, { count: 3 }],
    [
      'before the change under way: the call was not made',
      { count: 3, from: 6 },
      6,
      9,
      { count: 3, from: 6 },
    ],
    [
      'that is neither was set by somebody else, now',
      { count: 3, from: 6 },
      5,
      9,
      { count: 5, externalSinceMs: NOW_MS },
    ],
    [
      'that somebody else set stays so since then',
      { count: 5, externalSinceMs: 1 },
      5,
      9,
      { count: 5, externalSinceMs: 1 },
    ],
    [
      'that they set once more counts anew',
      { count: 5, externalSinceMs: 1 },
      4,
      9,
      { count: 4, externalSinceMs: NOW_MS },
    ],
    ['that is as Spillway would have it is nobody’s', { count: 3 }, 9, 9, { count: 9 }],
    ['that became so is forgotten who set it', { count: 9, externalSinceMs: 1 }, 9, 9, { count: 9 }],
  ])('%s', (_name, before, desired, target, expected) => {
    expect(trackDesiredCount(before, desired, target, NOW_MS)).toEqual(expected);
  });
});
