import { renderProcessing } from '../../../lib/collector';
import { tick } from '../../../lib/controller/tick';
import { type TickReport, toReport } from '../../../lib/controller/tick-report';
import { drawTick, etaText, summarizeTick } from '../../../lib/report/tick-view';
import { MemoryWorld } from '../../_helpers/memory-world';
import { testSpec } from '../../_helpers/pipeline';

async function report(): Promise<TickReport> {
  const world = new MemoryWorld(testSpec());
  world.put('/spillway/test/config', renderProcessing(world.spec, 'earliest'));
  world.produce('otlp_spans', 3, 12_345n);
  return toReport(await tick(world.dependencies(), 'reconcile'));
}

describe('a tick on the screen', () => {
  it('shows lag by topic, tasks, phase, ETA and the reasons', async () => {
    const text = drawTick(await report(), 100).join('\n');

    expect(text).toContain('draining');
    expect(text).toMatch(/otlp_spans\s+12,345\s+6: 5 empty, 1 uncommitted/);
    expect(text).toContain('tasks 0 of 1, 6 of use');
    expect(text).toContain('ETA unknown: first look');
    expect(text).toContain(
      'DRAINING otlp_spans partitions 3: 1 partitions more than 60s behind'.replace('60s', '1m'),
    );
    expect(text).toContain('-> set desiredCount 1 -> 6');
  });

  it.each([24, 40, 80])('is never wider than %i columns', async (columns) => {
    for (const line of drawTick(await report(), columns)) expect(line.length).toBeLessThanOrEqual(columns);
  });

  it('fits in one line for a pipe', async () => {
    expect(summarizeTick(await report())).toMatch(
      /^\d\d:\d\d:\d\d draining {2}lag otlp_spans 12,345, .* tasks 0\/1/,
    );
  });
});

describe('the ETA in words', () => {
  it.each([
    [
      { kind: 'in', seconds: 90, consumedPerSecond: 1200, arrivingPerSecond: 200.4 } as const,
      'through in 90 s (1,200/s out, 200/s in)',
    ],
    [
      { kind: 'in', seconds: 600, consumedPerSecond: 1, arrivingPerSecond: 0 } as const,
      'through in 10 min (1/s out, 0/s in)',
    ],
    [
      { kind: 'not-draining', consumedPerSecond: 10, arrivingPerSecond: 30 } as const,
      'not draining (10/s out, 30/s in)',
    ],
    [{ kind: 'drained' } as const, 'caught up'],
  ])('%j', (eta, words) => {
    expect(etaText(eta)).toBe(words);
  });
});
