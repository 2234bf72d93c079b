import type { LongCommand, ManualOperation } from '../../../../../lib/core/commands/manual-operation';
import { decisionText } from '../../../../_helpers/core/decision-text';
import {
  armedAgain,
  codesOf,
  decideOn,
  type Given,
  MINUTE_MS,
  onLatest,
  type Situation,
  situation,
  stopped,
} from '../../../../_helpers/core/situation';
import { NOW_MS, service, snapshot, topic } from '../../../../_helpers/core/snapshots';

function under(
  command: LongCommand,
  phase: ManualOperation['phase'],
  agoMs = 1,
): NonNullable<Given['state']> {
  return {
    manualOperation: { id: 'c', command, acceptedAtMs: NOW_MS - agoMs, phase, phaseSinceMs: NOW_MS - agoMs },
  };
}
const DRAIN: LongCommand = { kind: 'drain' };
const EXPAND: LongCommand = { kind: 'expand', signal: 'traces', partitions: 6 };
const REWIND: LongCommand = { kind: 'rewind', to: { kind: 'earliest' }, scope: {}, queued: 'keep' };
const SIX = { kafka: snapshot([topic('otlp_spans', [{}, {}, {}, {}, {}, {}])], { tasks: 3 }) };
const BEHIND = { committed: 4n, firstUnread: { kind: 'record', offset: 4n, timestampMs: 0 } } as const;

function line(given: Situation): string {
  const { action, reasons, state } = decideOn(given);
  return `${state.manualOperation?.phase ?? 'over'}, ${action?.kind ?? '-'}, ${codesOf(reasons).join(' ')}`;
}

describe('a command in progress', () => {
  it.each<[string, Situation, string]>([
    [
      'drain: behind, it goes on',
      situation({ partitions: [BEHIND, {}, {}], state: under(DRAIN, 'drain') }),
      'drain, -, DRAINING REQUEST_STEP',
    ],
    [
      'drain: it scales out',
      situation({
        partitions: [BEHIND, {}, {}],
        service: service(2),
        kafka: snapshot([topic('otlp_spans', [BEHIND, {}, {}])], { tasks: 2 }),
        state: under(DRAIN, 'drain'),
      }),
      'drain, set-desired-count, DRAINING SCALE_OUT REQUEST_STEP',
    ],
    [
      'drain: it stores latest when drained',
      situation({ state: under(DRAIN, 'drain') }),
      'drain, store-offset, FLIP_STORED REQUEST_STEP',
    ],
    [
      'drain: it settles once latest is stored',
      onLatest({ tasks: { steady: 1 }, state: under(DRAIN, 'drain') }),
      'settle, set-desired-count, LIVE SCALE_IN REQUEST_STEP',
    ],
    [
      'drain: it is done at the steady number',
      onLatest({ state: under(DRAIN, 'settle') }),
      'over, -, LIVE REQUEST_DONE',
    ],
    [
      'drain: it waits for the cool-down',
      onLatest({ tasks: { steady: 1 }, state: { ...under(DRAIN, 'settle'), lastScaleInMs: NOW_MS - 1 } }),
      'settle, -, LIVE SCALE_IN_COOLING_DOWN REQUEST_STEP',
    ],
    [
      'drain: it waits for tasks that start',
      onLatest({ service: service(3, { pendingCount: 1 }), state: under(DRAIN, 'settle') }),
      'settle, -, LIVE REQUEST_STEP',
    ],
    [
      'rewind: what is done already is over',
      situation({
        partitions: [{ committed: 0n }, { committed: 0n }, { committed: 0n }],
        state: under(REWIND, 'move'),
      }),
      'over, -, DRAINING REQUEST_DONE',
    ],
    [
      'rewind: it stops the tasks',
      situation({ state: under(REWIND, 'move') }),
      'move, stop-tasks, REWIND_STARTED TASKS_STOPPED HELD_UNKNOWN',
    ],
    [
      'rewind: a closed gate ends it',
      situation({ config: { editProblem: 'x' }, state: under(REWIND, 'move') }),
      'over, -, HOLD_CONFIG_NOT_EDITABLE REQUEST_FAILED',
    ],
    [
      'expand: latest is stored, earliest comes first',
      onLatest({ state: under(EXPAND, 'arm') }),
      'arm, store-offset, REARM_FOR_REQUEST CONFIG_STORED',
    ],
    [
      'expand: a task may be on latest, a roll comes first',
      armedAgain({
        state: { ...under(EXPAND, 'arm'), history: { automaticStops: [], failures: 0, rearms: 0 } },
      }),
      'arm, roll-tasks, REARM_FOR_REQUEST ROLL_STARTED',
    ],
    [
      'expand: a roll is not possible, it waits',
      armedAgain({
        service: service(3, { controller: 'CODE_DEPLOY' }),
        state: { ...under(EXPAND, 'arm'), history: { automaticStops: [], failures: 0, rearms: 0 } },
      }),
      'arm, -, REARM_FOR_REQUEST HOLD_ROLL_IMPOSSIBLE REQUEST_STEP',
    ],
    [
      'expand: earliest is on every task, partitions are added',
      situation({ state: under(EXPAND, 'arm') }),
      'add, create-partitions, PARTITIONS_ADDED',
    ],
    [
      'expand: somebody stored latest meanwhile, it begins again',
      onLatest({ state: under(EXPAND, 'add') }),
      'arm, store-offset, REARM_FOR_REQUEST CONFIG_STORED',
    ],
    [
      'expand: a partition cannot be read, it waits',
      situation({ partitions: [{ logEnd: 'unknown' }, {}, {}], state: under(EXPAND, 'add') }),
      'add, -, HOLD_PARTITION_UNKNOWN REQUEST_STEP',
    ],
    [
      'expand: partitions are there, tasks follow',
      situation({ ...SIX, state: under(EXPAND, 'add') }),
      'assign, set-desired-count, SCALE_OUT REQUEST_STEP',
    ],
    [
      'expand: every partition is assigned and read, it is done',
      situation({ state: under(EXPAND, 'assign') }),
      'over, -, REQUEST_DONE',
    ],
    [
      'expand: a partition is not read yet, it waits',
      situation({ partitions: [{ committed: 'none' }, {}, {}], state: under(EXPAND, 'assign') }),
      'assign, -, DRAINING REQUEST_STEP',
    ],
  ])('%s', (_name, given, expected) => {
    expect(line(given)).toBe(expected);
    expect(decisionText(decideOn(given), given)).toMatchSnapshot();
  });

  it('waits while the service is stopped', () => {
    expect(line(situation({ ...stopped(), state: under(DRAIN, 'drain') }))).toBe(
      'drain, -, HOLD_SERVICE_STOPPED',
    );
  });

  it.each<[string, ManualOperation['phase'], number, boolean]>([
    ['settles for phaseTimeout', 'settle', 15 * MINUTE_MS, true],
    ['settles for less', 'settle', 15 * MINUTE_MS - 1, false],
    ['drains, for however long', 'drain', 24 * 60 * MINUTE_MS, false],
  ])('raises an alarm when it %s', (_name, phase, agoMs, expected) => {
    const given = situation({
      partitions: [BEHIND, {}, {}],
      service: service(3, { pendingCount: 1 }),
      state: under(DRAIN, phase, agoMs),
    });

    expect(codesOf(decideOn(given).reasons).includes('ALARM_PHASE_TIMEOUT')).toBe(expected);
  });
});
