import type { ManualOperation } from '../../../../lib/core/commands/manual-operation';
import { NO_HISTORY } from '../../../../lib/core/facts/history';
import type { Recreate } from '../../../../lib/core/recreate/recreate';
import { clampFuture } from '../../../../lib/core/state/clamp-future';
import { type ControllerState, EMPTY_STATE } from '../../../../lib/core/state/state';
import { watermarksOf } from '../../../_helpers/core/watermarks';

const NOW_MS = 1_000;
const LATER = 9_000;
const topics = { kind: 'named', topics: new Map() } as const;
const recreate: Recreate = {
  purpose: 'rewind',
  origin: 'command',
  phase: 'down',
  queued: 'keep',
  count: 6,
  startedAtMs: 500,
  phaseSinceMs: 500,
  stoppedAtMs: 500,
};
const manualOperation: ManualOperation = {
  id: 'c',
  command: { kind: 'drain' },
  phase: 'settle',
  acceptedAtMs: 5,
  phaseSinceMs: 5,
};

const marked = (notedAtMs: number) =>
  watermarksOf([['a/0', { logEnd: 1n, notedAtMs, consumedUpToMs: undefined }]]);

describe('a clock that went back', () => {
  it.each<[string, Partial<ControllerState>, Partial<ControllerState>]>([
    ['drained', { drainedSinceMs: LATER }, { drainedSinceMs: NOW_MS }],
    ['paused', { pausedSinceMs: LATER }, { pausedSinceMs: NOW_MS }],
    ['Empty', { emptySinceMs: LATER }, { emptySinceMs: NOW_MS }],
    ['scaled in', { lastScaleInMs: LATER }, { lastScaleInMs: NOW_MS }],
    ['held', { holds: { HOLD_NO_COMMIT: LATER } }, { holds: { HOLD_NO_COMMIT: NOW_MS } }],
    ['unread', { unread: { sinceMs: LATER } }, { unread: { sinceMs: NOW_MS } }],
    ['laid out', { layout: { topics, sinceMs: LATER } }, { layout: { topics, sinceMs: NOW_MS } }],
    ['flipped', { flip: { atMs: LATER } }, { flip: { atMs: NOW_MS } }],
    ['floored', { floor: { atMs: LATER, sums: {} } }, { floor: { atMs: NOW_MS, sums: {} } }],
    [
      'set from outside',
      { desired: { count: 4, externalSinceMs: LATER } },
      { desired: { count: 4, externalSinceMs: NOW_MS } },
    ],
    [
      'under way',
      { recreate: { ...recreate, phaseSinceMs: LATER } },
      { recreate: { ...recreate, phaseSinceMs: NOW_MS } },
    ],
    [
      'begun',
      { recreate: { ...recreate, startedAtMs: LATER } },
      { recreate: { ...recreate, startedAtMs: NOW_MS } },
    ],
    [
      'stopped',
      { recreate: { ...recreate, stoppedAtMs: LATER } },
      { recreate: { ...recreate, stoppedAtMs: NOW_MS } },
    ],
    ['seeded', { seeding: { tries: 2, atMs: LATER } }, { seeding: { tries: 2, atMs: NOW_MS } }],
    ['absent', { absentSinceMs: LATER }, { absentSinceMs: NOW_MS }],
    ['repaid', { repaidSeenMs: LATER }, { repaidSeenMs: NOW_MS }],
    [
      'rolled',
      { roll: { why: 'rearm', startedAtMs: LATER } },
      { roll: { why: 'rearm', startedAtMs: NOW_MS } },
    ],
    [
      'stopped automatically',
      { history: { ...NO_HISTORY, automaticStops: [5, LATER] } },
      { history: { ...NO_HISTORY, automaticStops: [5, NOW_MS] } },
    ],
    [
      'without success',
      { history: { ...NO_HISTORY, failures: 2, failedAtMs: LATER } },
      { history: { ...NO_HISTORY, failures: 2, failedAtMs: NOW_MS } },
    ],
    [
      'asked for',
      { manualOperation: { ...manualOperation, acceptedAtMs: LATER } },
      { manualOperation: { ...manualOperation, acceptedAtMs: NOW_MS } },
    ],
    [
      'in its phase',
      { manualOperation: { ...manualOperation, phaseSinceMs: LATER } },
      { manualOperation: { ...manualOperation, phaseSinceMs: NOW_MS } },
    ],
    ['marked', { watermarks: marked(LATER) }, { watermarks: new Map([['a', new Map()]]) }],
  ])('replaces the start time of %s by the present, and reports it', (_name, given, expected) => {
    const { state, wentBack } = clampFuture({ ...EMPTY_STATE, ...given }, NOW_MS);

    expect(wentBack).toBe(true);
    expect(state).toMatchObject(expected);
    expect(state.watermarks).toEqual(expected.watermarks ?? new Map());
  });

  it('keeps all times that are in the past or now', () => {
    const given: ControllerState = {
      ...EMPTY_STATE,
      drainedSinceMs: NOW_MS,
      watermarks: marked(NOW_MS),
      recreate: { ...recreate, heldMs: LATER },
      manualOperation,
      desired: { count: 4 },
    };

    expect(clampFuture(given, NOW_MS)).toEqual({ state: given, wentBack: false });
  });

  it('keeps the times of the stored policy, which are SSM’s own', () => {
    const policies = [{ initialOffset: 'latest' as const, fromMs: LATER, version: 1, writtenMs: LATER }];

    expect(clampFuture({ ...EMPTY_STATE, policies, drainedSinceMs: LATER }, NOW_MS).state.policies).toEqual(
      policies,
    );
  });

  it('keeps the commits to go back to, of topics with any name', () => {
    const held = new Map([
      ['__proto__/0', 9_000n],
      ['sinceMs/0', 9_000n],
    ]);
    const { state } = clampFuture(
      { ...EMPTY_STATE, drainedSinceMs: LATER, recreate: { ...recreate, held } },
      NOW_MS,
    );

    expect(state.recreate?.held).toBe(held);
  });

  it('keeps watermarks and stuck partitions of topics whose name looks like a time', () => {
    const watermarks = marked(5);
    const stuck = { 'latencyMs/0': { committed: 9_000n, sinceMs: 5 } };
    const given = { ...EMPTY_STATE, drainedSinceMs: LATER, watermarks, stuck };

    expect(clampFuture(given, NOW_MS).state).toEqual({ ...given, drainedSinceMs: NOW_MS });
  });
});
