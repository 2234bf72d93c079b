import { judgeDrained, MAX_WATERMARKS, type Watermarks } from '../../../lib/drain/drained';
import type { PartitionSnapshot } from '../../../lib/lag/snapshot';
import { NOW_MS, snapshot, topic } from '../../_helpers/snapshots';

const WITHIN_MS = 60_000;

function judge(given: Partial<PartitionSnapshot>, atMs = NOW_MS, marks: Watermarks = {}) {
  return judgeDrained(snapshot([topic('otlp_spans', [given])], { takenAtMs: atMs }), marks, WITHIN_MS);
}

describe('a partition is drained', () => {
  it.each([
    ['when the commit is at the end', { committed: 10n }, true],
    ['when all that is older than drainedWithin is read', { committed: 8n, offsetAtDrainLimit: 8n }, true],
    ['not when older records are left', { committed: 7n, offsetAtDrainLimit: 8n }, false],
    ['not when an old backlog rests and nothing new came: -1 means the end', { committed: 5n }, false],
    ['when it was never written to', { committed: 'none', logEnd: 0n }, true],
    ['when retention emptied it before it got a commit', { committed: 'none', logStart: 10n }, true],
    ['not when records wait without a commit', { committed: 'none' }, false],
    ['not when retention overtook the commit', { committed: 1n, logStart: 5n }, false],
    ['not when the commit is past the end', { committed: 11n }, false],
    ['not when the end is unknown', { logEnd: 'unknown' }, false],
    ['not when the time question was not answered', { committed: 8n, offsetAtDrainLimit: 'unknown' }, false],
    [
      'not by timestamps when a record is stamped ahead',
      { committed: 8n, offsetAtDrainLimit: 8n, offsetAhead: 9n },
      false,
    ],
    ['at the end, even when a record is stamped ahead', { committed: 10n, offsetAhead: 9n }, true],
  ] as const)('%s', (_name, given, expected) => {
    expect(judge(given).drained).toBe(expected);
  });

  it('not while a topic is missing', () => {
    expect(judgeDrained(snapshot([{ kind: 'missing', topic: 'otlp_spans' }]), {}, WITHIN_MS).drained).toBe(
      false,
    );
  });
});

describe('where timestamps do not settle it, a watermark does', () => {
  // A producer whose clock runs behind: -1 for ever, although the group is right behind it.
  const slowClock = (committed: bigint, logEnd: bigint) => ({
    committed,
    logEnd,
    offsetAtDrainLimit: 'none-since' as const,
  });

  it('drained once the commit passed an end noted within drainedWithin', () => {
    const first = judge(slowClock(95n, 100n));
    const second = judge(slowClock(101n, 110n), NOW_MS + 60_000, first.watermarks);

    expect([first.drained, second.drained]).toEqual([false, true]);
  });

  it('stays drained between two passes that are close enough', () => {
    const first = judge(slowClock(95n, 100n));
    const second = judge(slowClock(101n, 110n), NOW_MS + 20_000, first.watermarks);
    const third = judge(slowClock(105n, 120n), NOW_MS + 40_000, second.watermarks);

    expect(third.drained).toBe(true);
  });

  it('is not drained by passing a mark that is older than it may be', () => {
    const first = judge(slowClock(0n, 100n));
    const second = judge(slowClock(50n, 200n), NOW_MS + 61_000, first.watermarks);
    const third = judge(slowClock(150n, 300n), NOW_MS + 122_000, second.watermarks);

    expect([second.drained, third.drained]).toEqual([false, false]);
  });

  it('is not drained by a mark from before a long silence of the controller', () => {
    const first = judge(slowClock(95n, 100n));
    const later = judge(slowClock(101n, 5000n), NOW_MS + 3_600_000, first.watermarks);

    expect(later.drained).toBe(false);
  });

  it('keeps the state small: the partitions beyond the limit just stay undrained', () => {
    const many = Array.from({ length: MAX_WATERMARKS + 8 }, () => slowClock(95n, 100n));
    const first = judgeDrained(snapshot([topic('otlp_spans', many)]), {}, WITHIN_MS);

    expect(Object.keys(first.watermarks)).toHaveLength(MAX_WATERMARKS);
    expect(first.undrained).toHaveLength(MAX_WATERMARKS + 8);
  });
});
