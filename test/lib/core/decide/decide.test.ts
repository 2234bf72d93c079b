import { HANDLERS } from '../../../../lib/core/decide/decide';
import { NO_HISTORY } from '../../../../lib/core/facts/history';
import type { PartitionSnapshot } from '../../../../lib/core/snapshot/kafka';
import type { ControllerState } from '../../../../lib/core/state/state';
import { decisionText } from '../../../_helpers/core/decision-text';
import {
  armedAgain,
  codesOf,
  covering,
  DAY_MS,
  debt,
  decideOn,
  HOUR_MS,
  MINUTE_MS,
  onLatest,
  recreate,
  type Situation,
  STOPPED_MS,
  situation,
  stopped,
} from '../../../_helpers/core/situation';
import { emptyGroup, NOW_MS, service, snapshot, task, topic } from '../../../_helpers/core/snapshots';

/** A decision in a line: phase, action, codes. */
function line(given: Situation): string {
  const { phase, action, reasons } = decideOn(given);
  const what = action && 'initialOffset' in action ? `${action.kind} ${action.initialOffset}` : action?.kind;
  return `${phase}, ${what ?? '-'}, ${codesOf(reasons).join(' ')}`;
}

type Row = [string, Situation, string];

const IDLE: Partial<PartitionSnapshot> = { committed: 'none', logEnd: 0n };
const LOST: Partial<PartitionSnapshot> = { committed: 'none' };
const BEHIND: Partial<PartitionSnapshot> = {
  committed: 4n,
  firstUnread: { kind: 'record', offset: 4n, timestampMs: NOW_MS - HOUR_MS },
};
const PAUSED = { pausedSinceMs: NOW_MS - 5 };
const HOLD = { sinceMs: NOW_MS - 5, count: 3 };
const failed = { ...NO_HISTORY, failures: 3, failedAtMs: NOW_MS - MINUTE_MS };
/** The recreate that the debt is of. */
const REWIND = recreate('rewind', { move: { target: { kind: 'earliest' }, scope: {} } });
const rolling = (agoMs: number): Pick<ControllerState, 'roll'> => ({
  roll: { why: 'rearm', startedAtMs: NOW_MS - agoMs },
});
const OLD_DEBT = debt({ stoppedAtMs: NOW_MS - 20 * MINUTE_MS });

describe('decisions when everything is fine, or nearly', () => {
  it.each<Row>([
    ['drained, settled and covered: latest is stored', situation(), 'live, store-offset latest, FLIP_STORED'],
    ['behind: it drains', situation({ partitions: [BEHIND, {}, {}] }), 'draining, -, DRAINING'],
    [
      'drained for less than stableFor: it settles',
      situation({ state: { drainedSinceMs: NOW_MS - 3 * MINUTE_MS + 1 } }),
      'settling, -, DRAINED_SETTLING',
    ],
    [
      'drained for stableFor: latest is stored',
      situation({ state: { drainedSinceMs: NOW_MS - 3 * MINUTE_MS } }),
      'live, store-offset latest, FLIP_STORED',
    ],
    [
      'topics or partitions added a moment ago: it settles',
      situation({ state: { layout: undefined } }),
      'settling, -, DRAINED_SETTLING',
    ],
    [
      'idle partitions without a commit: these are seeded live',
      situation({ partitions: [IDLE, {}, {}] }),
      'held, seed-live, PARTITIONS_SEEDED',
    ],
    [
      'idle partitions, and idlePartitions: wait: it is held',
      situation({ partitions: [IDLE, {}, {}], policy: { idlePartitions: 'wait' } }),
      'held, -, HOLD_NO_COMMIT',
    ],
    [
      'idle partitions, and a seed was refused less than a minute ago: it waits',
      situation({
        partitions: [IDLE, {}, {}],
        state: { seeding: { tries: 1, atMs: NOW_MS - MINUTE_MS + 1 } },
      }),
      'held, -, HOLD_SEED_REFUSED HOLD_NO_COMMIT',
    ],
    [
      'idle partitions, and a seed was refused a minute ago: it is tried again',
      situation({ partitions: [IDLE, {}, {}], state: { seeding: { tries: 1, atMs: NOW_MS - MINUTE_MS } } }),
      'held, seed-live, PARTITIONS_SEEDED',
    ],
    [
      'records without a commit: it drains',
      situation({ partitions: [LOST, {}, {}] }),
      'draining, -, DRAINING',
    ],
    [
      'latest turned out unsafe a moment ago: it is held',
      situation({ state: { history: { ...NO_HISTORY, rearms: 1, rearmedAtMs: NOW_MS } } }),
      'held, -, HOLD_LATEST_RATIONED',
    ],
    [
      'an automatic stop less than a day ago: it is held',
      situation({ state: { history: { ...NO_HISTORY, automaticStops: [NOW_MS - DAY_MS + 1] } } }),
      'held, -, HOLD_LATEST_RATIONED',
    ],
    ['latest is stored: live', onLatest(), 'live, -, LIVE'],
    [
      'latest is stored, and there is a backlog: live, and drains',
      onLatest({ partitions: [BEHIND, {}, {}] }),
      'live, -, DRAINING',
    ],
    [
      'latest is stored, and a task started before: live, and mixed',
      onLatest({
        service: service(3, {
          tasks: [
            task(0),
            task(1),
            task(2, { createdAtMs: NOW_MS - 45 * MINUTE_MS, startedAtMs: NOW_MS - 44 * MINUTE_MS }),
          ],
        }),
      }),
      'live, -, LIVE MIXED_FLEET',
    ],
    [
      'the same with rollout: roll: the tasks are replaced',
      onLatest({
        policy: { rollout: 'roll' },
        service: service(3, {
          tasks: [
            task(0),
            task(1),
            task(2, { createdAtMs: NOW_MS - 45 * MINUTE_MS, startedAtMs: NOW_MS - 44 * MINUTE_MS }),
          ],
        }),
      }),
      'rolling, roll-tasks, ROLL_STARTED',
    ],
    [
      'nobody is in the group: never live',
      situation({ kafka: snapshot([topic('otlp_spans', [{}, {}, {}])], { group: emptyGroup() }) }),
      'not-reading, -, HOLD_GROUP_NOT_STABLE ALARM_NOBODY_READS',
    ],
    [
      'nobody is in the group, and latest is stored: never live',
      onLatest({ kafka: snapshot([topic('otlp_spans', [{}, {}, {}])], { group: emptyGroup() }) }),
      'not-reading, -, ALARM_NOBODY_READS',
    ],
  ])('%s', (_name, given, expected) => {
    expect(line(given)).toBe(expected);
    expect(decisionText(decideOn(given), given)).toMatchSnapshot();
  });
});
describe('decisions when latest is in force and may skip records', () => {
  it.each<Row>([
    [
      'a commit is lost: earliest is stored first',
      onLatest({ partitions: [LOST, {}, {}] }),
      'draining, store-offset earliest, REARM_NO_COMMIT REARM_UNCOVERED CONFIG_STORED',
    ],
    [
      'an idle partition loses its commit: earliest is stored first',
      onLatest({ partitions: [IDLE, {}, {}] }),
      'draining, store-offset earliest, REARM_NO_COMMIT REARM_UNCOVERED CONFIG_STORED',
    ],
    [
      'a partition was added: earliest is stored first',
      onLatest({ coverage: covering(2) }),
      'draining, store-offset earliest, REARM_UNCOVERED CONFIG_STORED',
    ],
    [
      'the coverage is lost: earliest is stored, and an alarm raised',
      onLatest({ coverage: undefined }),
      'draining, store-offset earliest, REARM_COVERAGE_LOST CONFIG_STORED ALARM_COVERAGE_LOST',
    ],
    [
      'it is unsafe, and the config cannot be changed: an alarm is raised',
      onLatest({ partitions: [LOST, {}, {}], config: { editProblem: 'x' } }),
      'held, -, REARM_NO_COMMIT REARM_UNCOVERED HOLD_CONFIG_NOT_EDITABLE ALARM_UNSAFE',
    ],
    [
      'earliest is stored, and everything is covered: the tasks are rolled',
      armedAgain(),
      'rolling, roll-tasks, ROLL_STARTED',
    ],
    [
      'earliest was stored a moment ago: it settles before the roll',
      armedAgain({
        config: { lastModifiedMs: NOW_MS - 1000 },
        state: {
          policies: [
            { initialOffset: 'latest', version: 2, fromMs: NOW_MS - HOUR_MS, writtenMs: NOW_MS - HOUR_MS },
            { initialOffset: 'earliest', version: 3, fromMs: NOW_MS - 1000, writtenMs: NOW_MS - 1000 },
          ],
        },
      }),
      'held, -, WAITING_CONFIG_SETTLES HOLD_LATEST_RATIONED',
    ],
    [
      'earliest is stored, and a partition is idle: it is seeded live',
      armedAgain({ partitions: [IDLE, {}, {}] }),
      'draining, seed-live, PARTITIONS_SEEDED',
    ],
    [
      'earliest is stored, and records may have been skipped: repair by a recreate',
      armedAgain({ partitions: [LOST, {}, {}] }),
      'recreating, stop-tasks, HOLD_REPAIR_PENDING REPAIR_STARTED TASKS_STOPPED HELD_UNKNOWN',
    ],
    [
      'earliest is stored, and a partition is owed: repair by a recreate',
      armedAgain({ coverage: covering(3, [{}]) }),
      'recreating, stop-tasks, HOLD_REPAIR_PENDING REPAIR_STARTED TASKS_STOPPED HELD_UNKNOWN',
    ],
    [
      'a person cancelled the repair: it is held',
      armedAgain({ coverage: covering(3, [{}]), state: { repairCancelled: true } }),
      'held, -, HOLD_CANCELLED HOLD_REPAIR_PENDING HOLD_LATEST_RATIONED',
    ],
    [
      'a repair failed a minute ago: it waits',
      armedAgain({ coverage: covering(3, [{}]), state: { history: { ...failed, rearmedAtMs: 1 } } }),
      'held, -, HOLD_REPAIR_PENDING HOLD_RETRY_LATER',
    ],
    [
      'a partition is owed, has its commit and nothing was written since: nothing was skipped, the tasks are rolled',
      armedAgain({ coverage: covering(3, [{ from: 10n }]) }),
      'rolling, roll-tasks, ROLL_STARTED',
    ],
    [
      'ECS cannot replace the tasks: it is held',
      armedAgain({ service: service(3, { controller: 'CODE_DEPLOY' }) }),
      'held, -, HOLD_ROLL_IMPOSSIBLE HOLD_LATEST_RATIONED',
    ],

    [
      'the coverage is lost and earliest is stored: nothing is stopped or rolled',
      armedAgain({ coverage: undefined }),
      'held, -, HOLD_COVERAGE_LOST HOLD_LATEST_RATIONED ALARM_COVERAGE_LOST',
    ],
    [
      'a roll is in progress: it is followed',
      armedAgain({ state: rolling(MINUTE_MS), service: service(3, { pendingCount: 1 }) }),
      'rolling, -, ROLLING',
    ],
    [
      'all tasks were replaced: the roll is done',
      situation({ state: { ...rolling(MINUTE_MS * 11) } }),
      'draining, -, ROLL_DONE',
    ],
    [
      'latest becomes unsafe during a roll: earliest is stored first',
      onLatest({ partitions: [LOST, {}, {}], state: rolling(MINUTE_MS) }),
      'draining, store-offset earliest, REARM_NO_COMMIT REARM_UNCOVERED CONFIG_STORED',
    ],
    [
      'nothing runs, and a commit is lost under latest: earliest is stored',
      onLatest({ ...stopped([LOST, {}, {}]) }),
      'draining, store-offset earliest, REARM_NO_COMMIT REARM_UNCOVERED CONFIG_STORED',
    ],
  ])('%s', (_name, given, expected) => {
    expect(line(given)).toBe(expected);
    expect(decisionText(decideOn(given), given)).toMatchSnapshot();
  });
});
describe('decisions about a commit that was lost under latest', () => {
  /** Everything was read up to 10; then the commit went away. */
  const READ = [LOST, {}, {}];
  const owedFrom = (from: bigint) => covering(3, [{ from }]);
  const named = (partitions: Partial<PartitionSnapshot>[]) =>
    snapshot([{ ...topic('otlp_spans', partitions), topicId: 'aaaaaaaaaaaa' }], { tasks: 3 });
  const offsetsIn = (given: Situation) => {
    const { action } = decideOn(given);
    return action?.kind === 'seed-live' ? action.offsets.map(({ offset }) => offset) : action?.kind;
  };

  it.each<[string, Situation, unknown]>([
    [
      'read to its end: it is committed there live',
      armedAgain({ kafka: named(READ), coverage: owedFrom(10n) }),
      [10n],
    ],
    [
      'read to its end, in a topic that may be another one: from its log start',
      armedAgain({ partitions: READ, coverage: owedFrom(10n) }),
      [0n],
    ],
    [
      'not read to its end: records may be skipped, it is repaired',
      armedAgain({ kafka: named(READ), coverage: owedFrom(9n) }),
      'stop-tasks',
    ],
    ['idle: it is committed at its log start', armedAgain({ partitions: [IDLE, {}, {}] }), [0n]],
    [
      'idle, and Kafka refused two seeds: it is tried again',
      armedAgain({ partitions: [IDLE, {}, {}], state: { seeding: { tries: 2, atMs: 0 } } }),
      [0n],
    ],
    [
      'idle, and Kafka refused three seeds: it is seeded by a recreate',
      armedAgain({ partitions: [IDLE, {}, {}], state: { seeding: { tries: 3, atMs: 0 } } }),
      'stop-tasks',
    ],
  ])('%s', (_name, given, expected) => {
    expect(offsetsIn(given)).toEqual(expected);
  });
});

describe('decisions about a debt, a stop or a pause', () => {
  it.each<Row>([
    [
      'of a recreate that is within its bound: it goes on',
      situation({ ...stopped([{ committed: 5n }]), debt: debt(), state: { recreate: REWIND } }),
      'recreating, commit-offsets, OFFSETS_MOVED',
    ],
    [
      'of a recreate, and Spillway is paused: tasks are started',
      situation({ ...stopped(), debt: debt(), state: { recreate: REWIND, ...PAUSED } }),
      'verifying, start-tasks, TASKS_REPAID',
    ],
    [
      'of which nothing is known, as after a lost state: tasks are started',
      situation({ ...stopped(), debt: debt() }),
      'verifying, start-tasks, TASKS_REPAID',
    ],
    [
      'of another stop than the recreate’s: tasks are started',
      situation({ ...stopped(), debt: debt({ stoppedAtMs: STOPPED_MS - 1 }), state: { recreate: REWIND } }),
      'verifying, start-tasks, TASKS_REPAID',
    ],
    [
      'whose start was decided and never made: tasks are started',
      situation({ ...stopped(), debt: debt(), state: { recreate: { ...REWIND, phase: 'up' } } }),
      'verifying, start-tasks, TASKS_REPAID',
    ],
    [
      'and tasks run: one look proves nothing',
      situation({ debt: debt(), state: { recreate: { ...REWIND, phase: 'up' } } }),
      'verifying, -, VERIFYING',
    ],
    [
      'and tasks run at a second look: it is closed',
      situation({ debt: debt(), state: { recreate: { ...REWIND, phase: 'up' }, repaidSeenMs: NOW_MS - 1 } }),
      'verifying, close-debt, TASKS_REPAID',
    ],
    [
      'of which nothing is known, and tasks run: it is kept for as long as a late stop may take effect, and all else goes on',
      situation({ debt: debt() }),
      'live, store-offset latest, FLIP_STORED',
    ],
    [
      'from before that, and tasks run: one look proves nothing',
      situation({ debt: OLD_DEBT }),
      'verifying, -, VERIFYING',
    ],
    [
      'from before that, and tasks run at a second look: it is closed',
      situation({ debt: OLD_DEBT, state: { repaidSeenMs: NOW_MS - 1 } }),
      'verifying, close-debt, TASKS_REPAID',
    ],
    [
      'and somebody started the tasks: the recreate is over, the debt kept for a second look',
      situation({ debt: debt(), state: { recreate: REWIND } }),
      'draining, -, STARTED_FROM_OUTSIDE REQUEST_FAILED',
    ],
    [
      'while latest is stored and unsafe: earliest is stored first',
      onLatest({ ...stopped([LOST, {}, {}]), debt: debt() }),
      'recreating, store-offset earliest, REARM_NO_COMMIT REARM_UNCOVERED CONFIG_STORED',
    ],
    [
      'while latest is stored and unsafe, after maxPause: tasks are started all the same',
      onLatest({ ...stopped([LOST, {}, {}]), debt: OLD_DEBT }),
      'verifying, start-tasks, TASKS_REPAID',
    ],
    [
      'while latest is unsafe and the config cannot be changed: tasks are started all the same',
      onLatest({ ...stopped([LOST, {}, {}]), debt: debt(), config: { editProblem: 'x' } }),
      'verifying, start-tasks, TASKS_REPAID',
    ],
    [
      'while latest is stored and safe: tasks are started',
      onLatest({ ...stopped(), debt: debt() }),
      'verifying, start-tasks, TASKS_REPAID',
    ],
    [
      'and a person stops the service: nothing is started',
      situation({ ...stopped(), debt: debt(), hold: HOLD, state: { recreate: REWIND } }),
      'stopped, -, HOLD_STOPPED_BY_PERSON',
    ],
    [
      'and the service was stopped by command ten minutes ago: the stop is the person’s',
      situation({ ...stopped(), debt: debt({ stoppedAtMs: NOW_MS - 600_000 }), hold: HOLD }),
      'stopped, close-debt, HOLD_STOPPED_BY_PERSON',
    ],
    [
      'a person’s stop: nothing is done',
      situation({ ...stopped(), hold: HOLD }),
      'stopped, -, HOLD_STOPPED_BY_PERSON',
    ],
    ['a pause: nothing is done', situation({ state: PAUSED }), 'paused, -, HOLD_PAUSED'],
    [
      'a pause while latest is unsafe: an alarm',
      onLatest({ partitions: [LOST, {}, {}], state: PAUSED }),
      'paused, -, HOLD_PAUSED ALARM_UNSAFE',
    ],
    [
      'desiredCount is 0 and nobody knows why: it stays so',
      situation(stopped()),
      'stopped, -, HOLD_SERVICE_STOPPED',
    ],
    [
      'one look that shows 0 proves nothing',
      situation({ ...stopped(), state: { desired: { count: 3 } } }),
      'held, -, HOLD_ANSWERS_CONTRADICT',
    ],
  ])('a debt, or a person: %s', (_name, given, expected) => {
    expect(line(given)).toBe(expected);
    expect(decisionText(decideOn(given), given)).toMatchSnapshot();
  });
});

describe('other decisions', () => {
  it.each<Row>([
    [
      'a topic was recreated: the tasks are replaced',
      situation({
        kafka: snapshot([{ ...topic('otlp_spans', [{}, {}, {}]), topicId: 'bbbbbbbbbb' }], { tasks: 3 }),
        state: {
          layout: {
            sinceMs: 0,
            topics: { kind: 'named', topics: new Map([['otlp_spans', { count: 3, id: 'aaaaaaaa' }]]) },
          },
        },
      }),
      'rolling, roll-tasks, RESTART_TOPIC_RECREATED ROLL_STARTED',
    ],
    [
      'a commit lies beyond a log with records, as after a topic was recreated: it is repaired, on earliest too',
      situation({ partitions: [{ committed: 20n }, {}, {}] }),
      'recreating, stop-tasks, HOLD_REPAIR_PENDING REPAIR_STARTED TASKS_STOPPED HELD_UNKNOWN',
    ],
    [
      'a commit lies beyond an empty log: nothing can have been skipped',
      situation({ partitions: [{ committed: 20n, logStart: 10n }, {}, {}] }),
      'held, seed-live, PARTITIONS_SEEDED',
    ],
    [
      'records that nobody begins to read for stuckAfter: the tasks are replaced',
      situation({ partitions: [LOST, {}, {}], state: { unread: { sinceMs: NOW_MS - 15 * MINUTE_MS } } }),
      'rolling, roll-tasks, RESTART_UNREAD ROLL_STARTED ALARM_PARTITION_STUCK',
    ],
    [
      'the same, and they were replaced for it: not again',
      situation({
        partitions: [LOST, {}, {}],
        state: { unread: { sinceMs: NOW_MS - 15 * MINUTE_MS, restarted: true } },
      }),
      'draining, -, DRAINING ALARM_PARTITION_STUCK',
    ],
    [
      'more tasks are useful',
      situation({
        service: service(1),
        kafka: snapshot([topic('otlp_spans', [BEHIND, {}, {}])], { tasks: 1 }),
      }),
      'draining, set-desired-count, DRAINING SCALE_OUT',
    ],
    [
      'fewer tasks are enough once drained',
      situation({ tasks: { steady: 1 } }),
      'settling, set-desired-count, SCALE_IN',
    ],
  ])('%s', (_name, given, expected) => {
    expect(line(given)).toBe(expected);
    expect(decisionText(decideOn(given), given)).toMatchSnapshot();
  });
});

it('a person’s stop under an unsafe latest stores earliest, for the next start of tasks', () => {
  expect(line(onLatest({ ...stopped([LOST, {}, {}]), hold: HOLD }))).toBe(
    'stopped, store-offset earliest, HOLD_STOPPED_BY_PERSON REARM_NO_COMMIT REARM_UNCOVERED CONFIG_STORED',
  );
});

describe('the handlers', () => {
  it('are asked in order of urgency: first what a person stopped, then what is owed, latest last', () => {
    expect(HANDLERS.map(({ name }) => name)).toEqual([
      'the service was stopped by command',
      'tasks have to be started again',
      'paused',
      'tasks fail to start with the config',
      'a recreate is in progress',
      'latest is stored and unsafe',
      'a roll is in progress',
      'a task may still run on an unsafe latest',
      'receivers must restart',
      'the service is stopped',
      'a command is in progress',
      'more or fewer tasks are useful',
      'a partition is stuck at its first record',
      'idle partitions have no commit',
      'drained, and everything is covered',
      'all tasks are to run on latest at once',
    ]);
  });
});
