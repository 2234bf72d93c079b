import { type TickRequest, tick } from '../../../lib/controller/tick';
import { toReport } from '../../../lib/controller/tick-report';
import type { TickResult } from '../../../lib/controller/tick-result';
import type { Command } from '../../../lib/core/vocabulary/command';
import { formatDebt } from '../../../lib/core/vocabulary/debt';
import { reason } from '../../../lib/core/vocabulary/reasons';
import { kafkaOutOfReach } from '../../../verify/memory/call-rules';
import type { MemoryWorld } from '../../../verify/memory/world';
import { give, liveWorld, quickWorld, settle } from '../../_helpers/controller/ticking';

const REWIND: Command = { kind: 'rewind', to: { kind: 'earliest' }, scope: {}, queued: 'may-be-lost' };
const AT_MS = Date.UTC(2026, 0, 15, 12, 30);

const look = (world: MemoryWorld, request: TickRequest = { kind: 'report' }) =>
  tick(world.dependencies(), request);

/** A world whose tasks read nothing more, with a backlog on two partitions. */
function stalled(): MemoryWorld {
  const world = quickWorld();
  world.stalled = true;
  world.produce('otlp_spans', 0, 500n);
  world.produce('otlp_spans', 4, 20n);
  world.advance(120_000);
  return world;
}

/** All of the report, in situations that a tick sees. */
describe('the report of a tick', () => {
  it.each<[string, () => Promise<TickResult>]>([
    ['while a backlog is drained', () => look(stalled())],
    ['after the flip', async () => look(await liveWorld())],
    [
      'while the tasks are stopped for a rewind',
      async () => {
        const world = await liveWorld();
        await give(world, REWIND);
        return look(world);
      },
    ],
    [
      'of a preview, with the cost',
      async () => look(await liveWorld(), { kind: 'preview', command: { id: 'c1', command: REWIND } }),
    ],
    [
      'while Kafka cannot be reached and tasks are owed',
      () => {
        const world = quickWorld();
        world.desiredCount = 0;
        settle(world);
        world.put('debt', formatDebt({ count: 1, stoppedAtMs: world.nowMs - 5_000, for: 'rewind' }));
        world.calls.rules.push(kafkaOutOfReach());
        return look(world);
      },
    ],
    [
      'while Spillway is paused',
      async () => {
        const world = await liveWorld();
        await give(world, { kind: 'pause' });
        return look(world);
      },
    ],
    ['in observe mode', () => look(quickWorld({ mode: 'observe' }), { kind: 'reconcile' })],
  ])('%s', async (_situation, tickThere) => {
    const report = Object.entries(toReport(await tickThere()));

    expect(report.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join('\n')).toMatchSnapshot();
  });
});

/** The parts that are rare, one by one. */
describe('the report also says', () => {
  let result: TickResult;

  beforeAll(async () => {
    result = await look(stalled());
  });

  it.each<[string, Partial<TickResult>, object]>([
    ['why nothing was done', { note: 'too late' }, { note: 'too late' }],
    [
      'what is decided',
      { action: { kind: 'set-desired-count', from: 1, to: 6 } },
      { action: 'set desiredCount 1 -> 6' },
    ],
    [
      'since when a hold lasts',
      { reasons: [{ ...reason('HOLD_NO_COMMIT', '1 partition'), sinceMs: AT_MS }] },
      {
        reasons: [
          {
            ...{ code: 'HOLD_NO_COMMIT', kind: 'hold', where: [] },
            ...{ line: 'HOLD_NO_COMMIT: 1 partition', since: '2026-01-15T12:30:00.000Z' },
          },
        ],
      },
    ],
    [
      'when retention deletes, in whole seconds',
      { loss: { soonest: { topic: 't', partition: 3, leftMs: 61_600, by: 'retention.ms' }, unknown: 2 } },
      { loss: { topic: 't', partition: 3, seconds: 62, by: 'retention.ms' }, lossUnknown: 2 },
    ],
    [
      'who owns a skewed partition, if anybody does',
      {
        skewed: [
          { topic: 't', partition: 1, share: 0.9, owner: 'task-1' },
          { topic: 't', partition: 2, share: 0.8, owner: undefined },
        ] as TickResult['skewed'],
      },
      {
        skewed: [
          { topic: 't', partition: 1, share: 0.9, owner: 'task-1' },
          { topic: 't', partition: 2, share: 0.8 },
        ],
      },
    ],
    [
      'since when tasks are replaced',
      { roll: { why: 'rearm', startedAtMs: AT_MS } as TickResult['roll'] },
      { roll: { why: 'rearm', since: '2026-01-15T12:30:00.000Z' } },
    ],
    [
      'when latest was stored',
      { flip: { atMs: AT_MS } as TickResult['flip'] },
      { flip: { at: '2026-01-15T12:30:00.000Z' } },
    ],
    [
      'since when Spillway is paused',
      { pausedSinceMs: AT_MS },
      { paused: { since: '2026-01-15T12:30:00.000Z' } },
    ],
    [
      'that a command was refused, and why',
      { answer: { accepted: false, reasons: [reason('REQUEST_REFUSED', 'a rewind is in progress')] } },
      { answer: { accepted: false, lines: ['REQUEST_REFUSED: a rewind is in progress'] } },
    ],
  ])('%s', (_what, more, expected) => {
    const report = Object.entries(toReport({ ...result, ...more }));

    expect(Object.fromEntries(report.filter(([key]) => key in expected))).toStrictEqual(expected);
  });

  it('the bounds of the time lag, in whole seconds', () => {
    const timeLag = { ...result.timeLag, ms: 1_400, atMostMs: 2_600, complete: false, stampedAhead: 3 };

    expect(toReport({ ...result, timeLag })).toMatchObject({
      ...{ timeLagSeconds: 1, timeLagAtMostSeconds: 3, timeLagComplete: false, stampedAhead: 3 },
    });
    expect(toReport({ ...result, timeLag: { ...timeLag, ms: 'unknown' } })).toHaveProperty(
      'timeLagSeconds',
      'unknown',
    );
  });

  it('the age of each partition only if it is known', () => {
    const ages = [
      { kind: 'known', ms: 5_000 },
      { kind: 'at-most', ms: 5_000 },
      { kind: 'stamped-ahead', ms: 0, aheadMs: 9_000 },
      { kind: 'unknown' },
    ] as const;
    const [topic] = result.timeLag.topics;
    const partitions = ages.map((timeLag, partition) => ({ partition, timeLag }));
    const timeLag = { ...result.timeLag, topics: topic ? [{ ...topic, partitions }] : [] };

    const [reported] = toReport({ ...result, timeLag }).lag.topics;

    expect(reported?.partitions.map(({ timeLagSeconds }) => timeLagSeconds)).toEqual([
      ...[5, 'unknown', 0, 'unknown'],
      ...['unknown', 'unknown'],
    ]);
  });
});
