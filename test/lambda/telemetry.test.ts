import { type CallKind, createTelemetry, type Telemetry } from '../../lambda/telemetry';
import { renderProcessing } from '../../lib/collector';
import { type TickRequest, type TickResult, tick } from '../../lib/controller/tick';
import { reason } from '../../lib/core/vocabulary/reasons';
import { SpillwayError } from '../../lib/errors';
import { MemoryWorld } from '../../verify/memory/world';
import { testSpec } from '../_helpers/pipeline';
import { settle } from '../_helpers/ticking';

/** What is written meanwhile, line by line; errors go to standard error. */
function linesOf(write: (telemetry: Telemetry) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  const spies = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      lines.push(String(text));
      return true;
    }),
  );
  try {
    write(createTelemetry('test'));
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return lines.map((line) => JSON.parse(line));
}

/** What one tick writes. */
async function written(
  request: TickRequest,
  more: Partial<TickResult> = {},
  kind: CallKind = 'tick',
): Promise<Record<string, unknown>[]> {
  const spec = testSpec();
  const world = new MemoryWorld({ spec, config: renderProcessing(spec, 'earliest') });
  world.produce('otlp_spans', 3, 10n);
  settle(world);
  world.produce('otlp_spans', 3, 9007199254740993n);
  const result = await tick(world.dependencies(), request);
  return linesOf((telemetry) => telemetry.call(kind, { ...result, ...more }, 120));
}

const measuredIn = (lines: Record<string, unknown>[]) =>
  Object.assign({}, ...lines.filter((line) => '_aws' in line));

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

describe('What is measured of latest', () => {
  it.each<[string, Partial<TickResult>, number]>([
    ['0 while it is safe, or not in force', {}, 0],
    ['1 while a re-arm is due, whoever may act', { unsafe: [reason('REARM_NO_COMMIT', '1')] }, 1],
    ['1 while Spillway says that it may not act', { reasons: [reason('ALARM_UNSAFE', 'paused')] }, 1],
  ])('is %s', async (_name, more, expected) => {
    const measured = measuredIn(await written({ kind: 'reconcile' }, more));

    expect(measured).toMatchObject({ Unsafe: expected });
  });
});

describe('What is counted of calls', () => {
  it('is a look without a tick: it neither fails nor makes up for one', async () => {
    const measured = measuredIn(await written({ kind: 'report' }, {}, 'look'));

    expect(measured).toMatchObject({ Drained: 1 });
    expect(measured).not.toHaveProperty('TickFailed');
  });

  it.each([
    ['tick', { TickFailed: 1 }, 'CallFailed', 'tick failed'],
    ['look', { CallFailed: 1 }, 'TickFailed', 'call failed'],
  ] as const)('is a %s that failed, with its code in the log', (kind, counted, other, message) => {
    const lines = linesOf((telemetry) =>
      telemetry.failure(kind, new SpillwayError('EVENT_INVALID', 'It is wrong.', 'Mend it.')),
    );

    expect(lines[0]).toMatchObject({ message, code: 'EVENT_INVALID', hint: 'Mend it.' });
    expect(measuredIn(lines)).toMatchObject(counted);
    expect(measuredIn(lines)).not.toHaveProperty(other);
  });
});
