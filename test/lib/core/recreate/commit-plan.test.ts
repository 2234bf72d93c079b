import { partitionKey } from '../../../../lib/core/facts/coverage';
import {
  duePlan,
  inScope,
  skippedAtMost,
  targetOffset,
  unplannable,
} from '../../../../lib/core/recreate/commit-plan';
import type { RecreatePurpose } from '../../../../lib/core/recreate/recreate-types';
import type { PartitionSnapshot } from '../../../../lib/core/snapshot/kafka';
import type { OffsetTarget, Scope } from '../../../../lib/core/vocabulary/command';
import { layout, moving, recreate } from '../../../_helpers/situation';
import { partition, snapshot, topic } from '../../../_helpers/snapshots';

const spans = (...given: Partial<PartitionSnapshot>[]) => snapshot([topic('otlp_spans', given)]);

/** What is committed, as `partition: offset`, and how far it goes in all. */
function planned(purpose: RecreatePurpose, target: OffsetTarget, ...given: Partial<PartitionSnapshot>[]) {
  const plan = duePlan(recreate(purpose, moving(target)), spans(...given), undefined);
  return plan && [plan.offsets.map((each) => `${each.partition}: ${each.offset}`).join(', '), plan.distance];
}

describe('where a commit goes, in a log from 5 to 10', () => {
  it.each<[string, OffsetTarget, Partial<PartitionSnapshot>, bigint | 'unknown']>([
    ['earliest is the log start', { kind: 'earliest' }, {}, 5n],
    ['latest is the log end', { kind: 'latest' }, {}, 10n],
    ['an offset within stays', { kind: 'offset', offset: 7n }, {}, 7n],
    ['an offset at the start stays', { kind: 'offset', offset: 5n }, {}, 5n],
    ['an offset at the end stays', { kind: 'offset', offset: 10n }, {}, 10n],
    ['an offset below the log is its start', { kind: 'offset', offset: 4n }, {}, 5n],
    ['an offset beyond the log is its end', { kind: 'offset', offset: 11n }, {}, 10n],
    ['a time is its first offset', { kind: 'time', atMs: 1 }, { offsetAtTarget: 8n }, 8n],
    [
      'a time after all records is the log end',
      { kind: 'time', atMs: 1 },
      { offsetAtTarget: 'none-since' },
      10n,
    ],
    [
      'a time that was not answered is unknown',
      { kind: 'time', atMs: 1 },
      { offsetAtTarget: 'unknown' },
      'unknown',
    ],
    ['a time that was not asked is unknown', { kind: 'time', atMs: 1 }, {}, 'unknown'],
    ['without a start all is unknown', { kind: 'latest' }, { logStart: 'unknown' }, 'unknown'],
    ['without an end all is unknown', { kind: 'earliest' }, { logEnd: 'unknown' }, 'unknown'],
  ])('%s', (_name, target, given, expected) => {
    expect(targetOffset(partition({ logStart: 5n, ...given }), target)).toBe(expected);
  });
});

describe('a flip', () => {
  const seeds = (...given: Partial<PartitionSnapshot>[]) =>
    duePlan(recreate('flip'), spans(...given), undefined);

  it('commits the log start of partitions without a commit, and of no others', () => {
    expect(seeds({}, { committed: 'none', logStart: 3n }, { committed: 2n })).toMatchObject({
      purpose: 'seed',
      offsets: [{ topic: 'otlp_spans', partition: 1, offset: 3n }],
      distance: 0n,
    });
  });

  it('has nothing to commit when every partition has one', () => {
    expect(seeds({}, {})).toBeUndefined();
  });

  it('leaves out a partition whose log start is unknown', () => {
    expect(seeds({ committed: 'none', logStart: 'unknown' })).toBeUndefined();
  });
});

describe('a rewind', () => {
  it('goes back, never forward, and says how far in all', () => {
    expect(
      planned(
        'rewind',
        { kind: 'offset', offset: 6n },
        { committed: 9n },
        { committed: 6n },
        { committed: 4n },
      ),
    ).toEqual(['0: 6', 3n]);
  });

  it('is called one', () => {
    const plan = duePlan(
      recreate('rewind', moving({ kind: 'earliest' })),
      spans({ committed: 4n }),
      undefined,
    );

    expect(plan?.purpose).toBe('rewind');
  });

  it('leaves a partition without a commit: earliest begins at its log start', () => {
    expect(planned('rewind', { kind: 'earliest' }, { committed: 'none', logStart: 3n })).toBeUndefined();
  });

  it('brings a commit past the log end back into the log', () => {
    expect(planned('rewind', { kind: 'earliest' }, { committed: 12n })).toEqual(['0: 0', 12n]);
  });

  it('leaves a partition whose commit is unknown', () => {
    expect(planned('rewind', { kind: 'earliest' }, { committed: 'unknown' }, { committed: 4n })).toEqual([
      '1: 0',
      4n,
    ]);
  });
});

describe('a skip', () => {
  it('goes forward, never back, and says how much is given up', () => {
    expect(
      planned(
        'skip',
        { kind: 'offset', offset: 6n },
        { committed: 2n },
        { committed: 6n },
        { committed: 9n },
      ),
    ).toEqual(['0: 6', 4n]);
  });

  it('of a partition without a commit counts from its log start', () => {
    expect(planned('skip', { kind: 'latest' }, { committed: 'none', logStart: 3n })).toEqual(['0: 10', 7n]);
  });

  it('of a partition with nothing to skip is none', () => {
    expect(planned('skip', { kind: 'latest' }, { committed: 'none', logStart: 10n })).toBeUndefined();
  });

  it('is due again when commits are not as they were planned, and not when they are', () => {
    const operation = recreate('skip', moving({ kind: 'latest' }));
    const plan = duePlan(operation, spans({ committed: 2n }, { committed: 10n }), undefined);
    const after = { ...operation, planned: plan?.outcome };
    // Meanwhile 5 more records came: the end is 15, and the commits stand where they were planned.
    const made = spans({ committed: 10n, logEnd: 15n }, { committed: 10n });
    const refused = spans({ committed: 2n, logEnd: 15n }, { committed: 10n });

    expect(duePlan(after, made, undefined)).toBeUndefined();
    expect(duePlan(operation, made, undefined)?.offsets).toHaveLength(1);
    expect(duePlan(after, refused, undefined)?.offsets).toEqual([
      { topic: 'otlp_spans', partition: 0, offset: 15n },
    ]);
  });
});

describe('a repair', () => {
  it('sets partitions beyond what was covered back to their log start', () => {
    const covered = layout([topic('otlp_spans', [{}])]);

    expect(
      duePlan(recreate('rearm'), spans({ committed: 4n }, { committed: 7n, logStart: 2n }), covered),
    ).toMatchObject({
      purpose: 'repair',
      offsets: [{ topic: 'otlp_spans', partition: 1, offset: 2n }],
      distance: 5n,
    });
  });

  it('has nothing to do for an added partition without a commit, or at its log start', () => {
    const covered = layout([topic('otlp_spans', [])]);

    expect(
      duePlan(recreate('repair'), spans({ committed: 'none' }, { committed: 0n }), covered),
    ).toBeUndefined();
  });

  it('has nothing to do where nothing is remembered', () => {
    expect(duePlan(recreate('rearm'), spans({ committed: 4n }), undefined)).toBeUndefined();
  });

  it('by hand is about its scope, whatever was covered', () => {
    const operation = recreate(
      'repair',
      moving({ kind: 'earliest' }, { topic: 'otlp_spans', partitions: [0] }),
    );

    expect(duePlan(operation, spans({ committed: 4n }, { committed: 7n }), undefined)).toMatchObject({
      purpose: 'repair',
      offsets: [{ partition: 0, offset: 0n }],
      distance: 4n,
    });
  });
});

describe('the outcome of a plan', () => {
  const outcome = (target: OffsetTarget, ...given: Partial<PartitionSnapshot>[]) =>
    duePlan(recreate('rewind', moving(target)), spans(...given), undefined)?.outcome;

  it('is short, and another one for other commits', () => {
    const [one, other] = [
      outcome({ kind: 'earliest' }, { committed: 4n }),
      outcome({ kind: 'offset', offset: 1n }, { committed: 4n }),
    ];

    expect(one).toMatch(/^[\w-]{16}$/);
    expect(other).not.toBe(one);
  });

  it('counts partitions that stay where they are', () => {
    expect(outcome({ kind: 'earliest' }, { committed: 4n }, { committed: 'none' })).not.toBe(
      outcome({ kind: 'earliest' }, { committed: 4n }, { committed: 0n }),
    );
  });
});

describe('the scope of a command', () => {
  const kafka = snapshot([topic('otlp_spans', [{}, {}, {}]), topic('otlp_logs', [{}, {}])]);

  it.each<[string, Scope, string[]]>([
    ['everything', {}, ['otlp_spans/0', 'otlp_spans/1', 'otlp_spans/2', 'otlp_logs/0', 'otlp_logs/1']],
    ['a topic', { topic: 'otlp_logs' }, ['otlp_logs/0', 'otlp_logs/1']],
    ['some partitions', { topic: 'otlp_spans', partitions: [0, 2, 9] }, ['otlp_spans/0', 'otlp_spans/2']],
    ['no partition', { topic: 'otlp_spans', partitions: [] }, []],
    ['a topic that is not there', { topic: 'other' }, []],
  ])('is %s', (_name, scope, expected) => {
    expect(inScope(kafka, scope).map(partitionKey)).toEqual(expected);
  });
});

describe('partitions that no commit can be planned for', () => {
  const unplanned = (target: OffsetTarget, scope: Scope, ...given: Partial<PartitionSnapshot>[]) =>
    unplannable(spans(...given), scope, target).map(partitionKey);

  it.each<[string, Partial<PartitionSnapshot>]>([
    ['commit', { committed: 'unknown' }],
    ['log start', { logStart: 'unknown' }],
    ['log end', { logEnd: 'unknown' }],
  ])('are those with an unknown %s', (_name, given) => {
    expect(unplanned({ kind: 'earliest' }, {}, {}, given)).toEqual(['otlp_spans/1']);
  });

  it('are not those without a commit, nor those out of scope', () => {
    expect(unplanned({ kind: 'earliest' }, {}, { committed: 'none' })).toEqual([]);
    expect(unplanned({ kind: 'earliest' }, { topic: 'otlp_logs' }, { logEnd: 'unknown' })).toEqual([]);
  });

  it('are those whose offset at the wanted time is unknown', () => {
    expect(unplanned({ kind: 'time', atMs: 1 }, {}, { offsetAtTarget: 3n }, {})).toEqual(['otlp_spans/1']);
  });
});

describe('what was skipped at most', () => {
  it.each<[string, Partial<PartitionSnapshot>[], bigint]>([
    ['lies between the log start and the commit', [{ committed: 7n, logStart: 2n }], 5n],
    ['lies before the end where there is no commit', [{ committed: 'none', logStart: 2n }], 8n],
    ['lies before the end where the commit is unknown', [{ committed: 'unknown' }], 10n],
    ['is nothing at the log start', [{ committed: 2n, logStart: 2n }], 0n],
    ['is nothing below it', [{ committed: 1n, logStart: 2n }], 0n],
    ['is not known without a log start', [{ committed: 7n, logStart: 'unknown' }], 0n],
    ['is not known without commit and end', [{ committed: 'none', logEnd: 'unknown' }], 0n],
    ['adds up', [{ committed: 7n }, { committed: 'none' }], 17n],
    ['is nothing of nothing', [], 0n],
  ])('%s', (_name, given, expected) => {
    expect(skippedAtMost(given.map(partition))).toBe(expected);
  });
});
