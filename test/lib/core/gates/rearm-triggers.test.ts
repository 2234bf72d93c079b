import type { CommitSums } from '../../../../lib/core/facts/commit-sums';
import type { Situation } from '../../../../lib/core/facts/situation';
import { latestInForce, rearmTriggers } from '../../../../lib/core/gates/rearm-triggers';
import type { PartitionSnapshot } from '../../../../lib/core/snapshot/kafka';
import { gatesWithout } from '../../../../lib/core/vocabulary/gates';
import { codesOf, config, layout, onLatest, situation } from '../../../_helpers/situation';
import { emptyGroup, NOW_MS, snapshot, topic } from '../../../_helpers/snapshots';

const NOTHING = { emptySinceMs: undefined, floor: undefined };
const triggers = (more: Partial<Situation> = {}) => rearmTriggers(onLatest(more), NOTHING);
const spans = (...given: Partial<PartitionSnapshot>[]) => ({
  kafka: snapshot([topic('otlp_spans', given)], { tasks: 3 }),
});

describe('latest is in force', () => {
  it.each<[string, 'earliest' | 'latest', number, boolean]>([
    ['when it is stored, whatever runs', 'latest', 0, true],
    ['when one task started with it, whatever is stored', 'earliest', 1, true],
    ['not when neither is', 'earliest', 0, false],
  ])('%s', (_name, initialOffset, latest, expected) => {
    expect(latestInForce({ config: config({ initialOffset }), fleet: { earliest: 2, latest } })).toBe(
      expected,
    );
  });
});

describe('latest is safe', () => {
  it('while every partition has a commit within the log', () => {
    expect(triggers(spans({}, { committed: 0n }, { committed: 4n }))).toEqual([]);
  });

  it.each<[string, Partial<PartitionSnapshot>]>([
    ['an unknown commit', { committed: 'unknown' }],
    ['an unknown log start', { logStart: 'unknown' }],
    ['an unknown log end', { logEnd: 'unknown', committed: 99n }],
  ])('as far as is known: %s starts nothing', (_name, given) => {
    expect(triggers(spans({}, {}, given))).toEqual([]);
  });

  it('and nothing is asked while only earliest is in force', () => {
    const broken = situation({ ...spans({ committed: 'none' }, { committed: 99n }, {}, {}) });

    expect(rearmTriggers({ ...broken, covered: layout([topic('otlp_spans', [{}])]) }, NOTHING)).toEqual([]);
  });
});

describe('latest is not safe', () => {
  it('with a partition that has no commit', () => {
    expect(triggers(spans({}, { committed: 'none' }, {}))).toMatchObject([
      {
        code: 'REARM_NO_COMMIT',
        text: '1 without a commit',
        where: [{ topic: 'otlp_spans', partitions: [1] }],
      },
    ]);
  });

  it.each<[string, Partial<PartitionSnapshot>, string[]]>([
    ['at the log start', { committed: 5n, logStart: 5n }, []],
    ['one below it', { committed: 4n, logStart: 5n }, ['REARM_OUT_OF_RANGE']],
    ['at the log end', { committed: 10n }, []],
    ['one past it', { committed: 11n }, ['REARM_OUT_OF_RANGE']],
  ])('with a commit outside the log, not %s', (_name, given, expected) => {
    expect(codesOf(triggers(spans({}, given, {})))).toEqual(expected);
  });

  it('with a partition added since', () => {
    expect(triggers(spans({}, {}, {}, {}))).toMatchObject([
      {
        code: 'REARM_UNCOVERED',
        text: '1 added since, at most 10 records skipped by now',
        where: [{ topic: 'otlp_spans', partitions: [3] }],
      },
    ]);
  });

  it('with a topic made anew, though all its commits look healthy', () => {
    const made = (topicId: string) => [{ ...topic('otlp_spans', [{}]), topicId }];

    expect(
      triggers({ kafka: snapshot(made('NEWNEWNEW')), covered: layout(made('OLDOLDOLD')) }),
    ).toMatchObject([
      {
        code: 'REARM_UNCOVERED',
        text: '1 added since, at most 10 records skipped by now; otlp_spans was made anew',
      },
    ]);
  });

  it('with a config that reads another group', () => {
    expect(
      triggers({ config: config({ initialOffset: 'latest', mismatch: 'reads as other' }) }).map(
        ({ code, text }) => [code, text],
      ),
    ).toEqual([['REARM_CONFIG_FOREIGN', 'reads as other']]);
  });

  it('says all that is wrong', () => {
    expect(codesOf(triggers(spans({ committed: 'none' }, { committed: 11n }, {}, {})))).toEqual([
      'REARM_NO_COMMIT',
      'REARM_OUT_OF_RANGE',
      'REARM_UNCOVERED',
    ]);
  });

  it.each(['REARM_NO_COMMIT', 'REARM_OUT_OF_RANGE', 'REARM_UNCOVERED', 'REARM_CONFIG_FOREIGN'] as const)(
    'but for %s where the explorer takes that away',
    (code) => {
      const given = {
        ...spans({ committed: 'none' }, { committed: 11n }, {}, {}),
        config: config({ initialOffset: 'latest', mismatch: 'other' }),
        asked: gatesWithout(code),
      };

      expect(codesOf(triggers(given))).toHaveLength(3);
      expect(codesOf(triggers(given))).not.toContain(code);
    },
  );
});

describe('latest is soon unsafe', () => {
  it.each<[string, CommitSums | undefined, string[]]>([
    ['when commits add up to less than before', { traces: 31n }, ['REARM_COMMITS_BACK']],
    ['not when they add up to the same', { traces: 30n }, []],
    ['not when nothing is remembered', undefined, []],
  ])('%s', (_name, floor, expected) => {
    expect(codesOf(rearmTriggers(onLatest(), { emptySinceMs: undefined, floor }))).toEqual(expected);
  });

  it('names the signals whose commits went back', () => {
    const floor = { traces: 31n, logs: 5n };

    expect(rearmTriggers(onLatest(), { emptySinceMs: undefined, floor })[0]?.text).toBe(
      'commits of traces add up to less',
    );
  });

  // The record of now − age in a topic that keeps an hour; 15 min of headroom.
  it.each<[string, number, string[]]>([
    ['not when retention leaves the headroom exactly', 2_700_000, []],
    ['when it leaves a millisecond less', 2_700_001, ['900 s until retention.ms deletes what is unread']],
    ['when it may be gone any moment', 9_000_000, ['0 s until retention.ms deletes what is unread']],
  ])('%s', (_name, ageMs, expected) => {
    const kafka = snapshot([
      topic(
        'otlp_spans',
        [{ committed: 5n, firstUnread: { kind: 'record', offset: 5n, timestampMs: NOW_MS - ageMs } }, {}, {}],
        3_600_000,
      ),
    ]);

    expect(triggers({ kafka }).map(({ text }) => text)).toEqual(expected);
  });

  it('believes the spec where the cluster does not tell the retention', () => {
    const given = topic(
      'otlp_spans',
      [
        { committed: 5n, firstUnread: { kind: 'record', offset: 5n, timestampMs: NOW_MS - 3_000_000 } },
        {},
        {},
      ],
      'unknown',
    );

    expect(triggers({ kafka: snapshot([given]), assumedRetentionMs: () => 3_600_000 })).toMatchObject([
      { code: 'REARM_RETENTION', where: [{ topic: 'otlp_spans', partitions: [0] }] },
    ]);
  });

  const empty = (
    forMs: number,
    offsetsRetentionMs: number | 'unknown',
    state: 'Empty' | 'Stable' = 'Empty',
  ) =>
    rearmTriggers(
      onLatest({
        kafka: snapshot([topic('otlp_spans', [{}, {}, {}])], {
          group: { ...emptyGroup(), state },
          offsetsRetentionMs,
        }),
      }),
      { emptySinceMs: NOW_MS - forMs, floor: undefined },
    ).map(({ text }) => text);

  it.each<[string, Parameters<typeof empty>, string[]]>([
    ['not when the group is Empty for half the life of its commits', [3_600_000, 7_200_000], []],
    [
      'when it is Empty for a millisecond more',
      [3_600_001, 7_200_000],
      ['Empty for 60 min, commits live 2h'],
    ],
    [
      'not after 3.5 days, where the life is unknown: 7 days are Kafka’s default',
      [302_400_000, 'unknown'],
      [],
    ],
    [
      'when it is Empty for longer than that',
      [302_400_001, 'unknown'],
      ['Empty for 5040 min, commits live 7d'],
    ],
    ['not when it is not Empty any more', [99_000_000_000, 7_200_000, 'Stable'], []],
  ])('%s', (_name, given, expected) => {
    expect(empty(...given)).toEqual(expected);
  });

  it('not when it has just become Empty', () => {
    const kafka = snapshot([topic('otlp_spans', [{}, {}, {}])], {
      group: emptyGroup(),
      offsetsRetentionMs: 0,
    });

    expect(rearmTriggers(onLatest({ kafka }), NOTHING)).toEqual([]);
  });
});
