import { LEFT_OUT } from '../../../../lib/adapters/kafka/faults';
import type { OffsetByTime, PartitionOffsets } from '../../../../lib/adapters/kafka/list-offsets';
import { PartitionTable } from '../../../../lib/adapters/kafka/partition-table';
import { unreadPartitions } from '../../../../lib/adapters/kafka/topic-snapshot';
import type { Fault } from '../../../../lib/core/snapshot/kafka';

const key = { topic: 'spans', partition: 0, leader: 1 };

function partitionsOf(
  committed: bigint | 'none' | Fault,
  start: bigint | Fault,
  end: bigint | Fault,
  ahead: OffsetByTime = 'none-since',
) {
  const commits = new PartitionTable<bigint | 'none' | Fault>();
  commits.set(key, committed);
  const offsets = new PartitionTable<PartitionOffsets>();
  const times = { atDrainLimit: 'none-since', ahead, atRateStart: 'none-since' } as const;
  offsets.set(key, { start, end, ...times });
  return unreadPartitions([key], commits, offsets);
}

function unread(...given: Parameters<typeof partitionsOf>) {
  return partitionsOf(...given).map(({ from, end: to }) => [from, to]);
}

describe('unreadPartitions', () => {
  it.each([
    ['behind: from the commit', 4n, 0n, 10n, [[4n, 10n]]],
    ['caught up: nothing', 10n, 0n, 10n, []],
    ['uncommitted: from the log start', 'none' as const, 3n, 10n, [[3n, 10n]]],
    ['empty: nothing', 'none' as const, 10n, 10n, []],
    ['truncated: from the log start', 2n, 5n, 10n, [[5n, 10n]]],
    ['truncated, and nothing left: nothing', 2n, 10n, 10n, []],
    ['ahead: nothing', 12n, 0n, 10n, []],
    ['unknown commit: not asked', LEFT_OUT, 0n, 10n, []],
    ['unknown start: not asked', 4n, LEFT_OUT, 10n, []],
    ['unknown end: not asked', 4n, 0n, LEFT_OUT, []],
  ])('%s', (_case, committed, start, end, expected) => {
    expect(unread(committed, start, end)).toEqual(expected);
  });

  it.each([
    ['in order where no record is stamped ahead', 'none-since' as const, 'in-order'],
    ['of no use where one is', 9n, 'unknown'],
    ['of no use where that is not known', LEFT_OUT, 'unknown'],
  ])('uses times for %s', (_what, ahead, times) => {
    expect(partitionsOf(4n, 0n, 10n, ahead)).toMatchObject([{ times }]);
  });

  it('excludes a partition that no look returned', () => {
    expect(unreadPartitions([key], new PartitionTable(), new PartitionTable())).toEqual([]);
  });
});
