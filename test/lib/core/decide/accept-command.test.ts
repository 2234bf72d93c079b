import type { ManualOperation } from '../../../../lib/core/commands/manual-operation';
import type { Decision } from '../../../../lib/core/decide/decision';
import { openOf } from '../../../../lib/core/facts/coverage';
import type { ControllerState } from '../../../../lib/core/state/state';
import type { Command } from '../../../../lib/core/vocabulary/command';
import { decisionText } from '../../../_helpers/core/decision-text';
import {
  armedAgain,
  codesOf,
  covering,
  debt,
  decideOn,
  type Given,
  MINUTE_MS,
  onLatest,
  recreate,
  type Situation,
  situation,
  stopped,
} from '../../../_helpers/core/situation';
import { NOW_MS, service } from '../../../_helpers/core/snapshots';

const EVERYTHING: Command = { kind: 'rewind', to: { kind: 'earliest' }, scope: {}, queued: 'keep' };
const EXPAND: Command = { kind: 'expand', signal: 'traces', partitions: 6 };
const REWIND = recreate('rewind', { move: { target: { kind: 'earliest' }, scope: {} } });
const MOVING: ManualOperation = {
  ...{ id: 'c0', command: { kind: 'rewind', to: { kind: 'earliest' }, scope: {}, queued: 'keep' } },
  ...{ acceptedAtMs: 1, phase: 'move', phaseSinceMs: NOW_MS - 1 },
};
const HOLD = { sinceMs: NOW_MS - 5, count: 3 };
const UNREACHABLE = {
  kind: 'unreachable',
  fault: { code: 'KAFKA_TIMEOUT', message: 'no response' },
} as const;

const withoutKafka = (given: Given = {}) => situation({ ...given, kafka: UNREACHABLE });
/** A rewind by command has stopped the tasks. */
const inStop = (more: Given = {}) => ({
  ...stopped(),
  ...{ debt: debt(), state: { recreate: REWIND, manualOperation: MOVING } },
  ...more,
});

/** What came of a command: whether it was accepted, the action, the codes. */
function line({ answer, action, reasons }: Decision): string {
  return `${answer?.accepted ? 'accepted' : 'refused'}, ${action?.kind ?? '-'}, ${codesOf(reasons).join(' ')}`;
}

describe('a command', () => {
  it.each<[string, Situation, Command, string]>([
    ['to pause', situation(), { kind: 'pause' }, 'accepted, -, PAUSED HOLD_PAUSED'],
    [
      'to pause starts tasks that are owed',
      situation(inStop()),
      { kind: 'pause' },
      'accepted, start-tasks, PAUSED TASKS_REPAID REQUEST_FAILED',
    ],
    ['to cancel with nothing under way', situation(), { kind: 'cancel' }, 'refused, -, REQUEST_REFUSED'],
    [
      'to cancel starts tasks that are owed',
      situation(inStop()),
      { kind: 'cancel' },
      'accepted, start-tasks, REQUEST_CANCELLED TASKS_REPAID',
    ],
    ['to stop', situation(), { kind: 'stop' }, 'accepted, stop-service, STOPPED_BY_COMMAND'],
    [
      'to stop during a stop of ours',
      situation(inStop()),
      { kind: 'stop' },
      'accepted, stop-service, STOPPED_BY_COMMAND',
    ],
    [
      'to stop what is stopped by a person',
      situation({ ...stopped(), hold: HOLD }),
      { kind: 'stop' },
      'accepted, -, STOPPED_BY_COMMAND HOLD_STOPPED_BY_PERSON',
    ],
    [
      'to stop tasks that run though a person stopped them',
      situation({ hold: HOLD }),
      { kind: 'stop' },
      'accepted, stop-service, STOPPED_BY_COMMAND',
    ],
    [
      'to resume nothing: what is due goes on',
      situation(),
      { kind: 'resume' },
      'accepted, store-offset, RESUMED FLIP_STORED',
    ],
    [
      'to resume from a pause',
      situation({ state: { pausedSinceMs: 5 } }),
      { kind: 'resume' },
      'accepted, store-offset, RESUMED FLIP_STORED',
    ],
    [
      'to resume from a stop',
      situation({ ...stopped(), hold: HOLD }),
      { kind: 'resume' },
      'accepted, end-hold, RESUMED',
    ],
    [
      'to accept where nothing is owed',
      situation(),
      { kind: 'accept', scope: {} },
      'refused, -, REQUEST_REFUSED',
    ],
    [
      'to accept what is owed: it is not repaired',
      armedAgain({ coverage: covering(3, [{}]) }),
      { kind: 'accept', scope: {} },
      'accepted, -, ACCEPTED_AS_LOST',
    ],
    [
      'to accept another topic',
      armedAgain({ coverage: covering(3, [{}]) }),
      { kind: 'accept', scope: { topic: 'x' } },
      'refused, -, REQUEST_REFUSED',
    ],
    [
      'to accept what there is when the coverage is lost',
      armedAgain({ coverage: undefined }),
      { kind: 'accept', scope: {} },
      'accepted, -, ACCEPTED_AS_LOST ALARM_COVERAGE_LOST',
    ],
    [
      'to accept a part when the coverage is lost',
      armedAgain({ coverage: undefined }),
      { kind: 'accept', scope: { topic: 'otlp_spans' } },
      'refused, -, REQUEST_REFUSED ALARM_COVERAGE_LOST',
    ],
    [
      'to rewind stops the tasks at once',
      situation(),
      EVERYTHING,
      'accepted, stop-tasks, REQUEST_ACCEPTED REWIND_STARTED TASKS_STOPPED HELD_UNKNOWN',
    ],
    [
      'to rewind under latest stores earliest first',
      onLatest(),
      EVERYTHING,
      'accepted, store-offset, REQUEST_ACCEPTED CONFIG_STORED',
    ],
    [
      'to rewind where nothing moves is done at once',
      situation({ partitions: [{ committed: 0n }, { committed: 0n }, { committed: 0n }] }),
      EVERYTHING,
      'accepted, -, REQUEST_ACCEPTED DRAINING REQUEST_DONE',
    ],
    [
      'to rewind while a person’s stop holds',
      situation({ hold: HOLD }),
      EVERYTHING,
      'refused, -, REQUEST_REFUSED',
    ],
    [
      'to drain what is drained stores latest',
      situation(),
      { kind: 'drain' },
      'accepted, store-offset, REQUEST_ACCEPTED FLIP_STORED REQUEST_STEP',
    ],
    [
      'to drain what is live is done at once',
      onLatest(),
      { kind: 'drain' },
      'accepted, -, REQUEST_ACCEPTED LIVE REQUEST_DONE',
    ],
    [
      'to expand on earliest adds partitions at once',
      situation(),
      EXPAND,
      'accepted, create-partitions, REQUEST_ACCEPTED PARTITIONS_ADDED',
    ],
    [
      'to expand under latest stores earliest first',
      onLatest(),
      EXPAND,
      'accepted, store-offset, REQUEST_ACCEPTED REARM_FOR_REQUEST CONFIG_STORED',
    ],
    [
      'to expand while tasks may be on latest rolls them',
      armedAgain(),
      EXPAND,
      'accepted, roll-tasks, REQUEST_ACCEPTED ROLL_STARTED',
    ],
    [
      'to do anything where Spillway observes',
      situation({ policy: { mode: 'observe' } }),
      { kind: 'pause' },
      'refused, -, REQUEST_REFUSED',
    ],
  ])('%s', (_name, given, command, expected) => {
    const decision = decideOn(given, command);

    expect(line(decision)).toBe(expected);
    expect(decisionText(decision, given)).toMatchSnapshot();
  });

  it('that is rejected changes nothing except what every tick notes', () => {
    const given = situation();

    const { state } = decideOn(given, { kind: 'cancel' });

    expect([state.lastCommandId, state.policies]).toEqual([undefined, given.state.policies]);
  });

  it.each<[string, Situation, Command, Partial<ControllerState>]>([
    ['a pause begins now', situation(), { kind: 'pause' }, { pausedSinceMs: NOW_MS, lastCommandId: 'c1' }],
    [
      'a pause goes on since it began',
      situation({ state: { pausedSinceMs: 5 } }),
      { kind: 'pause' },
      { pausedSinceMs: 5 },
    ],
    [
      'a cancelled recreate is over',
      situation(inStop()),
      { kind: 'cancel' },
      { recreate: undefined, manualOperation: undefined },
    ],
    [
      'a recreate whose tasks are starting is only checked',
      situation({ debt: debt(), state: { recreate: { ...REWIND, phase: 'up' }, manualOperation: MOVING } }),
      { kind: 'cancel' },
      { recreate: { ...REWIND, phase: 'up' }, manualOperation: undefined },
    ],
    [
      'a repair of Spillway’s own that is cancelled is not begun again',
      situation(inStop({ state: { recreate: { ...REWIND, origin: 'automatic' } } })),
      { kind: 'cancel' },
      { repairCancelled: true },
    ],
    [
      'a stop ends all that is under way',
      situation(inStop()),
      { kind: 'stop' },
      { recreate: undefined, manualOperation: undefined, desired: { count: 0 } },
    ],
    [
      'a resumed stop wants the tasks back',
      situation({ ...stopped(), hold: HOLD }),
      { kind: 'resume' },
      { desired: { count: 3 } },
    ],
    [
      'resume lets Spillway scale a number that somebody set',
      situation({ state: { desired: { count: 3, externalSinceMs: 5 } } }),
      { kind: 'resume' },
      { desired: { count: 3 } },
    ],
    [
      'so does a drain',
      situation({ state: { desired: { count: 3, externalSinceMs: 5 } } }),
      { kind: 'drain' },
      { desired: { count: 3 } },
    ],
    [
      'a repair by command is begun though one was cancelled',
      armedAgain({ coverage: covering(3, [{}]), state: { repairCancelled: true } }),
      { kind: 'repair', scope: {}, queued: 'keep' },
      { repairCancelled: undefined },
    ],
    [
      'what there is counts as covered again',
      armedAgain({ coverage: undefined }),
      { kind: 'accept', scope: {} },
      { coverageLost: undefined },
    ],
  ])('%s', (_name, given, command, expected) => {
    const { answer, state } = decideOn(given, command);
    const fields = Object.keys(expected) as (keyof ControllerState)[];

    expect(answer?.accepted).toBe(true);
    expect(Object.fromEntries(fields.map((field) => [field, state[field]]))).toEqual(expected);
  });

  it.each<[string, Situation, number]>([
    ['to what ran', situation(), 3],
    ['to what is owed, in a stop of ours', situation(inStop({ debt: debt({ count: 5 }) })), 5],
    ['to what ran before the stop that holds', situation({ hold: { ...HOLD, count: 7 } }), 7],
  ])('of a person’s stop is undone %s', (_name, given, count) => {
    expect(decideOn(given, { kind: 'stop' }).action).toEqual({ kind: 'stop-service', count });
  });

  it.each<[string, Situation, number]>([
    ['what it names', situation({ ...stopped(), hold: HOLD }), 3],
    ['nothing where it names nothing', situation({ ...stopped(), hold: { ...HOLD, count: undefined } }), 0],
    ['nothing where tasks run already', situation({ hold: HOLD }), 0],
  ])('that ends a person’s stop starts %s', (_name, given, to) => {
    expect(decideOn(given, { kind: 'resume' }).action).toEqual({ kind: 'end-hold', to });
  });

  it('to accept leaves nothing owed in its scope', () => {
    const given = armedAgain({ coverage: covering(3, [{}, { partition: 1 }]) });
    const { coverage } = decideOn(given, { kind: 'accept', scope: { topic: 'otlp_spans', partitions: [0] } });

    expect(coverage && openOf(coverage).map(({ partition }) => partition)).toEqual([1]);
  });

  it('to resume is rejected while latest is stored and not safe, because tasks would start into a known gap', () => {
    const unsafe = onLatest({ ...stopped([{ committed: 'none' }, {}, {}]), hold: HOLD });
    const locked = onLatest({
      ...stopped([{ committed: 'none' }, {}, {}]),
      hold: HOLD,
      config: { editProblem: 'x' },
    });

    expect(decideOn(unsafe, { kind: 'resume' }).answer?.accepted).toBe(false);
    expect(decideOn(locked, { kind: 'resume' }).action).toEqual({ kind: 'end-hold', to: 3 });
  });

  it('that moves commits reports its cost, accepted or not', () => {
    const refused = decideOn(situation({ hold: HOLD }), EVERYTHING);

    expect(refused.answer?.cost).toMatchObject({ offsets: 30n, stops: 1 });
    expect(decideOn(situation(), EVERYTHING).answer?.cost).toMatchObject({ offsets: 30n, stops: 1 });
    expect(decideOn(situation(), { kind: 'pause' }).answer?.cost).toBeUndefined();
  });
});

describe('a command that is delivered twice', () => {
  const before = { lastCommandId: 'c1' };
  it.each<[string, Situation, Command, string]>([
    [
      'is not begun again',
      situation({ state: before }),
      EVERYTHING,
      'accepted, store-offset, REQUEST_REPEATED FLIP_STORED',
    ],
    [
      'stops again what still runs: the first delivery may have failed',
      situation({ state: before }),
      { kind: 'stop' },
      'accepted, stop-service, STOPPED_BY_COMMAND',
    ],
    [
      'stops nothing that is stopped',
      situation({ ...stopped(), hold: HOLD, state: before }),
      { kind: 'stop' },
      'accepted, -, REQUEST_REPEATED HOLD_STOPPED_BY_PERSON',
    ],
    [
      'ends a stop that still holds',
      situation({ ...stopped(), hold: HOLD, state: before }),
      { kind: 'resume' },
      'accepted, end-hold, RESUMED',
    ],
    [
      'resumes nothing twice',
      situation({ state: before }),
      { kind: 'resume' },
      'accepted, store-offset, REQUEST_REPEATED FLIP_STORED',
    ],
  ])('%s', (_name, given, command, expected) => {
    const decision = decideOn(given, command);

    expect(line(decision)).toBe(expected);
    expect(decisionText(decision, given)).toMatchSnapshot();
  });
});

describe('without Kafka', () => {
  const late = { stoppedAtMs: NOW_MS - 3 * MINUTE_MS };
  const LATE = { ...REWIND, ...late };
  it.each<[string, Given, string]>([
    ['nothing is done', {}, 'unreachable, -, HOLD_KAFKA_UNREACHABLE'],
    ['a recreate that is within its bound waits', inStop(), 'recreating, -, HOLD_KAFKA_UNREACHABLE'],
    [
      'tasks are started when the bound is over',
      inStop({ debt: debt(late), state: { recreate: LATE, manualOperation: MOVING } }),
      'unreachable, start-tasks, HOLD_KAFKA_UNREACHABLE TASKS_REPAID REQUEST_FAILED',
    ],
    [
      'tasks are started a moment later, not before',
      inStop({
        debt: debt({ stoppedAtMs: late.stoppedAtMs + 1 }),
        state: { recreate: { ...LATE, stoppedAtMs: late.stoppedAtMs + 1 } },
      }),
      'recreating, -, HOLD_KAFKA_UNREACHABLE',
    ],
    [
      'a start that was decided and never made is made',
      inStop({ state: { recreate: { ...REWIND, phase: 'up' } } }),
      'unreachable, start-tasks, HOLD_KAFKA_UNREACHABLE TASKS_REPAID',
    ],
    [
      'tasks are started in a pause',
      inStop({ state: { recreate: REWIND, pausedSinceMs: 1 } }),
      'unreachable, start-tasks, HOLD_KAFKA_UNREACHABLE TASKS_REPAID',
    ],
    [
      'tasks of which nothing is known are started',
      inStop({ state: {} }),
      'unreachable, start-tasks, HOLD_KAFKA_UNREACHABLE TASKS_REPAID',
    ],
    [
      'tasks of another stop are started',
      inStop({ debt: debt({ stoppedAtMs: 5 }) }),
      'unreachable, start-tasks, HOLD_KAFKA_UNREACHABLE TASKS_REPAID REQUEST_FAILED',
    ],
    ['tasks that run are left alone', { debt: debt() }, 'unreachable, -, HOLD_KAFKA_UNREACHABLE'],
    [
      'a person’s stop takes over ours',
      inStop({ hold: HOLD }),
      'stopped, close-debt, HOLD_KAFKA_UNREACHABLE',
    ],
    ['a person’s stop holds', { hold: HOLD, service: service(0) }, 'stopped, -, HOLD_KAFKA_UNREACHABLE'],
  ])('%s', (_name, given, expected) => {
    const unreachable = withoutKafka({ ...given, kafka: UNREACHABLE });
    const decision = decideOn(unreachable);
    const { phase, action, reasons } = decision;

    expect(`${phase}, ${action?.kind ?? '-'}, ${codesOf(reasons).join(' ')}`).toBe(expected);
    expect(decisionText(decision, unreachable)).toMatchSnapshot();
  });

  it('a recreate that is given up counts as failed, and its command ends', () => {
    const { state } = decideOn(
      withoutKafka({
        ...inStop({ debt: debt(late), state: { recreate: LATE, manualOperation: MOVING } }),
        kafka: UNREACHABLE,
      }),
    );

    expect(state).toMatchObject({
      recreate: undefined,
      manualOperation: undefined,
      history: { failures: 1, failedAtMs: NOW_MS },
    });
    expect(state.desired).toEqual({ count: 3, from: 0, setAtMs: NOW_MS });
  });

  it.each<[Command, Given, string]>([
    [{ kind: 'stop' }, inStop(), 'accepted, stop-service, STOPPED_BY_COMMAND HOLD_KAFKA_UNREACHABLE'],
    [{ kind: 'stop' }, {}, 'accepted, stop-service, STOPPED_BY_COMMAND HOLD_KAFKA_UNREACHABLE'],
    [
      { kind: 'resume' },
      { hold: HOLD, service: service(0) },
      'accepted, end-hold, RESUMED HOLD_KAFKA_UNREACHABLE',
    ],
    [
      { kind: 'pause' },
      inStop(),
      'accepted, start-tasks, PAUSED HOLD_KAFKA_UNREACHABLE TASKS_REPAID REQUEST_FAILED',
    ],
    [
      { kind: 'cancel' },
      inStop(),
      'accepted, start-tasks, REQUEST_CANCELLED HOLD_KAFKA_UNREACHABLE TASKS_REPAID',
    ],
    [{ kind: 'accept', scope: {} }, {}, 'refused, -, REQUEST_REFUSED HOLD_KAFKA_UNREACHABLE'],
    [EVERYTHING, {}, 'refused, -, REQUEST_REFUSED HOLD_KAFKA_UNREACHABLE'],
    [{ kind: 'drain' }, {}, 'refused, -, REQUEST_REFUSED HOLD_KAFKA_UNREACHABLE'],
  ])('%j: %#', (command, given, expected) => {
    const unreachable = withoutKafka({ ...given, kafka: UNREACHABLE });
    const decision = decideOn(unreachable, command);

    expect(line(decision)).toBe(expected);
    expect(decisionText(decision, unreachable)).toMatchSnapshot();
  });
});
