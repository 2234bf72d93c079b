import { measureLag } from '../../../../lib/core/lag/lag';
import { skewedPartitions } from '../../../../lib/core/lag/skew';
import type { PartitionSnapshot, TopicSnapshot } from '../../../../lib/core/snapshot/kafka';
import { NOW_MS, snapshot, topic } from '../../../_helpers/core/snapshots';

const DRAIN_LIMIT_MS = NOW_MS - 60_000;
const old = { kind: 'record', offset: 0n, timestampMs: DRAIN_LIMIT_MS - 1 } as const;

/** A partition that is so far behind, by old records. */
function lagging(lag: bigint): Partial<PartitionSnapshot> {
  return { committed: 1000n - lag, logEnd: 1000n, firstUnread: old };
}

function skewed(topics: TopicSnapshot[], tasks = 2) {
  const look = snapshot(topics, { tasks });
  return skewedPartitions(
    look,
    measureLag(look, [{ signal: 'traces', topic: 'otlp_spans' }], { policy: 'earliest' }),
  );
}

describe('a skewed partition', () => {
  it('is named with its lag, its share of the topic, and its owner', () => {
    expect(skewed([topic('otlp_spans', [lagging(10n), lagging(180n), lagging(10n)])])).toEqual([
      { topic: 'otlp_spans', partition: 1, lag: 180n, share: 0.9, owner: 'otel-collector at 10.0.0.2' },
    ]);
  });

  it.each<[string, bigint[], number | undefined]>([
    // lags of the partitions                       the skewed one
    ['all others are done', [0n, 0n, 500n], 2],
    ['another has a tenth', [500n, 50n, 0n], 0],
    ['another has more than a tenth', [500n, 51n, 0n], undefined],
    ['others together have just less than it', [100n, ...Array<bigint>(99).fill(1n)], 0],
    ['others together have as much as it', [100n, ...Array<bigint>(100).fill(1n)], undefined],
    ['two are equally far behind', [500n, 500n], undefined],
    ['nobody is behind', [0n, 0n], undefined],
    ['it is alone in its topic', [500n], undefined],
    ['one of two', [0n, 1n], 1],
  ])('is compared with the others if %s', (_name, lags, expected) => {
    expect(skewed([topic('otlp_spans', lags.map(lagging))]).map(({ partition }) => partition)).toStrictEqual(
      expected === undefined ? [] : [expected],
    );
  });

  it.each<[string, Partial<PartitionSnapshot>, boolean]>([
    ['a record older than the drain limit', { firstUnread: old }, true],
    ['a record as old as the drain limit', { firstUnread: { ...old, timestampMs: DRAIN_LIMIT_MS } }, false],
    ['no record at all', { firstUnread: { kind: 'none' } }, false],
    ['an unreadable record, and nothing written since the limit', { firstUnread: { kind: 'unknown' } }, true],
    ['an unreadable record, from before the limit', { offsetAtDrainLimit: 501n }, true],
    ['an unreadable record, from after the limit', { offsetAtDrainLimit: 500n }, false],
    ['an unreadable record and no offset at the limit', { offsetAtDrainLimit: 'unknown' }, false],
    [
      'no commit, and a log from before the limit',
      { committed: 'none', logStart: 500n, offsetAtDrainLimit: 501n },
      true,
    ],
    [
      'no commit, and a log from after the limit',
      { committed: 'none', logStart: 500n, offsetAtDrainLimit: 500n },
      false,
    ],
  ])('with %s counts only if it is old', (_name, given, expected) => {
    const partition = { committed: 500n, logEnd: 1000n, ...given };

    expect(skewed([topic('otlp_spans', [partition, {}])])).toHaveLength(expected ? 1 : 0);
  });

  it('is old by its own record, not by that of another', () => {
    const caughtUp = { offsetAtDrainLimit: 'unknown' } as const;

    expect(skewed([topic('otlp_spans', [caughtUp, lagging(500n)])])).toHaveLength(1);
  });

  it('is not named in a topic that is not completely known', () => {
    expect(skewed([topic('otlp_spans', [lagging(500n), {}, { logEnd: 'unknown' }])])).toEqual([]);
    expect(skewed([{ kind: 'missing', signal: 'traces', topic: 'otlp_spans' }])).toEqual([]);
  });

  it('is named in each topic separately', () => {
    const names = skewed([
      topic('otlp_spans', [lagging(500n), {}]),
      topic('otlp_spans_b', [{}, lagging(7n)]),
    ]).map((each) => `${each.topic}/${each.partition}`);

    expect(names).toEqual(['otlp_spans/0', 'otlp_spans_b/1']);
  });

  it('without a commit counts from where reading would begin, and one at risk has no lag to wait for', () => {
    const look = snapshot([topic('otlp_spans', [{ committed: 'none', logEnd: 500n, firstUnread: old }, {}])]);
    const signals = [{ signal: 'traces', topic: 'otlp_spans' }] as const;

    expect(skewedPartitions(look, measureLag(look, signals, { policy: 'earliest' }))).toMatchObject([
      { share: 1 },
    ]);
    expect(skewedPartitions(look, measureLag(look, signals, { policy: 'latest' }))).toEqual([]);
  });
});
