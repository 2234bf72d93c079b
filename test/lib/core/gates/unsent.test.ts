import { decideScaling } from '../../../../lib/core/decide/decide-scaling';
import type { UnsentTasks } from '../../../../lib/core/facts/unsent-tasks';
import { flipBlockers } from '../../../../lib/core/gates/flip-gate';
import { unsentBlockers } from '../../../../lib/core/gates/unsent';
import { codesOf, situation } from '../../../_helpers/situation';

const unsent = (more: Partial<UnsentTasks> = {}): UnsentTasks => ({
  tasks: ['t/1'],
  read: 2,
  queue: { exporter: 'otlp_http', signal: 'traces', size: 950, capacity: 1000 },
  why: 'not-taken',
  ...more,
});

describe('Tasks that hold what the backend does not take', () => {
  it.each<[string, UnsentTasks | undefined, string[]]>([
    ['one of them', unsent(), ['HOLD_UNSENT']],
    ['one that was not seen shortly before', unsent({ why: 'not-seen-before' }), ['HOLD_UNSENT']],
    ['none, or nobody asked', undefined, []],
  ])('hold a flip and a scale-in: %s', (_name, tasks, codes) => {
    const now = situation({ unsent: tasks });
    const scaling = decideScaling({
      situation: now,
      tasks: { useful: 3, target: 1 },
      desired: { count: 3 },
      lastScaleInMs: undefined,
    });

    expect(codesOf(unsentBlockers(now))).toEqual(codes);
    expect(codesOf(flipBlockers(now))).toEqual(codes);
    expect(scaling.action === undefined).toBe(codes.length > 0);
    expect(codesOf(scaling.reasons)).toEqual(codes.length > 0 ? codes : ['SCALE_IN']);
  });

  it.each<[UnsentTasks['why'], string]>([
    ['not-taken', 'not taken'],
    ['not-seen-before', 'whether it is taken shows at the next look'],
    ['retries', 'taken again, but what was refused may wait for its next try'],
  ])('say how many they are, how full the fullest queue is, and why: %s', (why, text) => {
    expect(unsentBlockers({ unsent: unsent({ why }) })[0]?.text).toBe(
      `1 of 2 tasks hold what they read: queue of otlp_http (traces) 950 of 1000, ${text}`,
    );
  });

  it('never hold a scale-out', () => {
    const scaling = decideScaling({
      situation: situation({ unsent: unsent() }),
      tasks: { useful: 6, target: 6 },
      desired: { count: 3 },
      lastScaleInMs: undefined,
    });

    expect(scaling.action).toMatchObject({ from: 3, to: 6 });
  });
});
