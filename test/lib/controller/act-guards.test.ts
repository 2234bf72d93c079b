import { type FreshLook, needsFresh, objection, tasksThere } from '../../../lib/controller/act-guards';
import type { Action } from '../../../lib/core/vocabulary/action';
import { emptyGroup, service, task } from '../../_helpers/snapshots';

const STOP: Action = { kind: 'set-desired-count', from: 6, to: 0, guard: 'none' };
const START: Action = { kind: 'set-desired-count', from: 0, to: 6, guard: 'group-empty' };
const COMMIT: Action = { kind: 'commit-offsets', purpose: 'seed', offsets: [] };
const STORE: Action = { kind: 'store-config', fromVersion: 3, initialOffset: 'latest', guard: 'none' };
const STORE_EMPTY: Action = { ...STORE, guard: 'tasks-gone' };
const RESTORE: Action = { kind: 'restore-config', fromVersion: 3, toVersion: 2, initialOffset: 'latest' };
const EXPAND: Action = { kind: 'create-partitions', topic: 'otlp_spans', count: 8 };

const stable = { ...emptyGroup(), state: 'Stable' as const };

describe('right before a call', () => {
  it.each<[string, Action, FreshLook, string | undefined]>([
    ['the count is as it was', STOP, { service: service(6) }, undefined],
    ['the count has moved', STOP, { service: service(5) }, 'desiredCount is 5, not 6 any more'],
    ['nobody is there to start beside', START, { service: service(0), group: emptyGroup() }, undefined],
    [
      'somebody is in the group again',
      START,
      { service: service(0), group: stable },
      'group otel-processing is Stable again',
    ],
    [
      'a task is there again',
      START,
      { service: service(0, { tasks: [task(0)] }), group: emptyGroup() },
      '1 tasks are there again',
    ],
    ['the group is asked only where it matters', STOP, { service: service(6), group: stable }, undefined],
    ['no task is there to commit against', COMMIT, { service: service(0) }, undefined],
    [
      'a task is desired again',
      COMMIT,
      { service: service(0, { desiredCount: 2 }) },
      'the service has desiredCount 2 and 0 tasks',
    ],
    [
      'a task still flushes',
      COMMIT,
      { service: service(0, { tasks: [task(0)] }) },
      'the service has desiredCount 0 and 1 tasks',
    ],
    ['the config is as it was', STORE, { configVersion: 3 }, undefined],
    ['somebody stored another', STORE, { configVersion: 4 }, 'the config has version 4, not 3 any more'],
    [
      'somebody deleted it',
      STORE,
      { configVersion: undefined },
      'the config has version none, not 3 any more',
    ],
    [
      'somebody stored another to restore over',
      RESTORE,
      { configVersion: 4 },
      'the config has version 4, not 3 any more',
    ],
    [
      'a task is there, which the store does not mind',
      STORE,
      { configVersion: 3, service: service(2) },
      undefined,
    ],
    [
      'a task is there again that would start on what is stored',
      STORE_EMPTY,
      { configVersion: 3, service: service(2) },
      'the service has desiredCount 2 and 2 tasks',
    ],
    [
      'nothing runs that would start on it',
      STORE_EMPTY,
      { configVersion: 3, service: service(0) },
      undefined,
    ],
    [
      'another tick went on meanwhile',
      EXPAND,
      { stateVersion: 8, expectedStateVersion: 7 },
      'the state has version 8, not 7: another tick went on',
    ],
    [
      'the state is the one that was written',
      EXPAND,
      { stateVersion: 7, expectedStateVersion: 7 },
      undefined,
    ],
    ['partitions are added whatever runs', EXPAND, { service: service(6), group: stable }, undefined],
  ])('%s', (_name, action, fresh, expected) => {
    expect(objection(action, fresh)).toBe(expected);
  });

  it.each<[string, Action, FreshLook]>([
    ['GUARD_COUNT_MOVED', STOP, { service: service(5) }],
    ['GUARD_GROUP_EMPTY', START, { service: service(0, { tasks: [task(0)] }), group: stable }],
    ['GUARD_GROUP_EMPTY', COMMIT, { service: service(2) }],
    ['GUARD_GROUP_EMPTY', STORE_EMPTY, { configVersion: 3, service: service(2) }],
    ['GUARD_CONFIG_MOVED', STORE, { configVersion: 9 }],
    ['GUARD_STATE_MOVED', EXPAND, { stateVersion: 8, expectedStateVersion: 7 }],
  ])('without %s nothing objects', (without, action, fresh) => {
    expect(objection(action, fresh, { without: without as 'GUARD_COUNT_MOVED' })).toBeUndefined();
  });

  it.each<[Action, ReturnType<typeof needsFresh>]>([
    [STOP, { service: true, group: false }],
    [START, { service: true, group: true }],
    [COMMIT, { service: true, group: false }],
    [STORE, { service: false, group: false }],
    [STORE_EMPTY, { service: true, group: false }],
    [RESTORE, { service: false, group: false }],
    [EXPAND, { service: false, group: false }],
  ])('%j looks again at just what it needs', (action, expected) => {
    expect(needsFresh(action)).toEqual(expected);
  });

  it('a pending task counts as there', () => {
    expect(tasksThere(service(0, { pendingCount: 1 }))).toBeDefined();
    expect([tasksThere(service(0)), tasksThere(undefined)]).toEqual([undefined, undefined]);
  });
});
