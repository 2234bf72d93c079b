import { clampFuture } from '../../../../lib/core/state/clock-sense';
import { type ControllerState, EMPTY_STATE } from '../../../../lib/core/state/state';

const NOW_MS = 1_000;
const LATER = 9_000;
const topics = { kind: 'named', topics: {} } as const;
const recreate = {
  purpose: 'flip',
  phase: 'down',
  startedAtMs: 500,
  phaseSinceMs: 500,
  restoreCount: 6,
} as const;
const request = {
  id: 'c',
  command: { kind: 'drain' },
  acceptedAtMs: 5,
  phase: 'arm',
  phaseSinceMs: 5,
} as const;

describe('a clock that went back', () => {
  it.each<[string, Partial<ControllerState>, Partial<ControllerState>]>([
    ['drained', { drainedSinceMs: LATER }, { drainedSinceMs: NOW_MS }],
    ['paused', { pausedSinceMs: LATER }, { pausedSinceMs: NOW_MS }],
    ['given up', { gaveUpAtMs: LATER }, { gaveUpAtMs: NOW_MS }],
    ['Empty', { emptySinceMs: LATER }, { emptySinceMs: NOW_MS }],
    ['scaled in', { lastScaleInMs: LATER }, { lastScaleInMs: NOW_MS }],
    ['held', { holds: { HOLD_NO_COMMIT: LATER } }, { holds: { HOLD_NO_COMMIT: NOW_MS } }],
    ['unread', { unread: { sinceMs: LATER } }, { unread: { sinceMs: NOW_MS } }],
    ['laid out', { layout: { topics, sinceMs: LATER } }, { layout: { topics, sinceMs: NOW_MS } }],
    ['flipped', { flip: { atMs: LATER, verified: true } }, { flip: { atMs: NOW_MS, verified: true } }],
    ['floored', { floor: { atMs: LATER, sums: {} } }, { floor: { atMs: NOW_MS, sums: {} } }],
    [
      'set from outside',
      { desired: { count: 4, externalSinceMs: LATER } },
      { desired: { count: 4, externalSinceMs: NOW_MS } },
    ],
    [
      'under way',
      { operation: { ...recreate, phaseSinceMs: LATER } },
      { operation: { ...recreate, phaseSinceMs: NOW_MS } },
    ],
    [
      'begun',
      { operation: { ...recreate, startedAtMs: LATER } },
      { operation: { ...recreate, startedAtMs: NOW_MS } },
    ],
    [
      'asked for',
      { request: { ...request, acceptedAtMs: LATER } },
      { request: { ...request, acceptedAtMs: NOW_MS } },
    ],
    [
      'in its phase',
      { request: { ...request, phaseSinceMs: LATER } },
      { request: { ...request, phaseSinceMs: NOW_MS } },
    ],
    [
      'marked',
      { watermarks: { 'a/0': { logEnd: 1n, notedAtMs: LATER, consumedUpToMs: undefined } } },
      { watermarks: {} },
    ],
  ])('takes since when it was %s for now, and says so', (_name, given, expected) => {
    const { state, wentBack } = clampFuture({ ...EMPTY_STATE, ...given }, NOW_MS);

    expect(wentBack).toBe(true);
    expect(state).toMatchObject(expected);
    expect(state.watermarks).toEqual(expected.watermarks ?? {});
  });

  it('leaves all that lies in the past, or is now, as it is', () => {
    const given: ControllerState = {
      ...EMPTY_STATE,
      drainedSinceMs: NOW_MS,
      watermarks: { 'a/0': { logEnd: 1n, notedAtMs: NOW_MS, consumedUpToMs: undefined } },
      operation: recreate,
      request,
      desired: { count: 4 },
    };

    expect(clampFuture(given, NOW_MS)).toEqual({ state: given, wentBack: false });
  });

  it('leaves the times of the stored policy: they are SSM’s own', () => {
    const policies = [{ initialOffset: 'latest' as const, fromMs: LATER, version: 1 }];

    expect(clampFuture({ ...EMPTY_STATE, policies, drainedSinceMs: LATER }, NOW_MS).state.policies).toEqual(
      policies,
    );
  });
});
