import {
  acceptOwed,
  type Coverage,
  type CoverageInputs,
  continueCoverage,
  coverageOf,
  inScope,
  type Owed,
  openOf,
  owedAhead,
  repairable,
} from '../../../../lib/core/facts/coverage';
import { surveyOf } from '../../../../lib/core/facts/survey';
import { measureLag } from '../../../../lib/core/lag/lag';
import type { PartitionSnapshot, TopicSnapshot } from '../../../../lib/core/snapshot/kafka';
import type { Scope } from '../../../../lib/core/vocabulary/command';
import { covering, owedOf } from '../../../_helpers/core/situation';
import { NOW_MS, snapshot, topic } from '../../../_helpers/core/snapshots';

const EMPTY: Partial<PartitionSnapshot> = { committed: 'none', logEnd: 0n };

interface Moment extends Partial<CoverageInputs> {
  partitions?: Partial<PartitionSnapshot>[];
  topics?: TopicSnapshot[];
}

/** A moment under latest, with tasks on it, when every partition has an owner. */
function moment({ partitions = [{}], topics, ...more }: Moment = {}): CoverageInputs {
  const kafka = snapshot(topics ?? [topic('otlp_spans', partitions)]);
  return {
    ...{ nowMs: NOW_MS, kafka, survey: surveyOf(kafka), ownerOf: () => 'task-0', lastLag: undefined },
    ...{ latestInForce: true, tasksOnLatest: true, tasks: 'a b', takenOver: false },
    ...{ recreated: [], unwritten: [] },
    ...more,
  };
}

/** What is owed after a moment, a line each. */
function owedAfter(before: Coverage, given: Moment): string[] {
  return [...continueCoverage(before, moment(given)).owed.values()].map(
    ({ topic: name, partition, from, status }) => `${name}/${partition} from ${from}: ${status.kind}`,
  );
}

const NAMED = [{ signal: 'traces', topic: 'otlp_spans' }] as const;

function lagOf(topics: TopicSnapshot[]) {
  return measureLag(snapshot(topics), NAMED, { policy: 'latest' });
}

function lagWith(partitions: Partial<PartitionSnapshot>[]) {
  return lagOf([topic('otlp_spans', partitions)]);
}

function lagMissing() {
  return lagOf([{ kind: 'missing', signal: 'traces', topic: 'otlp_spans' }]);
}

function lagUnknown() {
  const fault = { code: 'TIMEOUT', message: 'no response' };
  return lagOf([{ kind: 'unknown', signal: 'traces', topic: 'otlp_spans', fault }]);
}

describe('latest that somebody else stored, at the first look at it', () => {
  const COMMITTED = [{ committed: 10n }];
  const BEFORE: [string, Partial<PartitionSnapshot>][] = [
    ['no commit', { committed: 'none' }],
    ['no commit and nothing to read', EMPTY],
    ['a commit before its log', { committed: 2n, logStart: 5n }],
    ['a commit beyond its log', { committed: 20n }],
  ];
  const UNSEEN: CoverageInputs['lastLag'][] = [lagWith([]), lagMissing()];
  const first = (lastLag: CoverageInputs['lastLag'], more: Moment = {}) =>
    owedAfter(covering(1), { partitions: COMMITTED, takenOver: true, lastLag, ...more });

  it.each(BEFORE)(
    'owes a partition that had %s at the previous look, because a task on latest may have caused it',
    (_name, before) => {
      const logStart = before.logStart ?? 0n;

      expect(first(lagWith([before]), { partitions: [{ committed: 10n, logStart }] })).toEqual([
        `otlp_spans/0 from ${logStart}: met`,
      ]);
    },
  );

  it.each(UNSEEN)('owes a partition that did not exist at the previous look: %#', (lastLag) => {
    expect(first(lastLag)).toEqual(['otlp_spans/0 from 0: met']);
  });

  it.each(BEFORE)(
    'owes no partition that had %s while no task is on latest, or when it is covered',
    (_name, before) => {
      const lastLag = lagWith([before]);

      expect(first(lastLag, { tasksOnLatest: false })).toEqual([]);
      expect(first(lastLag, { takenOver: false })).toEqual([]);
    },
  );

  it.each<[string, CoverageInputs['lastLag']]>([
    ['was not made by this process', undefined],
    ['showed its commit', lagWith([{}])],
    ['could not read it', lagWith([{ committed: 'unknown' }])],
    ['could not see its topic', lagUnknown()],
  ])('owes nothing if the previous look %s', (_name, lastLag) => {
    expect(first(lastLag)).toEqual([]);
  });
});

describe('a partition is owed when it is seen uncovered under latest', () => {
  it.each<[string, number, Moment, string[]]>([
    ['nothing, while everything that is covered has its commit', 1, {}, []],
    ['one without a commit', 1, { partitions: [{ committed: 'none' }] }, ['otlp_spans/0 from 0: met']],
    [
      'one with a commit before its log',
      1,
      { partitions: [{ committed: 2n, logStart: 5n }] },
      ['otlp_spans/0 from 5: met'],
    ],
    [
      'one with a commit beyond its log',
      1,
      { partitions: [{ committed: 20n }] },
      ['otlp_spans/0 from 0: met'],
    ],
    [
      'one that is numbered beyond the coverage, whatever its commit says',
      1,
      { partitions: [{}, {}] },
      ['otlp_spans/1 from 0: met'],
    ],
    [
      'one of a topic that is new',
      1,
      { topics: [topic('otlp_spans', [{}]), topic('otlp_logs', [{}])] },
      ['otlp_logs/0 from 0: met'],
    ],
    [
      'none whose log start is unknown: from where is not known',
      1,
      { partitions: [{ committed: 'none', logStart: 'unknown' }] },
      [],
    ],
    [
      'one beyond the coverage, from its log start',
      1,
      { partitions: [{}, { logStart: 5n }] },
      ['otlp_spans/1 from 5: met'],
    ],
    [
      'one beyond the coverage whose log start is unknown, from 0: everything in it is',
      1,
      { partitions: [{}, { logStart: 'unknown' }] },
      ['otlp_spans/1 from 0: met'],
    ],
    [
      'one whose log end is unknown, from the last commit that was seen',
      1,
      { partitions: [{ committed: 'none', logEnd: 'unknown' }], lastLag: lagWith([{ committed: 7n }]) },
      ['otlp_spans/0 from 7: met'],
    ],
    [
      'one whose topic comes after another, from its own last commit',
      1,
      {
        partitions: [{ committed: 'none' }],
        lastLag: lagOf([topic('otlp_other', [{ committed: 3n }]), topic('otlp_spans', [{ committed: 7n }])]),
      },
      ['otlp_spans/0 from 7: met'],
    ],
    [
      'none while latest is not in force',
      1,
      { partitions: [{ committed: 'none' }], latestInForce: false, tasksOnLatest: false },
      [],
    ],
  ])('%s', (_name, covered, given, expected) => {
    expect(owedAfter(covering(covered), given)).toEqual(expected);
  });

  it('also in a topic with another id, as soon as it returns', () => {
    const named = (topicId: string) => ({ ...topic('otlp_spans', [{}]), topicId });
    const before = coverageOf(snapshot([named('aaaaaaaaaaaa')]));

    expect(before && owedAfter(before, { topics: [named('aaaaaaaaaaaa')] })).toEqual([]);
    expect(before && owedAfter(before, { topics: [named('bbbbbbbbbbbb')] })).toEqual([
      'otlp_spans/0 from 0: met',
    ]);
  });

  it('as unmet while no task runs on latest', () => {
    const given = { partitions: [{ committed: 'none' } as const], tasksOnLatest: false };

    expect(owedAfter(covering(1), given)).toEqual(['otlp_spans/0 from 0: unmet']);
  });

  it.each<[string, Partial<PartitionSnapshot>, Partial<PartitionSnapshot>, string]>([
    ['the last commit that was seen', { committed: 7n }, { committed: 'none' }, 'from 7'],
    [
      'the log start, where that commit is deleted by now',
      { committed: 7n },
      { committed: 'none', logStart: 9n },
      'from 9',
    ],
    [
      'the log start, where that commit lies beyond the log',
      { committed: 10n },
      { committed: 'none', logEnd: 6n },
      'from 0',
    ],
    ['the commit that is the end of the log', { committed: 10n }, { committed: 'none' }, 'from 10'],
    [
      'the log start, where no commit was seen',
      { committed: 'none' },
      { committed: 'none', logStart: 3n },
      'from 3',
    ],
  ])('from %s', (_name, then, now, expected) => {
    const given = { partitions: [now], lastLag: lagWith([then]) };

    expect(owedAfter(covering(1), given)[0]).toContain(expected);
  });

  it('since it was first seen, and stays owed unchanged', () => {
    const first = continueCoverage(covering(1), moment({ partitions: [{ committed: 'none' }] }));
    const later = moment({ partitions: [{ committed: 'none', logEnd: 90n }], nowMs: NOW_MS + 60_000 });

    expect([...continueCoverage(first, later).owed.values()]).toEqual([...first.owed.values()]);
    expect(first.owed.get('otlp_spans/0')?.sinceMs).toBe(NOW_MS);
  });
});

describe('an owed partition', () => {
  const UNMET = { kind: 'unmet', tasks: 'a b' } as const;
  const TAKEN = { kind: 'taken', atMs: NOW_MS - 5_000 } as const;
  const SETTLED = { kind: 'settled' } as const;
  const MET = { kind: 'met' } as const;
  const nobody = () => undefined;
  const off = { latestInForce: false, tasksOnLatest: false };

  it.each<[string, Owed['status'], Moment, Owed['status']['kind'] | 'gone']>([
    [
      'unmet stays unmet while no task is on latest, and the tasks are the same',
      UNMET,
      { tasksOnLatest: false },
      'unmet',
    ],
    ['unmet is met once a task may be on latest', UNMET, {}, 'met'],
    [
      'unmet is met once the tasks are others: one may have come and gone',
      UNMET,
      { tasksOnLatest: false, tasks: 'a c' },
      'met',
    ],
    [
      'unmet is over once latest is not in force and no task ever met it',
      UNMET,
      { ...off, partitions: [{ committed: 9n }] },
      'gone',
    ],
    [
      'unmet is met where the tasks are others by the time that latest is not in force',
      UNMET,
      { ...off, tasks: 'c', partitions: [{ committed: 9n }] },
      'met',
    ],

    ['met stays met while there are records', MET, {}, 'met'],
    [
      'met stays met while it is empty and nobody owns it',
      MET,
      { partitions: [EMPTY], ownerOf: nobody },
      'met',
    ],
    ['met is taken at a look that shows it empty with an owner', MET, { partitions: [EMPTY] }, 'taken'],
    [
      'met stays met where its log start is unknown',
      MET,
      { partitions: [{ logStart: 'unknown', logEnd: 'unknown' }] },
      'met',
    ],

    [
      'taken is settled five seconds later, when it still is empty',
      TAKEN,
      { partitions: [EMPTY] },
      'settled',
    ],
    [
      'taken waits for those five seconds',
      { ...TAKEN, atMs: NOW_MS - 4_999 },
      { partitions: [EMPTY] },
      'taken',
    ],
    [
      'taken is met again when records come before',
      { ...TAKEN, atMs: NOW_MS - 4_999 },
      { partitions: [{ committed: 'none' }] },
      'met',
    ],
    ['taken is met again when its owner goes', TAKEN, { partitions: [EMPTY], ownerOf: nobody }, 'met'],
    [
      'taken is over, not settled, once latest is not in force',
      TAKEN,
      { ...off, partitions: [{ ...EMPTY, committed: 5n, logEnd: 0n }] },
      'gone',
    ],

    ['settled stays settled under latest', SETTLED, {}, 'settled'],
    ['settled stays settled while it is idle', SETTLED, { partitions: [EMPTY] }, 'settled'],
    [
      'settled is met again where it has records and no commit',
      SETTLED,
      { partitions: [{ committed: 'none' }] },
      'met',
    ],
    ['settled is over once latest is not in force', SETTLED, off, 'gone'],
  ])('%s', (_name, status, given, expected) => {
    const { owed } = continueCoverage(covering(1, [{ status }]), moment(given));

    expect(owed.get('otlp_spans/0')?.status.kind ?? 'gone').toBe(expected);
  });

  it.each<[string, Partial<PartitionSnapshot>, boolean, 'settled' | 'gone' | 'met']>([
    ['is settled under latest', { committed: 4n, logEnd: 4n }, true, 'settled'],
    ['is over once latest is not in force', { committed: 4n, logEnd: 4n }, false, 'gone'],
    ['stays owed once something was written', { committed: 4n, logEnd: 5n }, true, 'met'],
    ['stays owed without a commit', { committed: 'none', logEnd: 4n }, true, 'met'],
  ])('that is met, with no new records and a commit again, %s', (_name, given, latestInForce, expected) => {
    const { owed } = continueCoverage(
      covering(1, [{}]),
      moment({ partitions: [given], latestInForce, tasksOnLatest: latestInForce }),
    );

    expect(owed.get('otlp_spans/0')?.status.kind ?? 'gone').toBe(expected);
  });

  it('that was never covered is owed from its log start, whatever commit was seen', () => {
    const given = { partitions: [{}, { committed: 7n }], lastLag: lagWith([{}, { committed: 7n }]) };

    expect(owedAfter(covering(1), given)).toEqual(['otlp_spans/1 from 0: met']);
  });

  it.each<[string, Partial<PartitionSnapshot>, 'gone' | 'met']>([
    ['it reads on at the log start, which has moved beyond', { committed: 6n, logStart: 6n }, 'gone'],
    ['its commit went back to where it is owed from', { committed: 4n }, 'gone'],
    ['its commit is before that', { committed: 3n }, 'gone'],
    ['it has no commit: earliest begins at the log start', { committed: 'none' }, 'gone'],
    ['its commit is one beyond', { committed: 5n }, 'met'],
    ['its commit is unknown', { committed: 'unknown' }, 'met'],
  ])('without latest in force, and %s', (_name, given, expected) => {
    const { owed } = continueCoverage(covering(1, [{}]), moment({ ...off, partitions: [given] }));

    expect(owed.get('otlp_spans/0')?.status.kind ?? 'gone').toBe(expected);
  });

  it('is not repaired by a commit alone while latest is in force: it comes from a task that skipped', () => {
    expect(owedAfter(covering(1, [{}]), { partitions: [{ committed: 4n }] })).toEqual([
      'otlp_spans/0 from 4: met',
    ]);
  });

  it.each<[string, TopicSnapshot[], string[]]>([
    [
      'stays while one look does not show its topic',
      [{ kind: 'missing', signal: 'traces', topic: 'otlp_spans' }],
      ['otlp_spans/0 from 4: met'],
    ],
    ['is over when its topic matches no pattern any more', [], []],
    [
      'stays while its topic cannot be described',
      [{ kind: 'unknown', signal: 'traces', topic: 'otlp_spans', fault: { code: 'X', message: 'x' } }],
      ['otlp_spans/0 from 4: met'],
    ],
    [
      'is over while only another topic cannot be described',
      [{ kind: 'unknown', signal: 'logs', topic: 'otlp_logs', fault: { code: 'X', message: 'x' } }],
      [],
    ],
  ])('%s', (_name, topics, expected) => {
    expect(owedAfter(covering(1, [{}]), { topics })).toEqual(expected);
  });
});

describe('a coverage with more than could be stored', () => {
  const everything: Coverage = { ...covering(2), everythingSinceMs: NOW_MS };
  const two = [
    { committed: 9n, logStart: 2n },
    { committed: 2n, logStart: 2n },
  ];

  it('makes every partition owed from its log start', () => {
    expect(owedAfter(everything, { partitions: two })).toEqual([
      'otlp_spans/0 from 2: met',
      'otlp_spans/1 from 2: met',
    ]);
  });

  it('excludes, without latest, those whose commit has passed their log start', () => {
    const off = { latestInForce: false, tasksOnLatest: false };
    expect(owedAfter(everything, { ...off, partitions: two })).toEqual(['otlp_spans/0 from 2: met']);
  });

  it('is reported once', () => {
    expect(continueCoverage(everything, moment({ partitions: two })).everythingSinceMs).toBeUndefined();
  });
});

describe('on earliest, a commit beyond the log', () => {
  const ON_EARLIEST: Moment = { latestInForce: false, tasksOnLatest: false };
  const BEYOND: Moment = { ...ON_EARLIEST, partitions: [{ committed: 20n, logStart: 2n }] };
  const RECREATED: Moment = { ...BEYOND, recreated: ['otlp_spans'] };

  it.each<[string, Moment, string[]]>([
    ['of a recreated topic owes the whole log', RECREATED, ['otlp_spans/0 from 2: met']],
    ['of the same topic owes nothing for longer than it is seen', BEYOND, []],
    ['of a topic next to a recreated one, too', { ...BEYOND, recreated: ['otlp_logs'] }, []],
  ])('%s', (_name, given, expected) => {
    expect(owedAfter(covering(1), given)).toEqual(expected);
  });

  it.each<[string, Partial<PartitionSnapshot>, string[]]>([
    ['still owes it when the log has grown past it', { logEnd: 900n }, ['otlp_spans/0 from 2: met']],
    ['owes nothing more when it is set back', { committed: 2n, logEnd: 900n }, []],
    ['owes nothing more when it is deleted', { committed: 'none', logEnd: 900n }, []],
  ])('%s', (_name, later, expected) => {
    const before = continueCoverage(covering(1), moment(RECREATED));
    const given = { ...ON_EARLIEST, partitions: [{ committed: 20n, logStart: 2n, ...later }] };

    expect(owedAfter(before, given)).toEqual(expected);
  });

  it.each<[string, Partial<Owed>, Partial<Owed>]>([
    ['an earlier time', { from: 9n, sinceMs: 7 }, { from: 2n, sinceMs: 7 }],
    ['a settled end', { status: { kind: 'settled' }, sinceMs: 7 }, { from: 2n, sinceMs: NOW_MS }],
  ])('replaces what was owed of the deleted topic: %s', (_name, known, expected) => {
    const after = continueCoverage(covering(1, [known]), moment({ ...RECREATED, latestInForce: true }));

    expect([...after.owed.values()]).toEqual([owedOf({ ...expected, status: { kind: 'met' } })]);
  });
});

describe('what the previous tick could not store', () => {
  it.each<[string, Coverage, string[]]>([
    ['is owed', covering(1), ['otlp_spans/0 from 4: met']],
    ['counts less than what is stored', covering(1, [{ from: 6n }]), ['otlp_spans/0 from 6: met']],
  ])('%s', (_name, stored, expected) => {
    expect(owedAfter(stored, { unwritten: [owedOf()], partitions: [{ logEnd: 30n }] })).toEqual(expected);
  });
});

describe('of the owed partitions', () => {
  const survey = (...partitions: Partial<PartitionSnapshot>[]) =>
    surveyOf(snapshot([topic('otlp_spans', partitions)]));

  it('those that are not settled are open', () => {
    const coverage = covering(2, [{ status: { kind: 'settled' } }, { partition: 1 }]);

    expect(openOf(coverage)).toEqual([owedOf({ partition: 1 })]);
  });

  it.each<[string, Partial<Owed>, Partial<PartitionSnapshot>, boolean]>([
    ['records after it that a task may have passed over', {}, {}, true],
    ['taken a moment ago, and records after all', { status: { kind: 'taken', atMs: 1 } }, {}, true],
    ['never met', { status: { kind: 'unmet', tasks: '' } }, {}, false],
    ['settled', { status: { kind: 'settled' } }, {}, false],
    ['nothing after it', { from: 10n }, {}, false],
    ['nothing left of it', { from: 4n }, { logStart: 10n }, false],
    ['an end that is unknown', {}, { logEnd: 'unknown' }, false],
  ])('a recreate repairs one that has %s: %#', (_name, owed, partition, expected) => {
    expect(repairable(openOf(covering(1, [owed])), survey(partition)).length > 0).toBe(expected);
  });

  it.each<[string, Partial<PartitionSnapshot>, bigint | undefined]>([
    ['beyond the end of a log with records: from its start', { committed: 20n, logStart: 4n }, 4n],
    ['beyond the end of an empty log: none', { committed: 20n, logStart: 10n }, undefined],
    ['at the end of the log: none', { committed: 10n }, undefined],
    [
      'before the start of the log: none, since a receiver begins there',
      { committed: 2n, logStart: 5n },
      undefined,
    ],
    ['and none at all: none', { committed: 'none' }, undefined],
  ])('are on earliest those with a commit %s', (_name, partition, from) => {
    expect(owedAhead(survey(partition), NOW_MS).map((each) => each.from)).toEqual(
      from === undefined ? [] : [from],
    );
  });

  it('only existing ones can be repaired', () => {
    expect(repairable(openOf(covering(1, [{}])), survey())).toEqual([]);
  });

  it('a person accepts exactly those in scope', () => {
    const before = covering(3, [{}, { partition: 1 }, { partition: 2 }]);
    const accepted = acceptOwed(before, { topic: 'otlp_spans', partitions: [0, 2] });

    expect(openOf(accepted).map(({ partition }) => partition)).toEqual([1]);
    expect(accepted.layout).toBe(before.layout);
    expect(accepted.owed.size).toBe(3);
  });
});

it.each<[string, Scope, boolean]>([
  ['everything', {}, true],
  ['its topic', { topic: 'a' }, true],
  ['another topic', { topic: 'b' }, false],
  ['its partition', { topic: 'a', partitions: [1, 3] }, true],
  ['other partitions', { topic: 'a', partitions: [1, 2] }, false],
  ['no partition', { topic: 'a', partitions: [] }, false],
])('partition 3 of topic a is in the scope of %s: %#', (_name, scope, expected) => {
  expect(inScope({ topic: 'a', partition: 3 }, scope)).toBe(expected);
});

it('topics that cannot be described have no coverage', () => {
  const unknown = {
    kind: 'unknown',
    signal: 'logs',
    topic: 'otlp_logs',
    fault: { code: 'X', message: '' },
  } as const;

  expect(coverageOf(snapshot([topic('otlp_spans', [{}]), unknown]))).toBeUndefined();
});
