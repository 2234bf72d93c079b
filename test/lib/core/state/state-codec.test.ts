import fc from 'fast-check';
import { decide } from '../../../../lib/core/decide/decide';
import { type ControllerState, EMPTY_STATE } from '../../../../lib/core/state/state';
import { formatState, parseState } from '../../../../lib/core/state/state-codec';
import { stopOfOldState } from '../../../../lib/core/state/state-migration';
import { SpillwayError } from '../../../../lib/errors';
import { situation } from '../../../_helpers/core/situation';
import { NOW_MS } from '../../../_helpers/core/snapshots';
import { markedIn, watermarksOf } from '../../../_helpers/core/watermarks';

const timeMs = fc.integer({ min: 0, max: NOW_MS });
const count = fc.nat(10_000);
const version = fc.integer({ min: 1, max: 1_000 });
const offset = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
/** Topics may be called anything that Kafka allows, and what JavaScript has its own ideas about. */
const topicName = fc.oneof(
  fc.stringMatching(/^[a-zA-Z0-9._-]{1,40}$/),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '-', '.'),
);
const word = fc.stringMatching(/^[a-zA-Z0-9._-]{1,40}$/);
const key = fc.tuple(topicName, fc.nat(40)).map(([name, partition]) => `${name}/${partition}`);
const sums = fc.record({ traces: offset, logs: offset }, { requiredKeys: [] });
const byTopic = <T>(each: fc.Arbitrary<T>) =>
  fc
    .uniqueArray(fc.tuple(topicName, each), { maxLength: 5, selector: ([name]) => name })
    .map((entries) => new Map(entries));
const known = fc.oneof(
  byTopic(fc.record({ count, id: fc.option(word, { nil: undefined }) })).map((topics) => ({
    kind: 'named' as const,
    topics,
  })),
  word.map((print) => ({ kind: 'print' as const, print })),
);
const rewindTarget = fc.oneof(
  fc.constant({ kind: 'earliest' as const }),
  timeMs.map((atMs) => ({ kind: 'time' as const, atMs })),
  offset.map((to) => ({ kind: 'offset' as const, offset: to })),
);
const skipTarget = fc.oneof(
  fc.constant({ kind: 'latest' as const }),
  offset.map((to) => ({ kind: 'offset' as const, offset: to })),
);
const scope = fc.record(
  { topic: topicName, partitions: fc.array(count, { maxLength: 4 }) },
  { requiredKeys: [] },
);
const queued = fc.constantFrom('keep' as const, 'may-be-lost' as const);
/** Commits to go back to; a topic is stored only by partitions that have one. */
const held = fc.uniqueArray(fc.tuple(key, offset), {
  minLength: 1,
  maxLength: 6,
  selector: ([name]) => name,
});

const arbitraryState: fc.Arbitrary<ControllerState> = fc.record(
  {
    group: topicName,
    drainedSinceMs: timeMs,
    watermarks: fc
      .uniqueArray(
        fc.tuple(
          key,
          fc.record({
            logEnd: offset,
            notedAtMs: timeMs,
            consumedUpToMs: fc.option(timeMs, { nil: undefined }),
          }),
        ),
        { maxLength: 4, selector: ([name]) => name },
      )
      .map(watermarksOf),
    stuck: fc.dictionary(key, fc.record({ committed: offset, sinceMs: timeMs }), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
    unread: fc.record({ sinceMs: timeMs, restarted: fc.boolean() }, { requiredKeys: ['sinceMs'] }),
    layout: fc.record({ topics: known, sinceMs: timeMs }),
    policies: fc.array(
      fc.record({
        initialOffset: fc.constantFrom('earliest', 'latest', 'unknown'),
        ...{ fromMs: timeMs, version, writtenMs: timeMs },
      }),
      { maxLength: 4 },
    ),
    floor: fc.record({ atMs: timeMs, sums }),
    emptySinceMs: timeMs,
    absentSinceMs: timeMs,
    desired: fc.record(
      { count, from: count, setAtMs: timeMs, seen: count, externalSinceMs: timeMs },
      { requiredKeys: ['count'] },
    ),
    goodVersion: version,
    goodDefinition: word,
    failedBefore: fc.record({ version, count }),
    covers: fc.boolean(),
    coverageLost: fc.boolean(),
    rate: fc.record({ perTaskPerSecond: fc.nat(100_000).map((each) => each / 1000), drains: count }),
    history: fc.record(
      {
        automaticStops: fc.array(timeMs, { maxLength: 4 }),
        ...{ failures: count, failedAtMs: timeMs, rearms: count, rearmedAtMs: timeMs },
      },
      { requiredKeys: ['automaticStops', 'failures', 'rearms'] },
    ),
    lingering: fc.string({ maxLength: 80 }),
    recreate: fc.record(
      {
        purpose: fc.constantFrom('repair', 'rewind', 'skip'),
        origin: fc.constantFrom('automatic', 'command'),
        phase: fc.constantFrom('arm', 'stop', 'down', 'up'),
        ...{ startedAtMs: timeMs, phaseSinceMs: timeMs, stoppedAtMs: timeMs, count, queued },
        move: fc.record({ target: fc.oneof(rewindTarget, skipTarget), scope }),
        planned: word,
        held: held.map((entries) => new Map(entries.sort(byKey))),
        heldMs: count,
      },
      { requiredKeys: ['purpose', 'origin', 'phase', 'startedAtMs', 'phaseSinceMs', 'count', 'queued'] },
    ),
    roll: fc.record({ why: fc.constantFrom('rearm', 'flip', 'restart'), startedAtMs: timeMs }),
    manualOperation: fc.record({
      id: word,
      command: fc.oneof(
        fc.constant({ kind: 'drain' as const }),
        fc.record({ kind: fc.constant('rewind' as const), to: rewindTarget, scope, queued }),
        fc.record({ kind: fc.constant('skip' as const), to: skipTarget, scope, queued }),
        fc.record({ kind: fc.constant('repair' as const), scope, queued }),
        fc.record({
          kind: fc.constant('expand' as const),
          signal: fc.constant('traces' as const),
          partitions: count,
        }),
      ),
      acceptedAtMs: timeMs,
      phase: fc.constantFrom('drain', 'settle', 'move', 'arm', 'add', 'assign'),
      phaseSinceMs: timeMs,
    }),
    lastCommandId: word,
    pausedSinceMs: timeMs,
    flip: fc.record({ atMs: timeMs }),
    seeding: fc.record({ tries: count, atMs: timeMs }),
    repairCancelled: fc.boolean(),
    repaidSeenMs: timeMs,
    lastScaleInMs: timeMs,
    restoredFrom: version,
    holds: fc.dictionary(fc.constantFrom('HOLD_NO_COMMIT', 'HOLD_TOPIC_MISSING'), timeMs, {
      noNullPrototype: true,
    }),
  },
  { requiredKeys: ['watermarks', 'stuck', 'policies', 'holds', 'history'] },
);

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}

const HISTORY = { automaticStops: [], failures: 0, rearms: 0 };
const EDITABLE = { version: 3, watermarks: {}, stuck: {}, policies: [], holds: {}, history: HISTORY };

function codeOf(read: () => unknown): string {
  try {
    read();
    return 'read';
  } catch (error) {
    if (error instanceof SpillwayError) return error.code;
    throw error;
  }
}

describe('a state', () => {
  it('is read back as written, with any content', () => {
    fc.assert(
      fc.property(arbitraryState, (state) => {
        expect(parseState(formatState(state), 'state')).toEqual(state);
      }),
    );
  });

  it('is the same text in any order of its keys', () => {
    fc.assert(
      fc.property(arbitraryState, (state) => {
        const turned = Object.fromEntries(Object.entries(state).reverse()) as unknown as ControllerState;

        expect(formatState(turned)).toBe(formatState(state));
      }),
    );
  });

  it('that does not exist yet is empty', () => {
    expect(parseState(undefined, 'state')).toBe(EMPTY_STATE);
  });

  it('stores 32 watermarks, the first by name', () => {
    const names = Array.from({ length: 40 }, (_, index) => `a/${index + 10}`);
    const mark = { logEnd: 1n, notedAtMs: 1, consumedUpToMs: undefined };
    const state = { ...EMPTY_STATE, watermarks: watermarksOf(names.map((name) => [name, mark] as const)) };

    expect(markedIn(parseState(formatState(state), 'state').watermarks)).toEqual(names.slice(0, 32));
  });

  it('excludes stuck partitions and watermarks with names too long for its parameter', () => {
    const long = (index: number) => `${'x'.repeat(240)}-${index}/0`;
    const all = Array.from({ length: 16 }, (_, index) => long(index));
    const state = {
      ...EMPTY_STATE,
      stuck: Object.fromEntries(all.map((name) => [name, { committed: 5n, sinceMs: 1 }])),
      watermarks: watermarksOf(
        all.map((name) => [name, { logEnd: 1n, notedAtMs: 1, consumedUpToMs: 1 }] as const),
      ),
    };

    const text = formatState(state);

    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4_096);
    expect(Buffer.byteLength(text)).toBeGreaterThan(3_600);
    expect(Object.keys(parseState(text, 'state').stuck).length).toBeGreaterThan(10);
  });
});

describe('a state of an older version', () => {
  const OLD = {
    ...{
      group: 'otel-processing',
      drainedSinceMs: 5,
      lastCommandId: 'c1',
      pausedSinceMs: 6,
      lastScaleInMs: 7,
    },
    ...{ goodVersion: 2, goodDefinition: 'processing:1', restoredFrom: 3, emptySinceMs: 8 },
    watermarks: { 'otlp_spans/0': { logEnd: '10', notedAtMs: 1 } },
    policies: [{ initialOffset: 'latest', fromMs: 1, version: 2 }],
    holds: { HOLD_NO_COMMIT: 9 },
  };
  const ONLY_1 = { watch: { otlp_spans: { count: 6, sinceMs: 1 } }, covered: { otlp_spans: 6 } };
  const ONLY_2 = {
    stuck: { 'otlp_spans/0': { committed: '5', sinceMs: 1 } },
    ...{ covered: 'layout', gaveUpAtMs: 4, flip: { atMs: 1, verified: true }, request: { id: 'c1' } },
  };
  const EXPECTED = {
    ...{
      group: 'otel-processing',
      drainedSinceMs: 5,
      lastCommandId: 'c1',
      pausedSinceMs: 6,
      lastScaleInMs: 7,
    },
    ...{ goodVersion: 2, goodDefinition: 'processing:1', restoredFrom: 3, emptySinceMs: 8 },
    ...{ watermarks: new Map(), stuck: {}, history: { automaticStops: [], failures: 0, rearms: 0 } },
    policies: [{ initialOffset: 'latest', fromMs: 1, version: 2, writtenMs: 1 }],
    holds: { HOLD_NO_COMMIT: 9 },
  };

  it.each([
    [1, ONLY_1],
    [2, ONLY_2],
  ])('(%s) is migrated as far as it is still valid', (oldVersion, more) => {
    const text = JSON.stringify({ ...OLD, ...more, version: oldVersion });

    expect(parseState(text, 'state')).toEqual(EXPECTED);
  });

  it.each([1, 2])('(%s) with minimal content is migrated', (oldVersion) => {
    const text = JSON.stringify({ version: oldVersion, policies: [], holds: {} });

    expect(parseState(text, 'state')).toEqual(EMPTY_STATE);
  });

  it('is rejected if what is migrated cannot be read', () => {
    const text = JSON.stringify({ ...OLD, version: 2, policies: 'latest' });

    expect(codeOf(() => parseState(text, 'state'))).toBe('STATE_MALFORMED');
  });

  const OPERATION = { purpose: 'flip', phase: 'down', startedAtMs: 77, phaseSinceMs: 78, restoreCount: 6 };
  it.each<[string, unknown, { count: number; stoppedAtMs: number } | undefined]>([
    [
      'of version 1 in the middle of a recreate',
      { version: 1, operation: OPERATION },
      { count: 6, stoppedAtMs: 77 },
    ],
    [
      'of version 2 in the middle of a recreate',
      { version: 2, operation: OPERATION },
      { count: 6, stoppedAtMs: 77 },
    ],
    ['of the present version: the debt says so', { version: 3, operation: OPERATION }, undefined],
    ['without a recreate', { version: 2 }, undefined],
    [
      'with a recreate of a service that was stopped before',
      { version: 2, operation: { ...OPERATION, restoreCount: 0 } },
      undefined,
    ],
    ['with a recreate without a count', { version: 2, operation: { startedAtMs: 1 } }, undefined],
    ['with a recreate that began at no time', { version: 2, operation: { restoreCount: 6 } }, undefined],
    ['with something else in the place of a recreate', { version: 2, operation: 'flip' }, undefined],
    ['that is no object', 5, undefined],
  ])('%s owes tasks: %#', (_name, json, expected) => {
    expect(stopOfOldState(JSON.stringify(json))).toEqual(expected);
  });

  it('owes nothing if it does not exist or is not JSON', () => {
    expect([stopOfOldState(undefined), stopOfOldState('{"version":3,')]).toEqual([undefined, undefined]);
  });
});

const RECREATE = {
  ...{ purpose: 'rewind', origin: 'command', phase: 'down', startedAtMs: 1, phaseSinceMs: 1 },
  ...{ count: 6, queued: 'keep' },
};

describe('a text that is not a state', () => {
  it.each<[string, string, string]>([
    ['a newer version', '{"version":4}', 'STATE_FROM_NEWER'],
    ['a much newer one', '{"version":99,"anything":true}', 'STATE_FROM_NEWER'],
    ['nothing', '', 'STATE_MALFORMED'],
    ['half an object', '{"version":3,', 'STATE_MALFORMED'],
    ['no object', '5', 'STATE_MALFORMED'],
    ['null', 'null', 'STATE_MALFORMED'],
    ['a list', '[]', 'STATE_MALFORMED'],
    ['no version', '{}', 'STATE_MALFORMED'],
    ['a version in words', '{"version":"3"}', 'STATE_MALFORMED'],
    ['version 0', '{"version":0}', 'STATE_MALFORMED'],
    ['a key too many', edited({ surprise: 1 }), 'STATE_MALFORMED'],
    ['a negative offset', edited({ stuck: { 'a/0': { committed: '-5', sinceMs: 1 } } }), 'STATE_MALFORMED'],
    ['an offset as a number', edited({ stuck: { 'a/0': { committed: 5, sinceMs: 1 } } }), 'STATE_MALFORMED'],
    [
      'an offset of 20 digits',
      edited({ stuck: { 'a/0': { committed: '1'.repeat(20), sinceMs: 1 } } }),
      'STATE_MALFORMED',
    ],
    ['a negative time', edited({ drainedSinceMs: -1 }), 'STATE_MALFORMED'],
    ['a time past the end of dates', edited({ drainedSinceMs: 8.65e15 }), 'STATE_MALFORMED'],
    ['a fraction of a count', edited({ desired: { count: 1.5 } }), 'STATE_MALFORMED'],
    ['a history that is missing', edited({ history: undefined }), 'STATE_MALFORMED'],
    [
      'a recreate of an unknown purpose',
      edited({ recreate: { ...RECREATE, purpose: 'flip' } }),
      'STATE_MALFORMED',
    ],
    [
      'invalid commits to go back to',
      edited({ recreate: { ...RECREATE, held: [['a', '5,x']] } }),
      'STATE_MALFORMED',
    ],
    [
      'commits to go back to of no partition',
      edited({ recreate: { ...RECREATE, held: [['a', '']] } }),
      'STATE_MALFORMED',
    ],
    [
      'a topic without a count',
      edited({ layout: { sinceMs: 1, topics: { kind: 'named', topics: [['a']] } } }),
      'STATE_MALFORMED',
    ],
    ['a scale-in at no time', edited({ lastScaleInMs: null }), 'STATE_MALFORMED'],
  ])('%s is rejected', (_name, text, code) => {
    expect(codeOf(() => parseState(text, '/p/state'))).toBe(code);
  });

  it('is rejected with its place and what is wrong', () => {
    expect(() => parseState(edited({ drainedSinceMs: -1 }), '/p/state')).toThrow(
      /\/p\/state.*drainedSinceMs/,
    );
    expect(() => parseState('{', '/p/state')).toThrow('it is not JSON');
  });
});

function edited(more: object): string {
  return JSON.stringify({ ...EDITABLE, ...more });
}

describe('a damaged state', () => {
  /** What Kafka, SSM and ECS show of a pipeline with a partition without a commit, on earliest. */
  const { observation, spec } = situation({ partitions: [{ committed: 'none' }, {}, {}] });

  /** Never a store of latest: a partition has records and no commit, whatever the state says. */
  function isHarmless(text: string): boolean {
    if (codeOf(() => parseState(text, 'state')) !== 'read') return true;
    const { action } = decide(observation, parseState(text, 'state'), spec);
    return action?.kind !== 'store-offset' || action.initialOffset !== 'latest';
  }

  it('with any one character changed is rejected or decides nothing dangerous', () => {
    fc.assert(
      fc.property(arbitraryState, fc.nat(), fc.string({ minLength: 1, maxLength: 1 }), (state, at, by) => {
        const text = formatState(state);
        const place = at % text.length;

        expect(isHarmless(text.slice(0, place) + by + text.slice(place + 1))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('without its end is rejected', () => {
    fc.assert(
      fc.property(arbitraryState, fc.nat(), (state, at) => {
        const text = formatState(state);

        expect(codeOf(() => parseState(text.slice(0, at % text.length), 'state'))).toBe('STATE_MALFORMED');
      }),
      { numRuns: 100 },
    );
  });

  it('never, but of any other pipeline, decides nothing dangerous', () => {
    fc.assert(
      fc.property(arbitraryState, (state) => {
        expect(isHarmless(formatState(state))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
