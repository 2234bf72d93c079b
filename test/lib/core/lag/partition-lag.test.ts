import { offsetsLeft, partitionLag } from '../../../../lib/core/lag/partition-lag';
import { partition } from '../../../_helpers/core/snapshots';

const BEYOND = 2n ** 53n;

describe('the lag of a partition', () => {
  it.each([
    // commit, log start, log end                      under earliest
    [10n, 0n, 10n, { kind: 'caught-up', committed: 10n, logEnd: 10n }],
    [10n, 10n, 10n, { kind: 'caught-up', committed: 10n, logEnd: 10n }],
    [0n, 0n, 0n, { kind: 'caught-up', committed: 0n, logEnd: 0n }],
    [9n, 0n, 10n, { kind: 'behind', committed: 9n, logEnd: 10n, lag: 1n }],
    [4n, 4n, 10n, { kind: 'behind', committed: 4n, logEnd: 10n, lag: 6n }],
    [BEYOND + 1n, 0n, BEYOND + 2n, { kind: 'behind', committed: BEYOND + 1n, logEnd: BEYOND + 2n, lag: 1n }],
    ['none', 3n, 10n, { kind: 'uncommitted', logStart: 3n, logEnd: 10n, lag: 7n }],
    ['none', 10n, 10n, { kind: 'empty', logEnd: 10n }],
    ['none', 0n, 0n, { kind: 'empty', logEnd: 0n }],
    [2n, 5n, 10n, { kind: 'truncated', committed: 2n, logStart: 5n, logEnd: 10n, lost: 3n, lag: 5n }],
    [9n, 10n, 10n, { kind: 'truncated', committed: 9n, logStart: 10n, logEnd: 10n, lost: 1n, lag: 0n }],
    [12n, 2n, 10n, { kind: 'ahead', committed: 12n, logStart: 2n, logEnd: 10n, lag: 8n }],
  ] as const)(
    'with commit %s in a log from %s to %s is classified',
    (committed, logStart, logEnd, expected) => {
      expect(partitionLag(partition({ committed, logStart, logEnd }), 'earliest')).toEqual({
        topic: 'otlp_spans',
        partition: 0,
        ...expected,
      });
    },
  );

  it.each([
    // commit, log start, log end                 under latest
    ['none', 3n, 10n, { kind: 'uncommitted', logStart: 3n, logEnd: 10n, atRisk: 7n }],
    [2n, 5n, 10n, { kind: 'truncated', committed: 2n, logStart: 5n, logEnd: 10n, lost: 3n, atRisk: 5n }],
    [12n, 2n, 10n, { kind: 'ahead', committed: 12n, logStart: 2n, logEnd: 10n, atRisk: 8n }],
    [4n, 0n, 10n, { kind: 'behind', committed: 4n, logEnd: 10n, lag: 6n }],
    ['none', 10n, 10n, { kind: 'empty', logEnd: 10n }],
  ] as const)(
    'with commit %s in a log from %s to %s is at risk under latest if it has no usable commit',
    (committed, logStart, logEnd, expected) => {
      expect(partitionLag(partition({ committed, logStart, logEnd }), 'latest')).toEqual({
        topic: 'otlp_spans',
        partition: 0,
        ...expected,
      });
    },
  );

  it.each([{ committed: 'unknown' }, { logStart: 'unknown' }, { logEnd: 'unknown' }] as const)(
    'is unknown with its fault if %p',
    (given) => {
      const fault = { code: 'LEADER_NOT_AVAILABLE', message: 'no leader' };

      expect(partitionLag(partition({ ...given, fault }), 'earliest')).toMatchObject({
        kind: 'unknown',
        fault,
      });
    },
  );

  it.each([
    [{ committed: -1n }, 'OFFSET_NEGATIVE', 'commit -1, log start 0: an offset is never negative'],
    [{ logStart: -5n }, 'OFFSET_NEGATIVE', 'commit 10, log start -5: an offset is never negative'],
    [
      { committed: 'none', logStart: -5n },
      'OFFSET_NEGATIVE',
      'commit none, log start -5: an offset is never negative',
    ],
    [{ logStart: 11n }, 'LOG_INVERTED', 'log end 10 lies before log start 11'],
    [{ committed: 'none', logEnd: -1n }, 'LOG_INVERTED', 'log end -1 lies before log start 0'],
  ] as const)('is unknown if %p is impossible', (given, code, message) => {
    expect(partitionLag(partition(given), 'earliest')).toMatchObject({
      kind: 'unknown',
      fault: { code, message },
    });
  });
});

describe('the unread part of a partition', () => {
  it.each([
    ['all that is behind', partition({ committed: 4n }), 'earliest', 6n],
    ['what is at risk, too', partition({ committed: 'none' }), 'latest', 10n],
    ['nothing at the end', partition(), 'earliest', 0n],
    ['nothing of an empty one', partition({ committed: 'none', logEnd: 0n }), 'latest', 0n],
    ['not told where it is unknown', partition({ logEnd: 'unknown' }), 'earliest', undefined],
  ] as const)('is %s', (_name, given, policy, expected) => {
    expect(offsetsLeft(partitionLag(given, policy))).toBe(expected);
  });
});
