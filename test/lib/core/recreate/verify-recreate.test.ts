import type { Situation } from '../../../../lib/core/facts/situation';
import type { Recreate } from '../../../../lib/core/recreate/recreate-types';
import { verify } from '../../../../lib/core/recreate/verify-recreate';
import { codesOf, config, layout, onLatest, recreate, situation } from '../../../_helpers/situation';
import { NOW_MS, service, snapshot, topic } from '../../../_helpers/snapshots';

const UP = { phase: 'up', baseline: { traces: 30n }, ends: { traces: 30n } } as const;
const flip = (more: Partial<Situation> = {}, operation: Partial<Recreate> = {}) =>
  verify({ ...onLatest(more), operation: recreate('flip', { ...UP, ...operation }) });
const rearm = (more: Partial<Situation> = {}, operation: Partial<Recreate> = {}) =>
  verify({ ...situation(more), operation: recreate('rearm', { ...UP, ...operation }) });
const spans = (...given: Parameters<typeof topic>[1]) => ({
  kafka: snapshot([topic('otlp_spans', given)], { tasks: 3 }),
});

describe('a flip', () => {
  it('is verified when all run, no commit went back, and what came meanwhile is read', () => {
    expect(flip()).toMatchObject({ operation: undefined, reasons: [{ code: 'FLIP_VERIFIED' }] });
    expect(flip().covered).toEqual(layout([topic('otlp_spans', [{}, {}, {}])]));
  });

  it.each<[string, Partial<Situation>, string]>([
    ['a commit went back', spans({ committed: 9n }, {}, {}), 'commits of traces are below where they were'],
    ['it is not drained', { drained: false }, 'catching up on what came during the pause'],
    [
      'a topic cannot be read',
      { topics: [{ signal: 'traces', topic: 'other' }] },
      'other: not in what Kafka answered',
    ],
    [
      'a task is missing',
      { service: service(3, { runningCount: 2, pendingCount: 1 }) },
      'desired 3, running 2',
    ],
    [
      'the group rebalances',
      {
        kafka: {
          ...spans({}, {}, {}).kafka,
          group: { groupId: 'g', state: 'PreparingRebalance', members: [] },
        },
      },
      'g is PreparingRebalance',
    ],
  ])('goes on while %s', (_name, more, text) => {
    const step = flip(more);

    expect(step).toMatchObject({ operation: { purpose: 'flip' }, reasons: [{ code: 'VERIFYING' }] });
    expect(step.reasons[0]?.text).toContain(text);
  });

  it.each<[string, bigint, string[]]>([
    ['read to the last record that was there at the start', 30n, ['FLIP_VERIFIED']],
    ['one record less', 31n, ['VERIFYING']],
  ])('asks for what came meanwhile: %s', (_name, ends, expected) => {
    expect(codesOf(flip({}, { ends: { traces: ends } }).reasons)).toEqual(expected);
  });

  it('does not wait for a stuck partition that is left out', () => {
    const behind = spans({ committed: 4n }, {}, {});
    const operation = { baseline: { traces: 24n } };

    expect(codesOf(flip(behind, operation).reasons)).toEqual(['VERIFYING']);
    expect(codesOf(flip({ ...behind, excluded: new Set(['otlp_spans/0']) }, operation).reasons)).toEqual([
      'FLIP_VERIFIED',
    ]);
  });

  it('joins what is open in one line', () => {
    const step = flip({ drained: false, service: service(3, { pendingCount: 1 }) });

    expect(step.reasons[0]?.text).toBe(
      'desired 3, running 3, pending 1, stopping 0; deployments: PRIMARY COMPLETED; catching up on what came during the pause',
    );
  });

  // phaseTimeout is 15 min.
  it.each([
    [899_999, 'VERIFYING', true],
    [900_000, 'ALARM_NOT_VERIFIED', false],
  ] as const)('that is open for %i ms says %s', (forMs, code, goesOn) => {
    const step = flip({ drained: false }, { phaseSinceMs: NOW_MS - forMs });

    expect([codesOf(step.reasons), step.operation !== undefined]).toEqual([[code], goesOn]);
  });

  it('is over, unverified, when somebody stored earliest meanwhile', () => {
    expect(flip({ config: config() })).toMatchObject({
      operation: undefined,
      reasons: [{ code: 'VERIFYING', text: 'the stored config says earliest, not latest any more' }],
    });
  });
});

describe('a re-arm', () => {
  it('is verified once its tasks run, however far behind they are', () => {
    expect(rearm({ drained: false, ...spans({ committed: 0n }, {}, {}) })).toMatchObject({
      operation: undefined,
      reasons: [{ code: 'REARM_VERIFIED', text: 'the tasks run on earliest' }],
    });
  });

  it('goes on while the service starts them', () => {
    expect(codesOf(rearm({ service: service(3, { pendingCount: 1 }) }).reasons)).toEqual(['VERIFYING']);
  });

  it('has nothing to wait for where none were started', () => {
    const given = { service: service(3, { pendingCount: 1 }) };

    expect(codesOf(rearm(given, { restoreCount: 0 }).reasons)).toEqual(['REARM_VERIFIED']);
  });

  it('is over, unverified, when somebody stored latest meanwhile', () => {
    expect(rearm({ config: config({ initialOffset: 'latest' }) })).toMatchObject({
      operation: undefined,
      reasons: [{ code: 'VERIFYING', text: 'the stored config says latest, not earliest any more' }],
    });
  });
});
