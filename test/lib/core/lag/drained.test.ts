import { surveyOf } from '../../../../lib/core/facts/survey';
import { judgeDrained, type Watermarks } from '../../../../lib/core/lag/drained';
import type { KafkaSnapshot, PartitionSnapshot } from '../../../../lib/core/snapshot/kafka';
import { NOW_MS, snapshot, topic } from '../../../_helpers/core/snapshots';
import { markedIn, watermarksOf } from '../../../_helpers/core/watermarks';

const WITHIN_MS = 60_000;

function judgeAll(
  kafka: KafkaSnapshot,
  marks: readonly Watermarks[],
  isExcluded?: (partition: PartitionSnapshot) => boolean,
) {
  return judgeDrained(kafka, surveyOf(kafka), marks, WITHIN_MS, isExcluded);
}

function judge(given: Partial<PartitionSnapshot>, atMs = NOW_MS, marks: Watermarks = new Map()) {
  return judgeAll(snapshot([topic('otlp_spans', [given])], { takenAtMs: atMs }), [marks]);
}

/** The verdict on one partition, with a log from 0 to 10 by default. */
function verdict(given: Partial<PartitionSnapshot>): string {
  const { drained, undrained } = judge(given);
  return drained ? 'drained' : undrained.map(({ why }) => why).join();
}

describe('a partition', () => {
  it.each<[string, Partial<PartitionSnapshot>, string]>([
    ['with its commit at the end', { committed: 10n }, 'drained'],
    ['with all read that is older than drainedWithin', { committed: 8n, offsetAtDrainLimit: 8n }, 'drained'],
    ['with one older record left', { committed: 7n, offsetAtDrainLimit: 8n }, 'behind'],
    ['with an old backlog and nothing new: -1 means the end', { committed: 9n }, 'behind'],
    ['that was never written to', { committed: 'none', logEnd: 0n }, 'drained'],
    ['that retention emptied before it got a commit', { committed: 'none', logStart: 10n }, 'drained'],
    ['with records and no commit', { committed: 'none' }, 'uncommitted'],
    ['with markers only and no commit', { committed: 'none', firstUnread: { kind: 'none' } }, 'drained'],
    ['whose commit retention overtook by one', { committed: 4n, logStart: 5n }, 'truncated'],
    [
      'whose commit stands at the log start',
      { committed: 5n, logStart: 5n, offsetAtDrainLimit: 5n },
      'drained',
    ],
    ['whose commit retention overtook, with nothing left', { committed: 4n, logStart: 10n }, 'drained'],
    ['whose commit is past the end by one', { committed: 11n }, 'ahead'],
    ['whose commit is past the end of an empty log', { committed: 11n, logStart: 10n }, 'drained'],
    ['with an unknown commit', { committed: 'unknown' }, 'unknown'],
    ['with an unknown start', { logStart: 'unknown' }, 'unknown'],
    ['with an unknown end', { logEnd: 'unknown' }, 'unknown'],
    ['whose limit was not answered', { committed: 8n, offsetAtDrainLimit: 'unknown' }, 'unknown'],
    ['whose skew was not answered', { committed: 8n, offsetAhead: 'unknown' }, 'unknown'],
    ['at the end, whatever was not answered', { offsetAtDrainLimit: 'unknown' }, 'drained'],
    ['with a record stamped ahead', { committed: 8n, offsetAtDrainLimit: 8n, offsetAhead: 9n }, 'behind'],
    ['at the end, with a record stamped ahead', { committed: 10n, offsetAhead: 9n }, 'drained'],
    ['with a tail of transaction markers', { committed: 9n, firstUnread: { kind: 'none' } }, 'drained'],
    ['with a tail that could not be read', { committed: 9n, firstUnread: { kind: 'unknown' } }, 'behind'],
    [
      'with an old record in its tail',
      { committed: 9n, firstUnread: { kind: 'record', offset: 9n, timestampMs: 0 } },
      'behind',
    ],
  ])('%s', (_name, given, expected) => {
    expect(verdict(given)).toBe(expected);
  });
});

describe('a group', () => {
  it('is not drained while a topic is missing, even if the others are', () => {
    const missing = { kind: 'missing', signal: 'logs', topic: 'otlp_logs' } as const;

    expect(judgeAll(snapshot([topic('otlp_spans', [{}]), missing]), [])).toMatchObject({
      drained: false,
      undrained: [],
    });
  });

  it('is not drained while nothing is known about it', () => {
    expect(judgeAll(snapshot([]), []).drained).toBe(false);
  });

  it('names every partition that is not drained, and why', () => {
    const kafka = snapshot([
      topic('otlp_spans', [{}, { committed: 1n }]),
      topic('otlp_logs', [{ logEnd: 9n }]),
    ]);

    expect(judgeAll(kafka, []).undrained).toEqual([
      { topic: 'otlp_spans', partition: 1, why: 'behind' },
      { topic: 'otlp_logs', partition: 0, why: 'ahead' },
    ]);
  });
});

describe('a stuck partition', () => {
  const judgeStuck = (given: Partial<PartitionSnapshot>) =>
    judgeAll(snapshot([topic('otlp_spans', [{}, given])]), [], ({ partition }) => partition === 1);

  it('with its commit in the log is excluded from the verdict, and named', () => {
    expect(judgeStuck({ committed: 3n })).toMatchObject({
      drained: true,
      undrained: [],
      excluded: [{ topic: 'otlp_spans', partition: 1, why: 'behind' }],
    });
  });

  it.each<[string, Partial<PartitionSnapshot>]>([
    ['uncommitted', { committed: 'none' }],
    ['truncated', { committed: 1n, logStart: 2n }],
    ['ahead', { committed: 11n }],
    ['unknown', { logEnd: 'unknown' }],
  ])('that is %s still counts, because latest would skip it', (why, given) => {
    expect(judgeStuck(given)).toMatchObject({
      drained: false,
      undrained: [{ partition: 1, why }],
      excluded: [],
    });
  });
});

describe('if timestamps do not settle it, a watermark does', () => {
  // A producer whose clock runs behind: -1 for ever, although the group is right behind it.
  const looks = (...given: [afterMs: number, committed: bigint, logEnd: bigint][]) => {
    let marks: Watermarks = new Map();
    return given.map(([afterMs, committed, logEnd]) => {
      const judged = judge({ committed, logEnd }, NOW_MS + afterMs, marks);
      marks = judged.watermarks;
      return judged.drained;
    });
  };

  it.each<[string, [number, bigint, bigint][], boolean[]]>([
    [
      'a mark that is passed within drainedWithin',
      [
        [0, 95n, 100n],
        [60_000, 101n, 110n],
      ],
      [false, true],
    ],
    [
      'a mark that is reached to the record',
      [
        [0, 95n, 100n],
        [60_000, 100n, 110n],
      ],
      [false, true],
    ],
    [
      'a mark that is missed by one record',
      [
        [0, 95n, 100n],
        [60_000, 99n, 110n],
      ],
      [false, false],
    ],
    [
      'a mark that is passed one look late, at twice drainedWithin',
      [
        [0, 95n, 100n],
        [120_000, 101n, 110n],
      ],
      [false, true],
    ],
    [
      'a mark that is passed a millisecond later than that',
      [
        [0, 95n, 100n],
        [120_001, 101n, 110n],
      ],
      [false, false],
    ],
    [
      'a look between two passes, near enough to the first',
      [
        [0, 95n, 100n],
        [20_000, 101n, 110n],
        [40_000, 105n, 120n],
      ],
      [false, true, true],
    ],
    [
      'a look when what is known to be read ended drainedWithin ago',
      [
        [0, 95n, 100n],
        [30_000, 101n, 110n],
        [60_000, 105n, 120n],
      ],
      [false, true, true],
    ],
    [
      'a look when it ended a millisecond more ago',
      [
        [0, 95n, 100n],
        [30_000, 101n, 110n],
        [60_001, 105n, 120n],
      ],
      [false, true, false],
    ],
    [
      'a pass after the first was too late: a new mark was set',
      [
        [0, 0n, 100n],
        [200_000, 150n, 200n],
        [260_000, 200n, 300n],
      ],
      [false, false, true],
    ],
    [
      'a mark that was not passed for longer than drainedWithin: it is replaced',
      [
        [0, 0n, 100n],
        [60_001, 50n, 200n],
        [120_001, 150n, 300n],
      ],
      [false, false, false],
    ],
    [
      'a mark that was not passed for just drainedWithin: it stays',
      [
        [0, 0n, 100n],
        [60_000, 50n, 200n],
        [120_000, 150n, 300n],
      ],
      [false, false, true],
    ],
    [
      'a mark from before a long silence of the controller',
      [
        [0, 95n, 100n],
        [3_600_000, 101n, 5000n],
      ],
      [false, false],
    ],
  ])('%s', (_name, given, expected) => {
    expect(looks(...given)).toEqual(expected);
  });

  it('is set to the log end and the time of the look, and removed when the partition is settled otherwise', () => {
    const first = judge({ committed: 95n, logEnd: 100n });
    const settled = judge({ committed: 100n, logEnd: 100n }, NOW_MS + 1_000, first.watermarks);

    expect(first.watermarks).toEqual(
      watermarksOf([['otlp_spans/0', { logEnd: 100n, notedAtMs: NOW_MS, consumedUpToMs: undefined }]]),
    );
    expect(settled.watermarks).toEqual(new Map());
  });

  it('keeps what is known to be read when it is replaced', () => {
    const marks = watermarksOf([
      ['otlp_spans/0', { logEnd: 500n, notedAtMs: NOW_MS - 61_000, consumedUpToMs: NOW_MS - 70_000 }],
    ]);

    expect(
      judge({ committed: 95n, logEnd: 900n }, NOW_MS, marks).watermarks.get('otlp_spans')?.get(0),
    ).toEqual({
      logEnd: 900n,
      notedAtMs: NOW_MS,
      consumedUpToMs: NOW_MS - 70_000,
    });
  });

  it('is set for every partition that needs one, even if the state has no room for all', () => {
    const many = Array.from({ length: 40 }, () => ({ committed: 95n, logEnd: 100n }));

    expect(markedIn(judgeAll(snapshot([topic('otlp_spans', many)]), []).watermarks)).toHaveLength(40);
  });
});
