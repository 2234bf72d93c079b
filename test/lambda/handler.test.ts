import { createHandler, type HandlerOptions, type InvocationContext } from '../../lambda/handler';
import type { Telemetry } from '../../lambda/telemetry';
import { renderProcessing } from '../../lib/collector';
import { SpillwayError } from '../../lib/errors';
import { always, kafkaOutOfReach } from '../../verify/memory/call-rules';
import { MemoryWorld } from '../../verify/memory/world';
import { settle } from '../_helpers/controller/ticking';
import { testSpec } from '../_helpers/pipeline/spec';

/** Its time runs down with each look at it, so that a handler that never ends is seen to. */
function context(remainingMs = 60_000): InvocationContext {
  let leftMs = remainingMs;
  const getRemainingTimeInMillis = () => {
    leftMs -= 100;
    return leftMs;
  };
  return { awsRequestId: 'request-1', getRemainingTimeInMillis };
}

/** Telemetry that records calls by kind, and failures as `kind code`. */
function quiet(): Telemetry & { calls: string[]; failures: string[] } {
  const calls: string[] = [];
  const failures: string[] = [];
  return {
    calls,
    failures,
    call: (kind) => void calls.push(kind),
    failure: (kind, error) =>
      void failures.push(`${kind} ${error instanceof SpillwayError ? error.code : String(error)}`),
  };
}

function world(): MemoryWorld {
  const spec = testSpec({ stableFor: '0s', metadataRefresh: '5s' });
  const made = new MemoryWorld({ spec, config: renderProcessing(spec, 'earliest') });
  settle(made);
  return made;
}

function handlerOf(made: MemoryWorld, more: Partial<HandlerOptions> = {}) {
  return createHandler({
    open: async ({ holder }) => ({ dependencies: made.dependencies(holder), close() {} }),
    telemetry: quiet(),
    followUpMs: 0,
    sleep: async () => {},
    nowMs: () => made.nowMs,
    ...more,
  });
}

/** An invocation that lives for a minute of the world's time. */
function minuteOf(made: MemoryWorld): InvocationContext {
  const endsAtMs = made.nowMs + 60_000;
  return { awsRequestId: 'request-1', getRemainingTimeInMillis: () => endsAtMs - made.nowMs };
}

/** Follow-up ticks in the world's time. */
function following(made: MemoryWorld): Pick<HandlerOptions, 'followUpMs' | 'sleep'> {
  return { followUpMs: 5_000, sleep: async (ms) => made.advance(ms) };
}

describe('the Lambda handler', () => {
  it.each([
    ['a scheduled event', { source: 'aws.scheduler' }],
    ['an empty event', undefined],
    ['{"action": "reconcile"}', { action: 'reconcile' }],
  ])('runs a tick on %s', async (_name, event) => {
    const made = world();

    const answer = await handlerOf(made)(event, context());

    expect(answer).toMatchObject({ outcome: 'acted', action: 'set desiredCount 1 -> 6' });
  });

  it.each([
    ['a scheduled event', { source: 'aws.scheduler' }],
    ['a tick', { action: 'reconcile' }],
    ['a skip', { action: 'skip', to: 'latest' }],
    ['a dry run of a skip', { action: 'skip', to: 'latest', dryRun: true }],
  ])('refuses %s through the alias status, which only reports', async (_name, event) => {
    const made = world();
    const telemetry = quiet();
    const through = { ...context(), invokedFunctionArn: 'arn:aws:lambda:r:1:function:spillway-a:status' };

    await expect(handlerOf(made, { telemetry })(event, through)).rejects.toMatchObject({
      name: 'EVENT_NOT_ALLOWED',
    });
    expect(telemetry).toMatchObject({ calls: [], failures: ['look EVENT_NOT_ALLOWED'] });
  });

  it.each(['function:spillway-a:status', 'function:status'])('reports through %s', async (name) => {
    const through = { ...context(), invokedFunctionArn: `arn:aws:lambda:r:1:${name}` };

    expect(await handlerOf(world())({ action: 'status' }, through)).toMatchObject({ outcome: 'looked' });
  });

  it('runs a tick of a function that is itself called status', async () => {
    const whole = { ...context(), invokedFunctionArn: 'arn:aws:lambda:r:1:function:status' };

    expect(await handlerOf(world())({}, whole)).toMatchObject({ outcome: 'acted' });
  });

  it('changes nothing on {"action": "status"}', async () => {
    const made = world();

    const answer = await handlerOf(made)({ action: 'status' }, context());

    expect(answer.outcome).toBe('looked');
    expect(made.calls.effects).toEqual([]);
  });

  it('returns JSON, with offsets as strings', async () => {
    const made = world();
    made.produce('otlp_spans', 0, 9007199254740993n);

    const answer = await handlerOf(made)({ action: 'status' }, context());

    expect(JSON.parse(JSON.stringify(answer))).toMatchObject({ lag: { total: '9007199254740993' } });
  });

  it('rejects an unknown action before it reads anything', async () => {
    const made = world();
    const telemetry = quiet();

    await expect(handlerOf(made, { telemetry })({ action: 'flip-now' }, context())).rejects.toMatchObject({
      name: 'EVENT_UNKNOWN_ACTION',
    });
    expect(telemetry.failures).toEqual(['look EVENT_UNKNOWN_ACTION']);
  });

  it.each([
    ['the schedule', {}, 'tick'],
    ['a command', { action: 'pause' }, 'tick'],
    ['a status', { action: 'status' }, 'look'],
    ['a dry run', { action: 'rewind', to: 'earliest', dryRun: true }, 'look'],
  ])('counts %s as such, even if it fails', async (_name, event, kind) => {
    const telemetry = quiet();
    const open = async () => {
      throw new SpillwayError('SECRET_MISSING', 'The environment variable PW is not set.', 'Set PW.');
    };

    await handlerOf(world(), { telemetry })(event, context());
    await expect(handlerOf(world(), { telemetry, open })(event, context())).rejects.toThrow();

    expect([telemetry.calls, telemetry.failures]).toEqual([[kind], [`${kind} SECRET_MISSING`]]);
  });

  it('fails with the code as the name of the error, which Lambda counts and returns', async () => {
    const open = async () => {
      throw new SpillwayError('SECRET_MISSING', 'The environment variable PW is not set.', 'Set PW.');
    };

    await expect(handlerOf(world(), { open })({}, context())).rejects.toMatchObject({
      name: 'SECRET_MISSING',
      message: 'SECRET_MISSING The environment variable PW is not set. Set PW.',
    });
  });

  it('keeps ticking while tasks are stopped: a rewind is done within one invocation', async () => {
    const made = world();
    made.produce('otlp_spans', 0, 500n);
    settle(made);
    const scope = { topic: 'otlp_spans', partitions: [0] };
    const rewind = { action: 'rewind', to: '200', ...scope, acceptQueueLoss: true };

    const report = await handlerOf(made, following(made))(rewind, minuteOf(made));

    expect(report.answer).toMatchObject({ accepted: true, cost: { offsets: '300', stops: 1 } });
    expect(report.reasons.map(({ code }) => code)).toContain('REQUEST_DONE');
    expect(report).not.toHaveProperty('recreate');
    expect(report).not.toHaveProperty('stopped');
    expect(made.calls.effects).toEqual(expect.arrayContaining(['debt', 'commit', 'no debt']));
    expect(made.desiredCount).toBe(1);
  });

  it.each([
    ['15 s are left after the pause', 20_000, 1],
    ['less is left', 19_999, 0],
  ])('starts a follow-up only if it can end: %s', async (_name, remainingMs, times) => {
    const made = world();
    made.produce('otlp_spans', 0, 500n);
    settle(made);
    const leftMs = [remainingMs + 1_000, remainingMs + 900, remainingMs];
    const sleep = jest.fn(async (_ms: number) => {});
    const context = { awsRequestId: 'r', getRemainingTimeInMillis: () => leftMs.shift() ?? 0 };
    const event = { action: 'rewind', to: 'earliest', acceptQueueLoss: true };

    await handlerOf(made, { followUpMs: 5_000, sleep })(event, context);

    expect(sleep.mock.calls).toEqual(Array.from({ length: times }, () => [5_000]));
  });

  it('tells telemetry how long a tick took, and which stop is not repaid when one fails', async () => {
    const made = world();
    const telemetry = { call: jest.fn(), failure: jest.fn() };
    const handler = handlerOf(made, { telemetry });
    const leftMs = [9_000, 8_750, 8_750];
    await handler({}, { awsRequestId: 'r', getRemainingTimeInMillis: () => leftMs.shift() ?? 0 });
    const debt = { version: 1, count: 6, stoppedAtMs: made.nowMs, for: 'rewind' };
    made.put('debt', JSON.stringify(debt));
    made.calls.rules.push(always(['ecs.describe'], { kind: 'refused' }));

    await handler({}, context()).catch(() => {});

    expect(telemetry.call).toHaveBeenCalledWith('tick', expect.objectContaining({ outcome: 'acted' }), 250);
    expect(telemetry.failure).toHaveBeenCalledWith(
      ...[
        'tick',
        expect.objectContaining({ code: 'ECS_ACCESS_DENIED' }),
        expect.objectContaining({ count: 6 }),
      ],
    );
  });

  it('makes one tick if too little time is left for another', async () => {
    const made = world();
    const sleep = jest.fn(async () => {});
    const event = { action: 'rewind', to: 'earliest', acceptQueueLoss: true };
    made.produce('otlp_spans', 0, 500n);
    settle(made);

    const answer = await handlerOf(made, { followUpMs: 5_000, sleep })(event, context(19_000));

    expect(answer.recreate).toMatchObject({ purpose: 'rewind', phase: 'stop' });
    expect(sleep).not.toHaveBeenCalled();
  });

  it.each([
    ['keeps its connections after a tick', [], 0],
    ['closes its connections after a tick that failed', [kafkaOutOfReach()], 1],
  ])('%s', async (_name, rules, times) => {
    const made = world();
    made.calls.rules.push(...rules);
    const close = jest.fn();
    const open: HandlerOptions['open'] = async ({ holder }) => ({
      dependencies: made.dependencies(holder),
      close,
    });

    await handlerOf(made, { open })({}, context()).catch(() => {});

    expect(close).toHaveBeenCalledTimes(times);
  });

  it('remembers rates while the process is warm', async () => {
    const made = world();
    const open: HandlerOptions['open'] = async ({ holder }) => ({
      dependencies: made.dependencies(holder),
      close() {},
    });
    const warm = handlerOf(made, { open });
    made.stalled = true;
    made.produce('otlp_spans', 0, 500n);
    made.advance(120_000);
    const first = await warm({ action: 'status' }, context());
    made.produce('otlp_spans', 0, 500n);
    made.advance(60_000);

    // Act
    const second = await warm({ action: 'status' }, context());
    const cold = await handlerOf(made, { open })({ action: 'status' }, context());

    // Assess
    expect(first.eta).toEqual({ kind: 'unknown', why: 'first look' });
    expect(second.eta).toMatchObject({ kind: 'not-draining', consumedPerSecond: 0 });
    expect(cold.eta).toEqual(first.eta);
  });

  it('looks again three times, and no more, while only what tasks hold is in the way', async () => {
    // Drained, with more tasks than the steady number, but the backend takes nothing.
    const spec = testSpec({ stableFor: '0s', metadataRefresh: '5s' }, { steady: 1 });
    const made = new MemoryWorld({ spec, config: renderProcessing(spec, 'earliest'), desiredCount: 6 });
    settle(made);
    await handlerOf(made)({}, context());
    made.backend.mode = { kind: 'hangs' };
    for (const log of made.logs) log.write(50n);
    made.advance(120_000);
    const sleep = jest.fn(async (ms: number) => made.advance(ms));

    const report = await handlerOf(made, { followUpMs: 1_000, sleep })({}, minuteOf(made));

    expect(report.reasons.filter(({ kind }) => kind === 'hold').map(({ code }) => code)).toEqual([
      'HOLD_UNSENT',
    ]);
    expect(sleep).toHaveBeenCalledTimes(3);
  });

  it('leaves waiting for tasks to the schedule', async () => {
    const made = world();
    const sleep = jest.fn(async () => {});

    const answer = await handlerOf(made, { followUpMs: 5_000, sleep })({}, context());

    expect(answer.action).toBe('set desiredCount 1 -> 6');
    expect(sleep).not.toHaveBeenCalled();
  });
});

describe('a command, as an event', () => {
  it('returns its cost on a dry run, and changes nothing', async () => {
    const made = world();
    made.produce('otlp_spans', 0, 500n);
    settle(made);

    const event = { action: 'rewind', to: 'earliest', topic: 'otlp_spans', partitions: [0], dryRun: true };
    const report = await handlerOf(made)(event, context());

    expect(report.answer).toMatchObject({ accepted: true, cost: { offsets: '500', stops: 1 } });
    expect(report.outcome).toBe('looked');
    expect(made.calls.effects).toEqual([]);
  });

  it('returns the last report of the invocation and the outcome of the command', async () => {
    const made = world();
    made.produce('otlp_spans', 0, 500n);
    settle(made);

    const report = await handlerOf(made, following(made))({ action: 'drain', id: 'a' }, minuteOf(made));

    expect(report.answer).toMatchObject({ accepted: true });
    expect(report.manualOperation).toMatchObject({ id: 'a', kind: 'drain' });
    expect(made.desiredCount).toBe(6);
  });

  it('stops the service, even if Kafka is unreachable, and restores the number of tasks on resume', async () => {
    const made = world();
    const restore = kafkaOutOfReach();
    made.calls.rules.push(restore);

    const stopped = await handlerOf(made)({ action: 'stop', id: 'a' }, context());
    made.advance(60_000);
    await handlerOf(made)({}, context()).catch(() => {});
    const after = made.desiredCount;
    made.calls.rules.length = 0;
    const resumed = await handlerOf(made)({ action: 'resume', id: 'b' }, context());

    expect(stopped).toMatchObject({ outcome: 'acted', answer: { accepted: true } });
    expect(after).toBe(0);
    expect(resumed).toMatchObject({ outcome: 'acted', answer: { accepted: true } });
    expect(made.desiredCount).toBe(1);
  });

  it('uses the request id as its id, so that a second delivery does not start it again', async () => {
    const made = world();
    const handler = handlerOf(made);

    const first = await handler({ action: 'pause' }, context());
    const again = await handler({ action: 'pause' }, context());

    expect(first.answer?.lines.join()).toContain('PAUSED');
    expect(again.answer).toMatchObject({
      accepted: true,
      lines: [expect.stringContaining('REQUEST_REPEATED')],
    });
  });

  it('leaves everything to the schedule after pause', async () => {
    const made = world();
    await handlerOf(made)({ action: 'drain', id: 'a' }, context());
    const sleep = jest.fn(async () => {});

    const report = await handlerOf(made, { followUpMs: 5_000, sleep })(
      { action: 'pause', id: 'b' },
      context(),
    );

    expect(report).toMatchObject({ paused: {}, manualOperation: { kind: 'drain' } });
    expect(sleep).not.toHaveBeenCalled();
  });

  it('is retried with the same id if another tick was acting', async () => {
    // Prepare: somebody holds the epoch until this invocation sleeps.
    const made = world();
    const other = await made
      .dependencies()
      .store.claimEpoch({ stateVersion: 0, holder: 'other', nowMs: made.nowMs, leaseMs: 60_000 });
    const sleep = async () => other?.release();

    // Act
    const report = await handlerOf(made, { followUpMs: 5_000, sleep })({ action: 'pause' }, context());

    // Assess
    expect(report.outcome).not.toBe('lost');
    expect(report.answer).toMatchObject({ accepted: true, lines: [expect.stringContaining('PAUSED')] });
    expect(report.paused).toBeDefined();
  });

  it('is rejected with a code if it is invalid, before anything is read', async () => {
    const open = async () => {
      throw new Error('nothing is to be opened');
    };

    await expect(
      handlerOf(world(), { open })({ action: 'skip', to: 'latest', force: true }, context()),
    ).rejects.toMatchObject({ name: 'EVENT_INVALID', message: expect.stringContaining('force') });
  });
});
