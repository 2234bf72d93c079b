import type { Action } from '../../../../../lib/core/vocabulary/action';
import { decisionText } from '../../../../_helpers/core/decision-text';
import {
  codesOf,
  decideOn,
  type Given,
  MINUTE_MS,
  type Situation,
  situation,
} from '../../../../_helpers/core/situation';
import { NOW_MS, service, snapshot, topic } from '../../../../_helpers/core/snapshots';

const BEHIND = { committed: 4n, firstUnread: { kind: 'record', offset: 4n, timestampMs: 0 } } as const;

type Scaled = Given & { steady?: number | 'partitions'; behind?: boolean };

/** So many tasks read six partitions; a backlog wants six of them, and steady is as the spec says. */
function reading(count: number, { steady = 'partitions', behind, ...more }: Scaled): Situation {
  const partitions = Array.from({ length: 6 }, () => (behind ? BEHIND : {}));
  const kafka = snapshot([topic('otlp_spans', partitions)], { tasks: count });
  return situation({ kafka, service: service(count), tasks: { steady }, ...more });
}

const scaled = (count: number, given: Scaled) => decideOn(reading(count, given));

const scaling = (action: Action | undefined) =>
  action?.kind === 'set-desired-count' ? action.to : undefined;

describe('desiredCount', () => {
  it.each<[string, number, Scaled, number | undefined, string | undefined]>([
    ['goes out at once, all the way', 1, { behind: true }, 6, 'SCALE_OUT'],
    ['stays at what is useful', 6, { behind: true }, undefined, undefined],
    ['goes in one even step, once drained', 6, { steady: 1 }, 3, 'SCALE_IN'],
    [
      'goes in the next step after the cool-down',
      3,
      { steady: 1, state: { lastScaleInMs: NOW_MS - 10 * MINUTE_MS } },
      2,
      'SCALE_IN',
    ],
    [
      'waits for the cool-down',
      3,
      { steady: 1, state: { lastScaleInMs: NOW_MS - 10 * MINUTE_MS + 1 } },
      undefined,
      'SCALE_IN_COOLING_DOWN',
    ],
    ['goes out in the cool-down', 1, { behind: true, state: { lastScaleInMs: NOW_MS - 1 } }, 6, 'SCALE_OUT'],
    [
      'goes in without a cool-down where tasks hold no partition',
      8,
      { steady: 1, state: { lastScaleInMs: NOW_MS - 1 } },
      6,
      'SCALE_IN',
    ],
    [
      'does not go in while a gate is closed',
      6,
      { steady: 1, service: service(6, { pendingCount: 1 }) },
      undefined,
      'HOLD_ROLLOUT_IN_PROGRESS',
    ],
    ['goes out in a rollout', 1, { behind: true, service: service(1, { pendingCount: 1 }) }, 6, 'SCALE_OUT'],
    [
      'does not go out on a look that contradicts',
      1,
      { behind: true, state: { desired: { count: 2, setAtMs: NOW_MS } } },
      undefined,
      'HOLD_ANSWERS_CONTRADICT',
    ],
    [
      'that somebody set is kept',
      1,
      { behind: true, state: { desired: { count: 1, externalSinceMs: 5 } } },
      undefined,
      'HOLD_EXTERNAL_COUNT',
    ],
    [
      'that somebody set is overridden where the spec says so',
      1,
      {
        behind: true,
        policy: { external: 'override' },
        state: { desired: { count: 1, externalSinceMs: 5 } },
      },
      6,
      'EXTERNAL_COUNT_OVERRIDDEN',
    ],
    [
      'that auto scaling moves is kept',
      1,
      { behind: true, service: service(1, { autoScaling: { kind: 'attached', min: 1, max: 9 } }) },
      undefined,
      'HOLD_AUTO_SCALING',
    ],
    [
      'that auto scaling moves is overridden where the spec says so',
      1,
      {
        behind: true,
        policy: { external: 'override' },
        service: service(1, { autoScaling: { kind: 'attached', min: 1, max: 9 } }),
      },
      6,
      'SCALE_OUT',
    ],
    [
      'above what is useful is an alarm',
      8,
      { behind: true, state: { desired: { count: 8, externalSinceMs: 5 } } },
      undefined,
      'ALARM_TASKS_ABOVE_USEFUL',
    ],
  ])('%s', (_name, count, given, to, code) => {
    const decision = scaled(count, given);
    const { action, reasons } = decision;

    expect(scaling(action)).toBe(to);
    if (code) expect(codesOf(reasons)).toContain(code);
    else expect(codesOf(reasons).filter((each) => each.includes('SCALE'))).toEqual([]);
    expect(decisionText(decision, reading(count, given))).toMatchSnapshot();
  });

  it('is remembered with its previous value and time after a change, and believed for a minute', () => {
    expect(scaled(1, { behind: true }).state).toMatchObject({
      desired: { count: 6, from: 1, setAtMs: NOW_MS },
      lastScaleInMs: undefined,
    });
    expect(scaled(6, { steady: 1 }).state).toMatchObject({
      desired: { count: 3, from: 6, setAtMs: NOW_MS },
      lastScaleInMs: NOW_MS,
    });
  });

  it('raises no alarm while a topic cannot be described, because the useful number is unknown', () => {
    const unknown = {
      kind: 'unknown',
      signal: 'traces',
      topic: 'otlp_spans',
      fault: { code: 'X', message: 'x' },
    } as const;

    expect(codesOf(scaled(6, { kafka: snapshot([unknown]) }).reasons)).not.toContain(
      'ALARM_TASKS_ABOVE_USEFUL',
    );
  });
});
