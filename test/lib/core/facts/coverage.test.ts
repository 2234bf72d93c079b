import {
  censusOf,
  isOutOfRange,
  isUnknown,
  isUnread,
  needsSeed,
  partitionKey,
  partitionsOf,
} from '../../../../lib/core/facts/coverage';
import type { PartitionSnapshot } from '../../../../lib/core/snapshot/kafka';
import { partition, snapshot, topic } from '../../../_helpers/snapshots';

describe('a commit in a log from 0 to 10', () => {
  it.each<[string, Partial<PartitionSnapshot>, { outOfRange: boolean; needsSeed: boolean; unread: boolean }]>(
    [
      ['at the end', { committed: 10n }, { outOfRange: false, needsSeed: false, unread: false }],
      ['at the start', { committed: 0n }, { outOfRange: false, needsSeed: false, unread: false }],
      ['one past the end', { committed: 11n }, { outOfRange: true, needsSeed: false, unread: true }],
      [
        'one below the start',
        { committed: 4n, logStart: 5n },
        { outOfRange: true, needsSeed: false, unread: true },
      ],
      [
        'below the start of an empty log',
        { committed: 4n, logStart: 10n },
        { outOfRange: true, needsSeed: true, unread: false },
      ],
      [
        'past an empty log',
        { committed: 11n, logStart: 10n },
        { outOfRange: true, needsSeed: true, unread: false },
      ],
      ['missing', { committed: 'none' }, { outOfRange: false, needsSeed: true, unread: true }],
      [
        'missing, with nothing there',
        { committed: 'none', logEnd: 0n },
        { outOfRange: false, needsSeed: true, unread: false },
      ],
      [
        'missing, with markers only',
        { committed: 'none', firstUnread: { kind: 'none' } },
        { outOfRange: false, needsSeed: true, unread: false },
      ],
      [
        'missing, with an end that is unknown',
        { committed: 'none', logEnd: 'unknown' },
        { outOfRange: false, needsSeed: true, unread: false },
      ],
      ['unknown', { committed: 'unknown' }, { outOfRange: false, needsSeed: false, unread: false }],
      [
        'with an unknown start',
        { logStart: 'unknown' },
        { outOfRange: false, needsSeed: false, unread: false },
      ],
      [
        'past an unknown end',
        { committed: 99n, logEnd: 'unknown' },
        { outOfRange: false, needsSeed: false, unread: false },
      ],
    ],
  )('%s', (_name, given, expected) => {
    const each = partition(given);

    expect({ outOfRange: isOutOfRange(each), needsSeed: needsSeed(each), unread: isUnread(each) }).toEqual(
      expected,
    );
  });
});

describe('a partition', () => {
  it.each<[string, Partial<PartitionSnapshot>, boolean]>([
    ['all of which is known', {}, false],
    ['without a commit', { committed: 'none' }, false],
    ['with an unknown commit', { committed: 'unknown' }, true],
    ['with an unknown start', { logStart: 'unknown' }, true],
    ['with an unknown end', { logEnd: 'unknown' }, true],
  ])('%s is unknown: %s', (_name, given, expected) => {
    expect(isUnknown(partition(given))).toBe(expected);
  });

  it('is called by topic and number', () => {
    expect(partitionKey(partition({ topic: 'otlp_logs', partition: 3 }))).toBe('otlp_logs/3');
  });

  it('counts only where its topic could be described', () => {
    const kafka = snapshot([
      topic('otlp_spans', [{}, {}]),
      { kind: 'missing', signal: 'logs', topic: 'otlp_logs' },
      { kind: 'unknown', signal: 'metrics', topic: 'otlp_metrics', fault: { code: 'X', message: 'x' } },
    ]);

    expect(partitionsOf(kafka).map(partitionKey)).toEqual(['otlp_spans/0', 'otlp_spans/1']);
  });
});

describe('the census of a look', () => {
  const census = (given: Partial<PartitionSnapshot>[]) => {
    const { unknown, uncommitted, outOfRange, unread } = censusOf(snapshot([topic('otlp_spans', given)]));
    const numbers = (list: readonly PartitionSnapshot[]) => list.map(({ partition: number }) => number);
    return {
      unknown: numbers(unknown),
      uncommitted: numbers(uncommitted),
      outOfRange: numbers(outOfRange),
      unread: numbers(unread),
    };
  };

  it('puts each partition where something is the matter with it, and the others nowhere', () => {
    const given: Partial<PartitionSnapshot>[] = [
      {},
      { committed: 4n },
      { committed: 'none' },
      { committed: 'none', logStart: 10n },
      { committed: 11n },
      { committed: 2n, logStart: 10n },
      { committed: 'unknown' },
      { committed: 'none', logEnd: 'unknown' },
    ];

    expect(census(given)).toStrictEqual({
      unknown: [6, 7],
      uncommitted: [2, 3, 7],
      outOfRange: [4, 5],
      unread: [2, 4],
    });
  });

  it('is taken once a look', () => {
    const kafka = snapshot([topic('otlp_spans', [{ committed: 'none' }])]);

    expect(censusOf(kafka)).toBe(censusOf(kafka));
    expect(partitionsOf(kafka)).toBe(partitionsOf(kafka));
  });
});
