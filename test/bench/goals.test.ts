import { goalsOf } from '../../bench/side-by-side/goals';
import { NAMES } from '../../bench/side-by-side/peers';
import { type Row, withRatios } from '../../bench/side-by-side/row';

type Point = Partial<Row> & Pick<Row, 'name'>;

/** A row of 100 topics with nothing behind, unless it says otherwise. */
function row(point: Point): Omit<Row, 'ratioToKadm'> {
  const topics = point.topics ?? 100;
  return {
    ...{ place: '1 broker', topics, partitions: topics * 6, behind: 'nothing' },
    ...{ medianMs: 10, leastMs: 9, rounds: 9, requests: 4, depth: 4, kilobytes: 10 },
    ...{ cpuMs: 5, brokerCpuMs: 5 },
    ...point,
  };
}

function goal(name: string, ...points: Point[]) {
  return goalsOf(withRatios(points.map(row))).find((each) => each.name === name);
}

describe('goalsOf', () => {
  const LOOK = "look, 100 topics, nothing behind: time by kadm's";

  it.each([
    [10, 1, true],
    [10.04, 1, true],
    [10.06, 1.01, false],
    [23, 2.3, false],
  ])('judges a look of %d ms next to 10 ms of kadm as %d', (medianMs, measured, met) => {
    const judged = goal(LOOK, { name: NAMES.look, medianMs }, { name: NAMES.kadm, medianMs: 10 });

    expect(judged).toEqual({ name: LOOK, goal: 1, measured, met });
  });

  it('misses a goal that was not measured', () => {
    expect(goal(LOOK, { name: NAMES.kadm })).toMatchObject({ measured: null, met: false });
    expect(goal(LOOK)).toMatchObject({ measured: null, met: false });
  });

  it('counts the connection at 1,000 topics', () => {
    const judged = goal(
      "look, 1000 topics, all behind: time by kadm's",
      { name: NAMES.look, topics: 1_000, behind: 'all', medianMs: 10 },
      { name: NAMES.connectingLook, topics: 1_000, behind: 'all', medianMs: 30 },
      { name: NAMES.kadm, topics: 1_000, behind: 'all', medianMs: 20 },
    );

    expect(judged).toMatchObject({ goal: 2, measured: 1.5, met: true });
  });

  it('compares with a kadm that connects, over the slow network', () => {
    const far = { place: '1 broker, +20 ms' } as const;
    const judged = goal(
      'look, 100 topics, nothing behind, +20 ms: time by that of kadm connecting',
      { name: NAMES.connectingLook, medianMs: 180, ...far },
      { name: NAMES.connectingKadm, medianMs: 200, ...far },
      { name: NAMES.kadm, medianMs: 80, ...far },
      { name: NAMES.connectingKadm, medianMs: 1 },
    );

    expect(judged).toMatchObject({ measured: 0.9, met: true });
  });

  it('compares the CPU of the clients, not their time', () => {
    const judged = goal(
      "look, 6,000 partitions, nothing behind: CPU of the client by kadm's",
      { name: NAMES.connectingLook, topics: 1_000, medianMs: 1, cpuMs: 54 },
      { name: NAMES.kadm, topics: 1_000, medianMs: 100, cpuMs: 27 },
    );

    expect(judged).toMatchObject({ measured: 2, met: false });
  });

  it('limits the growth of what a tick logs', () => {
    const judged = goal(
      'warm tick, 10 times the topics, all behind: growth of the bytes logged',
      { name: NAMES.tick, topics: 100, behind: 'all', loggedBytes: 10_000 },
      { name: NAMES.tick, topics: 1_000, behind: 'all', loggedBytes: 13_000 },
    );

    expect(judged).toMatchObject({ goal: 1.2, measured: 1.3, met: false });
  });
});

describe('withRatios', () => {
  it('compares with kadm in the same place only', () => {
    const rows = withRatios([
      row({ name: NAMES.look, medianMs: 15 }),
      row({ name: NAMES.kadm, medianMs: 10 }),
      row({ name: NAMES.kadm, medianMs: 1, behind: 'all' }),
      row({ name: NAMES.kadm, medianMs: 2, place: '3 brokers' }),
      row({ name: NAMES.look, topics: 10 }),
    ]);

    expect(rows.map(({ ratioToKadm }) => ratioToKadm)).toEqual([1.5, 1, 1, 1, null]);
  });
});
