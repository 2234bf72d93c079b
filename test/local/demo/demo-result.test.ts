import { type DemoResult, summaryLines, tickFigures } from '../../../local/demo/demo-result';
import { Stopwatch } from '../../../local/demo/stopwatch';

const counts = { sent: 4, delivered: 3, missing: 1, duplicated: 0 };
const result: DemoResult = {
  ok: false,
  spans: counts,
  traces: { total: 1, split: 0 },
  metrics: counts,
  logs: counts,
  tasks: { peak: 6, useful: 6 },
  flip: null,
  held: { code: 'HOLD_NO_COMMIT', partitions: [{ topic: 'otlp_spans', partition: 4 }] },
  phases: [],
  ticks: { count: 1, p50Ms: 5, maxMs: 5 },
  seconds: 12.3,
  settings: {},
};

describe('the result of a run', () => {
  it('is summarised: what is missing, what held, and that it failed', () => {
    const text = summaryLines(result).join('\n');

    expect(text).toContain('spans: 4 sent, 3 delivered, 1 missing');
    expect(text).toContain('held by HOLD_NO_COMMIT (otlp_spans/4)');
    expect(text).toContain('FAILED in 12 s');
  });

  it.each([
    [[], { count: 0, p50Ms: 0, maxMs: 0 }],
    [[30, 10, 20], { count: 3, p50Ms: 20, maxMs: 30 }],
  ])('has the figures of ticks %j', (durations, figures) => {
    expect(tickFigures(durations)).toEqual(figures);
  });
});

describe('the stopwatch', () => {
  it('measures consecutive phases, and counts a continued phase as one', () => {
    let nowMs = 0;
    const watch = new Stopwatch(() => nowMs);
    watch.enter('draining');
    nowMs = 1_000;
    watch.enter('draining');
    nowMs = 2_500;
    watch.enter('live');
    nowMs = 3_000;

    expect(watch.finish()).toEqual([
      { name: 'draining', seconds: 2.5 },
      { name: 'live', seconds: 0.5 },
    ]);
    expect(watch.seconds).toBe(3);
  });
});
