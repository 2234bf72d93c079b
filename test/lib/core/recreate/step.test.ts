import type { Facts } from '../../../../lib/core/facts/facts';
import { GATES } from '../../../../lib/core/gates';
import type { Recreate } from '../../../../lib/core/recreate/recreate';
import { isUrgent, nextStep, type RecreateStep, stopBlockers } from '../../../../lib/core/recreate/step';
import type { PartitionSnapshot } from '../../../../lib/core/snapshot/kafka';
import type { ServiceSnapshot } from '../../../../lib/core/snapshot/service';
import type { Debt } from '../../../../lib/core/vocabulary/debt';
import { stepText } from '../../../_helpers/core/decision-text';
import {
  codesOf,
  debt,
  factsOf,
  type Given,
  MINUTE_MS,
  onLatest,
  owedOf,
  recreate,
  type Situation,
  situation,
  stopped,
} from '../../../_helpers/core/situation';
import {
  emptyGroup,
  members,
  NOW_MS,
  service,
  snapshot,
  task,
  topic,
} from '../../../_helpers/core/snapshots';

const TO_EARLIEST = { move: { target: { kind: 'earliest' }, scope: {} } } as const;
/** A rewind of everything that was asked for a minute ago and has stopped nothing yet. */
const ARMED: Recreate = { ...recreate('rewind', { ...TO_EARLIEST, phase: 'arm' }), stoppedAtMs: undefined };
/** The same recreate after it has stopped the tasks. */
const STOPPED = recreate('rewind', TO_EARLIEST);
const DOWN: Recreate = { ...STOPPED, phase: 'down' };
const UP: Recreate = { ...STOPPED, phase: 'up' };

interface Step {
  given?: Given | Situation;
  more?: Partial<Facts>;
  debt?: Debt | undefined;
}

function step(from: Recreate, { given = {}, more = {}, debt: owed }: Step = {}): RecreateStep {
  const full = 'observation' in given ? given : situation({ ...given, debt: owed });
  return nextStep(from, factsOf(full, more), owed, GATES);
}

/** Where a step leads, in a line: phase or end, action, codes. */
function line({ recreate: next, action, reasons, end }: RecreateStep): string {
  return [next?.phase ?? `over (${end})`, action?.kind ?? '-', codesOf(reasons).join(' ')].join(', ');
}

describe('before anything is stopped', () => {
  it('the debt of all tasks is created with the stop, and what tasks hold is reported', () => {
    const { recreate: next, action, reasons } = step(ARMED, { given: { service: service(3) } });

    expect(action).toEqual({
      kind: 'stop-tasks',
      from: 3,
      debt: { count: 3, stoppedAtMs: NOW_MS, for: 'rewind' },
    });
    expect(next).toMatchObject({ phase: 'stop', phaseSinceMs: NOW_MS, stoppedAtMs: NOW_MS, count: 3 });
    expect(reasons.map(({ text }) => text)).toEqual([
      'desiredCount 3 -> 0 for a rewind',
      'it is unknown what data the tasks hold: task metrics are not read',
    ]);
  });

  it.each<[string, Step, string]>([
    [
      'latest is stored still: earliest is stored first',
      { given: onLatest() },
      'arm, store-offset, CONFIG_STORED',
    ],
    [
      'earliest was stored a moment ago: a starting task may still read latest',
      { more: { configSettled: false } },
      'arm, -, WAITING_CONFIG_SETTLES',
    ],
    ['all is well', {}, 'stop, stop-tasks, TASKS_STOPPED HELD_UNKNOWN'],
    [
      'the tasks hold no unsent data',
      { more: { held: { kind: 'nothing' } } },
      'stop, stop-tasks, TASKS_STOPPED HELD_READ_AGAIN',
    ],
    [
      'a gate is closed',
      { given: { config: { editProblem: 'x' } } },
      'over (refused), -, HOLD_CONFIG_NOT_EDITABLE',
    ],
    [
      'a partition in scope cannot be read',
      { given: { partitions: [{}, { committed: 'unknown' }] } },
      'over (refused), -, HOLD_PARTITION_UNKNOWN',
    ],
    [
      'an earlier stop was never seen and may still take effect',
      { debt: debt({ stoppedAtMs: NOW_MS - MINUTE_MS }) },
      'over (refused), -, HOLD_ANSWERS_CONTRADICT',
    ],
  ])('if %s', (_name, given, expected) => {
    const made = step(ARMED, given);

    expect(line(made)).toBe(expected);
    expect(stepText(made)).toMatchSnapshot();
  });

  it('the start of the waiting time stays', () => {
    const since = step({ ...ARMED, phaseSinceMs: 5 }, { more: { configSettled: false } }).recreate
      ?.phaseSinceMs;

    expect(since).toBe(5);
  });

  it.each<[string, Partial<Facts>, Partial<Recreate>]>([
    [
      'the commits of a look that is delivered, and to the log start of what is newer',
      {
        held: { kind: 'read-again', sinceMs: 1 },
        deliveries: { pending: [], delivered: { atMs: 1, commits: new Map([['otlp_spans/0', 4n]]) } },
      },
      {
        held: new Map([
          ['otlp_spans/0', 4n],
          ['otlp_spans/1', 0n],
          ['otlp_spans/2', 0n],
        ]),
        heldMs: undefined,
      },
    ],
    [
      'a time, where only that is known',
      { held: { kind: 'by-time', ms: 330_000 } },
      { heldMs: 330_000, held: undefined },
    ],
    [
      'nothing, where tasks hold nothing',
      { held: { kind: 'nothing' } },
      { heldMs: undefined, held: undefined },
    ],
    [
      'nothing, where nobody can tell',
      { held: { kind: 'unknown', why: 'x' } },
      { heldMs: undefined, held: undefined },
    ],
  ])('it stores that it will go back to %s', (_name, more, expected) => {
    const { held, heldMs } = step(ARMED, { more }).recreate ?? {};

    expect({ held, heldMs }).toEqual(expected);
  });

  it.each<[string, Partial<Recreate>, string]>([
    [
      'stops nothing that tasks hold and the backend refuses, where a command keeps it',
      { queued: 'keep' },
      'over (refused), -, HOLD_UNSENT',
    ],
    [
      'stops it where a command says that it may be lost',
      { queued: 'may-be-lost' },
      'stop, stop-tasks, TASKS_STOPPED HELD_UNKNOWN',
    ],
  ])('%s', (_name, how, expected) => {
    const unsent: Facts['unsent'] = {
      ...{ tasks: ['task-0'], read: 3, why: 'not-taken' },
      queue: { exporter: 'otlp_http', signal: 'traces', size: 12, capacity: 1000 },
    };
    const held = { kind: 'at-stake', items: 12, capacity: 1000 } as const;

    const made = step({ ...ARMED, ...how }, { more: { unsent, held } });

    expect(line(made)).toBe(expected);
    expect(stepText(made)).toMatchSnapshot();
  });

  it('a service at 0 is not stopped: commits are made, and no task is started', () => {
    const given = stopped([{ committed: 5n }]);
    const commit = step({ ...ARMED, count: 0 }, { given });
    const made = step({ ...ARMED, count: 0 }, { given: stopped([{ committed: 0n }]) });

    expect(line(commit)).toBe('down, commit-offsets, OFFSETS_MOVED');
    expect(line(made)).toBe('over (done), -, TASKS_STARTED');
  });

  it('a service that a person has stopped since it began is not started either', () => {
    expect(line(step(ARMED, { given: stopped([{ committed: 0n }]) }))).toBe('over (done), -, TASKS_STARTED');
  });

  it('an automatic repair needs more open gates than a command', () => {
    const automatic = {
      ...ARMED,
      ...recreate('repair', { origin: 'automatic', phase: 'arm' }),
      stoppedAtMs: undefined,
    };
    const more = { unsentUnknown: '1 of 3 tasks does not answer' };

    expect(line(step(automatic, { more }))).toBe('over (refused), -, HOLD_UNSENT');
    expect(line(step(ARMED, { more }))).toBe('stop, stop-tasks, TASKS_STOPPED HELD_UNKNOWN');
  });
});

describe('a repair that retention would overtake', () => {
  const HOUR = 60 * MINUTE_MS;
  /** Owed for so long, in a topic that keeps records for an hour. */
  const facts = (
    owedMs: number,
    retention: number | 'unlimited' | 'unknown' = HOUR,
    more: Partial<Facts> = {},
  ) =>
    factsOf(situation({ kafka: snapshot([topic('otlp_spans', [{}, {}, {}], retention)], { tasks: 3 }) }), {
      owed: [owedOf({ sinceMs: NOW_MS - owedMs })],
      ...more,
    });
  const repair = recreate('repair', { origin: 'automatic', phase: 'arm' });

  // Retention 1 h, less headroom 15 min, less maxPause 3 min.
  it.each<[string, Recreate, Facts, boolean]>([
    ['is urgent 18 minutes before', repair, facts(42 * MINUTE_MS), true],
    ['is not a moment before that', repair, facts(42 * MINUTE_MS - 1), false],
    ['is never where records are kept for ever', repair, facts(HOUR * 24 * 365, 'unlimited'), false],
    [
      'is by the spec where retention cannot be read',
      repair,
      facts(42 * MINUTE_MS, 'unknown', { assumedRetentionMs: () => HOUR }),
      true,
    ],
    [
      'is not of a topic that is gone',
      repair,
      facts(HOUR, HOUR, { owed: [owedOf({ topic: 'gone', sinceMs: 0 })] }),
      false,
    ],
    ['is not while nothing is owed', repair, facts(HOUR, HOUR, { owed: [] }), false],
    ['is only a repair', { ...repair, purpose: 'rewind' }, facts(HOUR), false],
  ])('%s', (_name, of, given, expected) => {
    expect(isUrgent(of, given)).toBe(expected);
  });

  it('is not held back by back-off, budget, backend or headroom', () => {
    const history = { automaticStops: [NOW_MS, NOW_MS], failures: 9, failedAtMs: NOW_MS, rearms: 0 };
    const loss = {
      soonest: { topic: 'otlp_spans', partition: 0, leftMs: 1, by: 'retention.ms' },
      unknown: 0,
    } as Facts['loss'];
    const more = { history, loss, unsentUnknown: 'x' };

    expect(codesOf(stopBlockers(repair, facts(HOUR, HOUR, more), GATES))).toEqual([]);
    expect(codesOf(stopBlockers(repair, facts(0, HOUR, more), GATES))).toEqual([
      'HOLD_RETENTION_HEADROOM',
      'HOLD_RETRY_LATER',
      'HOLD_STOP_BUDGET',
      'HOLD_UNSENT',
    ]);
  });

  it('is held back by the conditions that every stop needs', () => {
    const given = situation({ config: { editProblem: 'x' } });
    const owed = [owedOf({ sinceMs: 0 })];

    expect(
      codesOf(stopBlockers(repair, factsOf(given, { owed, assumedRetentionMs: () => 1 }), GATES)),
    ).toContain('HOLD_CONFIG_NOT_EDITABLE');
  });
});

describe('while the tasks are stopped', () => {
  const OWES = { debt: debt() };
  const FLUSHING: ServiceSnapshot = service(0, { tasks: [task(0, { desiredStatus: 'STOPPED' })] });
  const withMembers = (...partitions: Partial<PartitionSnapshot>[]) => {
    const topics = [topic('otlp_spans', partitions.length > 0 ? partitions : [{}, {}, {}])];
    const group = { groupId: 'otel-processing', state: 'Stable' as const, members: members(topics, 1) };
    return { kafka: snapshot(topics, { group }), service: service(0) };
  };
  const unknownTopic = {
    kind: 'unknown',
    signal: 'traces',
    topic: 'otlp_spans',
    fault: { code: 'X', message: 'x' },
  } as const;

  it.each<[string, Recreate, Step, string]>([
    [
      'it waits for tasks that still flush',
      STOPPED,
      { given: { ...stopped(), service: FLUSHING } },
      'stop, -, WAITING_TASKS_GONE',
    ],
    [
      'it waits for ECS to show the stop',
      STOPPED,
      { given: stopped(), more: { contradiction: 'ECS shows 3' } },
      'stop, -, WAITING_TASKS_GONE',
    ],
    [
      'it waits for ECS to show the stop, whatever it shows',
      STOPPED,
      { given: {}, more: { contradiction: 'ECS shows 3' } },
      'stop, -, WAITING_TASKS_GONE',
    ],
    [
      'it waits for Kafka to see the members go',
      STOPPED,
      { given: withMembers() },
      'stop, -, WAITING_GROUP_EMPTY',
    ],
    [
      'it commits once nothing runs and the group is Empty',
      STOPPED,
      { given: stopped() },
      'down, commit-offsets, OFFSETS_MOVED',
    ],
    [
      'it commits again what does not read back',
      { ...DOWN, planned: 'x' },
      { given: stopped() },
      'down, commit-offsets, OFFSETS_MOVED',
    ],
    [
      'it starts the tasks once commits are made',
      DOWN,
      { given: stopped([{ committed: 0n }]) },
      'up, start-tasks, TASKS_STARTED',
    ],
    [
      'it waits for a partition that cannot be read',
      DOWN,
      { given: stopped([{ logEnd: 'unknown' }]) },
      'down, -, HOLD_PARTITION_UNKNOWN',
    ],
    [
      'it waits for a topic that cannot be described',
      DOWN,
      { given: { kafka: snapshot([unknownTopic], { group: emptyGroup() }), service: service(0) } },
      'down, -, HOLD_TOPIC_UNKNOWN',
    ],
    [
      'it is over when somebody starts the tasks',
      STOPPED,
      { given: { service: service(2) } },
      'over (failed), -, STARTED_FROM_OUTSIDE',
    ],
    [
      'it goes back to waiting when a task shows up',
      DOWN,
      { given: { ...stopped(), service: FLUSHING } },
      'stop, -, WAITING_TASKS_GONE',
    ],
  ])('%s', (_name, from, given, expected) => {
    const made = step(from, { ...OWES, ...given });

    expect(line(made)).toBe(expected);
    expect(stepText(made)).toMatchSnapshot();
  });

  it.each<[string, Given, string]>([
    [
      'stored latest: earliest comes before the start',
      { ...stopped([{ committed: 0n }]), config: { initialOffset: 'latest' } },
      'down, store-offset, CONFIG_STORED',
    ],
    [
      'stored latest, and it cannot be changed: the tasks start all the same',
      { ...stopped([{ committed: 0n }]), config: { initialOffset: 'latest', editProblem: 'x' } },
      'up, start-tasks, TASKS_STARTED',
    ],
  ])('if somebody %s', (_name, given, expected) => {
    const made = step(DOWN, { ...OWES, given });

    expect(line(made)).toBe(expected);
    expect(stepText(made)).toMatchSnapshot();
  });

  it('commits are those of its plan, and the plan is stored to recognise them when they read back', () => {
    const {
      recreate: next,
      action,
      reasons,
    } = step(DOWN, { ...OWES, given: stopped([{ committed: 4n }, { committed: 7n }]) });
    const done = step(next ?? DOWN, {
      ...OWES,
      given: stopped([{ committed: 0n }, { committed: 0n, logEnd: 77n }]),
    });

    expect(action).toEqual({
      kind: 'commit-offsets',
      purpose: 'rewind',
      offsets: [
        { topic: 'otlp_spans', partition: 0, offset: 0n },
        { topic: 'otlp_spans', partition: 1, offset: 0n },
      ],
    });
    expect(reasons[0]?.text).toBe('2 partitions moved, 11 offsets to read again');
    expect(line(done)).toBe('up, start-tasks, TASKS_STARTED');
  });

  it('a skip reports how much is given up, and a repair how much was skipped', () => {
    const skip = recreate('skip', { move: { target: { kind: 'latest' }, scope: {} } });
    const text = (from: Recreate, more: Partial<Facts> = {}) =>
      step(from, { ...OWES, given: stopped([{ committed: 7n }]), more }).reasons.map(
        (each) => `${each.code} ${each.text}`,
      );

    expect(text(skip)).toEqual(['OFFSETS_MOVED 1 partition moved, 3 offsets given up']);
    expect(text(recreate('repair'), { owed: [owedOf()] })).toEqual([
      'OFFSETS_REPAIRED 1 partition set back; at most 3 records had been skipped in them',
    ]);
  });

  it('what tasks held is found by time when the group is Empty, and kept from then on', () => {
    const byTime: Recreate = {
      ...recreate('skip', { move: { target: { kind: 'offset', offset: 0n }, scope: {} } }),
      heldMs: 330_000,
    };
    const { recreate: next, action } = step(byTime, { ...OWES, given: stopped([{ offsetAtHeld: 8n }]) });

    expect(action).toMatchObject({ offsets: [{ offset: 8n }] });
    expect(next?.held).toEqual(new Map([['otlp_spans/0', 8n]]));
  });

  it.each([
    [3, 3],
    [9, 3],
    [1, 1],
  ])('of %s stopped tasks as many are started as are useful: %s', (count, to) => {
    const { action } = step(
      { ...DOWN, count },
      { debt: debt({ count }), given: stopped([{ committed: 0n }, { committed: 0n }, { committed: 0n }]) },
    );

    expect(action).toEqual({ kind: 'start-tasks', to, because: 'step' });
  });
});

describe('without its own debt', () => {
  it('it ends if tasks run: its stop was repaid by a tick that did not know about it', () => {
    expect(line(step(STOPPED, {}))).toBe('over (failed), -, STARTED_FROM_OUTSIDE');
    expect(line(step(DOWN, {}))).toBe('over (failed), -, STARTED_FROM_OUTSIDE');
  });

  it('it does not stop the tasks again, which ECS may not show yet', () => {
    const shown = { more: { contradiction: 'ECS shows desiredCount 3, and 0 was set last' } };

    expect(line(step(STOPPED, shown))).toBe('over (refused), -, HOLD_ANSWERS_CONTRADICT');
  });
});

describe('the time limit of a stop', () => {
  /** maxPause is 3 minutes. */
  const at = (ms: number) => {
    const stoppedAtMs = NOW_MS - ms;
    return { from: { ...DOWN, stoppedAtMs, phaseSinceMs: stoppedAtMs }, debt: debt({ stoppedAtMs }) };
  };
  const LATE = at(3 * MINUTE_MS);
  const lingers = () => {
    const topics = [topic('otlp_spans', [{}])];
    const group = {
      groupId: 'otel-processing',
      state: 'Stable' as const,
      members: [{ memberId: 'm', clientId: 'kcat', host: '10.9.9.9', assignment: [] }],
    };
    return { kafka: snapshot(topics, { group }), service: service(0) };
  };

  it.each<[string, Given]>([
    ['a task still flushes', { ...stopped(), service: service(0, { tasks: [task(0)] }) }],
    ['a member stays', lingers()],
    ['a partition cannot be read', stopped([{ logEnd: 'unknown' }])],
    ['commits are still due', stopped([{ committed: 5n }])],
  ])('starts the tasks when it expires, even if %s', (_name, given) => {
    const { recreate: next, action, reasons, end } = step(LATE.from, { given, debt: LATE.debt });

    expect([next, end]).toEqual([undefined, 'failed']);
    expect(action).toMatchObject({ kind: 'start-tasks', because: 'repay' });
    expect(codesOf(reasons)[0]).toBe('RECREATE_GIVEN_UP');
    expect(codesOf(reasons).at(-1)).toBe('TASKS_REPAID');
  });

  it.each<[string, Given]>([
    ['a task still flushes', { ...stopped(), service: service(0, { tasks: [task(0)] }) }],
    ['a member stays', lingers()],
    ['a partition cannot be read', stopped([{ logEnd: 'unknown' }])],
    ['commits are still due', stopped([{ committed: 5n }])],
  ])('is kept until then, while %s', (_name, given) => {
    const early = at(3 * MINUTE_MS - 1);

    expect(step(early.from, { given, debt: early.debt }).end).toBeUndefined();
  });

  it('names a member that stays after all tasks have gone', () => {
    expect(step(LATE.from, { given: lingers(), debt: LATE.debt }).lingering).toBe('kcat at 10.9.9.9');
  });

  it('names no member while tasks exist', () => {
    const given = { ...lingers(), service: service(0, { tasks: [task(0)] }) };

    expect(step(LATE.from, { given, debt: LATE.debt }).lingering).toBeUndefined();
  });

  it('does not apply to a service that was stopped before, because nothing is owed', () => {
    const none = {
      ...recreate('rewind', { ...TO_EARLIEST, phase: 'down', count: 0 }),
      stoppedAtMs: undefined,
    };

    expect(line(step(none, { given: stopped([{ committed: 5n }]) }))).toBe(
      'down, commit-offsets, OFFSETS_MOVED',
    );
  });

  it('ends with the start if commits were made in its last moment', () => {
    expect(line(step(LATE.from, { given: stopped([{ committed: 0n }]), debt: LATE.debt }))).toBe(
      'up, start-tasks, TASKS_STARTED',
    );
  });
});

describe('after the start', () => {
  const long = { ...UP, phaseSinceMs: NOW_MS - 15 * MINUTE_MS };
  it.each<[string, Recreate, Step, string]>([
    ['all is well: it is done', UP, {}, 'over (done), -, RECREATE_VERIFIED'],
    ['tasks still start', UP, { given: { service: service(3, { runningCount: 1 }) } }, 'up, -, VERIFYING'],
    [
      'the group rebalances',
      UP,
      {
        given: {
          kafka: snapshot([topic('otlp_spans', [{}])], {
            group: { ...emptyGroup(), state: 'PreparingRebalance' },
          }),
        },
      },
      'up, -, VERIFYING',
    ],
    [
      'nobody is in the group',
      UP,
      {
        given: {
          kafka: snapshot([topic('otlp_spans', [{}])], { group: { ...emptyGroup(), state: 'Stable' } }),
        },
      },
      'up, -, VERIFYING',
    ],
    [
      'ECS does not show the start yet',
      UP,
      { given: stopped(), more: { contradiction: 'ECS shows 0' } },
      'up, -, VERIFYING',
    ],
    ['somebody stops the service', UP, { given: stopped() }, 'over (done), -, VERIFYING'],
    [
      'it takes too long',
      long,
      { given: { service: service(3, { runningCount: 1 }) } },
      'over (failed), -, ALARM_NOT_VERIFIED',
    ],
    ['it takes long, and is well in the end', long, {}, 'over (done), -, RECREATE_VERIFIED'],
  ])('%s', (_name, from, given, expected) => {
    const made = step(from, given);

    expect(line(made)).toBe(expected);
    expect(stepText(made)).toMatchSnapshot();
  });
});

describe('a long phase', () => {
  const waiting = { given: { ...stopped(), service: service(0, { tasks: [task(0)] }) }, debt: debt() };

  it('raises an alarm after phaseTimeout', () => {
    const old = { ...STOPPED, phaseSinceMs: NOW_MS - 15 * MINUTE_MS };

    expect(line(step(old, waiting))).toBe('stop, -, WAITING_TASKS_GONE ALARM_PHASE_TIMEOUT');
    expect(line(step({ ...old, phaseSinceMs: old.phaseSinceMs + 1 }, waiting))).toBe(
      'stop, -, WAITING_TASKS_GONE',
    );
  });

  it('raises none in the tick that ends it', () => {
    const old = { ...STOPPED, phaseSinceMs: NOW_MS - 15 * MINUTE_MS };

    expect(line(step(old, { given: stopped(), debt: debt() }))).toBe('down, commit-offsets, OFFSETS_MOVED');
  });
});
