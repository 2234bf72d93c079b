import type { CallKind, Telemetry } from '../../lambda/telemetry';
import { renderProcessing } from '../../lib/collector';
import { type TickRequest, tick } from '../../lib/controller/tick';
import type { TickResult } from '../../lib/controller/tick-result';
import { SpillwayError } from '../../lib/errors';
import { rememberSecret } from '../../lib/output/redact';
import { MemoryWorld } from '../../verify/memory/world';
import { settle } from '../_helpers/controller/ticking';
import { linesWritten } from '../_helpers/lambda/written';
import { testSpec } from '../_helpers/pipeline/spec';

/** What is written meanwhile, as fields. */
function linesOf(write: (telemetry: Telemetry) => void): Record<string, unknown>[] {
  return linesWritten(testSpec(), write).map((line) => JSON.parse(line));
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

describe('the log of a tick', () => {
  it('contains the decision and its reasons, the command, its caller and its cost', async () => {
    const to = { kind: 'earliest' as const };
    const scope = { topic: 'otlp_spans' };
    const command = { kind: 'rewind' as const, to, scope, queued: 'may-be-lost' as const };

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
      manualOperation: { id: 'cli-1', kind: 'rewind' },
      readers: { state: 'Stable', members: expect.any(Number), absent: 0 },
    });
    expect(line?.message).toMatch(/^decided: /);
  });

  it('comes with metrics: lag in offsets and in time, offsets at risk, and paused', async () => {
    const lines = await written({ kind: 'command', command: { id: 'a', command: { kind: 'pause' } } });

    const measured = Object.assign({}, ...lines.filter((line) => '_aws' in line));
    expect(measured).toMatchObject({ AtRisk: 0, Paused: 1, Drained: 1, TickFailed: 0, TickDuration: 120 });
    expect(measured).not.toHaveProperty('TimeToLoss');
    expect(lines[0]).toMatchObject({ pausedSince: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) });
  });
});

describe('metrics and log of a stop', () => {
  const none = { useful: 6, target: 6, desired: 0, running: 0, pending: 0 };
  const stopped = (tasks: TickResult['tasks'], atMs: number): Partial<TickResult> => ({
    ...{ tasks, atMs },
    debt: { count: 6, stoppedAtMs: Date.UTC(2026, 0, 15, 12), for: 'rewind' },
  });
  const later = Date.UTC(2026, 0, 15, 12, 1, 30);

  it('include how long Spillway has stopped the tasks', async () => {
    const lines = await written({ kind: 'report' }, stopped(none, later));

    expect(measuredIn(lines)).toMatchObject({ StoppedSeconds: 90 });
    expect(lines[0]).toMatchObject({
      stopped: { tasks: 6, for: 'rewind', since: '2026-01-15T12:00:00.000Z' },
    });
  });

  it.each<[string, Partial<TickResult>]>([
    ['nothing was stopped', {}],
    ['they have been told to start', stopped({ ...none, desired: 6 }, later)],
    ['a person stopped them', { tasks: none }],
  ])('is 0 when %s', async (_name, more) => {
    expect(measuredIn(await written({ kind: 'report' }, more))).toMatchObject({ StoppedSeconds: 0 });
  });

  it('include the recreate and the roll in progress', async () => {
    const [line] = await written(
      { kind: 'report' },
      {
        recreate: {
          ...{ purpose: 'repair', origin: 'automatic', phase: 'stop', count: 6, queued: 'keep' },
          ...{ startedAtMs: 0, phaseSinceMs: 0 },
        },
        roll: { why: 'rearm', startedAtMs: 0 },
      },
    );

    expect(line).toMatchObject({
      recreate: { purpose: 'repair', phase: 'stop', origin: 'automatic' },
      roll: { why: 'rearm' },
    });
  });
});

describe('counts of calls', () => {
  it('do not count a failed look as a tick', async () => {
    const measured = measuredIn(await written({ kind: 'report' }, {}, 'look'));

    expect(measured).toMatchObject({ Drained: 1 });
    expect(measured).not.toHaveProperty('TickFailed');
  });

  it('contain no secret, wherever in the error it is', () => {
    rememberSecret('Kn4"ry/w');
    const echo = Object.assign(new Error('refused Kn4"ry/w'), { $response: { body: 'Kn4"ry/w' } });

    const lines = [
      echo,
      new SpillwayError('KAFKA_AUTH_FAILED', 'Refused.', 'Check it.', { cause: echo }),
      new Error('unexpected', { cause: new Error(Buffer.from('\0otel\0Kn4"ry/w').toString('base64')) }),
    ].flatMap((error) => linesOf((telemetry) => telemetry.failure('tick', error)));

    expect(JSON.stringify(lines)).toContain('***');
    expect(JSON.stringify(lines)).not.toMatch(/Kn4|S240InJ5|tuNCJyeS|LbjQicnkv/);
  });

  it('have the code UNEXPECTED for an error that Spillway does not know', () => {
    const [line] = linesOf((telemetry) => telemetry.failure('tick', new TypeError('x is not a function')));

    expect(line).toMatchObject({
      ...{ level: 'ERROR', code: 'UNEXPECTED', service: 'spillway', pipeline: 'test' },
      error: { message: 'x is not a function' },
    });
    expect(line).not.toHaveProperty('hint');
  });

  it.each([
    ['tick', { TickFailed: 1 }, 'CallFailed', 'tick failed'],
    ['look', { CallFailed: 1 }, 'TickFailed', 'call failed'],
  ] as const)('is a %s that failed, with its code in the log', (kind, counted, other, message) => {
    const lines = linesOf((telemetry) =>
      telemetry.failure(kind, new SpillwayError('EVENT_INVALID', 'It is wrong.', 'Fix it.')),
    );

    expect(lines[0]).toMatchObject({ message, code: 'EVENT_INVALID', hint: 'Fix it.' });
    expect(measuredIn(lines)).toMatchObject(counted);
    expect(measuredIn(lines)).not.toHaveProperty(other);
  });
});
