import fc from 'fast-check';
import { decide } from '../../../../lib/core/decide/decide';
import { type ControllerState, EMPTY_STATE } from '../../../../lib/core/state/state';
import { formatState, parseState } from '../../../../lib/core/state/state-codec';
import { SpillwayError } from '../../../../lib/errors';
import { testSpec } from '../../../_helpers/pipeline';
import { config } from '../../../_helpers/situation';
import { NOW_MS, service, snapshot, topic } from '../../../_helpers/snapshots';

const timeMs = fc.integer({ min: 0, max: NOW_MS });
const count = fc.nat(10_000);
const version = fc.integer({ min: 1, max: 1_000 });
const offset = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
const topicName = fc.stringMatching(/^[a-zA-Z0-9._-]{1,40}$/);
const key = fc.tuple(topicName, count).map(([name, partition]) => `${name}/${partition}`);
const sums = fc.record({ traces: offset, logs: offset }, { requiredKeys: [] });
const named = fc
  .dictionary(topicName, fc.record({ count, id: topicName }, { requiredKeys: ['count'] }), {
    maxKeys: 5,
    noNullPrototype: true,
  })
  .map((topics) => ({ kind: 'named' as const, topics }));
const target = fc.oneof(
  fc.constant({ kind: 'earliest' as const }),
  timeMs.map((atMs) => ({ kind: 'time' as const, atMs })),
  offset.map((to) => ({ kind: 'offset' as const, offset: to })),
);
const move = fc.record({ target, scope: fc.record({ topic: topicName }, { requiredKeys: [] }) });

const arbitraryState: fc.Arbitrary<ControllerState> = fc.record(
  {
    group: topicName,
    drainedSinceMs: timeMs,
    watermarks: fc.dictionary(
      key,
      fc.record({ logEnd: offset, notedAtMs: timeMs, consumedUpToMs: fc.option(timeMs, { nil: undefined }) }),
      { maxKeys: 4, noNullPrototype: true },
    ),
    stuck: fc.dictionary(key, fc.record({ committed: offset, sinceMs: timeMs }), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
    layout: fc.record({ topics: named, sinceMs: timeMs }),
    covered: named,
    policies: fc.array(
      fc.record({
        initialOffset: fc.constantFrom('earliest', 'latest', 'unknown'),
        fromMs: timeMs,
        version,
      }),
      { maxLength: 4 },
    ),
    operation: fc.record(
      {
        purpose: fc.constantFrom('flip', 'rearm', 'restart', 'repair', 'rewind', 'skip'),
        phase: fc.constantFrom('stop', 'down', 'up'),
        startedAtMs: timeMs,
        phaseSinceMs: timeMs,
        restoreCount: count,
        move,
        trying: fc.constantFrom('commit-offsets', 'store-config'),
        planned: topicName,
        baseline: sums,
        ends: sums,
      },
      { requiredKeys: ['purpose', 'phase', 'startedAtMs', 'phaseSinceMs', 'restoreCount'] },
    ),
    request: fc.record({
      id: topicName,
      command: fc.oneof(
        fc.constant({ kind: 'drain' as const }),
        fc.record({ kind: fc.constant('rewind' as const), to: target, scope: fc.constant({}) }),
        fc.record({
          kind: fc.constant('expand' as const),
          signal: fc.constant('traces' as const),
          partitions: count,
        }),
      ),
      acceptedAtMs: timeMs,
      phase: fc.constantFrom('arm', 'drain', 'flip', 'settle', 'move', 'add', 'assign'),
      phaseSinceMs: timeMs,
    }),
    lastCommandId: topicName,
    pausedSinceMs: timeMs,
    gaveUpAtMs: timeMs,
    flip: fc.record({ atMs: timeMs, verified: fc.boolean() }),
    floor: fc.record({ atMs: timeMs, sums }),
    emptySinceMs: timeMs,
    lastScaleInMs: timeMs,
    desired: fc.record({ count, from: count, externalSinceMs: timeMs }, { requiredKeys: ['count'] }),
    goodVersion: version,
    goodDefinition: topicName,
    restoredFrom: version,
    holds: fc.dictionary(fc.constantFrom('HOLD_NO_COMMIT', 'HOLD_TOPIC_MISSING'), timeMs, {
      noNullPrototype: true,
    }),
  },
  { requiredKeys: ['watermarks', 'stuck', 'policies', 'holds'] },
);

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
  it('is read back as it was written, whatever is in it', () => {
    fc.assert(
      fc.property(arbitraryState, (state) => {
        expect(parseState(formatState(state), 'state')).toEqual(state);
      }),
    );
  });

  it('has one text, whatever the order of its keys', () => {
    fc.assert(
      fc.property(arbitraryState, (state) => {
        const turned = Object.fromEntries(Object.entries(state).reverse()) as unknown as ControllerState;

        expect(formatState(turned)).toBe(formatState(state));
      }),
    );
  });

  it('that is not there yet is empty', () => {
    expect(parseState(undefined, 'state')).toBe(EMPTY_STATE);
  });

  it('names what covers the topics as they are now only once', () => {
    const topics = { kind: 'named', topics: { otlp_spans: { count: 6 } } } as const;
    const state = { ...EMPTY_STATE, covered: topics, layout: { topics, sinceMs: 1 } };

    expect(JSON.parse(formatState(state)).covered).toBe('layout');
    expect(parseState(formatState(state), 'state')).toEqual(state);
  });

  it('stores 32 watermarks, the first by name', () => {
    const names = Array.from({ length: 40 }, (_, index) => `a/${String(index).padStart(2, '0')}`);
    const mark = { logEnd: 1n, notedAtMs: 1, consumedUpToMs: undefined };
    const state = { ...EMPTY_STATE, watermarks: Object.fromEntries(names.map((name) => [name, mark])) };

    expect(Object.keys(parseState(formatState(state), 'state').watermarks)).toEqual(names.slice(0, 32));
  });

  it('leaves out standing partitions and watermarks with names too long for its parameter', () => {
    const long = (index: number) => `${'x'.repeat(240)}-${index}/0`;
    const all = Array.from({ length: 16 }, (_, index) => long(index));
    const state = {
      ...EMPTY_STATE,
      stuck: Object.fromEntries(all.map((name) => [name, { committed: 5n, sinceMs: 1 }])),
      watermarks: Object.fromEntries(
        all.map((name) => [name, { logEnd: 1n, notedAtMs: 1, consumedUpToMs: 1 }]),
      ),
    };

    const text = formatState(state);

    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4_096);
    expect(Buffer.byteLength(text)).toBeGreaterThan(3_600);
    expect(Object.keys(parseState(text, 'state').stuck).length).toBeGreaterThan(10);
  });
});

describe('a state of version 1', () => {
  const VERSION_1 = {
    version: 1,
    drainedSinceMs: 5,
    watermarks: { 'otlp_spans/0': { logEnd: '10', notedAtMs: 1 } },
    watch: { otlp_spans: { count: 6, sinceMs: 1 } },
    covered: { otlp_spans: 6 },
    policies: [{ initialOffset: 'latest', fromMs: 1, version: 2 }],
    flip: { atMs: 1, verified: true },
    holds: {},
  };
  const operation = (phase: string, purpose: string) => ({
    ...{ purpose, phase, startedAtMs: 1, phaseSinceMs: 1, restoreCount: 6 },
    ...{ counts: { otlp_spans: 6 }, baseline: { otlp_spans: '5' } },
  });
  const migrate = (more: object) => parseState(JSON.stringify({ ...VERSION_1, ...more }), 'state');

  it('is taken over: what was covered above all', () => {
    expect(migrate({})).toEqual({
      drainedSinceMs: 5,
      watermarks: { 'otlp_spans/0': { logEnd: 10n, notedAtMs: 1, consumedUpToMs: undefined } },
      stuck: {},
      covered: { kind: 'named', topics: { otlp_spans: { count: 6 } } },
      policies: [{ initialOffset: 'latest', fromMs: 1, version: 2 }],
      flip: { atMs: 1, verified: true },
      holds: {},
    });
  });

  it.each([
    ['stop', 'flip', 'rearm'],
    ['down', 'flip', 'rearm'],
    ['down', 'rearm', 'rearm'],
    ['up', 'flip', 'flip'],
  ])('in the middle of a recreate, phase %s, ends its %s as a %s', (phase, purpose, expected) => {
    const state = migrate({ operation: operation(phase, purpose) });

    expect(state.operation).toMatchObject({ purpose: expected, phase, restoreCount: 6 });
    expect(state.operation).not.toHaveProperty('baseline');
  });

  it('without anything covered, or under way, stays so', () => {
    const state = migrate({ covered: undefined });

    expect([state.covered, state.operation]).toEqual([undefined, undefined]);
  });
});

const RECREATE = { purpose: 'rewind', phase: 'down', startedAtMs: 1, phaseSinceMs: 1, restoreCount: 6 };

describe('a text that is no state', () => {
  it.each<[string, string, string]>([
    ['a newer version', '{"version":3}', 'STATE_FROM_NEWER'],
    ['a much newer one', '{"version":99,"anything":true}', 'STATE_FROM_NEWER'],
    ['nothing', '', 'STATE_MALFORMED'],
    ['half an object', '{"version":2,', 'STATE_MALFORMED'],
    ['no object', '5', 'STATE_MALFORMED'],
    ['null', 'null', 'STATE_MALFORMED'],
    ['a list', '[]', 'STATE_MALFORMED'],
    ['no version', '{}', 'STATE_MALFORMED'],
    ['a version in words', '{"version":"2"}', 'STATE_MALFORMED'],
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
    ['a layout that is not there', edited({ covered: 'layout' }), 'STATE_MALFORMED'],
    [
      'a digest that cannot be read',
      edited({ covered: { kind: 'hashed', digest: 'AAAA' } }),
      'STATE_MALFORMED',
    ],
    [
      'a move of a request that is not there',
      edited({ operation: { ...RECREATE, move: 'request' } }),
      'STATE_MALFORMED',
    ],
  ])('%s is refused', (_name, text, code) => {
    expect(codeOf(() => parseState(text, '/p/state'))).toBe(code);
  });

  it('is refused with where it stands and what is wrong', () => {
    expect(() => parseState(edited({ drainedSinceMs: -1 }), '/p/state')).toThrow(
      /\/p\/state.*drainedSinceMs/,
    );
    expect(() => parseState('{', '/p/state')).toThrow('it is not JSON');
  });
});

function edited(more: object): string {
  return JSON.stringify({ version: 2, watermarks: {}, stuck: {}, policies: [], holds: {}, ...more });
}

describe('a state that somebody or something damaged', () => {
  /** What Kafka, SSM and ECS show of a pipeline with a partition without a commit, on earliest. */
  const observation = () => ({
    nowMs: NOW_MS,
    kafka: snapshot([topic('otlp_spans', [{ committed: 'none' }, {}, {}])], { tasks: 3 }),
    service: service(3),
    config: { ...config(), text: '', lastModifiedMs: NOW_MS - 3_600_000 },
  });
  const spec = { ...testSpec(), signals: { traces: testSpec().signals.traces } };

  /** Never a store of latest: a partition has records and no commit, whatever the state says. */
  function isHarmless(text: string): boolean {
    if (codeOf(() => parseState(text, 'state')) !== 'read') return true;
    const { action } = decide(observation(), parseState(text, 'state'), spec);
    return action?.kind !== 'store-config' || action.initialOffset !== 'latest';
  }

  it('anywhere, by one character, is refused or decides nothing dangerous', () => {
    fc.assert(
      fc.property(arbitraryState, fc.nat(), fc.string({ minLength: 1, maxLength: 1 }), (state, at, by) => {
        const text = formatState(state);
        const place = at % text.length;

        expect(isHarmless(text.slice(0, place) + by + text.slice(place + 1))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('by its end missing is refused', () => {
    fc.assert(
      fc.property(arbitraryState, fc.nat(), (state, at) => {
        const text = formatState(state);

        expect(codeOf(() => parseState(text.slice(0, at % text.length), 'state'))).toBe('STATE_MALFORMED');
      }),
      { numRuns: 100 },
    );
  });

  it('nowhere, but of any other pipeline, decides nothing dangerous', () => {
    fc.assert(
      fc.property(arbitraryState, (state) => {
        expect(isHarmless(formatState(state))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
