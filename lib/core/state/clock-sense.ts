import type { ControllerState } from './state';

/**
 * Times of the state that lie in the future: this clock was set back, or the one that wrote them ran ahead. They are
 * taken for now, so that waits begin anew instead of lasting until the old time comes again. A watermark from the
 * future proves nothing and goes. The times of the policies are SSM's own and stay.
 */
export function clampFuture(
  state: ControllerState,
  nowMs: number,
): { state: ControllerState; wentBack: boolean } {
  const marksAhead = hasFuture(state.watermarks, nowMs);
  let wentBack = marksAhead;
  const past = (ms: number): number => {
    if (ms > nowMs) wentBack = true;
    return Math.min(ms, nowMs);
  };
  const pastOf = (ms: number | undefined) => (ms === undefined ? undefined : past(ms));
  const { unread, layout, operation, request, flip, floor, desired } = state;
  const clamped: ControllerState = {
    ...state,
    drainedSinceMs: pastOf(state.drainedSinceMs),
    pausedSinceMs: pastOf(state.pausedSinceMs),
    gaveUpAtMs: pastOf(state.gaveUpAtMs),
    emptySinceMs: pastOf(state.emptySinceMs),
    lastScaleInMs: pastOf(state.lastScaleInMs),
    watermarks: marksAhead ? pastWatermarks(state.watermarks, nowMs) : state.watermarks,
    holds: Object.fromEntries(Object.entries(state.holds).map(([code, sinceMs]) => [code, past(sinceMs)])),
    unread: unread && { ...unread, sinceMs: past(unread.sinceMs) },
    layout: layout && { ...layout, sinceMs: past(layout.sinceMs) },
    flip: flip && { ...flip, atMs: past(flip.atMs) },
    floor: floor && { ...floor, atMs: past(floor.atMs) },
    desired: desired && { ...desired, externalSinceMs: pastOf(desired.externalSinceMs) },
    operation: operation && {
      ...operation,
      startedAtMs: past(operation.startedAtMs),
      phaseSinceMs: past(operation.phaseSinceMs),
    },
    request: request && {
      ...request,
      acceptedAtMs: past(request.acceptedAtMs),
      phaseSinceMs: past(request.phaseSinceMs),
    },
  };
  return wentBack ? { state: clamped, wentBack } : { state, wentBack };
}

/** There may be one a partition, and hardly ever one from the future. */
function hasFuture(watermarks: ControllerState['watermarks'], nowMs: number): boolean {
  for (const key in watermarks) if ((watermarks[key]?.notedAtMs ?? 0) > nowMs) return true;
  return false;
}

function pastWatermarks(
  watermarks: ControllerState['watermarks'],
  nowMs: number,
): ControllerState['watermarks'] {
  return Object.fromEntries(Object.entries(watermarks).filter(([, { notedAtMs }]) => notedAtMs <= nowMs));
}
