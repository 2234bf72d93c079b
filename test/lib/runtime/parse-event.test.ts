import fc from 'fast-check';
import type { Command } from '../../../lib/core/vocabulary/command';
import type { CommandEvent } from '../../../lib/runtime/event-schema';
import { formatEvent, parseCommand, parseEvent } from '../../../lib/runtime/parse-event';

const NOW_MS = Date.parse('2026-11-24T12:00:00Z');
const CONTEXT = { id: 'request-1', nowMs: NOW_MS };

describe('the request of an event', () => {
  it.each<[string, unknown]>([
    ['nothing at all', undefined],
    ['null', null],
    ['an empty event', {}],
    [
      'EventBridge',
      { version: '0', 'detail-type': 'Scheduled Event', source: 'aws.scheduler', detail: '{}' },
    ],
    ['reconcile', { action: 'reconcile' }],
  ])('is a tick on %s', (_name, event) => {
    expect(parseEvent(event, CONTEXT)).toEqual({ kind: 'reconcile' });
  });

  it('is a look on status', () => {
    expect(parseEvent({ action: 'status' }, CONTEXT)).toEqual({ kind: 'report' });
  });

  it.each<[object, Command]>([
    [{ action: 'drain' }, { kind: 'drain' }],
    [
      { action: 'rewind', to: 'earliest' },
      { kind: 'rewind', to: { kind: 'earliest' }, scope: {}, queued: 'keep' },
    ],
    [
      { action: 'rewind', to: '15m', topic: 'otlp_spans' },
      {
        kind: 'rewind',
        to: { kind: 'time', atMs: NOW_MS - 900_000 },
        scope: { topic: 'otlp_spans' },
        queued: 'keep',
      },
    ],
    [
      { action: 'rewind', to: '9007199254740993', topic: 'otlp_spans', partitions: [3, 1, 3] },
      {
        kind: 'rewind',
        to: { kind: 'offset', offset: 9007199254740993n },
        scope: { topic: 'otlp_spans', partitions: [1, 3] },
        queued: 'keep',
      },
    ],
    [
      { action: 'skip', to: 'latest' },
      { kind: 'skip', to: { kind: 'latest' }, scope: {}, queued: 'keep' },
    ],
    [
      { action: 'skip', to: '2026-11-24T10:00:00+02:00' },
      {
        kind: 'skip',
        to: { kind: 'time', atMs: Date.parse('2026-11-24T08:00:00Z') },
        scope: {},
        queued: 'keep',
      },
    ],
    [{ action: 'repair' }, { kind: 'repair', scope: {}, queued: 'keep' }],
    [
      { action: 'repair', acceptQueueLoss: true },
      { kind: 'repair', scope: {}, queued: 'may-be-lost' },
    ],
    [
      { action: 'rewind', to: 'earliest', acceptQueueLoss: false },
      { kind: 'rewind', to: { kind: 'earliest' }, scope: {}, queued: 'keep' },
    ],
    [{ action: 'accept' }, { kind: 'accept', scope: {} }],
    [
      { action: 'accept', topic: 'otlp_spans', partitions: [2, 1] },
      { kind: 'accept', scope: { topic: 'otlp_spans', partitions: [1, 2] } },
    ],
    [{ action: 'stop' }, { kind: 'stop' }],
    [
      { action: 'repair', topic: 'otlp_spans', partitions: [6] },
      { kind: 'repair', scope: { topic: 'otlp_spans', partitions: [6] }, queued: 'keep' },
    ],
    [
      { action: 'expand', signal: 'traces', partitions: 12 },
      { kind: 'expand', signal: 'traces', partitions: 12 },
    ],
    [{ action: 'pause' }, { kind: 'pause' }],
    [{ action: 'resume' }, { kind: 'resume' }],
    [{ action: 'cancel' }, { kind: 'cancel' }],
  ])('is the command of %j', (event, command) => {
    expect(parseEvent(event, CONTEXT)).toEqual({ kind: 'command', command: { id: 'request-1', command } });
  });

  it('uses its own id rather than that of the request, and only previews on a dry run', () => {
    expect(parseEvent({ action: 'drain', id: 'mine', dryRun: true }, CONTEXT)).toEqual({
      kind: 'preview',
      command: { id: 'mine', command: { kind: 'drain' } },
    });
    expect(parseEvent({ action: 'drain', dryRun: false }, CONTEXT)).toMatchObject({ kind: 'command' });
  });
});

describe('an event that is rejected', () => {
  it.each<[string, unknown, string, RegExp]>([
    ['text', 'drain', 'EVENT_UNREADABLE', /it is a string\. Send an object with "action"/],
    ['a list', [], 'EVENT_UNREADABLE', /it is a list/],
    ['a misspelt action', { acton: 'drain' }, 'EVENT_UNREADABLE', /it has acton and no action/],
    [
      'an unknown action',
      { action: 'flip' },
      'EVENT_UNKNOWN_ACTION',
      /Unknown action "flip"\. Use one of status, /,
    ],
    ['no text as action', { action: 3 }, 'EVENT_UNKNOWN_ACTION', /action 3/],
    ['a name every object has', { action: 'constructor' }, 'EVENT_UNKNOWN_ACTION', /"constructor"/],
    ['an unknown key', { action: 'drain', force: true }, 'EVENT_INVALID', /Invalid drain: .*"force"/],
    ['a key of another action', { action: 'drain', to: 'latest' }, 'EVENT_INVALID', /"to"/],
    [
      'a queue that a drain does not lose',
      { action: 'drain', acceptQueueLoss: true },
      'EVENT_INVALID',
      /"acceptQueueLoss"/,
    ],
    [
      'a partition to accept of no topic',
      { action: 'accept', partitions: [1] },
      'EVENT_INVALID',
      /give the topic that the partitions belong to/,
    ],
    ['a status with an id', { action: 'status', id: 'a' }, 'EVENT_INVALID', /"id"/],
    ['no target', { action: 'rewind' }, 'EVENT_INVALID', /to: expected a string/],
    ['a number as offset', { action: 'rewind', to: 12 }, 'EVENT_INVALID', /to: .*put offsets in quotes/],
    ['a rewind to latest', { action: 'rewind', to: 'latest' }, 'EVENT_INVALID', /use skip/],
    ['a skip to earliest', { action: 'skip', to: 'earliest' }, 'EVENT_INVALID', /use rewind/],
    [
      'a time without a zone',
      { action: 'skip', to: '2026-11-24T10:00:00' },
      'EVENT_INVALID',
      /must be one of/,
    ],
    [
      'a day that is not valid',
      { action: 'skip', to: '2026-02-30T10:00:00Z' },
      'EVENT_INVALID',
      /must be one of/,
    ],
    ['a time to come', { action: 'skip', to: '2026-11-24T12:00:01Z' }, 'EVENT_INVALID', /in the future/],
    ['a time before 1970', { action: 'rewind', to: '36500d' }, 'EVENT_INVALID', /before 1970/],
    [
      'an offset of no topic',
      { action: 'rewind', to: '12' },
      'EVENT_INVALID',
      /topic: give the topic, because an offset/,
    ],
    [
      'an offset beyond 64 bits',
      { action: 'rewind', to: '9223372036854775808', topic: 't' },
      'EVENT_INVALID',
      /larger than Kafka's largest offset/,
    ],
    [
      'partitions of no topic',
      { action: 'repair', partitions: [1] },
      'EVENT_INVALID',
      /give the topic that the partitions belong to/,
    ],
    [
      'an empty list',
      { action: 'repair', topic: 't', partitions: [] },
      'EVENT_INVALID',
      /at least one partition/,
    ],
    [
      'a partition below 0',
      { action: 'repair', topic: 't', partitions: [-1] },
      'EVENT_INVALID',
      /partitions\.0/,
    ],
    [
      'half a partition',
      { action: 'repair', topic: 't', partitions: [1.5] },
      'EVENT_INVALID',
      /partitions\.0/,
    ],
    [
      'a signal that is not valid',
      { action: 'expand', signal: 'spans', partitions: 3 },
      'EVENT_INVALID',
      /signal: /,
    ],
    [
      'no partition at all',
      { action: 'expand', signal: 'logs', partitions: 0 },
      'EVENT_INVALID',
      /partitions: /,
    ],
    ['an id with a line break', { action: 'drain', id: 'a\nb' }, 'EVENT_INVALID', /id: expected/],
    ['a dry run in words', { action: 'drain', dryRun: 'yes' }, 'EVENT_INVALID', /dryRun: /],
  ])('is %s', (_name, event, code, said) => {
    const refusal = () => parseEvent(event, CONTEXT);

    expect(refusal).toThrow(expect.objectContaining({ code }));
    expect(textOf(refusal)).toMatch(said);
  });
});

describe('what a rejection says, word for word', () => {
  const ACTION_NAMES =
    'status, reconcile, drain, rewind, skip, repair, expand, accept, stop, pause, resume, cancel';
  const KEYS = 'docs/operations.md lists the keys of every action.';

  it.each<[string, unknown, string]>([
    [
      'a list',
      [],
      `The event is not a Spillway request, because it is a list. Send an object with "action", one of ${ACTION_NAMES}. An empty event requests a tick.`,
    ],
    [
      'keys without an action',
      { a: 1, b: 2 },
      `The event is not a Spillway request, because it has a, b and no action. Send an object with "action", one of ${ACTION_NAMES}. An empty event requests a tick.`,
    ],
    [
      'an action that is nearly one',
      { action: 'drian' },
      `Unknown action "drian". Did you mean drain? Use one of ${ACTION_NAMES}. A scheduled event has no action.`,
    ],
    [
      'an action that is a list',
      { action: ['drain'] },
      `Unknown action ["drain"]. Use one of ${ACTION_NAMES}. A scheduled event has no action.`,
    ],
    [
      'two findings, of a key and of the event',
      { action: 'repair', topic: '', force: true },
      `Invalid repair: topic: Too small: expected string to have >=1 characters; event: Unrecognized key: "force". Nothing was changed. ${KEYS}`,
    ],
    [
      'an id',
      { action: 'drain', id: 'a b' },
      `Invalid drain: id: expected 1 to 128 letters, digits or one of . _ : / + = @ -. Nothing was changed. ${KEYS}`,
    ],
    [
      'an empty list',
      { action: 'repair', topic: 't', partitions: [] },
      `Invalid repair: partitions: expected at least one partition; omit the key for all partitions. Nothing was changed. ${KEYS}`,
    ],
    [
      'a target that is a number',
      { action: 'skip', to: 7 },
      `Invalid skip: to: expected a string; put offsets in quotes, too. Nothing was changed. ${KEYS}`,
    ],
  ])('%s', (_name, event, text) => {
    expect(textOf(() => parseEvent(event, CONTEXT))).toBe(text);
  });

  it.each(['', 'a'.repeat(129), 'ä', 'a\n'])('an id is not %j', (id) => {
    expect(textOf(() => parseEvent({ action: 'drain', id }, CONTEXT))).toContain('id: expected 1 to 128');
  });

  it.each(['a', 'A-z.0_9:/+=@', 'a'.repeat(128)])('an id may be %s', (id) => {
    expect(parseEvent({ action: 'drain', id }, CONTEXT)).toMatchObject({ command: { id } });
  });

  it.each(['status', 'reconcile'])('%s is no command', (action) => {
    const event = { action } as unknown as CommandEvent;

    expect(textOf(() => parseCommand(event, CONTEXT))).toContain(`Unknown action "${action}"`);
  });
});

function textOf(run: () => unknown): string {
  try {
    run();
    return 'nothing was thrown';
  } catch (error) {
    const { message, hint } = error as { message: string; hint: string };
    return `${message} ${hint}`;
  }
}

describe('a command written as an event', () => {
  const topic = fc.constantFrom('otlp_spans', 'otlp_logs');
  const scope = fc.oneof(
    fc.constant({}),
    fc.record({ topic }),
    fc.record({
      topic,
      partitions: fc.uniqueArray(fc.nat(100), { minLength: 1 }).map((list) => list.sort((a, b) => a - b)),
    }),
  );
  const time = fc.record({ kind: fc.constant('time' as const), atMs: fc.nat(NOW_MS) });
  const offset = fc.record({ kind: fc.constant('offset' as const), offset: fc.bigInt(0n, 2n ** 63n - 1n) });
  const queued = fc.constantFrom('keep' as const, 'may-be-lost' as const);
  const command: fc.Arbitrary<Command> = fc.oneof(
    fc.constantFrom<Command>(
      { kind: 'drain' },
      { kind: 'pause' },
      { kind: 'stop' },
      { kind: 'resume' },
      { kind: 'cancel' },
    ),
    fc.record({ kind: fc.constant('accept' as const), scope }),
    fc.record({ kind: fc.constant('repair' as const), scope, queued }),
    fc.record({
      kind: fc.constant('rewind' as const),
      to: fc.oneof(fc.constant({ kind: 'earliest' as const }), time),
      scope,
      queued,
    }),
    fc.record({
      kind: fc.constant('skip' as const),
      to: fc.oneof(fc.constant({ kind: 'latest' as const }), time),
      scope,
      queued,
    }),
    fc.record({
      kind: fc.constant('rewind' as const),
      to: offset,
      scope: fc.record({ topic }),
      queued,
    }),
    fc.record({
      kind: fc.constant('expand' as const),
      signal: fc.constantFrom('traces' as const, 'metrics' as const, 'logs' as const),
      partitions: fc.integer({ min: 1, max: 1000 }),
    }),
  );

  it('is read back as the same command, also later and from JSON', () => {
    fc.assert(
      fc.property(command, fc.nat(86_400_000), (each, laterMs) => {
        const event = JSON.parse(JSON.stringify(formatEvent({ id: 'a-1', command: each })));

        const read = parseEvent(event, { id: 'other', nowMs: NOW_MS + laterMs });

        expect(read).toEqual({ kind: 'command', command: { id: 'a-1', command: each } });
      }),
    );
  });
});
