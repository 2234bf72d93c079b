import { measureLag, partitionLag } from '../../../lib/lag/lag';
import { partition, snapshot, topic } from '../../_helpers/snapshots';

describe('the lag of a partition', () => {
  it.each([
    ['commit at the end', { committed: 10n, logEnd: 10n }, { kind: 'caught-up' }],
    ['commit below the end', { committed: 4n, logEnd: 10n }, { kind: 'behind', lag: 6n }],
    [
      'no commit, records there',
      { committed: 'none', logStart: 3n, logEnd: 10n },
      { kind: 'uncommitted', lag: 7n },
    ],
    ['no commit, nothing there', { committed: 'none', logStart: 10n, logEnd: 10n }, { kind: 'empty' }],
    [
      'commit before the log start',
      { committed: 2n, logStart: 5n, logEnd: 10n },
      { kind: 'truncated', lost: 3n, lag: 5n },
    ],
    ['commit past the log end', { committed: 12n, logStart: 0n, logEnd: 10n }, { kind: 'ahead', lag: 10n }],
    ['commit unknown', { committed: 'unknown' }, { kind: 'unknown' }],
    ['log end unknown', { logEnd: 'unknown' }, { kind: 'unknown' }],
    [
      'offsets beyond 2^53',
      { committed: 9007199254740993n, logEnd: 9007199254740994n },
      { kind: 'behind', lag: 1n },
    ],
  ] as const)('with %s is told by its case', (_name, given, expected) => {
    expect(partitionLag(partition(given))).toMatchObject(expected);
  });
});

describe('the lag of a group', () => {
  const signals = [
    { signal: 'traces', topic: 'otlp_spans' },
    { signal: 'logs', topic: 'otlp_logs' },
  ] as const;

  it('adds up what is known, and says when something is not', () => {
    const report = measureLag(
      snapshot([
        topic('otlp_spans', [{ committed: 4n }, { committed: 'none' }, { logEnd: 'unknown' }]),
        { kind: 'missing', topic: 'otlp_logs' },
      ]),
      signals,
    );

    expect(report.lag).toBe(16n);
    expect(report.complete).toBe(false);
    expect(report.topics.map(({ problem }) => problem)).toEqual([undefined, 'missing']);
  });

  it('is complete when every partition was read', () => {
    const report = measureLag(
      snapshot([topic('otlp_spans', [{}]), topic('otlp_logs', [{ committed: 'none', logEnd: 0n }])]),
      signals,
    );

    expect(report).toMatchObject({ lag: 0n, complete: true });
  });
});
