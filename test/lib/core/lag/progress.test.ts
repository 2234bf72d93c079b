import { type LagReport, measureLag } from '../../../../lib/core/lag/lag';
import { progressBetween } from '../../../../lib/core/lag/progress';
import type { PartitionSnapshot, TopicSnapshot } from '../../../../lib/core/snapshot/kafka';
import type { InitialOffset } from '../../../../lib/pipeline';
import { NOW_MS, snapshot, topic } from '../../../_helpers/core/snapshots';

const signals = [
  { signal: 'traces', topic: 'otlp_spans' },
  { signal: 'logs', topic: 'otlp_logs' },
] as const;
const fault = { code: 'LEADER_NOT_AVAILABLE', message: 'no leader' };
const unknownLogs: TopicSnapshot = { kind: 'unknown', signal: 'logs', topic: 'otlp_logs', fault };
const missingLogs: TopicSnapshot = { kind: 'missing', signal: 'logs', topic: 'otlp_logs' };

function report(atSeconds: number, topics: TopicSnapshot[], policy: InitialOffset = 'earliest'): LagReport {
  return measureLag(snapshot(topics, { takenAtMs: NOW_MS + atSeconds * 1000 }), signals, { policy });
}

function spans(...partitions: Partial<PartitionSnapshot>[]): TopicSnapshot {
  return topic('otlp_spans', partitions);
}

/** One partition at two looks, 10 s apart; the logs topic does not exist. */
function movement(
  then: Partial<PartitionSnapshot>,
  now: Partial<PartitionSnapshot>,
  policy: InitialOffset = 'earliest',
) {
  const before = report(0, [spans(then), missingLogs], policy);
  return progressBetween(before, report(10, [spans(now), missingLogs], policy)).group;
}

describe('what happened to a partition between two looks', () => {
  const before = { committed: 400n, logEnd: 1000n };
  it.each<[string, Partial<PartitionSnapshot>, Partial<PartitionSnapshot>, bigint, bigint]>([
    ['commits moved, records came', before, { committed: 900n, logEnd: 1100n }, 500n, 100n],
    ['nothing moved', before, before, 0n, 0n],
    ['it caught up', before, { committed: 1000n, logEnd: 1000n }, 600n, 0n],
    [
      'a first commit counts from the log start',
      { committed: 'none', logStart: 3n },
      { committed: 5n },
      2n,
      0n,
    ],
    [
      'a first commit at the log start is nothing read',
      { committed: 'none', logStart: 3n },
      { committed: 3n },
      0n,
      0n,
    ],
    ['still no commit', { committed: 'none' }, { committed: 'none', logEnd: 15n }, 0n, 5n],
    [
      'an empty one got records',
      { committed: 'none', logEnd: 0n },
      { committed: 'none', logEnd: 4n },
      0n,
      4n,
    ],
    [
      'an empty one was read',
      { committed: 'none', logStart: 7n, logEnd: 7n },
      { committed: 9n, logEnd: 12n },
      2n,
      5n,
    ],
    [
      'what was truncated is not consumed',
      { committed: 2n, logStart: 5n },
      { committed: 8n, logStart: 5n },
      3n,
      0n,
    ],
    ['a truncated one stands', { committed: 2n, logStart: 5n }, { committed: 2n, logStart: 6n }, 0n, 0n],
    [
      'a truncated one moves within what is gone',
      { committed: 2n, logStart: 5n },
      { committed: 4n, logStart: 5n },
      0n,
      0n,
    ],
    [
      'offsets lie beyond 2^53',
      { committed: 2n ** 60n, logEnd: 2n ** 60n + 2n },
      { committed: 2n ** 60n + 1n, logEnd: 2n ** 60n + 3n },
      1n,
      1n,
    ],
  ])('%s', (_name, then, now, consumed, arrived) => {
    expect(movement(then, now)).toEqual({ kind: 'measured', consumed, arrived });
  });

  it.each<[string, Partial<PartitionSnapshot>, Partial<PartitionSnapshot>]>([
    ['commits went back', { committed: 5n }, { committed: 4n }],
    ['commits went back', { committed: 5n }, { committed: 'none' }],
    ['commits went back', { committed: 0n, logEnd: 0n }, { committed: 'none', logEnd: 0n }],
    ['log went back', { committed: 5n, logEnd: 10n }, { committed: 5n, logEnd: 9n }],
    ['log went back', { committed: 5n }, { committed: 11n }],
    ['log went back', { committed: 11n }, { committed: 11n, logEnd: 12n }],
    ['partial answer', { committed: 'unknown' }, {}],
    ['partial answer', {}, { logEnd: 'unknown' }],
  ])('is unknown: %s', (why, then, now) => {
    expect(movement(then, now)).toEqual({ kind: 'unknown', why });
  });

  it.each<[Partial<PartitionSnapshot>, Partial<PartitionSnapshot>]>([
    [{ committed: 'none' }, { committed: 10n }],
    [
      { committed: 'none', logEnd: 0n },
      { committed: 'none', logEnd: 5n },
    ],
  ])('is unknown while records are at risk', (then, now) => {
    expect(movement(then, now, 'latest')).toEqual({ kind: 'unknown', why: 'records at risk' });
  });
});

describe('what a group did between two looks', () => {
  it('is the sum over partitions and topics, with the remaining backlog', () => {
    const before = report(0, [spans({ committed: 0n }, { committed: 5n }), topic('otlp_logs', [{}])]);
    const now = report(5, [
      spans({ committed: 2n, logEnd: 11n }, { committed: 10n }),
      topic('otlp_logs', [{ committed: 13n, logEnd: 14n }]),
    ]);

    expect(progressBetween(before, now)).toEqual({
      seconds: 5,
      group: { kind: 'measured', consumed: 10n, arrived: 5n },
      topics: [
        {
          topic: 'otlp_spans',
          movement: { kind: 'measured', consumed: 7n, arrived: 1n },
          partitions: [
            {
              topic: 'otlp_spans',
              partition: 0,
              lag: 9n,
              movement: { kind: 'measured', consumed: 2n, arrived: 1n },
            },
            {
              topic: 'otlp_spans',
              partition: 1,
              lag: 0n,
              movement: { kind: 'measured', consumed: 5n, arrived: 0n },
            },
          ],
        },
        {
          topic: 'otlp_logs',
          movement: { kind: 'measured', consumed: 3n, arrived: 4n },
          partitions: [
            {
              topic: 'otlp_logs',
              partition: 0,
              lag: 1n,
              movement: { kind: 'measured', consumed: 3n, arrived: 4n },
            },
          ],
        },
      ],
    });
  });

  it.each([
    ['first look', undefined, report(0, [spans({}), missingLogs])],
    ['clock went back', report(10, [spans({}), missingLogs]), report(10, [spans({}), missingLogs])],
    ['clock went back', report(10, [spans({}), missingLogs]), report(9, [spans({}), missingLogs])],
  ])('is unknown: %s', (why, before, now) => {
    expect(progressBetween(before, now)).toEqual({ seconds: 0, group: { kind: 'unknown', why }, topics: [] });
  });

  it.each([
    [
      'a topic cannot be read',
      [spans({}), topic('otlp_logs', [{}])],
      [spans({}), unknownLogs],
      'partial answer',
    ],
    [
      'a topic could not be read before',
      [spans({}), unknownLogs],
      [spans({}), topic('otlp_logs', [{}])],
      'partial answer',
    ],
    ['a topic is new', [spans({}), missingLogs], [spans({}), topic('otlp_logs', [{}])], 'partitions changed'],
    ['a partition is new', [spans({}), missingLogs], [spans({}, {}), missingLogs], 'partitions changed'],
  ])('is unknown if %s', (_name, before, now, why) => {
    expect(progressBetween(report(0, before), report(10, now)).group).toEqual({ kind: 'unknown', why });
  });

  it('gives the reason for each topic and partition that is unknown', () => {
    const before = report(0, [spans({ committed: 5n }, {}), topic('otlp_logs', [{}])]);
    const now = report(10, [spans({ committed: 4n }, {}, {}), unknownLogs]);

    const { topics } = progressBetween(before, now);

    expect(topics.map(({ movement }) => movement)).toEqual([
      { kind: 'unknown', why: 'commits went back' },
      { kind: 'unknown', why: 'partial answer' },
    ]);
    expect(topics[0]?.partitions.map(({ movement }) => movement)).toEqual([
      { kind: 'unknown', why: 'commits went back' },
      { kind: 'measured', consumed: 0n, arrived: 0n },
      { kind: 'unknown', why: 'partitions changed' },
    ]);
  });

  it('is unknown if a topic of a pattern is new', () => {
    const now = report(10, [spans({}), topic('otlp_spans_b', [{}]), missingLogs]);

    expect(progressBetween(report(0, [spans({}), missingLogs]), now).group).toEqual({
      kind: 'unknown',
      why: 'partitions changed',
    });
  });

  it('excludes a topic that is gone', () => {
    const before = report(0, [spans({ committed: 5n }), topic('otlp_logs', [{}])]);
    const now = report(10, [spans({ committed: 7n }), missingLogs]);

    const { group, topics } = progressBetween(before, now);

    expect(group).toEqual({ kind: 'measured', consumed: 2n, arrived: 0n });
    expect(topics.map((each) => each.topic)).toEqual(['otlp_spans']);
  });

  it('gives the most important reason, in any order of partitions', () => {
    const back: [object, object] = [{ committed: 5n }, { committed: 4n }];
    const partial: [object, object] = [{}, { logEnd: 'unknown' }];
    for (const order of [
      [back, partial],
      [partial, back],
    ]) {
      const before = report(0, [spans(...order.map(([then]) => then)), missingLogs]);
      const now = report(10, [spans(...order.map(([, then]) => then)), missingLogs]);

      expect(progressBetween(before, now).group).toEqual({ kind: 'unknown', why: 'commits went back' });
    }
  });

  it.each(['log went back', 'records at risk', 'partitions changed', 'partial answer'] as const)(
    'gives no less important reason than %s',
    (why) => {
      const given = {
        'log went back': [
          { logEnd: 10n, committed: 9n },
          { logEnd: 9n, committed: 9n },
        ],
        'records at risk': [{ committed: 'none' }, { committed: 'none' }],
        'partitions changed': [undefined, {}],
        'partial answer': [{ logEnd: 'unknown' }, {}],
      } as const;
      const codes = Object.keys(given) as (keyof typeof given)[];
      const chosen = codes.slice(codes.indexOf(why)).reverse();
      // An added partition has the highest number, so it is generated last, whatever was drawn first.
      const sorted = chosen.sort(
        (one, other) => Number(one === 'partitions changed') - Number(other === 'partitions changed'),
      );
      const before = sorted.flatMap((each) => given[each][0] ?? []);
      const now = sorted.map((each) => given[each][1]);

      const progress = progressBetween(
        report(0, [spans(...before), missingLogs], 'latest'),
        report(10, [spans(...now), missingLogs], 'latest'),
      );

      expect(progress.group).toEqual({ kind: 'unknown', why });
    },
  );
});
