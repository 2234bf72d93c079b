import { partitionKey, surveyOf } from '../../../../lib/core/facts/survey';
import type { PartitionSnapshot } from '../../../../lib/core/snapshot/kafka';
import { snapshot, topic } from '../../../_helpers/core/snapshots';

/** The lists of a survey that hold a partition. */
function listsOf(given: Partial<PartitionSnapshot>): string[] {
  const { partitions: _, kinds: __, ...lists } = surveyOf(snapshot([topic('otlp_spans', [given])]));
  return Object.entries(lists).flatMap(([name, each]) => (each.length > 0 ? [name] : []));
}

const RECORD = { kind: 'record', offset: 3n, timestampMs: 0 } as const;

describe('a survey', () => {
  it.each<[string, Partial<PartitionSnapshot>, string[]]>([
    ['a partition that is caught up', {}, []],
    ['one that is behind', { committed: 4n }, []],
    ['an empty one with its commit', { committed: 0n, logEnd: 0n }, []],
    ['one without a commit and with records', { committed: 'none' }, ['uncommitted', 'unread']],
    ['an empty one without a commit', { committed: 'none', logEnd: 0n }, ['uncommitted', 'idle']],
    [
      'one that retention has emptied, without a commit',
      { committed: 'none', logStart: 10n },
      ['uncommitted', 'idle'],
    ],
    [
      'one without a commit that holds only markers',
      { committed: 'none', firstUnread: { kind: 'none' } },
      ['uncommitted', 'idle'],
    ],
    [
      'one without a commit and a record that was fetched',
      { committed: 'none', firstUnread: RECORD },
      ['uncommitted', 'unread'],
    ],
    [
      'one without a commit of which a Fetch says nothing',
      { committed: 'none', firstUnread: { kind: 'unknown' } },
      ['uncommitted', 'unread'],
    ],
    ['a commit before the log', { committed: 2n, logStart: 3n }, ['outOfRange', 'unread']],
    ['a commit beyond the log', { committed: 11n }, ['outOfRange', 'ahead', 'unread']],
    ['a commit beyond an empty log', { committed: 11n, logEnd: 0n }, ['outOfRange', 'idle']],
    ['a commit that is unknown', { committed: 'unknown' }, ['unknown']],
    ['a log end that is unknown', { logEnd: 'unknown' }, ['unknown']],
    ['a log start that is unknown', { logStart: 'unknown' }, ['unknown']],
    [
      'no commit and a log that cannot be read',
      { committed: 'none', logStart: 'unknown', logEnd: 'unknown' },
      ['unknown', 'uncommitted'],
    ],
  ])('counts %s', (_name, given, expected) => {
    expect(listsOf(given)).toEqual(expected);
  });

  it('contains the partitions of all topics that could be described, and no other', () => {
    const gone = { kind: 'missing', signal: 'logs', topic: 'otlp_logs' } as const;
    const { partitions, kinds } = surveyOf(
      snapshot([topic('otlp_spans', [{}, {}]), gone, topic('otlp_metrics', [{}])]),
    );

    expect(partitions.map(partitionKey)).toEqual(['otlp_spans/0', 'otlp_spans/1', 'otlp_metrics/0']);
    expect(kinds).toEqual(['caught-up', 'caught-up', 'caught-up']);
  });
});
