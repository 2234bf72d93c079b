import { deriveFacts } from '../../../../lib/core/facts/derive-facts';
import type { Facts } from '../../../../lib/core/facts/facts';
import { isReachable } from '../../../../lib/core/facts/observation';
import type { Tracked } from '../../../../lib/core/facts/tracked';
import { measureLag } from '../../../../lib/core/lag/lag';
import {
  armedAgain,
  covering,
  debt,
  factsOf,
  HOUR_MS,
  MINUTE_MS,
  onLatest,
  type Situation,
  situation,
  stopped,
} from '../../../_helpers/core/situation';
import { emptyGroup, NOW_MS, service, snapshot, task, topic } from '../../../_helpers/core/snapshots';

function trackedIn({ observation, state, coverage, spec }: Situation): Tracked {
  const { kafka } = observation;
  if (!isReachable(kafka)) throw new Error('without Kafka nothing is tracked');
  return deriveFacts({ ...observation, kafka }, state, coverage, spec, {
    stopped: observation.debt !== undefined,
    flippedAtMs: state.flip?.atMs,
  }).tracked;
}

const spans = (...partitions: Parameters<typeof topic>[1]) => topic('otlp_spans', partitions);
const IN_REBALANCE = { ...emptyGroup(), state: 'PreparingRebalance' as const };

describe('latest in force', () => {
  it.each<[string, Situation, Partial<Facts>]>([
    [
      'is none on earliest',
      situation(),
      { latestInForce: false, inForce: 'earliest', fleet: { earliest: 3, latest: 0 } },
    ],
    [
      'is one that is stored',
      onLatest(),
      { latestInForce: true, inForce: 'latest', fleet: { earliest: 0, latest: 3 } },
    ],
    [
      'is one that is stored, with no task on it',
      onLatest(stopped()),
      { latestInForce: true, fleet: { earliest: 0, latest: 0 } },
    ],
    ['is one that a task may run on', armedAgain(), { latestInForce: true, inForce: 'latest' }],
    [
      'is one that a task may have read within configSettles of earliest',
      armedAgain({ service: service(1, { tasks: [task(0, { createdAtMs: NOW_MS - 4 * MINUTE_MS - 1 })] }) }),
      { latestInForce: true },
    ],
    [
      'is none that a task can have read after configSettles',
      armedAgain({
        service: service(1, {
          tasks: [task(0, { createdAtMs: NOW_MS - 4 * MINUTE_MS, startedAtMs: NOW_MS })],
        }),
      }),
      { latestInForce: false },
    ],
  ])('%s', (_name, given, expected) => {
    expect(factsOf(given)).toMatchObject(expected);
  });
});

describe('the coverage', () => {
  it('begins with what the receivers know: a topic that was recreated since is owed', () => {
    const named = { kind: 'named', topics: new Map([['otlp_spans', { count: 3, id: 'aaaaaaaa' }]]) } as const;
    const given = (topicId: string) =>
      onLatest({
        coverage: undefined,
        kafka: snapshot([{ ...topic('otlp_spans', [{}, {}, {}]), topicId }], { tasks: 3 }),
        state: { covers: undefined, layout: { sinceMs: 0, topics: named } },
      });

    expect(factsOf(given('aaaaaaaabbbb')).owed).toHaveLength(0);
    expect(factsOf(given('bbbbbbbbbbbb')).owed).toHaveLength(3);
  });

  it.each<[string, Situation, { covered: boolean; lost: boolean }]>([
    ['is there under latest', onLatest(), { covered: true, lost: false }],
    [
      'is taken over from latest that somebody stored before Spillway came',
      onLatest({ coverage: undefined, state: { covers: undefined } }),
      { covered: true, lost: false },
    ],
    [
      'ignores a config of another group',
      onLatest({ coverage: undefined, state: { covers: undefined }, config: { mismatch: 'x' } }),
      { covered: false, lost: false },
    ],
    ['is none on earliest, where none is stored', situation(), { covered: false, lost: false }],
    [
      'is lost where it was there under latest',
      onLatest({ coverage: undefined }),
      { covered: true, lost: true },
    ],
    [
      'stays lost until a person accepts what there is',
      onLatest({ state: { coverageLost: true } }),
      { covered: true, lost: true },
    ],
    [
      'is not lost once latest is not in force any more',
      situation({ state: { covers: true, coverageLost: true } }),
      { covered: false, lost: false },
    ],
  ])('%s', (_name, given, { covered, lost }) => {
    const { coverage, coverageLost } = factsOf(given);

    expect([coverage !== undefined, coverageLost]).toEqual([covered, lost]);
    expect(trackedIn(given)).toMatchObject({ covers: covered, coverageLost: lost || undefined });
  });

  it('includes what is owed, and which of that only a recreate repairs', () => {
    const { owed, repairable } = factsOf(
      onLatest({
        partitions: [{}, { committed: 'unknown' }, {}],
        coverage: covering(3, [{}, { partition: 1, from: 10n }]),
      }),
    );

    expect([owed.length, repairable.length]).toEqual([2, 1]);
  });

  it('contains a short fingerprint of the tasks, however many there are', () => {
    const given = onLatest({
      partitions: [{ committed: 'none' }],
      service: service(0, { tasks: [] }),
      kafka: snapshot([spans({ committed: 'none' })], { group: emptyGroup() }),
    });
    const many = armedAgain({
      partitions: [{ committed: 'none' }],
      config: { initialOffset: 'latest' },
      service: service(200, {
        tasks: Array.from({ length: 200 }, (_, index) =>
          task(index, { createdAtMs: NOW_MS - 50 * MINUTE_MS, startedAtMs: NOW_MS - 49 * MINUTE_MS }),
        ),
      }),
    });
    const prints = [given, many].map((each) =>
      [...(factsOf(each).coverage?.owed.values() ?? [])].map(({ status }) => status),
    );

    expect(prints[0]).toEqual([{ kind: 'unmet', tasks: expect.stringMatching(/^[\w-]{16}$/) }]);
    expect(prints[1]).toEqual([{ kind: 'unmet', tasks: expect.stringMatching(/^[\w-]{16}$/) }]);
    expect(prints[0]).not.toEqual(prints[1]);
  });
});

describe('the config has settled', () => {
  const changed = (agoMs: number) =>
    situation({
      config: { version: 2, lastModifiedMs: NOW_MS - agoMs },
      state: { policies: [{ initialOffset: 'latest', version: 1, fromMs: 0, writtenMs: 0 }] },
    });
  it.each<[string, Situation, boolean]>([
    ['when it never changed', situation({ config: { lastModifiedMs: NOW_MS } }), true],
    ['a minute after it changed', changed(MINUTE_MS), true],
    ['not a moment before', changed(MINUTE_MS - 1), false],
    [
      'when what was stored a moment ago says the same',
      situation({ config: { version: 2, lastModifiedMs: NOW_MS } }),
      true,
    ],
  ])('%s', (_name, given, expected) => {
    expect(factsOf(given).configSettled).toBe(expected);
  });
});

describe('a contradiction', () => {
  it.each<[string, Situation, RegExp | undefined]>([
    [
      'is none where ECS shows what was set',
      situation({ state: { desired: { count: 3, setAtMs: NOW_MS } } }),
      undefined,
    ],
    ['is none at the first look', situation(), undefined],
    [
      'is another number than was set',
      situation({ state: { desired: { count: 6, setAtMs: NOW_MS } } }),
      /^ECS shows desiredCount 3, but Spillway set it to 6$/,
    ],
    [
      'is another number than was known, at one look',
      situation({ state: { desired: { count: 6 } } }),
      /^ECS shows desiredCount 3, but it was 6$/,
    ],
    ['is none at the second look', situation({ state: { desired: { count: 6, seen: 3 } } }), undefined],
    [
      'is an older config than is known',
      situation({
        state: { policies: [{ initialOffset: 'earliest', version: 4, fromMs: NOW_MS, writtenMs: NOW_MS }] },
      }),
      /^SSM shows an older config/,
    ],
  ])('%s', (_name, given, expected) => {
    const { contradiction } = factsOf(given);

    if (expected) expect(contradiction).toMatch(expected);
    else expect(contradiction).toBeUndefined();
  });
});

describe('the stuck watch', () => {
  it.each<[string, Situation, Partial<Tracked>]>([
    [
      'since when it is drained',
      situation({ state: { drainedSinceMs: undefined } }),
      { drainedSinceMs: NOW_MS },
    ],
    [
      'since when it has been drained all along',
      situation({ state: { drainedSinceMs: 5 } }),
      { drainedSinceMs: 5 },
    ],
    [
      'not any more since when it was drained',
      situation({ partitions: [{ committed: 4n }], state: { drainedSinceMs: 5 } }),
      { drainedSinceMs: undefined },
    ],
    ['since when the group is Empty', situation(stopped()), { emptySinceMs: NOW_MS }],
    [
      'since when it has been Empty',
      situation({ ...stopped(), state: { emptySinceMs: 5 } }),
      { emptySinceMs: 5 },
    ],
    ['that it is not Empty any more', situation({ state: { emptySinceMs: 5 } }), { emptySinceMs: undefined }],
    [
      'since when tasks are absent',
      situation({ kafka: snapshot([spans({}, {}, {})], { group: emptyGroup() }) }),
      { absentSinceMs: NOW_MS },
    ],
    [
      'that none is absent any more',
      situation({ state: { absentSinceMs: 5 } }),
      { absentSinceMs: undefined },
    ],
    [
      'since when records are not begun to be read',
      situation({ partitions: [{ committed: 'none' }] }),
      { unread: { sinceMs: NOW_MS } },
    ],
    [
      'since when they have not been',
      situation({ partitions: [{ committed: 'none' }], state: { unread: { sinceMs: 5, restarted: true } } }),
      { unread: { sinceMs: 5, restarted: true } },
    ],
    ['that they are read now', situation({ state: { unread: { sinceMs: 5 } } }), { unread: undefined }],
    [
      'no time in which the group was not stable',
      situation({
        kafka: snapshot([spans({ committed: 'none' })], { group: IN_REBALANCE }),
        state: { unread: { sinceMs: 5, restarted: true } },
      }),
      { unread: { sinceMs: NOW_MS, restarted: true } },
    ],
    [
      'no beginning while the group is not stable',
      situation({ kafka: snapshot([spans({ committed: 'none' })], { group: IN_REBALANCE }) }),
      { unread: undefined },
    ],
    ['the floor of commits', situation(), { floor: { atMs: NOW_MS, sums: { traces: 30n } } }],
    [
      'the floor of commits for a quarter of an hour',
      situation({ state: { floor: { atMs: NOW_MS - 15 * MINUTE_MS + 1, sums: { traces: 5n } } } }),
      { floor: { atMs: NOW_MS - 15 * MINUTE_MS + 1, sums: { traces: 5n } } },
    ],
    [
      'a new floor after that',
      situation({ state: { floor: { atMs: NOW_MS - 15 * MINUTE_MS, sums: { traces: 5n, logs: 7n } } } }),
      { floor: { atMs: NOW_MS, sums: { traces: 30n, logs: 7n } } },
    ],
    [
      'no floor while nothing runs: commits move on purpose',
      situation({ ...stopped(), state: { floor: { atMs: 0, sums: { traces: 5n } } } }),
      { floor: undefined },
    ],
    [
      'a member that stays until the group is Empty',
      situation({ ...stopped(), state: { lingering: 'kcat' } }),
      { lingering: undefined },
    ],
    [
      'a member that stays until all members are ours again',
      situation({ state: { lingering: 'kcat' } }),
      { lingering: undefined },
    ],
    [
      'a member that stays while members are foreign',
      situation({ kafka: snapshot([spans({}, {}, {})], { tasks: 4 }), state: { lingering: 'kcat' } }),
      { lingering: 'kcat' },
    ],
    [
      'a member that stays during a rollout',
      situation({ service: service(3, { pendingCount: 1 }), state: { lingering: 'kcat' } }),
      { lingering: 'kcat' },
    ],
  ])('is %s', (_name, given, expected) => {
    expect(trackedIn(given)).toMatchObject(expected);
  });

  it('is frozen while tasks are stopped', () => {
    const stuck = { 'otlp_spans/0': { committed: 4n, sinceMs: 5 } };
    const lag = measureLag(
      snapshot([spans({ committed: 4n })]),
      [{ signal: 'traces', topic: 'otlp_spans' }],
      { policy: 'earliest' },
    );
    const given = { ...stopped([{ committed: 4n }]), state: { stuck }, warm: { lag } };

    expect(trackedIn(situation({ ...given, debt: debt() })).stuck).toEqual(stuck);
  });
});

describe('the last good config', () => {
  const since = { config: { version: 7, lastModifiedMs: NOW_MS - 700_000 } };
  const GOOD = { goodVersion: 7, goodDefinition: 'processing:1' };
  it.each<[string, Situation, Partial<Tracked>]>([
    ['is the one that every task started with, and reads with', situation(since), GOOD],
    [
      'is not known while a task may have started with another',
      situation({ ...since, service: service(1, { tasks: [task(0, { createdAtMs: NOW_MS - 700_001 })] }) }),
      {},
    ],
    [
      'is not known of a task of unknown age',
      situation({ ...since, service: service(1, { tasks: [task(0, { createdAtMs: undefined })] }) }),
      {},
    ],
    ['is not one of another group', situation({ config: { ...since.config, mismatch: 'x' } }), {}],
    ['is not one that cannot be changed', situation({ config: { ...since.config, editProblem: 'x' } }), {}],
    ['is not known while nothing runs', situation({ ...stopped(), ...since }), {}],
    ['is not known in a rollout', situation({ ...since, service: service(3, { pendingCount: 1 }) }), {}],
    [
      'is not known in a rebalance',
      situation({ ...since, kafka: snapshot([spans({})], { group: IN_REBALANCE }) }),
      {},
    ],
    [
      'is not known while a partition is assigned to nobody',
      situation({
        ...since,
        kafka: snapshot([spans({}, {}, {})], { group: { ...emptyGroup(), state: 'Stable' } }),
      }),
      {},
    ],
    [
      'stays what it was meanwhile',
      situation({
        ...since,
        service: service(3, { pendingCount: 1 }),
        state: { goodVersion: 2, goodDefinition: 'processing:0' },
      }),
      { goodVersion: 2, goodDefinition: 'processing:0' },
    ],
  ])('%s', (_name, given, expected) => {
    const { goodVersion, goodDefinition } = trackedIn(given);

    expect({ goodVersion, goodDefinition }).toEqual({
      goodVersion: undefined,
      goodDefinition: undefined,
      ...expected,
    });
  });
});

describe('other facts', () => {
  it('count as many tasks as useful, and fewer when drained', () => {
    expect(factsOf(situation({ tasks: { steady: 1 } })).tasks).toEqual({ useful: 3, target: 1 });
    expect(
      factsOf(situation({ tasks: { steady: 1 }, partitions: [{ committed: 4n }, {}, {}] })).tasks,
    ).toEqual({ useful: 3, target: 3 });
  });

  it('exclude a stuck partition from the verdict, unless the spec waits for it', () => {
    const stuck = { 'otlp_spans/0': { committed: 4n, sinceMs: NOW_MS - HOUR_MS } };
    const kafka = snapshot([spans({ committed: 4n }, {}, {})], { tasks: 3 });
    const warm = {
      lag: measureLag(kafka, [{ signal: 'traces', topic: 'otlp_spans' }], { policy: 'earliest' }),
    };
    const facts = (policy: Record<string, string>) =>
      factsOf(situation({ kafka, warm, policy, state: { stuck } }));

    expect([facts({}).drained, facts({}).excluded.length]).toEqual([true, 1]);
    expect([
      facts({ stuckPartitions: 'wait' }).drained,
      facts({ stuckPartitions: 'wait' }).stuck.length,
    ]).toEqual([false, 1]);
  });

  it('report that commits went back only while tasks run', () => {
    const floor = { atMs: NOW_MS, sums: { traces: 31n } };

    expect(factsOf(situation({ state: { floor } })).commitsBack).toEqual(['traces']);
    expect(factsOf(situation({ ...stopped(), state: { floor } })).commitsBack).toEqual([]);
  });

  it('include a number that somebody set', () => {
    expect(
      factsOf(situation({ state: { desired: { count: 3, externalSinceMs: 5 } } })).externalCount,
    ).toEqual({ count: 3 });
    expect(factsOf(situation()).externalCount).toBeUndefined();
  });
});
