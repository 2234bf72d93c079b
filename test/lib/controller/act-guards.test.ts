import {
  ACT_GUARDS,
  type ActGuard,
  type FreshState,
  isRepayment,
  isUnconditional,
  needsFresh,
  objection,
  remainingTasks,
} from '../../../lib/controller/act-guards';
import type { Action } from '../../../lib/core/vocabulary/action';
import { service, task } from '../../_helpers/core/snapshots';
import { madePart, markdownTable } from '../../_helpers/docs/made-docs';

const DEBT = { count: 6, stoppedAtMs: 0, for: 'rewind' };
const ACTIONS = {
  count: { kind: 'set-desired-count', from: 6, to: 3 },
  stop: { kind: 'stop-tasks', from: 6, debt: DEBT },
  start: { kind: 'start-tasks', to: 6, because: 'step' },
  repay: { kind: 'start-tasks', to: 6, because: 'repay' },
  close: { kind: 'close-debt' },
  commit: { kind: 'commit-offsets', purpose: 'rewind', offsets: [] },
  seed: { kind: 'seed-live', offsets: [] },
  store: { kind: 'store-offset', fromVersion: 3, initialOffset: 'latest' },
  restore: { kind: 'restore-config', fromVersion: 3, toVersion: 2, initialOffset: 'latest' },
  roll: { kind: 'roll-tasks' },
  expand: { kind: 'create-partitions', topic: 'otlp_spans', count: 8 },
  stopService: { kind: 'stop-service', count: 6 },
  endHold: { kind: 'end-hold', to: 6 },
} as const satisfies Record<string, Action>;
type Name = keyof typeof ACTIONS;
const NAMES = Object.keys(ACTIONS) as Name[];

/** Everything is as it was when the tick looked. */
const AS_BEFORE: FreshState = {
  ...{ configVersion: 3, debt: false, hold: false, stateVersion: 5, expectedStateVersion: 5 },
};

/** Which actions are not carried out any more. */
function heldBack(more: Partial<FreshState>): Name[] {
  return NAMES.filter((name) => objection(ACTIONS[name], { ...AS_BEFORE, ...more }) !== undefined);
}

const but = (...names: Name[]) => NAMES.filter((name) => !names.includes(name));

describe('an action is held back right before the call', () => {
  it.each<[string, Partial<FreshState>, Name[]]>([
    ['nothing but a start that is not owed, when all is as before', {}, ['start', 'repay']],
    ['nothing, when tasks are owed besides', { debt: true }, []],
    [
      'all but what is right in any case, when another tick has continued',
      { debt: true, stateVersion: 6 },
      but('repay', 'stopService'),
    ],
    [
      'all but that, when the state is gone',
      { debt: true, stateVersion: undefined },
      but('repay', 'stopService'),
    ],
    [
      'all but what is a person’s, when the service was stopped by command',
      { debt: true, hold: true },
      but('close', 'stopService', 'endHold'),
    ],
    [
      'what sets a number, when somebody set another',
      { debt: true, service: service(5) },
      ['count', 'stop', 'commit'],
    ],
    ['commits, when tasks are there', { debt: true, service: service(6) }, ['commit']],
    ['no commits, when no task is there', { debt: true, service: service(0) }, ['count', 'stop']],
    [
      'what stores the config, when somebody stored another',
      { debt: true, configVersion: 4 },
      ['store', 'restore'],
    ],
    [
      'what stores the config, when it is gone',
      { debt: true, configVersion: undefined },
      ['store', 'restore'],
    ],
  ])('%s', (_name, more, expected) => {
    expect(heldBack(more)).toEqual(expected);
  });

  it.each<[Name, Partial<FreshState>, string]>([
    ['store', { stateVersion: 6 }, 'the state has version 6, not 5: another tick has continued'],
    ['store', { stateVersion: undefined }, 'the state has version none, not 5: another tick has continued'],
    ['start', {}, 'the tasks have already been started'],
    ['roll', { hold: true }, 'the service was stopped by command'],
    ['count', { service: service(5) }, 'desiredCount is 5, no longer 6'],
    ['store', { configVersion: 4 }, 'the config has version 4, no longer 3'],
    ['store', { configVersion: undefined }, 'the config has version none, no longer 3'],
    ['commit', { service: service(0, { desiredCount: 2 }) }, 'the service has desiredCount 2 and 0 tasks'],
    ['commit', { service: service(0, { tasks: [task(0)] }) }, 'the service has desiredCount 0 and 1 task'],
  ])('%s, with the reason: %#', (name, more, expected) => {
    expect(objection(ACTIONS[name], { ...AS_BEFORE, ...more })).toBe(expected);
  });

  it('unless its guard is removed', () => {
    const without = (code: ActGuard['code']) => ACT_GUARDS.filter((each) => each.code !== code);

    expect(
      objection(ACTIONS.store, { ...AS_BEFORE, configVersion: 4 }, without('GUARD_CONFIG_MOVED')),
    ).toBeUndefined();
    expect(ACT_GUARDS.map(({ code }) => code)).toEqual([
      'GUARD_STATE_MOVED',
      'GUARD_STOPPED_BY_PERSON',
      'GUARD_COUNT_MOVED',
      'GUARD_CONFIG_MOVED',
      'GUARD_TASKS_THERE',
    ]);
    for (const { prevents } of ACT_GUARDS) expect(prevents.length).toBeGreaterThan(10);
  });
});

it('lists the guards in docs/verification.md (UPDATE_DOCS=1 rewrites the table)', () => {
  const table = markdownTable(
    ['code', 'prevents', 'what it means', 'what to do'],
    ACT_GUARDS.map(({ code, prevents, meaning, whatToDo }) => [`\`${code}\``, prevents, meaning, whatToDo]),
  );

  expect(madePart('verification.md', 'guards', table)).toBe(table);
});

describe('a fresh read', () => {
  it.each<[string, (name: Name) => boolean, Name[]]>([
    ['at the service', (name) => needsFresh(ACTIONS[name]).service, ['count', 'stop', 'commit', 'roll']],
    ['at the group', (name) => needsFresh(ACTIONS[name]).group, ['seed']],
  ])('%s is made only for some actions', (_name, needs, expected) => {
    expect(NAMES.filter(needs)).toEqual(expected);
  });

  it('never holds back owed tasks or a person’s stop, and neither does a failed write, claim or look', () => {
    expect(NAMES.filter((name) => isUnconditional(ACTIONS[name]))).toEqual(['repay', 'stopService']);
    expect(NAMES.filter((name) => isRepayment(ACTIONS[name]))).toEqual(['repay']);
  });
});

it.each([
  ['desired', service(0, { desiredCount: 1 })],
  ['running', service(0, { runningCount: 1 })],
  ['pending', service(0, { pendingCount: 1 })],
  ['that still flush', service(0, { tasks: [task(0)] })],
])('tasks %s count as remaining', (_name, given) => {
  expect(remainingTasks(given)).toMatch(/^the service has desiredCount/);
  expect([remainingTasks(service(0)), remainingTasks(undefined)]).toEqual([undefined, undefined]);
});
