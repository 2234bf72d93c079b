import { slowestLoss, type TimeToLoss, timeToLoss } from '../../../../lib/core/lag/time-to-loss';
import type { FirstUnread, PartitionSnapshot, Retention } from '../../../../lib/core/snapshot/kafka';
import { NOW_MS, partition, snapshot, topic } from '../../../_helpers/core/snapshots';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ASSUMED_MS = 7 * HOUR_MS;
/** drainLimit 2 minutes ago, rate start 5 minutes ago. */
const look = {
  takenAtMs: NOW_MS,
  drainLimitMs: NOW_MS - 2 * MINUTE_MS,
  rateSinceMs: NOW_MS - 5 * MINUTE_MS,
};

function record(minutesAgo: number): FirstUnread {
  return { kind: 'record', offset: 4n, timestampMs: NOW_MS - minutesAgo * MINUTE_MS };
}

function loss(retention: Partial<Retention>, given: Partial<PartitionSnapshot>): TimeToLoss {
  const present = {
    ...topic('otlp_spans', []),
    retention: { ms: 'unlimited', bytes: 'unlimited', ...retention } as Retention,
  };
  return timeToLoss(present, partition(given), look, ASSUMED_MS);
}

describe('the time until retention deletes unread records of a partition', () => {
  const hour = { ms: HOUR_MS };
  const behind = { committed: 4n };

  it.each<[string, Partial<Retention>, Partial<PartitionSnapshot>, TimeToLoss]>([
    [
      'is what retention.ms leaves of the first unread record',
      hour,
      { ...behind, firstUnread: record(40) },
      { kind: 'in', leftMs: 20 * MINUTE_MS, by: 'retention.ms' },
    ],
    [
      'is 0 for a record older than retention.ms',
      hour,
      { ...behind, firstUnread: record(90) },
      { kind: 'in', leftMs: 0, by: 'retention.ms' },
    ],
    [
      'goes by the spec where the cluster does not tell',
      { ms: 'unknown', bytes: 'unknown' },
      { ...behind, firstUnread: record(60) },
      { kind: 'in', leftMs: 6 * HOUR_MS, by: 'assumed' },
    ],
    ['is never where retention is unlimited', {}, { ...behind, firstUnread: record(90) }, { kind: 'never' }],
    ['is never at the end', hour, {}, { kind: 'never' }],
    ['is never for an empty partition', hour, { committed: 'none', logEnd: 0n }, { kind: 'never' }],
    [
      'is never where no record is left',
      hour,
      { ...behind, firstUnread: { kind: 'none' } },
      { kind: 'never' },
    ],
    ['is never where all was truncated', hour, { committed: 2n, logStart: 10n }, { kind: 'never' }],
    [
      'counts for a partition without a commit',
      hour,
      { committed: 'none', firstUnread: record(40) },
      { kind: 'in', leftMs: 20 * MINUTE_MS, by: 'retention.ms' },
    ],
    [
      'counts for what is left of a truncated one',
      hour,
      { committed: 2n, logStart: 5n, firstUnread: record(59) },
      { kind: 'in', leftMs: MINUTE_MS, by: 'retention.ms' },
    ],
    ['is unknown past the end', hour, { committed: 12n, firstUnread: { kind: 'none' } }, { kind: 'unknown' }],
    [
      'is unknown for an unknown partition',
      hour,
      { logEnd: 'unknown', firstUnread: record(40) },
      { kind: 'unknown' },
    ],
    [
      'is unknown for a record that could not be read',
      hour,
      { ...behind, firstUnread: { kind: 'unknown' } },
      { kind: 'unknown' },
    ],
    [
      'is unknown for a record without a timestamp',
      hour,
      { ...behind, firstUnread: { kind: 'record', offset: 4n, timestampMs: -1 } },
      { kind: 'unknown' },
    ],
    [
      'takes a record of 1970 at its word',
      { ms: NOW_MS + MINUTE_MS },
      { ...behind, firstUnread: { kind: 'record', offset: 4n, timestampMs: 0 } },
      { kind: 'in', leftMs: MINUTE_MS, by: 'retention.ms' },
    ],
  ])('%s', (_name, retention, given, expected) => {
    expect(loss(retention, given)).toEqual(expected);
  });

  it.each<[string, Partial<PartitionSnapshot>, TimeToLoss]>([
    // Committed offset 4, log end offset 10: the first unread record is at offset 4 or later.
    [
      'the drain limit',
      { offsetAtDrainLimit: 4n },
      { kind: 'in', leftMs: 58 * MINUTE_MS, by: 'retention.ms' },
    ],
    ['not the drain limit', { offsetAtDrainLimit: 5n }, { kind: 'unknown' }],
    ['the rate start', { offsetAtRateStart: 4n }, { kind: 'in', leftMs: 55 * MINUTE_MS, by: 'retention.ms' }],
    ['not the rate start', { offsetAtRateStart: 5n }, { kind: 'unknown' }],
    [
      'the later of both',
      { offsetAtDrainLimit: 3n, offsetAtRateStart: 2n },
      { kind: 'in', leftMs: 58 * MINUTE_MS, by: 'retention.ms' },
    ],
    [
      'the rate start alone',
      { offsetAtDrainLimit: 5n, offsetAtRateStart: 2n },
      { kind: 'in', leftMs: 55 * MINUTE_MS, by: 'retention.ms' },
    ],
    [
      'nothing while records are stamped ahead',
      { offsetAtDrainLimit: 4n, offsetAhead: 9n },
      { kind: 'unknown' },
    ],
    [
      'its log start past the end',
      { committed: 12n, logStart: 4n, offsetAtDrainLimit: 4n },
      { kind: 'in', leftMs: 58 * MINUTE_MS, by: 'retention.ms' },
    ],
  ])('has a limit without the record, by %s', (_name, given, expected) => {
    expect(loss(hour, { ...behind, ...given })).toEqual(expected);
  });
});

describe('the time until retention.bytes deletes unread records of a partition', () => {
  /** 1,000 offsets of 10 bytes, 400 unread (4,000 bytes); 300 arrived in 5 minutes: 1/s, 10 bytes/s. */
  const given: Partial<PartitionSnapshot> = {
    committed: 600n,
    logEnd: 1000n,
    sizeBytes: 10_000,
    offsetAtRateStart: 700n,
  };

  it.each<[string, Partial<Retention>, Partial<PartitionSnapshot>, TimeToLoss]>([
    [
      'is what fits in before the first unread record, at the rate of arrival',
      { bytes: 10_000 },
      {},
      { kind: 'in', leftMs: 600_000, by: 'retention.bytes' },
    ],
    [
      'is 0 where as much as is kept is unread',
      { bytes: 4000 },
      {},
      { kind: 'in', leftMs: 0, by: 'retention.bytes' },
    ],
    [
      'is short where nearly as much as is kept is unread',
      { bytes: 4001 },
      {},
      { kind: 'in', leftMs: 100, by: 'retention.bytes' },
    ],
    [
      'is 0 where more is unread, whatever the rate',
      { bytes: 3000 },
      { offsetAtRateStart: 'unknown' },
      { kind: 'in', leftMs: 0, by: 'retention.bytes' },
    ],
    [
      'counts what is left from the log start on',
      { bytes: 20_000 },
      { committed: 'none', logStart: 500n },
      // 500 offsets of 20 bytes unread, 1/s: 10,000 more bytes at 20 bytes/s.
      { kind: 'in', leftMs: 500_000, by: 'retention.bytes' },
    ],
    [
      'is never where nothing arrives',
      { bytes: 10_000 },
      { offsetAtRateStart: 'none-since' },
      { kind: 'never' },
    ],
    ['is unknown without a rate', { bytes: 10_000 }, { offsetAtRateStart: 'unknown' }, { kind: 'unknown' }],
    ['is not asked where it is not known to be set', { bytes: 'unknown' }, {}, { kind: 'never' }],
  ])('%s', (_name, retention, more, expected) => {
    expect(loss(retention, { ...given, ...more })).toEqual(expected);
  });

  it('is unknown without a size', () => {
    const { sizeBytes: _sizeBytes, ...unsized } = given;

    expect(loss({ bytes: 10_000 }, unsized)).toEqual({ kind: 'unknown' });
  });

  it.each<[string, Retention, Partial<PartitionSnapshot>, TimeToLoss]>([
    [
      'bytes before time',
      { ms: HOUR_MS, bytes: 10_000 },
      { firstUnread: record(40) },
      { kind: 'in', leftMs: 600_000, by: 'retention.bytes' },
    ],
    [
      'time before bytes',
      { ms: HOUR_MS, bytes: 10_000 },
      { firstUnread: record(55) },
      { kind: 'in', leftMs: 300_000, by: 'retention.ms' },
    ],
    [
      'both at once',
      { ms: HOUR_MS, bytes: 10_000 },
      { firstUnread: record(50) },
      { kind: 'in', leftMs: 600_000, by: 'retention.ms' },
    ],
    [
      'time alone where bytes are unknown',
      { ms: HOUR_MS, bytes: 10_000 },
      { firstUnread: record(55), offsetAtRateStart: 'unknown' },
      { kind: 'in', leftMs: 300_000, by: 'retention.ms' },
    ],
    [
      'bytes alone where time is unknown',
      { ms: HOUR_MS, bytes: 4000 },
      { firstUnread: { kind: 'unknown' } },
      { kind: 'in', leftMs: 0, by: 'retention.bytes' },
    ],
    [
      'nothing where bytes say never and time is unknown',
      { ms: HOUR_MS, bytes: 10_000 },
      { firstUnread: { kind: 'unknown' }, offsetAtRateStart: 'none-since' },
      { kind: 'unknown' },
    ],
  ])('is that of the earlier limit: %s', (_name, retention, more, expected) => {
    expect(loss(retention, { ...given, ...more })).toEqual(expected);
  });
});

describe('the soonest loss of a group', () => {
  const assumed = (signal: string) => (signal === 'logs' ? 2 * HOUR_MS : ASSUMED_MS);

  it('is that of the partition with the least time, with the retention of its own signal', () => {
    const found = slowestLoss(
      snapshot([
        topic(
          'otlp_spans',
          [
            { committed: 4n, firstUnread: record(40) },
            { committed: 4n, firstUnread: record(50) },
            { committed: 4n, firstUnread: record(45) },
            {},
          ],
          HOUR_MS,
        ),
        topic('otlp_logs', [{ committed: 4n, firstUnread: record(115) }], 'unknown'),
      ]),
      assumed,
    );

    expect(found).toEqual({
      soonest: { topic: 'otlp_logs', partition: 0, leftMs: 5 * MINUTE_MS, by: 'assumed' },
      unknown: 0,
    });
  });

  it('is the first of several with the same time', () => {
    const same = { committed: 4n, firstUnread: record(40) };

    expect(
      slowestLoss(snapshot([topic('otlp_spans', [same, same], HOUR_MS)]), assumed).soonest,
    ).toMatchObject({
      partition: 0,
    });
  });

  it('reports how many partitions could not be judged', () => {
    const found = slowestLoss(
      snapshot([
        topic('otlp_spans', [{ committed: 4n }, { logEnd: 'unknown' }, {}], HOUR_MS),
        { kind: 'unknown', signal: 'logs', topic: 'otlp_logs', fault: { code: 'X', message: 'x' } },
        { kind: 'missing', signal: 'metrics', topic: 'otlp_metrics' },
      ]),
      assumed,
    );

    expect(found).toEqual({ soonest: undefined, unknown: 3 });
  });
});
