import { trackHolds } from '../../../../lib/core/state/holds';
import { type Reason, reason } from '../../../../lib/core/vocabulary/reasons';

const ALARM_AFTER_MS = 1_800_000;
const HOLD: Reason = { code: 'HOLD_NO_COMMIT', kind: 'hold', text: '1 without a commit', where: [] };
const track = (before: Record<string, number>, nowMs: number, reasons = [HOLD]) =>
  trackHolds(before, reasons, nowMs, ALARM_AFTER_MS);

describe('a hold', () => {
  it('has the time of the first of its consecutive ticks', () => {
    const first = track({}, 1_000);
    const second = track(first.holds, 2_000);

    expect(second.holds).toEqual({ HOLD_NO_COMMIT: 1_000 });
    expect(second.reasons).toEqual([{ ...HOLD, sinceMs: 1_000 }]);
  });

  it('starts again after a tick without it', () => {
    const without = track({ HOLD_NO_COMMIT: 1_000 }, 2_000, []);

    expect(without.holds).toEqual({});
    expect(track(without.holds, 3_000).holds).toEqual({ HOLD_NO_COMMIT: 3_000 });
  });

  it.each([
    ['lasts holdAlarmAfter: no alarm yet', 1_800_000, ['HOLD_NO_COMMIT']],
    ['lasts a millisecond longer', 1_800_001, ['HOLD_NO_COMMIT', 'ALARM_HOLD_LASTS']],
  ])('%s', (_name, nowMs, expected) => {
    expect(track({ HOLD_NO_COMMIT: 0 }, nowMs).reasons.map(({ code }) => code)).toEqual(expected);
  });

  it('names itself and its duration in its alarm', () => {
    expect(track({ HOLD_NO_COMMIT: 0 }, 2_400_000).reasons.at(-1)).toMatchObject({
      kind: 'alarm',
      text: 'HOLD_NO_COMMIT has lasted for 40 min',
    });
  });

  it('raises one alarm per code, even if several reasons have it', () => {
    expect(track({ HOLD_NO_COMMIT: 0 }, 2_400_000, [HOLD, HOLD]).reasons).toHaveLength(3);
  });
});

it.each(['DRAINING', 'REQUEST_STEP', 'TASKS_STOPPED', 'ALARM_UNSAFE'] as const)(
  'does not include %s, which has no time',
  (code) => {
    expect(track({}, 1_000, [reason(code, '')])).toEqual({ holds: {}, reasons: [reason(code, '')] });
  },
);
