import { flipBlockers } from '../../../lib/drain/flip-gate';
import { unsentBlockers } from '../../../lib/drain/unsent';
import type { Bottleneck } from '../../../lib/scaling/bottleneck';
import { decideScaling } from '../../../lib/scaling/decide-scaling';
import { codesOf, situation } from '../../_helpers/situation';

const queue = { exporter: 'otlp_http', signal: 'traces', size: 950, capacity: 1000 };
const waiting = (kind: 'backend' | 'some-tasks'): Bottleneck => ({
  ...{ kind, waiting: ['t/1'], read: 2, queue, takenPerSecond: 0 },
});

describe('Tasks that hold what the backend does not take', () => {
  it.each<[string, Bottleneck | undefined, string[]]>([
    ['most of them', waiting('backend'), ['HOLD_UNSENT']],
    ['a few of them', waiting('some-tasks'), ['HOLD_UNSENT']],
    ['none', { kind: 'tasks', read: 2, queue: { ...queue, size: 12 } }, []],
    ['nobody knows', { kind: 'unknown', why: 'no answer' }, []],
    ['nobody asked', undefined, []],
  ])('hold a flip and a scale-in: %s', (_name, bottleneck, codes) => {
    const now = situation({ bottleneck });
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

  it('say how many they are and how full the fullest queue is', () => {
    expect(unsentBlockers({ bottleneck: waiting('backend') })[0]?.text).toBe(
      '1 of 2 tasks wait for the backend: queue of otlp_http (traces) 950 of 1000, 0 items/s taken',
    );
  });

  it('never hold a scale-out', () => {
    const scaling = decideScaling({
      situation: situation({ bottleneck: waiting('backend') }),
      tasks: { useful: 6, target: 6 },
      desired: { count: 3 },
      lastScaleInMs: undefined,
    });

    expect(scaling.action).toMatchObject({ from: 3, to: 6 });
  });
});
