import { createHandler, type HandlerOptions, type InvocationContext } from '../../lambda/handler';
import type { Telemetry } from '../../lambda/telemetry';
import { renderProcessing } from '../../lib/collector';
import type { TaskMetricsReader } from '../../lib/controller/ports';
import { SpillwayError } from '../../lib/errors';
import { MemoryWorld } from '../../verify/memory/world';
import { testSpec } from '../_helpers/pipeline';
import { settle } from '../_helpers/ticking';

/** Its time runs down with each look at it, so that a handler that never ends is seen to. */
function context(remainingMs = 60_000): InvocationContext {
  let leftMs = remainingMs;
  const getRemainingTimeInMillis = () => {
    leftMs -= 100;
    return leftMs;
  };
  return { awsRequestId: 'request-1', getRemainingTimeInMillis };
}

/** What it was told of: calls by kind, and failures as `kind code`. */
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

/** Drained, at six tasks, watched for long enough. */
async function worldDueToFlip(): Promise<MemoryWorld> {
  const made = world();
  await handlerOf(made)({}, context());
  settle(made);
  made.advance(10_000);
  await handlerOf(made)({}, context());
  made.advance(10_000);
  return made;
}

describe('the Lambda handler', () => {
  it.each([
    ['a scheduled event', { source: 'aws.scheduler' }],
    ['an empty event', undefined],
    ['{"action": "reconcile"}', { action: 'reconcile' }],
  ])('makes a tick on %s', async (_name, event) => {
    const made = world();

    const answer = await handlerOf(made)(event, context());

    expect(answer).toMatchObject({ outcome: 'acted', action: 'set desiredCount 1 -> 6' });
  });

  it('only looks on {"action": "status"}', async () => {
    const made = world();

    const answer = await handlerOf(made)({ action: 'status' }, context());

    expect(answer.outcome).toBe('looked');
    expect(made.calls.effects).toEqual([]);
  });

  it('answers in JSON, offsets as text', async () => {
    const made = world();
    made.produce('otlp_spans', 0, 9007199254740993n);

    const answer = await handlerOf(made)({ action: 'status' }, context());

    expect(JSON.parse(JSON.stringify(answer))).toMatchObject({ lag: { total: '9007199254740993' } });
  });

  it('refuses an action it does not know, before it looks at anything', async () => {
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
  ])('counts %s as what it is, also when it fails', async (_name, event, kind) => {
    const telemetry = quiet();
    const open = async () => {
      throw new SpillwayError('SECRET_MISSING', 'The environment variable PW is not set.', 'Set PW.');
    };

    await handlerOf(world(), { telemetry })(event, context());
    await expect(handlerOf(world(), { telemetry, open })(event, context())).rejects.toThrow();

    expect([telemetry.calls, telemetry.failures]).toEqual([[kind], [`${kind} SECRET_MISSING`]]);
  });

  it('fails with the code as its name, so that Lambda counts and shows it', async () => {
    const open = async () => {
      throw new SpillwayError('SECRET_MISSING', 'The environment variable PW is not set.', 'Set PW.');
    };

    await expect(handlerOf(world(), { open })({}, context())).rejects.toMatchObject({
      name: 'SECRET_MISSING',
      message: 'SECRET_MISSING The environment variable PW is not set. Set PW.',
    });
  });

  it('goes on ticking while a recreate is under way, and stops in time', async () => {
    const made = await worldDueToFlip();
    const sleep = async () => {
      settle(made);
      made.advance(5_000);
    };

    // Act
    const answer = await handlerOf(made, { followUpMs: 5_000, sleep })({}, context());

    // Assess
    expect(answer).toMatchObject({ flip: { verified: true }, initialOffset: { stored: 'latest' } });
    const short = await handlerOf(made, { followUpMs: 5_000, sleep })({}, context(19_000));
    expect(short.outcome).not.toBe('acted');
  });

  it.each([
    ['flips once the backend is seen to take what tasks hold', 10, { phase: 'recreating' }],
    ['holds while it is not', 0, { phase: 'held', initialOffset: { stored: 'earliest' } }],
  ])('looks again within seconds at what tasks hold: %s', async (_name, perLook, expected) => {
    // Prepare: drained, at six tasks, watched for long enough.
    const made = world();
    await handlerOf(made)({}, context());
    settle(made);
    made.advance(10_000);
    let sent = 0;
    const metrics: TaskMetricsReader = {
      read: async (tasks) => {
        sent += perLook;
        const queues = [{ exporter: 'otlp_http', signal: 'traces', size: 40, capacity: 1_000 }];
        return tasks.map(({ id }) => ({ kind: 'read' as const, id, queues, sent, dropped: 0 }));
      },
    };
    const open: HandlerOptions['open'] = async ({ holder }) => ({
      dependencies: { ...made.dependencies(holder), metrics },
      close() {},
    });
    const waitsMs: number[] = [];
    const sleep = async (ms: number) => {
      waitsMs.push(ms);
      made.advance(ms);
    };
    const handle = handlerOf(made, { open, followUpMs: 5_000, sleep });
    await handle({}, context(19_000));
    made.advance(60_000);

    // Act
    const answer = await handle(
      {},
      { ...context(), getRemainingTimeInMillis: () => (waitsMs.length < 2 ? 60_000 : 0) },
    );

    // Assess
    expect(answer).toMatchObject(expected);
    expect(waitsMs.length).toBe(2);
  });

  it('makes one tick when too little time is left for another', async () => {
    const made = await worldDueToFlip();

    const answer = await handlerOf(made, { followUpMs: 5_000 })({}, context(19_000));

    expect(answer.operation).toMatchObject({ purpose: 'flip', phase: 'stop' });
  });

  it('leaves a wait to the schedule: nothing is due before tasks have started', async () => {
    const made = world();
    const sleep = jest.fn(async () => {});

    const answer = await handlerOf(made, { followUpMs: 5_000, sleep })({}, context());

    expect(answer.action).toBe('set desiredCount 1 -> 6');
    expect(sleep).not.toHaveBeenCalled();
  });
});

describe('an operation by hand, as an event', () => {
  it('says what it would cost on a dry run, and changes nothing', async () => {
    const made = world();
    made.produce('otlp_spans', 0, 500n);
    settle(made);

    const event = { action: 'rewind', to: 'earliest', topic: 'otlp_spans', partitions: [0], dryRun: true };
    const report = await handlerOf(made)(event, context());

    expect(report.answer).toMatchObject({ accepted: true, cost: { offsets: '500', partitions: 1 } });
    expect(report.outcome).toBe('looked');
    expect(made.calls.effects).toEqual([]);
  });

  it('is carried through in the same invocation, and answered with the last report and what became of it', async () => {
    // Prepare: read once, at the number of tasks that is of use.
    const made = world();
    made.produce('otlp_spans', 0, 500n);
    await handlerOf(made)({}, context());
    settle(made);
    const sleep = async () => {
      settle(made);
      made.advance(5_000);
    };

    // Act
    const event = { action: 'rewind', to: '200', topic: 'otlp_spans', partitions: [0] };
    const report = await handlerOf(made, { followUpMs: 5_000, sleep })(event, context());

    // Assess
    expect(report.answer).toMatchObject({ accepted: true, cost: { offsets: '300' } });
    expect(report.request).toBeUndefined();
    expect(report.operation).toBeUndefined();
    expect(made.calls.effects).toContain('commit');
    expect(made.partition('otlp_spans', 0).committed).toBe(500n);
  });

  it('takes the request id for its own, so that a second delivery is not begun again', async () => {
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

  it('does not tick on while it is paused, whatever is under way', async () => {
    const made = world();
    made.produce('otlp_spans', 0, 500n);
    await handlerOf(made)({}, context());
    settle(made);
    await handlerOf(made)({ action: 'rewind', to: 'earliest', id: 'a' }, context());
    const sleep = jest.fn(async () => {});

    const report = await handlerOf(made, { followUpMs: 5_000, sleep })(
      { action: 'pause', id: 'b' },
      context(),
    );

    expect(report).toMatchObject({ paused: {}, request: { kind: 'rewind' } });
    expect(sleep).not.toHaveBeenCalled();
  });

  it('is tried again, as the same, when another tick was acting', async () => {
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

  it('is refused with a code when it cannot be read, before anything is looked at', async () => {
    const open = async () => {
      throw new Error('nothing is to be opened');
    };

    await expect(
      handlerOf(world(), { open })({ action: 'skip', to: 'latest', force: true }, context()),
    ).rejects.toMatchObject({ name: 'EVENT_INVALID', message: expect.stringContaining('force') });
  });
});
