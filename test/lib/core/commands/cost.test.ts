import { costOf, minutesFor } from '../../../../lib/core/commands/cost';
import type { DrainRate } from '../../../../lib/core/facts/drain-rate';
import type { Facts } from '../../../../lib/core/facts/facts';
import type { Command, Cost } from '../../../../lib/core/vocabulary/command';
import type { PipelineSpec } from '../../../../lib/pipeline';
import { factsOf, type Given, owedOf, situation, tracesSpec } from '../../../_helpers/core/situation';
import { service } from '../../../_helpers/core/snapshots';

/** Of 1,100 offsets 500 are read; 100 of them arrived in the last minute. */
const BEHIND = { committed: 500n, logEnd: 1_100n, offsetAtRateStart: 1_000n };
/** 10 a second of one task, on the one task that is useful, less 100 a minute that arrive. */
const RATE: DrainRate = { perTaskPerSecond: 10, drains: 3 };
const NET_PER_SECOND = 10 - 100 / 60;

const queued = 'keep';
const REWIND: Command = { kind: 'rewind', to: { kind: 'earliest' }, scope: {}, queued };
const SKIP: Command = { kind: 'skip', to: { kind: 'latest' }, scope: {}, queued };
const REPAIR: Command = { kind: 'repair', scope: {}, queued };
const EXPAND: Command = { kind: 'expand', signal: 'traces', partitions: 9 };

/** Traces are held for 30 s, until all of their spans have arrived. */
function sampling(): PipelineSpec {
  const spec = tracesSpec();
  const tailSampling = { decisionWait: 30_000, numTraces: 50_000, policies: [] };
  return {
    ...spec,
    tiers: { ...spec.tiers, processing: { ...spec.tiers.processing, tailSampling } },
  };
}

const SPEC = sampling();

function cost(
  command: Command,
  more: Partial<Facts> = {},
  given: Given = {},
  rate: DrainRate | undefined = RATE,
): Cost {
  return costOf(command, factsOf(situation({ partitions: [BEHIND], spec: SPEC, ...given }), more), rate);
}

const minutes = (offsets: number) => offsets / NET_PER_SECOND / 60;

describe('the cost of a command', () => {
  it('to rewind is what is read again, the time for it, the remaining backlog, and one stop', () => {
    expect(cost(REWIND)).toEqual({
      offsets: 500n,
      partitions: 1,
      minutes: expect.closeTo(minutes(600 + 500), 6),
      stops: 1,
      stopSeconds: 180,
      rolls: 0,
      // 100 a minute for 30 s
      cutOffsets: 50n,
      queued: { kind: 'unknown', why: 'task metrics are not read' },
      complete: true,
    });
  });

  it.each<[string, Command, Partial<Facts>, Partial<Cost>]>([
    [
      'to skip is what is given up: nothing is left to read',
      SKIP,
      {},
      { offsets: 600n, partitions: 1, minutes: 0, stops: 1 },
    ],
    [
      'to skip a part takes that off',
      { kind: 'skip', to: { kind: 'offset', offset: 700n }, scope: {}, queued },
      {},
      { offsets: 200n, minutes: expect.closeTo(minutes(400), 6) },
    ],
    [
      'to repair is what is owed',
      REPAIR,
      { owed: [owedOf({ from: 450n })] },
      { offsets: 50n, partitions: 1, stops: 1 },
    ],
    [
      'to repair nothing is nothing',
      REPAIR,
      {},
      { offsets: 0n, partitions: 0, stops: 0, stopSeconds: 0, cutOffsets: 0n },
    ],
    [
      'to repair a topic is its partitions, whatever is owed',
      { kind: 'repair', scope: { topic: 'otlp_spans', partitions: [0] }, queued },
      {},
      { offsets: 500n, partitions: 1, stops: 1 },
    ],
    [
      'to rewind counts nothing that is owed',
      { ...REWIND, to: { kind: 'offset', offset: 600n } },
      { owed: [owedOf()] },
      { offsets: 0n, stops: 0 },
    ],
    [
      'to drain is the time that it takes, and stops nothing',
      { kind: 'drain' },
      {},
      { offsets: 0n, minutes: expect.closeTo(minutes(600), 6), stops: 0, rolls: 0 },
    ],
    [
      'to expand stops nothing, and rolls nothing on earliest',
      EXPAND,
      {},
      { offsets: 0n, stops: 0, rolls: 0 },
    ],
    [
      'to expand is a roll while a task may be on latest',
      EXPAND,
      { latestInForce: true },
      { stops: 0, rolls: 1 },
    ],
    [
      'to pause is nothing',
      { kind: 'pause' },
      {},
      { offsets: 0n, stops: 0, rolls: 0, cutOffsets: 0n, queued: { kind: 'nothing' } },
    ],
    [
      'to do anything tells where a partition could not be read',
      { kind: 'drain' },
      { survey: { ...factsOf(situation({ partitions: [{ logEnd: 'unknown' }] })).survey } },
      { complete: false },
    ],
  ])('%s', (_name, command, more, expected) => {
    expect(cost(command, more)).toMatchObject(expected);
  });

  it('has no stop if no task runs', () => {
    expect(cost(REWIND, {}, { service: service(0) })).toMatchObject({
      ...{ offsets: 500n, stops: 0, stopSeconds: 0, cutOffsets: 0n },
      queued: { kind: 'nothing' },
    });
  });

  it('splits no trace if no task holds one', () => {
    expect(cost(REWIND, {}, { spec: tracesSpec() }).cutOffsets).toBe(0n);
  });

  it('names what tasks hold, if it stops them', () => {
    const held = { kind: 'at-stake', items: 12, capacity: 1000 } as const;

    expect([cost(REWIND, { held }).queued, cost({ kind: 'drain' }, { held }).queued]).toEqual([
      held,
      { kind: 'nothing' },
    ]);
  });
});

describe('the time that it takes', () => {
  const facts = (partitions = [BEHIND, BEHIND, BEHIND]) => factsOf(situation({ partitions }));

  it.each<[string, bigint, DrainRate | undefined, Cost['minutes']]>([
    ['is none with nothing to read', 0n, RATE, 0],
    ['is none with less than nothing', -5n, RATE, 0],
    ['is unknown before the first drain', 600n, undefined, 'unknown'],
    // 3 × 10 a second, less 5 that arrive.
    ['is that of as many tasks as are useful', 1_500n, RATE, 1],
    ['is never where more arrives than is read', 600n, { perTaskPerSecond: 1.6, drains: 1 }, 'never'],
    ['is never where as much arrives', 600n, { perTaskPerSecond: 5 / 3, drains: 1 }, 'never'],
  ])('%s', (_name, offsets, rate, expected) => {
    expect(minutesFor(offsets, facts(), rate)).toBe(expected);
  });

  it('ignores unknown arrivals', () => {
    const unknown = factsOf(
      situation({ partitions: [{ ...BEHIND, offsetAtRateStart: 'unknown' }], spec: SPEC }),
    );

    expect(minutesFor(600n, unknown, RATE)).toBe(1);
    expect(costOf(REWIND, unknown, RATE).cutOffsets).toBe('unknown');
  });
});
