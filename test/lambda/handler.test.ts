import { createHandler, type HandlerOptions, type InvocationContext } from '../../lambda/handler';
import type { Telemetry } from '../../lambda/telemetry';
import { renderProcessing } from '../../lib/collector';
import { SpillwayError } from '../../lib/errors';
import { MemoryWorld } from '../_helpers/memory-world';
import { testSpec } from '../_helpers/pipeline';

function context(remainingMs = 60_000): InvocationContext {
  return { awsRequestId: 'request-1', getRemainingTimeInMillis: () => remainingMs };
}

function quiet(): Telemetry & { failures: unknown[] } {
  const failures: unknown[] = [];
  return { failures, tick() {}, failure: (error) => void failures.push(error) };
}

function world(): MemoryWorld {
  const made = new MemoryWorld(testSpec({ stableFor: '0s', metadataRefresh: '5s' }));
  made.put('/spillway/test/config', renderProcessing(made.spec, 'earliest'));
  made.nowMs += 1_000;
  made.settle();
  return made;
}

function handlerOf(made: MemoryWorld, more: Partial<HandlerOptions> = {}) {
  return createHandler({
    open: async ({ holder }) => ({ dependencies: made.dependencies(holder), close() {} }),
    telemetry: quiet(),
    followUpMs: 0,
    sleep: async () => {},
    ...more,
  });
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
    expect(made.effects).toEqual([]);
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
    expect(telemetry.failures).toHaveLength(1);
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
    // Prepare: drained, at six tasks, watched for long enough.
    const made = world();
    await handlerOf(made)({}, context());
    made.settle();
    made.nowMs += 10_000;
    await handlerOf(made)({}, context());
    made.nowMs += 10_000;
    const sleep = async () => {
      made.settle();
      made.nowMs += 5_000;
    };

    // Act
    const answer = await handlerOf(made, { followUpMs: 5_000, sleep })({}, context());

    // Assess
    expect(answer).toMatchObject({ flip: { verified: true }, initialOffset: { stored: 'latest' } });
    const short = await handlerOf(made, { followUpMs: 5_000, sleep })({}, context(19_000));
    expect(short.outcome).not.toBe('acted');
  });

  it('makes one tick when too little time is left for another', async () => {
    const made = world();
    await handlerOf(made)({}, context());
    made.settle();
    made.nowMs += 10_000;
    await handlerOf(made)({}, context());
    made.nowMs += 10_000;

    const answer = await handlerOf(made, { followUpMs: 5_000 })({}, context(19_000));

    expect(answer.operation).toMatchObject({ purpose: 'flip', phase: 'stop' });
  });
});
