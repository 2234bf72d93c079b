import type { TickReport } from '../../../lib/controller/tick-report';
import { drawTick, summarizeTick } from '../../../lib/report/tick-view';
import { acceptedReport, sampleReport } from '../../_helpers/tick-report';

const AT_RISK: Partial<TickReport> = {
  lag: {
    ...sampleReport().lag,
    atRisk: '2500',
    lost: '17',
    complete: false,
    topics: sampleReport().lag.topics.map((topic) => ({ ...topic, atRisk: '2500' })),
  },
};
const EVERYTHING = acceptedReport({
  ...AT_RISK,
  eta: {
    kind: 'in',
    fromSeconds: 90,
    toSeconds: 'open',
    consumedPerSecond: 1,
    arrivingPerSecond: 0,
  },
  loss: { topic: 'otlp_spans', partition: 3, seconds: 7_000, by: 'retention.ms' },
  skewed: [{ topic: 'otlp_spans', partition: 3, share: 0.9, owner: 'otel-collector at 10.0.0.7' }],
  paused: { since: '2026-11-24T09:30:00.000Z' },
  request: { id: 'cli-1', kind: 'rewind', phase: 'move', since: '2026-11-24T09:59:00.000Z' },
  operation: { purpose: 'rewind', phase: 'stop', since: '2026-11-24T09:59:30.000Z' },
  action: 'set desiredCount 2 -> 0',
  note: 'another tick holds this epoch',
  bottleneck: {
    kind: 'some-tasks',
    text: '1 of 9 tasks wait for the backend: 0123456789abcdef0123456789abcdef',
  },
});

const draw = (report: TickReport, columns = 120) => drawTick(report, columns).join('\n');

describe('A tick on the screen', () => {
  it('shows phase, tasks, lag in offsets and in time, ETA, topics and reasons', () => {
    expect(drawTick(sampleReport(), 100)).toEqual([
      'checkout  group otel-collector  draining  initial_offset earliest (2 on earliest)',
      'tasks 2 of 2, 6 of use',
      'lag 12,345 offsets; 3 min behind; ETA unknown: first look',
      'topic          lag  behind  partitions',
      'otlp_spans  12,345   3 min  6: 5 caught-up, 1 behind',
      'DRAINING otlp_spans partitions 3: 1 partition behind',
    ]);
  });

  it.each([
    ['backend' as const, 'limited by the backend: why'],
    ['some-tasks' as const, 'limited by some tasks: why'],
    ['tasks' as const, 'limited by the tasks: why'],
    ['unknown' as const, 'limit unknown: why'],
  ])('says below the lag what limits it: %s', (kind, line) => {
    const lines = drawTick(sampleReport({ bottleneck: { kind, text: 'why' } }), 100);

    expect(lines[3]).toBe(line);
  });

  it('shows what is at risk and what is lost, apart from the lag', () => {
    const text = draw(sampleReport(AT_RISK));

    expect(text).toContain('lag at least 12,345 offsets');
    expect(text).toMatch(/topic +lag +at risk +behind +partitions\notlp_spans +12,345 +2,500 +3 min/);
    expect(text).toContain('at risk: 2,500 offsets that latest would pass over');
    expect(text).toContain('lost: 17 offsets were deleted unread by retention');
  });

  it.each([
    [185, '3 min behind'],
    [0, 'no time behind'],
    ['unknown' as const, 'oldest unread record: age unknown'],
  ])('says of a time lag of %p: %s', (timeLagSeconds, words) => {
    expect(draw(sampleReport({ timeLagSeconds }))).toContain(`offsets; ${words}; ETA`);
  });

  it('gives a lower bound for a topic of which some partitions do not tell their age, and none where all do not', () => {
    const [topic] = sampleReport().lag.topics;
    const withAges = (ages: ('unknown' | number)[]) =>
      draw(
        sampleReport({
          lag: {
            ...sampleReport().lag,
            topics: [
              {
                ...topic,
                signal: 'traces',
                topic: 't',
                lag: '1',
                atRisk: '0',
                partitions: ages.map((timeLagSeconds, partition) => ({
                  ...{ partition, state: 'behind' as const, lag: '1', atRisk: '0', timeLagSeconds },
                })),
              },
            ],
          },
        }),
      );

    expect(withAges([60, 'unknown'])).toMatch(/t +1 +>= 60 s +2: 2 behind/);
    expect(withAges(['unknown'])).toMatch(/t +1 +\? +1: 1 behind/);
  });

  it.each([
    ['within a day', 7_000, true],
    ['in a week', 600_000, false],
  ])('warns of retention that overtakes a partition %s: %i s', (_name, seconds, warned) => {
    const loss = { topic: 'otlp_spans', partition: 3, seconds, by: 'retention.ms' };

    expect(draw(sampleReport({ loss })).includes('retention: otlp_spans partition 3')).toBe(warned);
  });

  it('shows a pause, the operation by hand and the recreate under it', () => {
    const text = draw(EVERYTHING);

    expect(text).toContain('draining (rewind: move, rewind: stop)');
    expect(text).toContain('paused since 09:30:00: nothing is changed until resume');
    expect(text).toContain('rewind by hand (cli-1): move since 09:59:00');
    expect(text).toContain('skewed: otlp_spans partition 3 has 90 % of its lag (otel-collector at 10.0.0.7)');
    expect(text).toContain('-> set desiredCount 2 -> 0\nnote: another tick holds this epoch');
  });

  it.each([24, 40, 80, 120])('is never wider than %i columns, and leaves no topic out', (columns) => {
    const lines = drawTick(EVERYTHING, columns);

    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    expect(lines.join('\n')).toContain('otlp_spans');
    expect(lines.join(' ').replace(/\s+/g, ' ')).toContain('12,345');
  });

  it('fits in one line for a pipe', () => {
    expect(summarizeTick(sampleReport(AT_RISK))).toBe(
      '10:00:00 draining  lag otlp_spans 12,345 (2,500 at risk)  tasks 2/2  ETA unknown: first look  DRAINING otlp_spans partitions 3: 1 partition behind',
    );
  });
});
