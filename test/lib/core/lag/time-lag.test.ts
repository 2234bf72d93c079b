import { measureTimeLag, partitionTimeLag } from '../../../../lib/core/lag/time-lag';
import type { FirstUnread, PartitionSnapshot, TopicSnapshot } from '../../../../lib/core/snapshot/kafka';
import { NOW_MS, partition, snapshot, topic } from '../../../_helpers/core/snapshots';

function record(secondsAgo: number): FirstUnread {
  return { kind: 'record', offset: 4n, timestampMs: NOW_MS - secondsAgo * 1000 };
}

const behind = { committed: 4n };

describe('the time lag of a partition', () => {
  it.each<[string, Partial<PartitionSnapshot>, object]>([
    [
      'behind by a record of an hour ago',
      { ...behind, firstUnread: record(3600) },
      { kind: 'known', ms: 3_600_000 },
    ],
    ['behind by a record of now', { ...behind, firstUnread: record(0) }, { kind: 'known', ms: 0 }],
    ['behind, with no record left', { ...behind, firstUnread: { kind: 'none' } }, { kind: 'known', ms: 0 }],
    [
      'behind, with a record that could not be read',
      { ...behind, firstUnread: { kind: 'unknown' } },
      { kind: 'unknown' },
    ],
    ['behind, and not asked', behind, { kind: 'unknown' }],
    [
      'behind by a record that was written within the last hour',
      { ...behind, firstUnread: { kind: 'since', timestampMs: NOW_MS - 3_600_000 } },
      { kind: 'at-most', ms: 3_600_000 },
    ],
    [
      'behind by a record that was written since a time ahead of the clock',
      { ...behind, firstUnread: { kind: 'since', timestampMs: NOW_MS + 1 } },
      { kind: 'at-most', ms: 0 },
    ],
    [
      'behind by a record without a timestamp',
      { ...behind, firstUnread: { kind: 'record', offset: 4n, timestampMs: -1 } },
      { kind: 'unknown' },
    ],
    [
      'behind by a record of 1970',
      { ...behind, firstUnread: { kind: 'record', offset: 4n, timestampMs: 0 } },
      { kind: 'known', ms: NOW_MS },
    ],
    ['stamped 1 s ahead, within tolerance', { ...behind, firstUnread: record(-1) }, { kind: 'known', ms: 0 }],
    [
      'stamped more than 1 s ahead',
      { ...behind, firstUnread: record(-1.001) },
      { kind: 'stamped-ahead', ms: 0, aheadMs: 1001 },
    ],
    [
      'stamped 10 minutes ahead',
      { ...behind, firstUnread: record(-600) },
      { kind: 'stamped-ahead', ms: 0, aheadMs: 600_000 },
    ],
    ['caught up', {}, { kind: 'known', ms: 0 }],
    ['caught up, whatever else was read', { firstUnread: record(60) }, { kind: 'known', ms: 0 }],
    ['empty', { committed: 'none', logEnd: 0n }, { kind: 'known', ms: 0 }],
    ['uncommitted', { committed: 'none', firstUnread: record(60) }, { kind: 'known', ms: 60_000 }],
    ['truncated', { committed: 2n, logStart: 5n, firstUnread: record(60) }, { kind: 'known', ms: 60_000 }],
    ['truncated to nothing', { committed: 2n, logStart: 10n }, { kind: 'known', ms: 0 }],
    [
      'ahead, with nothing past the end',
      { committed: 12n, firstUnread: { kind: 'none' } },
      { kind: 'unknown' },
    ],
    ['ahead of an empty log', { committed: 12n, logStart: 10n }, { kind: 'known', ms: 0 }],
    ['unknown', { logEnd: 'unknown', firstUnread: record(60) }, { kind: 'unknown' }],
    ['unknown, with no record', { logEnd: 'unknown', firstUnread: { kind: 'none' } }, { kind: 'unknown' }],
  ])('that is %s', (_name, given, expected) => {
    expect(partitionTimeLag(partition(given), NOW_MS)).toEqual(expected);
  });
});

describe('the time lag of a group', () => {
  const since = (secondsAgo: number): FirstUnread => ({
    ...{ kind: 'since', timestampMs: NOW_MS - secondsAgo * 1000 },
  });

  it.each<[string, FirstUnread[], object]>([
    ['nothing can be older', [record(90), since(90), since(30)], { ms: 90_000, complete: true }],
    ['one may be older', [record(90), since(120)], { ms: 90_000, complete: false, atMostMs: 120_000 }],
    ['one is unknown', [record(90), since(120), { kind: 'unknown' }], { ms: 90_000, complete: false }],
    ['only bounds are known', [since(30), since(60)], { ms: 'unknown', complete: false, atMostMs: 60_000 }],
  ])('has a bound where %s', (_what, records, expected) => {
    const partitions = records.map((firstUnread) => ({ ...behind, firstUnread }));

    const { topics, ...group } = measureTimeLag(snapshot([topic('otlp_spans', partitions)]));

    const { ms, complete, atMostMs } = group;
    expect({ ms, complete, ...(atMostMs === undefined ? {} : { atMostMs }) }).toEqual(expected);
    expect(topics[0]).toMatchObject(expected);
  });

  it('is that of its slowest partition', () => {
    const report = measureTimeLag(
      snapshot([
        topic('otlp_spans', [
          { ...behind, firstUnread: record(30) },
          { ...behind, firstUnread: record(90) },
          { ...behind, firstUnread: record(60) },
        ]),
        topic('otlp_logs', [{ ...behind, firstUnread: record(45) }]),
      ]),
    );

    expect(report).toMatchObject({
      ms: 90_000,
      slowest: { topic: 'otlp_spans', partition: 1 },
      complete: true,
      stampedAhead: 0,
    });
    expect(report.topics).toMatchObject([
      { topic: 'otlp_spans', ms: 90_000, slowest: { topic: 'otlp_spans', partition: 1 } },
      {
        topic: 'otlp_logs',
        ms: 45_000,
        slowest: { topic: 'otlp_logs', partition: 0 },
        partitions: [{ partition: 0, timeLag: { kind: 'known', ms: 45_000 } }],
      },
    ]);
  });

  it('is 0 without a slowest partition if nothing is left', () => {
    const { topics: _topics, ...group } = measureTimeLag(snapshot([topic('otlp_spans', [{}])]));

    expect(group).toEqual({ ms: 0, complete: true, stampedAhead: 0 });
  });

  it.each<[string, TopicSnapshot[], object]>([
    [
      'is a lower bound where a partition is unknown',
      [topic('otlp_spans', [behind, { ...behind, firstUnread: record(30) }])],
      { ms: 30_000, slowest: { topic: 'otlp_spans', partition: 1 }, complete: false, stampedAhead: 0 },
    ],
    [
      'is unknown where every partition is',
      [topic('otlp_spans', [behind, behind])],
      { ms: 'unknown', complete: false, stampedAhead: 0 },
    ],
    [
      'says how many partitions are stamped ahead',
      [
        topic('otlp_spans', [
          { ...behind, firstUnread: record(-600) },
          { ...behind, firstUnread: record(-60) },
        ]),
      ],
      { ms: 0, complete: true, stampedAhead: 2 },
    ],
    [
      'is a lower bound where a topic is unknown',
      [
        { kind: 'unknown', signal: 'logs', topic: 'otlp_logs', fault: { code: 'X', message: 'x' } },
        topic('otlp_spans', [{ ...behind, firstUnread: record(30) }]),
      ],
      { ms: 30_000, slowest: { topic: 'otlp_spans', partition: 0 }, complete: false, stampedAhead: 0 },
    ],
    [
      'is 0 where no topic exists',
      [{ kind: 'missing', signal: 'logs', topic: 'otlp_logs' }],
      { ms: 0, complete: true, stampedAhead: 0 },
    ],
  ])('%s', (_name, topics, expected) => {
    const { topics: _topics, ...group } = measureTimeLag(snapshot(topics));

    expect(group).toEqual(expected);
  });

  it('reports for each topic how many partitions have future timestamps', () => {
    const ahead = { ...behind, firstUnread: record(-600) };

    const report = measureTimeLag(
      snapshot([topic('otlp_spans', [ahead, ahead]), topic('otlp_logs', [ahead])]),
    );

    expect(report.topics.map(({ stampedAhead }) => stampedAhead)).toEqual([2, 1]);
    expect(report.stampedAhead).toBe(3);
  });

  it('excludes missing topics, and keeps unknown ones', () => {
    const report = measureTimeLag(
      snapshot([
        { kind: 'missing', signal: 'logs', topic: 'otlp_logs' },
        { kind: 'unknown', signal: 'traces', topic: 'otlp_spans', fault: { code: 'X', message: 'x' } },
      ]),
    );

    expect(report.topics).toEqual([
      { topic: 'otlp_spans', partitions: [], ms: 'unknown', complete: false, stampedAhead: 0 },
    ]);
  });
});
