import type { Situation } from '../../../../lib/core/facts/situation';
import { nextRecreateStep } from '../../../../lib/core/recreate/recreate';
import type { Recreate, RecreateStep } from '../../../../lib/core/recreate/recreate-types';
import { gatesWithout } from '../../../../lib/core/vocabulary/gates';
import {
  codesOf,
  config,
  layout,
  moving,
  onLatest,
  question,
  recreate,
  situation,
} from '../../../_helpers/situation';
import { emptyGroup, members, NOW_MS, service, snapshot, task, topic } from '../../../_helpers/snapshots';

const spans = topic('otlp_spans', [{}, {}, {}]);
/** Members without tasks: they stay for their session timeout, or are somebody else's. */
const lingering = snapshot([spans], {
  group: { ...emptyGroup(), state: 'Stable', members: members([spans], 1) },
});

const running = (operation: Recreate, more: Partial<Situation> = {}) =>
  nextRecreateStep({ ...situation(more), operation });
const gone = (operation: Recreate, more: Partial<Situation> = {}) =>
  nextRecreateStep(question(operation, more));
const stop = (purpose: Recreate['purpose'], more: Partial<Recreate> = {}) =>
  recreate(purpose, { phase: 'stop', ...more });

function said({ operation, action, reasons, gaveUp }: RecreateStep) {
  return {
    phase: operation?.phase ?? 'over',
    action: action?.kind,
    codes: codesOf(reasons),
    gaveUp: gaveUp ?? false,
  };
}

describe('phase stop', () => {
  it('sets desiredCount to 0 while tasks run and nothing speaks against it', () => {
    expect(running(stop('flip'))).toMatchObject({
      operation: { phase: 'stop' },
      action: { kind: 'set-desired-count', from: 3, to: 0, guard: 'none' },
      reasons: [{ code: 'TASKS_STOPPED', text: 'desiredCount 3 -> 0' }],
    });
  });

  it('gives a flip up, its tasks untouched, when the gate closes', () => {
    const step = running(stop('flip'), { config: config({ mismatch: 'other' }) });

    expect(said(step)).toEqual({
      phase: 'over',
      action: undefined,
      codes: ['FLIP_GIVEN_UP', 'HOLD_CONFIG_FOREIGN'],
      gaveUp: false,
    });
  });

  it.each([
    ['at its first look', NOW_MS, 'before any task was stopped'],
    ['later', NOW_MS - 1, 'tasks run, and it may not go on'],
  ])('says whether tasks were stopped already: %s', (_name, startedAtMs, text) => {
    const step = running(stop('flip', { startedAtMs }), { config: config({ mismatch: 'other' }) });

    expect(step.reasons[0]?.text).toBe(text);
  });

  it('waits for tasks that still flush', () => {
    const given = service(0, { tasks: [task(0, { desiredStatus: 'STOPPED' })] });

    expect(gone(stop('flip'), { service: given }).reasons[0]?.text).toBe('1 still there');
    expect(said(gone(stop('flip'), { service: given }))).toEqual({
      phase: 'stop',
      action: undefined,
      codes: ['WAITING_TASKS_GONE'],
      gaveUp: false,
    });
  });

  it('does not wait for them where the explorer takes that away', () => {
    const given = { service: service(0, { tasks: [task(0)] }), asked: gatesWithout('WAITING_TASKS_GONE') };

    expect(said(gone(stop('flip'), given)).codes).not.toContain('WAITING_TASKS_GONE');
  });

  it('waits for members that linger, and says how many', () => {
    expect(gone(stop('flip'), { kafka: lingering }).reasons).toMatchObject([
      { code: 'WAITING_GROUP_EMPTY', text: 'otel-processing is Stable with 1 members' },
    ]);
  });

  // maxPause is 2 min.
  it.each([
    [
      'waits a millisecond before maxPause',
      119_999,
      { phase: 'stop', codes: ['WAITING_GROUP_EMPTY'], gaveUp: false },
    ],
    [
      'starts beside them on earliest at maxPause',
      120_000,
      { phase: 'up', codes: ['FLIP_GIVEN_UP', 'WAITING_GROUP_EMPTY', 'TASKS_STARTED'], gaveUp: true },
    ],
  ])('%s', (_name, forMs, expected) => {
    const step = gone(stop('flip', { phaseSinceMs: NOW_MS - forMs }), { kafka: lingering });

    expect(said(step)).toMatchObject(expected);
  });

  it('starts beside them without the guard that would ask for an Empty group, as a re-arm', () => {
    const step = gone(stop('flip', { phaseSinceMs: 0 }), { kafka: lingering });

    expect(step).toMatchObject({
      operation: { purpose: 'rearm' },
      action: { kind: 'set-desired-count', from: 0, to: 3, guard: 'none' },
    });
  });

  it('waits on, however long, where the config says latest and cannot be changed', () => {
    const step = gone(stop('rearm', { phaseSinceMs: NOW_MS - 120_000 }), {
      kafka: lingering,
      config: config({ initialOffset: 'latest', editProblem: 'an alias' }),
    });

    expect(said(step)).toEqual({
      phase: 'stop',
      action: undefined,
      codes: ['WAITING_GROUP_EMPTY', 'HOLD_CONFIG_NOT_EDITABLE', 'ALARM_UNSAFE'],
      gaveUp: false,
    });
  });

  it('says why it starts beside them', () => {
    const step = gone(stop('flip', { phaseSinceMs: 0 }), { kafka: lingering });

    expect(step.reasons[0]?.text).toBe('the group did not become Empty within 2m');
  });

  it('stores earliest first, before it starts beside them', () => {
    const step = gone(stop('rearm', { phaseSinceMs: 0 }), {
      kafka: lingering,
      config: config({ initialOffset: 'latest', version: 2 }),
    });

    expect(step.action).toEqual({
      kind: 'store-config',
      fromVersion: 2,
      initialOffset: 'earliest',
      guard: 'none',
    });
  });

  it('goes to phase down, with its time begun anew, in the tick that sees the group Empty', () => {
    const kafka = snapshot([topic('otlp_spans', [{ committed: 'none' }])], { group: emptyGroup() });

    expect(gone(stop('flip'), { kafka })).toMatchObject({
      operation: { phase: 'down', phaseSinceMs: NOW_MS },
      action: { kind: 'commit-offsets', purpose: 'seed' },
    });
  });

  it('takes a group that Kafka does not know for an Empty one', () => {
    const kafka = snapshot([spans], { group: { ...emptyGroup(), state: 'Dead' } });

    expect(said(gone(stop('flip'), { kafka })).action).toBe('store-config');
  });
});

describe('tasks that somebody else started while the group was meant to be Empty', () => {
  const theirs = {
    service: service(2),
    kafka: snapshot([spans], { tasks: 2 }),
    fleet: { earliest: 2, latest: 0 },
  };

  it('end a flip: they are kept, and the next try waits', () => {
    expect(said(running(recreate('flip'), theirs))).toEqual({
      phase: 'over',
      action: undefined,
      codes: ['FLIP_GIVEN_UP'],
      gaveUp: true,
    });
  });

  describe('for a flip that had stored latest by then', () => {
    const onLatestBy = {
      ...theirs,
      config: config({ initialOffset: 'latest' }),
      fleet: { earliest: 0, latest: 2 },
    };

    it('are as good as ours, with sums of now to verify by', () => {
      const step = running(recreate('flip'), { ...onLatestBy, service: service(2, { pendingCount: 1 }) });

      expect(step).toMatchObject({
        operation: {
          purpose: 'flip',
          phase: 'up',
          phaseSinceMs: NOW_MS,
          baseline: { traces: 30n },
          ends: { traces: 30n },
        },
        reasons: [{ code: 'VERIFYING' }],
      });
    });

    it.each<[string, Partial<Situation>]>([
      ['one of them is on earliest', { fleet: { earliest: 1, latest: 1 } }],
      [
        'a partition has no commit',
        { kafka: snapshot([topic('otlp_spans', [{}, { committed: 'none' }])], { tasks: 2 }) },
      ],
      [
        'a commit lies outside the log',
        { kafka: snapshot([topic('otlp_spans', [{}, { committed: 11n }])], { tasks: 2 }) },
      ],
      ['earliest is stored again', { config: config() }],
    ])('end it where %s', (_name, more) => {
      expect(said(running(recreate('flip'), { ...onLatestBy, ...more }))).toEqual({
        phase: 'over',
        action: undefined,
        codes: ['FLIP_GIVEN_UP'],
        gaveUp: true,
      });
    });
  });

  it('leave nothing to remember where latest was not stored yet, and all of it where it was', () => {
    const covered = layout([spans]);
    const latest = config({ initialOffset: 'latest' });

    expect(running(recreate('flip'), { ...theirs, covered }).covered).toBeUndefined();
    expect(running(recreate('flip'), { ...theirs, covered, config: latest }).covered).toBe(covered);
  });

  it('are as good as ours where all was done by then', () => {
    const step = running(recreate('rearm'), { ...theirs, service: service(2, { pendingCount: 1 }) });

    expect(step).toMatchObject({
      operation: { phase: 'up', phaseSinceMs: NOW_MS },
      reasons: [{ code: 'VERIFYING' }],
    });
  });

  it.each<[string, Recreate, Partial<Situation>]>([
    ['while latest is stored', recreate('rearm'), { config: config({ initialOffset: 'latest' }) }],
    ['while one of them is on latest', recreate('rearm'), { fleet: { earliest: 1, latest: 1 } }],
    ['while commits are due', recreate('rewind', moving({ kind: 'earliest' })), {}],
    ['while a repair is due', recreate('rearm'), { covered: layout([topic('otlp_spans', [{}])]) }],
  ])('are stopped again %s', (_name, operation, more) => {
    expect(running(operation, { ...theirs, ...more })).toMatchObject({
      operation: { phase: 'stop' },
      reasons: [{ code: 'WAITING_TASKS_GONE', text: 'desired 2, 2 tasks, group Stable with 2 members' }],
    });
  });

  it('that were set to 0 again are waited for', () => {
    const given = { kafka: lingering, service: service(0, { tasks: [task(0)] }) };

    expect(said(gone(recreate('rearm'), given))).toMatchObject({
      phase: 'stop',
      codes: ['WAITING_TASKS_GONE'],
    });
    expect(said(gone(recreate('rearm'), { kafka: lingering }))).toMatchObject({
      phase: 'stop',
      codes: ['WAITING_GROUP_EMPTY'],
    });
  });

  it('that are pending while desiredCount is 0 keep anything from being done', () => {
    const given = { service: service(0, { pendingCount: 1 }) };

    expect(said(gone(recreate('rearm'), given))).toMatchObject({
      phase: 'stop',
      codes: ['WAITING_TASKS_GONE'],
    });
  });
});

describe('phase up', () => {
  it('goes back to the checks of down, and starts again, when desiredCount is 0', () => {
    const latest = config({ initialOffset: 'latest' });

    expect(said(gone(recreate('flip', { phase: 'up' }), { config: latest }))).toMatchObject({
      phase: 'up',
      action: 'set-desired-count',
    });
  });

  it('verifies at 0 where there was nothing to start', () => {
    expect(said(gone(recreate('rearm', { phase: 'up', restoreCount: 0 })))).toMatchObject({
      phase: 'over',
      codes: ['REARM_VERIFIED'],
    });
  });

  it('is not verified at 0 where tasks are to be started', () => {
    expect(said(gone(recreate('rearm', { phase: 'up' }))).action).toBe('set-desired-count');
  });

  it('verifies, and does not stop again, while tasks are desired that do not run yet', () => {
    const step = gone(recreate('rearm', { phase: 'up' }), { service: service(0, { desiredCount: 3 }) });

    expect(said(step)).toMatchObject({ phase: 'up', action: undefined, codes: ['VERIFYING'] });
  });

  it('verifies while tasks are desired', () => {
    const step = nextRecreateStep({ ...onLatest(), operation: recreate('flip', { phase: 'up' }) });

    expect(said(step)).toMatchObject({ phase: 'over', codes: ['FLIP_VERIFIED'] });
  });
});

describe('a phase that lasts', () => {
  // phaseTimeout is 15 min.
  const waits = (forMs: number) =>
    gone(stop('rearm', { phaseSinceMs: NOW_MS - forMs }), {
      service: service(0, { tasks: [task(0, { desiredStatus: 'STOPPED' })] }),
    });

  it.each([
    [899_999, ['WAITING_TASKS_GONE']],
    [900_000, ['WAITING_TASKS_GONE', 'ALARM_PHASE_TIMEOUT']],
  ])('for %i ms says %j', (forMs, expected) => {
    expect(codesOf(waits(forMs).reasons)).toEqual(expected);
  });

  it('says which', () => {
    expect(waits(960_000).reasons.at(-1)?.text).toBe('rearm, phase stop, for 16 min');
  });

  it('raises no alarm when it ends, or another begins', () => {
    const ended = running(stop('flip', { phaseSinceMs: 0 }), { config: config({ mismatch: 'other' }) });
    const next = gone(stop('rearm', { phaseSinceMs: 0 }));

    expect(codesOf([...ended.reasons, ...next.reasons])).not.toContain('ALARM_PHASE_TIMEOUT');
  });
});
