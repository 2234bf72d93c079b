import { createTelemetry } from '../../lambda/telemetry';
import { renderProcessing } from '../../lib/collector';
import { type TickRequest, type TickResult, tick } from '../../lib/controller/tick';
import { MemoryWorld } from '../_helpers/memory-world';
import { testSpec } from '../_helpers/pipeline';

/** What one tick writes to standard output, line by line. */
async function written(
  request: TickRequest,
  more: Partial<TickResult> = {},
): Promise<Record<string, unknown>[]> {
  const world = new MemoryWorld(testSpec());
  world.put('/spillway/test/config', renderProcessing(world.spec, 'earliest'));
  world.produce('otlp_spans', 3, 10n);
  world.nowMs += 1_000;
  world.settle();
  world.produce('otlp_spans', 3, 9007199254740993n);
  const result = await tick(world.dependencies(), request);
  const lines: string[] = [];
  const stdout = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  try {
    createTelemetry('test').tick({ ...result, ...more }, 120);
  } finally {
    stdout.mockRestore();
  }
  return lines.map((line) => JSON.parse(line));
}

describe('What a tick leaves in the log', () => {
  it('is what was decided and why, with the command, who gave it and what it costs', async () => {
    const to = { kind: 'earliest' as const };
    const command = { kind: 'rewind' as const, to, scope: { topic: 'otlp_spans' } };

    const [line] = await written({ kind: 'command', command: { id: 'cli-1', command } });

    expect(line).toMatchObject({
      pipeline: 'test',
      outcome: 'acted',
      lag: '9007199254740993',
      answer: {
        accepted: true,
        reasons: [expect.stringContaining('REQUEST_ACCEPTED')],
        cost: { offsets: expect.stringMatching(/^\d+$/) },
      },
      request: { id: 'cli-1', kind: 'rewind' },
    });
    expect(line?.message).toMatch(/^decided: /);
  });

  it('is measured too: lag in offsets and in time, what is at risk, and whether it is paused', async () => {
    const lines = await written({ kind: 'command', command: { id: 'a', command: { kind: 'pause' } } });

    const measured = Object.assign({}, ...lines.filter((line) => '_aws' in line));
    expect(measured).toMatchObject({ AtRisk: 0, Paused: 1, Drained: 1, TickFailed: 0, TickDuration: 120 });
    expect(measured).not.toHaveProperty('TimeToLoss');
    expect(lines[0]).toMatchObject({ pausedSince: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) });
  });

  it('tells how soon retention deletes what is not read, where anything is', async () => {
    const soonest = { topic: 'otlp_spans', partition: 3, leftMs: 90_500, by: 'retention.ms' } as const;

    const lines = await written({ kind: 'report' }, { loss: { soonest, unknown: 0 } });

    const measured = Object.assign({}, ...lines.filter((line) => '_aws' in line));
    expect(measured).toMatchObject({ TimeToLoss: 90 });
  });
});
