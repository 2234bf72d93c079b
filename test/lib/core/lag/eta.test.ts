import { type EtaContext, estimateEta } from '../../../../lib/core/lag/eta';
import { type LagReport, measureLag } from '../../../../lib/core/lag/lag';
import { progressBetween } from '../../../../lib/core/lag/progress';
import type { PartitionSnapshot, TopicSnapshot } from '../../../../lib/core/snapshot/kafka';
import type { InitialOffset } from '../../../../lib/pipeline';
import { NOW_MS, snapshot, topic } from '../../../_helpers/core/snapshots';

/** Of two looks; `undefined` where there is only one. */
function etaOf(previous: LagReport | undefined, current: LagReport, context: EtaContext) {
  return estimateEta(progressBetween(previous, current), current, context);
}

const signals = [
  { signal: 'traces', topic: 'otlp_spans' },
  { signal: 'logs', topic: 'otlp_logs' },
] as const;
const missingLogs: TopicSnapshot = { kind: 'missing', signal: 'logs', topic: 'otlp_logs' };
const context: EtaContext = { useful: 6, running: 6, arriving: { kind: 'unknown' } };

function report(atSeconds: number, topics: TopicSnapshot[], policy: InitialOffset = 'earliest'): LagReport {
  return measureLag(snapshot(topics, { takenAtMs: NOW_MS + atSeconds * 1000 }), signals, { policy });
}

/** Partitions of one topic, as [commit, log end]. */
function look(atSeconds: number, ...partitions: [bigint, bigint][]): LagReport {
  const given = partitions.map(([committed, logEnd]) => ({ committed, logEnd }));
  return report(atSeconds, [topic('otlp_spans', given), missingLogs]);
}

function arriving(perSecond: number): EtaContext {
  return { ...context, arriving: { kind: 'measured', offsets: BigInt(perSecond * 60), perSecond } };
}

describe('the time until a backlog is gone', () => {
  it('is the backlog divided by the net rate', () => {
    // 10 s: 500 consumed, 100 arrived, 600 left at 40/s.
    expect(etaOf(look(0, [0n, 1000n]), look(10, [500n, 1100n]), context)).toEqual({
      kind: 'in',
      fromSeconds: 15,
      toSeconds: 15,
      slowest: { topic: 'otlp_spans', partition: 0 },
      consumedPerSecond: 50,
      arrivingPerSecond: 10,
    });
  });

  it('is a range if record timestamps indicate other arrivals', () => {
    // 600 left: at 50 - 10 = 40/s 15 s, at 50 - 30 = 20/s 30 s.
    expect(etaOf(look(0, [0n, 1000n]), look(10, [500n, 1100n]), arriving(30))).toMatchObject({
      kind: 'in',
      fromSeconds: 15,
      toSeconds: 30,
      arrivingPerSecond: 10,
    });
  });

  it('counts only measured arrivals as an estimate', () => {
    const bound: EtaContext = { ...context, arriving: { kind: 'at-least', offsets: 1800n, perSecond: 30 } };

    expect(etaOf(look(0, [0n, 1000n]), look(10, [500n, 1100n]), bound)).toMatchObject({
      fromSeconds: 15,
      toSeconds: 15,
    });
  });

  it('is determined by the slowest partition', () => {
    // Together 900 left at (250 + 50) / 10 s = 30/s: 30 s. Alone: 400 at 25/s is 16 s, 500 at 5/s is 100 s.
    const before = look(0, [0n, 650n], [0n, 550n]);
    const now = look(10, [250n, 650n], [50n, 550n]);

    expect(etaOf(before, now, context)).toMatchObject({
      kind: 'in',
      fromSeconds: 30,
      toSeconds: 100,
      slowest: { topic: 'otlp_spans', partition: 1 },
    });
  });

  it('names the slowest partition even if it comes first', () => {
    const before = look(0, [0n, 550n], [0n, 650n]);
    const now = look(10, [50n, 550n], [250n, 650n]);

    expect(etaOf(before, now, context)).toMatchObject({
      toSeconds: 100,
      slowest: { topic: 'otlp_spans', partition: 0 },
    });
  });

  it('names the first of two that are equally slow', () => {
    const eta = etaOf(look(0, [0n, 100n], [0n, 100n]), look(10, [50n, 100n], [50n, 100n]), context);

    expect(eta).toMatchObject({ toSeconds: 10, slowest: { topic: 'otlp_spans', partition: 0 } });
  });

  it('is open if a partition stands still', () => {
    // 500 + 400 left, 50/s out: 18 s for all, never for the second.
    const before = look(0, [0n, 1000n], [0n, 400n]);
    const now = look(10, [500n, 1000n], [0n, 400n]);

    expect(etaOf(before, now, context)).toMatchObject({
      kind: 'in',
      fromSeconds: 18,
      toSeconds: 'open',
      slowest: { topic: 'otlp_spans', partition: 1 },
    });
  });

  it.each<[[bigint, bigint]]>([[[0n, 40n]], [[10n, 40n]]])(
    'does not wait for a partition with commit and log end %p, all of which arrived since',
    (second) => {
      const before = look(0, [0n, 1000n], [0n, 0n]);
      const now = look(10, [500n, 1000n], second);

      expect(etaOf(before, now, context)).toMatchObject({
        toSeconds: expect.any(Number),
        slowest: { topic: 'otlp_spans', partition: 0 },
      });
    },
  );

  it('waits for a partition that has one offset more than arrived since', () => {
    const before = look(0, [0n, 1000n], [0n, 1n]);
    const now = look(10, [500n, 1000n], [0n, 41n]);

    expect(etaOf(before, now, context)).toMatchObject({
      toSeconds: 'open',
      slowest: { topic: 'otlp_spans', partition: 1 },
    });
  });

  it('names no slowest partition if all are as current as looks can show', () => {
    // 20 behind, 30 arrived since: 40 consumed, 1/s net.
    const eta = etaOf(look(0, [0n, 30n]), look(10, [40n, 60n]), context);

    expect(eta).toEqual({
      kind: 'in',
      fromSeconds: 20,
      toSeconds: 20,
      consumedPerSecond: 4,
      arrivingPerSecond: 3,
    });
  });

  it('rounds up to whole seconds', () => {
    // 100 left at 30/s; at 30 - 5 = 25/s four seconds.
    expect(etaOf(look(0, [0n, 400n]), look(10, [300n, 400n]), arriving(5))).toMatchObject({
      fromSeconds: 4,
      toSeconds: 4,
    });
    // 100 left at 30/s is 3.3 s, at 30 - 1 = 29/s 3.4 s.
    expect(etaOf(look(0, [0n, 400n]), look(10, [300n, 400n]), arriving(1))).toMatchObject({
      fromSeconds: 4,
      toSeconds: 4,
    });
  });

  it('is open if one estimate of arrivals exceeds consumption', () => {
    const draining = { kind: 'in', fromSeconds: 15, toSeconds: 'open' };

    expect(etaOf(look(0, [0n, 1000n]), look(10, [500n, 1100n]), arriving(60))).toMatchObject(draining);
    // Between the looks 600 came and 500 went: only the timestamps (10/s) say that it drains, 1,100 at 40/s.
    expect(etaOf(look(0, [0n, 1000n]), look(10, [500n, 1600n]), arriving(10))).toMatchObject({
      kind: 'in',
      fromSeconds: 28,
      toSeconds: 'open',
    });
  });

  it('is over when nothing is left, even at the first look', () => {
    expect(etaOf(undefined, look(0, [10n, 10n]), context)).toEqual({ kind: 'drained' });
  });

  it('ignores a topic of the spec that does not exist, because it has nothing to read', () => {
    const topics = (committed: bigint) => [topic('otlp_spans', [{ committed }]), missingLogs];

    expect(etaOf(report(0, topics(0n)), report(1, topics(5n)), context)).toMatchObject({
      kind: 'in',
      fromSeconds: 1,
      toSeconds: 1,
    });
  });
});

describe('a backlog that does not drain', () => {
  it.each([
    [6, 2, 4],
    [6, 5, 1],
    [6, 6, 'none'],
    [6, 7, 'none'],
  ] as const)('with %i useful tasks and %i running reports %s more as useful', (useful, running, more) => {
    const eta = etaOf(look(0, [0n, 1000n]), look(10, [100n, 1300n]), {
      ...arriving(10),
      useful,
      running,
    });

    expect(eta).toEqual({
      kind: 'not-draining',
      outpacedByPerSecond: 20,
      useful: more,
      consumedPerSecond: 10,
      arrivingPerSecond: 30,
    });
  });

  it.each([
    [6, 2],
    [6, 6],
  ])('with %i useful tasks, %i running and a backend at its limit reports the backend', (useful, running) => {
    const eta = etaOf(look(0, [0n, 1000n]), look(10, [100n, 1300n]), {
      ...arriving(10),
      ...{ useful, running, limit: 'backend' },
    });

    expect(eta).toMatchObject({ kind: 'not-draining', useful: 'backend' });
  });

  it.each([
    ['arrivals and consumption keep step', look(10, [100n, 1100n]), 0],
    ['nothing moves', look(10, [0n, 1000n]), 0],
  ])('is reported if %s', (_name, now, outpacedByPerSecond) => {
    expect(etaOf(look(0, [0n, 1000n]), now, context)).toMatchObject({
      kind: 'not-draining',
      outpacedByPerSecond,
    });
  });
});

describe('an unknown ETA', () => {
  const uncommitted: Partial<PartitionSnapshot>[] = [{ committed: 'none' }, { committed: 4n }];
  const unknown: TopicSnapshot = {
    kind: 'unknown',
    signal: 'logs',
    topic: 'otlp_logs',
    fault: { code: 'LEADER_NOT_AVAILABLE', message: 'no leader' },
  };

  it.each<[string, string, LagReport | undefined, LagReport]>([
    ['there is one look only', 'first look', undefined, look(0, [0n, 10n])],
    ['commits went back', 'commits went back', look(0, [9n, 10n]), look(10, [5n, 10n])],
    ['the clock went back', 'clock went back', look(10, [0n, 10n]), look(9, [5n, 10n])],
    [
      'records are at risk',
      'records at risk',
      look(0, [0n, 10n]),
      report(10, [topic('otlp_spans', uncommitted), missingLogs], 'latest'),
    ],
    [
      'records are at risk, and nothing else is left',
      'records at risk',
      undefined,
      report(0, [topic('otlp_spans', [{ committed: 'none' }]), missingLogs], 'latest'),
    ],
    [
      'a topic is unknown, although nothing is known to be left',
      'partial answer',
      undefined,
      report(0, [topic('otlp_spans', [{}]), unknown]),
    ],
    [
      'a partition is unknown',
      'partial answer',
      undefined,
      report(0, [topic('otlp_spans', [{}, { logEnd: 'unknown' }]), missingLogs]),
    ],
    [
      'no topic exists',
      'partial answer',
      undefined,
      report(0, [{ kind: 'missing', signal: 'traces', topic: 'otlp_spans' }, missingLogs]),
    ],
  ])('gives the reason if %s', (_name, why, previous, current) => {
    expect(etaOf(previous, current, context)).toEqual({ kind: 'unknown', why });
  });
});
