import { planRollout } from '../../../local/aws/rollout-plan';

type Row = [
  situation: string,
  desiredCount: number,
  percents: [minimum: number, maximum: number],
  primary: [pending: number, running: number],
  old: [pending: number, running: number],
  plan: [start: number, stopPrimary: number, stopOld: number],
];

const plan = (
  [, desiredCount, [minimum, maximum], primary, old]: Row,
  rollout: 'going' | 'failed' = 'going',
) =>
  planRollout({
    desiredCount,
    minimumHealthyPercent: minimum,
    maximumPercent: maximum,
    rollout,
    primary: { pending: primary[0], running: primary[1] },
    old: { pending: old[0], running: old[1] },
  });

const named = ([start, stopPrimary, stopOld]: [number, number, number]) => ({ start, stopPrimary, stopOld });

describe('The next step of a service', () => {
  const rows: Row[] = [
    // without a rollout: the desired count, whatever the percents
    ['an empty service fills up', 3, [100, 200], [0, 0], [0, 0], [3, 0, 0]],
    ['a full one rests', 3, [100, 200], [0, 3], [0, 0], [0, 0, 0]],
    ['what is starting counts', 3, [100, 200], [2, 1], [0, 0], [0, 0, 0]],
    ['a scale-in stops the excess', 2, [100, 200], [1, 3], [0, 0], [0, 2, 0]],
    ['a scale-in to nothing stops all', 0, [100, 200], [1, 3], [0, 0], [0, 4, 0]],
    ['a scale-out ignores the maximum', 9, [100, 100], [0, 1], [0, 0], [8, 0, 0]],
    // a rollout with room for twice the tasks
    ['the new ones start first', 2, [100, 200], [0, 0], [0, 2], [2, 0, 0]],
    ['an old one goes for a new one that runs', 2, [100, 200], [1, 1], [0, 2], [0, 0, 1]],
    ['all old ones go at the end', 2, [100, 200], [0, 2], [0, 2], [0, 0, 2]],
    ['an old one that never ran goes at once', 2, [100, 200], [0, 0], [1, 1], [2, 0, 1]],
    // a rollout without room: old ones go first, as far as the minimum lets them
    ['half of them make room', 4, [50, 100], [0, 0], [0, 4], [0, 0, 2]],
    ['the room is used', 4, [50, 100], [0, 0], [0, 2], [2, 0, 0]],
    ['nothing goes before the new ones run', 4, [50, 100], [2, 0], [0, 2], [0, 0, 0]],
    ['the other half goes', 4, [50, 100], [0, 2], [0, 2], [0, 0, 2]],
    ['all go at once where none has to run', 3, [0, 100], [0, 0], [0, 3], [0, 0, 3]],
    // rounding: the minimum up, the maximum down
    ['one task can neither go nor be joined: a deadlock, as on ECS', 1, [50, 100], [0, 0], [0, 1], [0, 0, 0]],
    ['three at 50 % keep two', 3, [50, 100], [0, 0], [0, 3], [0, 0, 1]],
    ['three at 150 % are four', 3, [100, 150], [0, 0], [0, 3], [1, 0, 0]],
    // both at once
    ['a scale-in to nothing in a rollout stops all', 0, [100, 200], [1, 1], [1, 1], [0, 2, 2]],
  ];

  it.each(rows)('%s', (...row) => {
    expect(plan(row)).toEqual(named(row[5]));
  });

  it('starts no task of a deployment that the circuit breaker failed, and keeps the old tasks', () => {
    expect(plan(['', 3, [50, 200], [0, 0], [0, 3], [0, 0, 0]], 'failed')).toEqual(named([0, 0, 0]));
    expect(plan(['', 3, [50, 200], [0, 1], [0, 3], [0, 0, 0]], 'failed')).toEqual(named([0, 0, 1]));
    expect(plan(['', 0, [50, 200], [0, 1], [0, 2], [0, 0, 0]], 'failed')).toEqual(named([0, 1, 2]));
  });
});
