import {
  type DesiredCount,
  isContradicted,
  owedTasks,
  trackDesiredCount,
} from '../../../../lib/core/facts/desired-count';
import { factsOf, situation } from '../../../_helpers/core/situation';

const NOW_MS = 1_000_000;
/** So much longer ago than our own write is believed. */
const LONG_AGO = NOW_MS - 60_000;

describe('desiredCount', () => {
  it.each<[string, DesiredCount | undefined, number, number | undefined, DesiredCount]>([
    ['belongs to nobody at the first look', undefined, 4, 6, { count: 4 }],
    ['stays what it is', { count: 4 }, 4, 6, { count: 4 }],
    ['stays somebody else’s', { count: 4, externalSinceMs: 5 }, 4, 6, { count: 4, externalSinceMs: 5 }],
    ['is ours as soon as our write shows', { count: 6, from: 4, setAtMs: NOW_MS }, 6, 6, { count: 6 }],
    ['that one look shows proves nothing', { count: 4 }, 2, 6, { count: 4, seen: 2 }],
    [
      'that two looks show is somebody else’s',
      { count: 4, seen: 2 },
      2,
      6,
      { count: 2, externalSinceMs: NOW_MS },
    ],
    ['has to be the same at both looks', { count: 4, seen: 2 }, 3, 6, { count: 4, seen: 3 }],
    ['forgets what one look showed when the next agrees', { count: 4, seen: 2 }, 4, 6, { count: 4 }],
    ['is nobody’s where two looks show what Spillway wants', { count: 4, seen: 6 }, 6, 6, { count: 6 }],
    [
      'of 0 is a person’s, after two looks',
      { count: 3, seen: 0 },
      0,
      3,
      { count: 0, externalSinceMs: NOW_MS },
    ],
    [
      'is nobody’s target while tasks are stopped for a recreate',
      { count: 0, seen: 6 },
      6,
      undefined,
      { count: 6, externalSinceMs: NOW_MS },
    ],
    [
      'is our write’s for a minute, whatever looks show',
      { count: 6, from: 4, setAtMs: LONG_AGO + 1 },
      4,
      6,
      { count: 6, from: 4, setAtMs: LONG_AGO + 1 },
    ],
    [
      'is our write’s for a minute, whatever two looks show',
      { count: 6, from: 4, setAtMs: LONG_AGO + 1, seen: 4 },
      4,
      6,
      { count: 6, from: 4, setAtMs: LONG_AGO + 1 },
    ],
    [
      'is looked at twice after that minute',
      { count: 6, from: 4, setAtMs: LONG_AGO },
      4,
      6,
      { count: 6, from: 4, setAtMs: LONG_AGO, seen: 4 },
    ],
    [
      'was never set where it is what it was before our write',
      { count: 6, from: 4, setAtMs: LONG_AGO, seen: 4 },
      4,
      5,
      { count: 4 },
    ],
    [
      'was set by somebody else where it is neither',
      { count: 6, from: 4, setAtMs: LONG_AGO, seen: 2 },
      2,
      6,
      { count: 2, externalSinceMs: NOW_MS },
    ],
  ])('%s', (_name, before, shown, target, expected) => {
    expect(trackDesiredCount(before, shown, target, NOW_MS)).toEqual(expected);
  });

  it('is contradicted by a look that shows another number', () => {
    expect([isContradicted({ count: 4 }, 4), isContradicted({ count: 4 }, 3)]).toEqual([false, true]);
  });
});

describe('for the tasks that a stop owes', () => {
  it.each<[string, { count: number } | undefined, 'respect' | 'override', number]>([
    ['no more than are useful are started', undefined, 'respect', 6],
    ['all are, where somebody else had set their number', { count: 0 }, 'respect', 9],
    ['no more than are useful are, where that is overridden', { count: 0 }, 'override', 6],
  ])('%s', (_name, externalCount, external, expected) => {
    const { tasks, policy } = factsOf(situation());
    const facts = { tasks: { ...tasks, useful: 6 }, externalCount, policy: { ...policy, external } };

    expect(owedTasks(9, facts)).toBe(expected);
    expect(owedTasks(2, facts)).toBe(2);
  });
});
