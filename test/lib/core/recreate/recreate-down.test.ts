import type { Situation } from '../../../../lib/core/facts/situation';
import { nextRecreateStep } from '../../../../lib/core/recreate/recreate';
import type { Recreate } from '../../../../lib/core/recreate/recreate-types';
import type { PartitionSnapshot } from '../../../../lib/core/snapshot/kafka';
import { gatesWithout } from '../../../../lib/core/vocabulary/gates';
import { testSpec } from '../../../_helpers/pipeline';
import { codesOf, config, layout, moving, question, recreate, stopped } from '../../../_helpers/situation';
import { emptyGroup, NOW_MS, snapshot, topic } from '../../../_helpers/snapshots';

const LATEST = { config: config({ initialOffset: 'latest', version: 2 }) } as const;
const step = (operation: Recreate, more: Partial<Situation> = {}) =>
  nextRecreateStep(question(operation, more));
const since = (forMs: number) => ({ phaseSinceMs: NOW_MS - forMs });
const given = (...partitions: Partial<PartitionSnapshot>[]) => stopped(partitions);
const oneOf = layout([topic('otlp_spans', [{}])]);

describe('a flip, while Empty', () => {
  it('seeds first', () => {
    expect(step(recreate('flip'), given({}, { committed: 'none', logStart: 2n, logEnd: 2n }))).toMatchObject({
      action: { kind: 'commit-offsets', purpose: 'seed', offsets: [{ partition: 1, offset: 2n }] },
      reasons: [{ code: 'OFFSETS_SEEDED', text: '1 at their log start', where: [{ partitions: [1] }] }],
    });
  });

  it('stores latest then, and remembers what is covered', () => {
    expect(step(recreate('flip'))).toMatchObject({
      operation: { trying: 'store-config' },
      covered: layout([topic('otlp_spans', [{}, {}, {}])]),
      action: { kind: 'store-config', fromVersion: 1, initialOffset: 'latest', guard: 'tasks-gone' },
      reasons: [{ code: 'CONFIG_STORED', text: 'initial_offset earliest -> latest' }],
    });
  });

  it('starts the tasks then, guarded, with sums to verify by', () => {
    expect(step(recreate('flip'), { ...LATEST, ...given({ committed: 7n }, {}, {}) })).toMatchObject({
      operation: { phase: 'up', phaseSinceMs: NOW_MS, baseline: { traces: 27n }, ends: { traces: 30n } },
      covered: layout([topic('otlp_spans', [{}, {}, {}])]),
      action: { kind: 'set-desired-count', from: 0, to: 3, guard: 'group-empty' },
      reasons: [{ code: 'TASKS_STARTED', text: 'desiredCount 0 -> 3' }],
    });
  });

  it('is turned into a re-arm by what is not safe, which waits before it is tried again', () => {
    expect(
      step(recreate('flip', { planned: 'x', trying: 'store-config' }), given({ committed: 11n })),
    ).toEqual({
      operation: { ...recreate('rearm'), phaseSinceMs: NOW_MS },
      covered: undefined,
      gaveUp: true,
      reasons: [
        expect.objectContaining({ code: 'FLIP_GIVEN_UP', text: 'while the group was Empty' }),
        expect.objectContaining({ code: 'HOLD_COMMIT_OUT_OF_RANGE' }),
      ],
    });
  });

  it.each<[string, Partial<Situation>, string]>([
    ['a topic that went away', { kafka: snapshot([], { group: emptyGroup() }) }, 'HOLD_TOPIC_UNKNOWN'],
    ['a partition that cannot be read', given({ logEnd: 'unknown' }), 'HOLD_PARTITION_UNKNOWN'],
    ['a config of somebody else', { config: config({ mismatch: 'other' }) }, 'HOLD_CONFIG_FOREIGN'],
    [
      'a config that cannot be edited',
      { config: config({ editProblem: 'alias' }) },
      'HOLD_CONFIG_NOT_EDITABLE',
    ],
    ['what is to be repaired', { covered: oneOf }, 'HOLD_REPAIR_PENDING'],
    [
      'a partition without a commit, under wait',
      { ...given({ committed: 'none' }), policy: testSpec({ idlePartitions: 'wait' }).policy },
      'HOLD_NO_COMMIT',
    ],
  ])('is given up by %s', (_name, more, code) => {
    expect(codesOf(step(recreate('flip'), more).reasons)).toEqual(['FLIP_GIVEN_UP', code]);
  });

  it('leaves nothing to remember when it is given up before latest was stored', () => {
    const covered = layout([topic('otlp_spans', [{}, {}, {}])]);

    expect(step(recreate('flip'), { ...given({ committed: 11n }), covered }).covered).toBeUndefined();
  });

  it('keeps what is covered when latest is stored already', () => {
    const covered = layout([topic('otlp_spans', [{}, {}, {}])]);

    expect(step(recreate('flip'), { ...LATEST, ...given({ committed: 11n }), covered }).covered).toBe(
      covered,
    );
  });

  it('does not seed where the explorer takes that away', () => {
    const asked = gatesWithout('HOLD_NO_COMMIT');

    expect(step(recreate('flip'), { ...given({ committed: 'none' }), asked }).action?.kind).toBe(
      'store-config',
    );
  });
});

describe('a re-arm, while Empty', () => {
  it('repairs first, and bounds what was skipped: also where there is no commit to set back', () => {
    const partitions = given({}, { committed: 7n }, { committed: 'none' }, { committed: 4n, logStart: 1n });

    expect(step(recreate('rearm'), { ...partitions, ...LATEST, covered: oneOf })).toMatchObject({
      action: {
        kind: 'commit-offsets',
        purpose: 'repair',
        offsets: [
          { partition: 1, offset: 0n },
          { partition: 3, offset: 1n },
        ],
      },
      // 7 + 10 (no commit: up to the end) + 3
      reasons: [{ code: 'OFFSETS_REPAIRED', text: '2 set back, at most 20 records were skipped' }],
    });
  });

  it('stores earliest then, and keeps what was covered', () => {
    expect(
      step(recreate('rearm'), { ...LATEST, covered: oneOf, ...given({}, { committed: 0n }) }),
    ).toMatchObject({
      covered: oneOf,
      action: { kind: 'store-config', fromVersion: 2, initialOffset: 'earliest', guard: 'none' },
    });
  });

  it('starts then, and forgets what was covered once all is set back', () => {
    const started = step(recreate('rearm'), { covered: oneOf, ...given({}, { committed: 0n }) });

    expect(started).toMatchObject({ operation: { phase: 'up' }, action: { to: 2 } });
    expect(started.covered).toBeUndefined();
  });

  it('says at the start what was skipped where no commit had to be set back', () => {
    const started = step(recreate('rearm'), { covered: oneOf, ...given({}, { committed: 'none' }) });

    expect(started.reasons).toMatchObject([
      { code: 'TASKS_STARTED' },
      { code: 'SKIPPED_AT_MOST', text: '10 records, which are read now', where: [{ partitions: [1] }] },
    ]);
  });

  it.each([
    ['none was', { covered: oneOf, ...given({}, { committed: 0n }) }, {}],
    [
      'it was said with the repair',
      { covered: oneOf, ...given({}, { committed: 'none' }) },
      { trying: 'commit-offsets' },
    ],
    ['nothing was covered', given({}, { committed: 'none' }), {}],
  ] as const)('does not say so where %s', (_name, more, operation) => {
    expect(codesOf(step(recreate('rearm', operation), more as Partial<Situation>).reasons)).toEqual([
      'TASKS_STARTED',
    ]);
  });

  it('starts no more tasks than are of use', () => {
    expect(step(recreate('rearm', { restoreCount: 12 })).action).toMatchObject({ from: 0, to: 3 });
  });

  it('starts nothing where the service was at 0', () => {
    const over = step(recreate('rearm', { restoreCount: 0, phase: 'down' }));

    expect(over).toMatchObject({
      operation: { phase: 'up' },
      reasons: [{ code: 'TASKS_STARTED', text: 'none: the service was at 0' }],
    });
    expect(over.action).toBeUndefined();
  });
});

describe('what cannot be read while Empty, with partitions to repair', () => {
  const unread = { covered: oneOf, ...given({}, { committed: 7n, logStart: 'unknown' }) };

  // maxPause is 2 min.
  it('is waited for until maxPause', () => {
    expect(step(recreate('rearm', since(119_999)), unread)).toMatchObject({
      operation: { phase: 'down' },
      covered: oneOf,
      reasons: [{ code: 'HOLD_PARTITION_UNKNOWN' }],
    });
    expect(step(recreate('rearm', since(119_999)), unread).action).toBeUndefined();
  });

  it('is started without at maxPause, and stays remembered', () => {
    expect(step(recreate('rearm', since(120_000)), unread)).toMatchObject({
      operation: { phase: 'up' },
      covered: oneOf,
      gaveUp: true,
      action: { kind: 'set-desired-count', to: 2, guard: 'group-empty' },
    });
  });

  it('is not waited for where nothing is to be repaired', () => {
    expect(step(recreate('rearm'), given({}, {}, { logEnd: 'unknown' })).action).toMatchObject({ to: 3 });
  });

  it('stays remembered when a topic is missing from this look', () => {
    const kafka = snapshot(
      [topic('otlp_spans', [{}]), { kind: 'missing', signal: 'logs', topic: 'otlp_logs' }],
      {
        group: emptyGroup(),
      },
    );

    expect(step(recreate('rearm', since(120_000)), { kafka, covered: oneOf }).covered).toBe(oneOf);
  });

  it('stays remembered when a topic could not be described', () => {
    const kafka = snapshot(
      [
        topic('otlp_spans', [{}]),
        { kind: 'unknown', signal: 'logs', topic: 'otlp_logs', fault: { code: 'X', message: 'x' } },
      ],
      { group: emptyGroup() },
    );

    expect(step(recreate('rearm', since(120_000)), { kafka, covered: oneOf }).covered).toBe(oneOf);
  });
});

describe('a move by hand, while Empty', () => {
  const REWIND = recreate('rewind', moving({ kind: 'offset', offset: 4n }));

  it.each([
    ['rewind', { kind: 'offset', offset: 4n }, 'OFFSETS_MOVED', '1 moved back, 5 offsets to read again'],
    ['skip', { kind: 'latest' }, 'OFFSETS_MOVED', '1 moved forward, 1 offsets given up'],
    ['repair', { kind: 'earliest' }, 'OFFSETS_REPAIRED', '1 set back, at most 9 records were skipped'],
  ] as const)('that is a %s commits, and says how much that is', (purpose, target, code, text) => {
    const scope = { topic: 'otlp_spans', partitions: [1] };
    const operation = recreate(purpose, moving(target, scope));

    expect(step(operation, given({}, { committed: 9n }))).toMatchObject({
      operation: { planned: expect.stringMatching(/^[\w-]{16}$/), trying: 'commit-offsets' },
      action: { kind: 'commit-offsets', purpose },
      reasons: [{ code, text }],
    });
  });

  it('starts once the commits stand as planned', () => {
    const committed = step(REWIND);
    const after = step(
      committed.operation ?? REWIND,
      given({ committed: 4n }, { committed: 4n }, { committed: 4n }),
    );

    expect(codesOf(after.reasons)).toEqual(['TASKS_STARTED']);
  });

  it('waits for what is unknown, moving nothing, until maxPause', () => {
    const waiting = step({ ...REWIND, ...since(119_999) }, given({}, { committed: 'unknown' }));

    expect(waiting).toMatchObject({
      operation: { purpose: 'rewind' },
      reasons: [{ code: 'HOLD_PARTITION_UNKNOWN' }],
    });
    expect(waiting.action).toBeUndefined();
  });

  it('has failed at maxPause: nothing was moved, and the tasks start on earliest', () => {
    const failed = step({ ...REWIND, ...since(120_000) }, given({}, {}, { committed: 'unknown' }));

    expect(failed).toMatchObject({
      operation: { purpose: 'rearm', phase: 'up' },
      action: { to: 3 },
      gaveUp: true,
    });
    expect(failed.operation).not.toHaveProperty('move');
    expect(failed.reasons.map(({ code, text }) => `${code} ${text}`)).toEqual([
      'REQUEST_FAILED rewind: not everything could be read within 2m',
      'HOLD_PARTITION_UNKNOWN 1 could not be read',
      'TASKS_STARTED desiredCount 0 -> 3',
    ]);
  });

  it('never starts on a config that says latest and cannot be edited, however long that lasts', () => {
    const stuck = step(
      { ...REWIND, ...since(9_000_000) },
      { config: config({ initialOffset: 'latest', editProblem: 'x' }) },
    );

    expect(stuck.action).toBeUndefined();
    expect(codesOf(stuck.reasons)).toEqual([
      'HOLD_CONFIG_NOT_EDITABLE',
      'ALARM_UNSAFE',
      'ALARM_PHASE_TIMEOUT',
    ]);
  });
});

describe('a step that stays due', () => {
  const FLIP = recreate('flip', { trying: 'store-config' });

  it('begins its time anew when another step is due', () => {
    const seeding = step(FLIP, given({ committed: 'none' }));

    expect(seeding.operation).toMatchObject({ trying: 'commit-offsets', phaseSinceMs: NOW_MS });
  });

  // phaseTimeout is 15 min.
  it('is tried again until phaseTimeout', () => {
    expect(step({ ...FLIP, ...since(899_999) }).action).toMatchObject({
      kind: 'store-config',
      initialOffset: 'latest',
    });
  });

  it('is given up at phaseTimeout, and the tasks start on earliest', () => {
    const after = step({ ...FLIP, ...since(900_000) });

    expect(after).toMatchObject({
      operation: { purpose: 'rearm', phase: 'up' },
      gaveUp: true,
      action: { kind: 'set-desired-count', to: 3 },
    });
    expect(after.reasons.map(({ code, text }) => `${code} ${text}`)).toEqual([
      'FLIP_GIVEN_UP a change was refused for 15m',
      'TASKS_STARTED desiredCount 0 -> 3',
    ]);
  });

  it.each<[string, Partial<PartitionSnapshot>, boolean]>([
    ['a commit to set back', { committed: 7n }, true],
    ['a commit at its log start', { committed: 2n, logStart: 2n }, false],
    ['no commit', { committed: 'none' }, false],
  ])('that was a repair, and is given up with %s, is remembered: %s', (_name, partition, remembered) => {
    const operation = recreate('rearm', { trying: 'commit-offsets', ...since(900_000) });
    const after = step(operation, { ...given({}, { committed: 5n }, partition), covered: oneOf });

    expect(codesOf(after.reasons)).toContain('TASKS_STARTED');
    expect(step(operation, { ...given({}, partition), covered: oneOf }).covered).toBe(
      remembered ? oneOf : undefined,
    );
  });

  it('is not counted for a start', () => {
    expect(step({ ...FLIP, ...since(9_000_000) }, LATEST)).toMatchObject({
      operation: { purpose: 'flip', phase: 'up' },
    });
  });
});
