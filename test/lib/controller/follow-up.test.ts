import { type Followed, followUp } from '../../../lib/controller/follow-up';
import type { TickRequest } from '../../../lib/controller/tick';
import type { Recreate } from '../../../lib/core/recreate/recreate';
import { reason } from '../../../lib/core/vocabulary/reasons';

const RECONCILE: TickRequest = { kind: 'reconcile' };
const PAUSE: TickRequest = { kind: 'command', command: { id: 'a', command: { kind: 'pause' } } };
const RUNNING = { useful: 6, target: 6, desired: 6, running: 6, pending: 0 };
const NONE = { ...RUNNING, desired: 0, running: 0 };
const DEBT = { count: 6, stoppedAtMs: 0, for: 'rewind' };
const RECREATE: Recreate = {
  ...{ purpose: 'rewind', origin: 'command', phase: 'down', count: 6, queued: 'keep' },
  ...{ startedAtMs: 0, phaseSinceMs: 0 },
};
const DRAIN: Followed['manualOperation'] = {
  ...{ id: 'a', command: { kind: 'drain' }, phase: 'drain', acceptedAtMs: 0, phaseSinceMs: 0 },
};

/** A tick in which nothing was to be done. */
const quiet = (more: Partial<Followed> = {}): Followed => ({
  ...{ recreate: undefined, manualOperation: undefined, debt: undefined, pausedSinceMs: undefined },
  ...{ outcome: 'unchanged', reasons: [], action: undefined, tasks: RUNNING },
  ...more,
});

describe('the next tick', () => {
  it.each<[string, Partial<Followed>]>([
    ['a recreate is under way', { recreate: RECREATE }],
    ['tasks are owed', { debt: DEBT, tasks: NONE }],
    ['tasks are owed, also while paused', { debt: DEBT, tasks: NONE, pausedSinceMs: 1 }],
    [
      'tasks were stopped in this one',
      { outcome: 'acted', action: { kind: 'stop-tasks', from: 6, debt: DEBT } },
    ],
    [
      'a command made a step',
      { manualOperation: DRAIN, outcome: 'acted', action: { kind: 'set-desired-count', from: 1, to: 6 } },
    ],
    [
      'a command was accepted',
      { manualOperation: DRAIN, outcome: 'noted', answer: { accepted: true, reasons: [] } },
    ],
    ['partitions were seeded', { outcome: 'acted', action: { kind: 'seed-live', offsets: [] } }],
    [
      'earliest was stored, and tasks may still run on latest',
      { outcome: 'acted', action: { kind: 'store-offset', fromVersion: 1, initialOffset: 'earliest' } },
    ],
    ['the config has to settle first', { reasons: [reason('WAITING_CONFIG_SETTLES', '')] }],
    [
      'only what tasks hold is in the way',
      { reasons: [reason('LIVE', ''), reason('HOLD_UNSENT', '1 of 6 tasks')] },
    ],
  ])('follows at once if %s', (_name, more) => {
    expect(followUp(RECONCILE, quiet(more))).toEqual(RECONCILE);
  });

  it.each<[string, Partial<Followed>]>([
    ['nothing was to be done', {}],
    ['this one only looked', { outcome: 'looked', recreate: RECREATE, debt: DEBT, tasks: NONE }],
    ['a command under way waits', { manualOperation: DRAIN }],
    ['Spillway is paused', { pausedSinceMs: 1, manualOperation: DRAIN, outcome: 'acted' }],
    ['tasks run again, and only the record of the stop is left', { debt: DEBT }],
    [
      'latest was stored: each task takes it up when it next starts',
      { outcome: 'acted', action: { kind: 'store-offset', fromVersion: 1, initialOffset: 'latest' } },
    ],
    [
      'something else is in the way as well',
      {
        reasons: [reason('HOLD_UNSENT', ''), reason('HOLD_GROUP_NOT_STABLE', '')],
      },
    ],
    ['another tick acts', { outcome: 'lost' }],
  ])('is left to the schedule if %s', (_name, more) => {
    expect(followUp(RECONCILE, quiet(more))).toBeUndefined();
  });

  it('repeats the command if another tick acts', () => {
    expect(followUp(PAUSE, quiet({ outcome: 'lost' }))).toBe(PAUSE);
  });
});
