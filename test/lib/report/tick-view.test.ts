import type { ReasonReport, TickReport } from '../../../lib/controller/tick-report';
import { drawTick, summarizeTick } from '../../../lib/report/tick-view';
import { acceptedReport, sampleReport } from '../../_helpers/controller/tick-report';

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
  skewed: [{ topic: 'otlp_spans', partition: 3, share: 0.9, owner: 'spillway-checkout at 10.0.0.7' }],
  paused: { since: '2026-11-24T09:30:00.000Z' },
  manualOperation: { id: 'cli-1', kind: 'rewind', phase: 'move', since: '2026-11-24T09:59:00.000Z' },
  recreate: { purpose: 'rewind', phase: 'stop', since: '2026-11-24T09:59:30.000Z' },
  stopped: { tasks: 6, for: 'rewind', since: '2026-11-24T09:59:30.000Z' },
  tasks: { useful: 6, target: 6, desired: 0, running: 2, pending: 0 },
  outcome: 'acted',
  action: 'set desiredCount 2 -> 0',
  note: 'another tick holds this epoch',
  bottleneck: {
    kind: 'some-tasks',
    text: '1 of 9 tasks wait for the backend: 0123456789abcdef0123456789abcdef',
  },
});

const draw = (report: TickReport, columns = 120) => drawTick(report, columns).join('\n');

describe('a tick on the screen', () => {
  it('shows phase, tasks, lag in offsets and in time, ETA, topics and reasons', () => {
    expect(drawTick(sampleReport(), 100)).toEqual([
      'checkout  draining  initial_offset earliest (2 on earliest)',
      '2/2 tasks running, 6 useful',
      'group otel-collector is Stable: 2 members, client spillway-checkout, 2 addresses',
      'lag 12,345 offsets; 3 min behind; ETA unknown: first look',
      'topic       lag (offsets)  behind  partitions',
      'otlp_spans         12,345   3 min  6: 5 caught-up, 1 behind',
      'DRAINING otlp_spans partitions 3: 1 partition behind',
    ]);
  });

  it.each([
    ['backend' as const, 'limited by the backend: why'],
    ['some-tasks' as const, 'limited by some tasks: why'],
    ['sampling' as const, 'limited by tail_sampling: why'],
    ['tasks' as const, 'limited by the tasks: why'],
    ['unknown' as const, 'limit unknown: why'],
  ])('shows below the lag what limits it: %s', (kind, line) => {
    const lines = drawTick(sampleReport({ bottleneck: { kind, text: 'why' } }), 100);

    expect(lines[4]).toBe(line);
  });

  it('shows records at risk and lost records, separate from the lag', () => {
    const text = draw(sampleReport(AT_RISK));

    expect(text).toContain('lag at least 12,345 offsets');
    expect(text).toMatch(
      /topic +lag \(offsets\) +at risk +behind +partitions\notlp_spans +12,345 +2,500 +3 min/,
    );
    expect(text).toContain('at risk: 2,500 offsets that latest would skip');
    expect(text).toContain('lost: 17 offsets were deleted unread by retention');
  });

  it.each([
    [185, '3 min behind'],
    [0, 'up to date'],
    ['unknown' as const, 'oldest unread record: age unknown'],
  ])('describes a time lag of %p: %s', (timeLagSeconds, words) => {
    expect(draw(sampleReport({ timeLagSeconds }))).toContain(`offsets; ${words}; ETA`);
  });

  it('gives a lower bound for a topic if some partitions have no known age, and none if no partition has one', () => {
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
  ])('warns that retention deletes unread records of a partition %s: %i s', (_name, seconds, warned) => {
    const loss = { topic: 'otlp_spans', partition: 3, seconds, by: 'retention.ms' };

    expect(draw(sampleReport({ loss })).includes('retention: otlp_spans partition 3')).toBe(warned);
  });

  it('shows a pause, the command in progress and its recreate', () => {
    const text = draw(EVERYTHING);

    expect(text).toContain('draining (rewind: move, recreate for a rewind: stop)');
    expect(text).toContain(
      'waiting: paused since 2026-11-24 09:30:00 UTC; nothing is changed until spillway resume',
    );
    expect(text).toContain('doing: rewind by command cli-1, in phase move since 2026-11-24 09:59:00 UTC');
    expect(text).toContain(
      'skewed: otlp_spans partition 3 has 90 % of its lag (spillway-checkout at 10.0.0.7)',
    );
    expect(text).toContain('done: set desiredCount 2 -> 0\nnote: another tick holds this epoch');
  });

  it('shows during a stop by Spillway since when it lasts, how many tasks it stopped, and how to make it permanent', () => {
    const stopped =
      'stopped for a rewind since 2026-11-24 09:59:30 UTC (6 tasks; spillway stop keeps them stopped)';

    expect(draw(EVERYTHING)).toContain(stopped);
    expect(draw({ ...EVERYTHING, tasks: sampleReport().tasks })).not.toContain('stopped for a rewind');
  });

  it('says what a dry run would begin, without a start time', () => {
    const rehearsed = draw(acceptedReport({ ...EVERYTHING, outcome: 'looked' }));

    expect(rehearsed).toContain('would be draining (rewind: move, recreate for a rewind: stop)');
    expect(rehearsed).not.toContain('rewind by command');
    expect(rehearsed).not.toContain('paused since');
    const begun = sampleReport({ outcome: 'looked', roll: { why: 'rearm', since: EVERYTHING.at } });
    expect(draw(begun)).toContain('would be draining (roll: onto earliest)');
    expect(draw({ ...begun, at: '2026-11-24T10:01:00.000Z' })).not.toContain('would be');
  });

  it('shows the answer to a command once', () => {
    const [line = ''] = EVERYTHING.answer?.lines ?? [];
    const reasons = [{ code: 'REQUEST_ACCEPTED', kind: 'act', line, where: [] } satisfies ReasonReport];

    expect(draw(acceptedReport({ reasons })).split(line)).toHaveLength(2);
  });

  it.each<[TickReport['outcome'], string]>([
    ['looked', 'would do: store initial_offset: latest'],
    ['acted', 'done: store initial_offset: latest'],
    ['superseded', 'failed: store initial_offset: latest'],
    ['lost', 'failed: store initial_offset: latest'],
  ])('shows the outcome of the decision, as one that %s', (outcome, line) => {
    const report = sampleReport({ outcome, action: 'store initial_offset: latest' });

    expect(drawTick(report, 100)).toContain(line);
    expect(summarizeTick(report)).toMatch(new RegExp(`  ${line}$`));
  });

  it('marks what a dry run would do, and nothing that is already true', () => {
    const act = {
      code: 'SCALE_OUT',
      kind: 'act',
      line: 'SCALE_OUT: 2 -> 6',
      where: [],
    } satisfies ReasonReport;
    const hold = {
      code: 'HOLD_UNSENT',
      kind: 'hold',
      line: 'HOLD_UNSENT: 1 of 2',
      where: [],
    } satisfies ReasonReport;
    const since = { ...hold, since: '2026-11-24T09:00:00.000Z' };

    const lines = drawTick(sampleReport({ outcome: 'looked', reasons: [act, since] }), 100);

    expect(lines).toContain('would do: SCALE_OUT: 2 -> 6');
    expect(lines).toContain('cannot: HOLD_UNSENT: 1 of 2 (since 2026-11-24 09:00:00 UTC)');
  });

  it.each([24, 40, 80, 120])('is never wider than %i columns, and includes every topic', (columns) => {
    const lines = drawTick(EVERYTHING, columns);

    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    expect(lines.join('\n')).toContain('otlp_spans');
    expect(lines.join(' ').replace(/\s+/g, ' ')).toContain('12,345');
  });

  it('fits into one line for a pipe', () => {
    expect(summarizeTick(sampleReport(AT_RISK))).toBe(
      '2026-11-24 10:00:00 UTC  draining  lag otlp_spans 12,345 offsets (2,500 at risk)  2/2 tasks running  ETA unknown: first look  DRAINING otlp_spans partitions 3: 1 partition behind',
    );
  });
});

describe('the readers', () => {
  const readers = sampleReport().readers;

  it('are reported as missing while tasks run and none of them is in the group', () => {
    const nobody = sampleReport({
      phase: 'not-reading',
      tasks: { useful: 6, target: 6, desired: 6, running: 6, pending: 0 },
      readers: { state: 'Empty', tasks: 6, absent: 6, members: [] },
      bottleneck: { kind: 'tasks', text: 'the export queues have room' },
    });

    const text = draw(nobody, 160);

    expect(text).toMatch(/^checkout {2}no task reads {2}/);
    expect(text).toContain('group otel-collector is Empty: no members');
    expect(text).toContain('NO TASK READS: 6 tasks run, and no task is in group otel-collector');
    expect(text).not.toContain('live');
    expect(text).not.toContain('limited by');
  });

  it.each<[string, Partial<TickReport>, string]>([
    [
      'some of the tasks',
      { readers: { ...readers, absent: 1 } },
      'NOT ALL TASKS READ: 1 of 2 tasks is not in group otel-collector',
    ],
    [
      'not known while the group cannot be read',
      { readers: { ...readers, state: 'unknown', members: [] } },
      'group otel-collector could not be read',
    ],
    [
      'somebody else as well',
      { readers: { ...readers, foreign: 'members kcat at 10.0.0.99 do not have the client_id' } },
      'not from this pipeline: members kcat at 10.0.0.99 do not have the client_id',
    ],
  ])('are %s', (_name, more, line) => {
    expect(drawTick(sampleReport(more), 120)).toContain(line);
  });

  it('are unknown while Kafka is unreachable, and the first line says so', () => {
    expect(draw(sampleReport({ phase: 'unreachable' }))).toMatch(/^checkout {2}Kafka is unreachable {2}/);
  });
});
