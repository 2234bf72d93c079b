import type { TickResult } from '../../lib/controller/tick-result';
import { resultOf } from '../../lib/controller/tick-result';
import type { PartitionSnapshot } from '../../lib/core/snapshot/kafka';
import { reason } from '../../lib/core/vocabulary/reasons';
import type { PipelineSpec } from '../../lib/pipeline';
import { type Datapoint, datapointsIn } from '../_helpers/cloudwatch/metric-data';
import { decideOn, onLatest, tracesSpec } from '../_helpers/core/situation';
import { NOW_MS, service, snapshot, topic } from '../_helpers/core/snapshots';
import { linesWritten } from '../_helpers/lambda/written';

const SPEC = tracesSpec();
const PIPELINE = 'pipeline=test service=spillway';

/** The first unread record of a partition, this old. */
function unread(offset: bigint, ageMs: number): Pick<PartitionSnapshot, 'firstUnread'> {
  return { firstUnread: { kind: 'record', offset, timestampMs: NOW_MS - ageMs } };
}

/**
 * A look in which every number is another one: seven partitions, of which one is 41 offsets behind and one without a
 * commit has 23; nine tasks wanted, five running, four pending, and two of the five in the group.
 */
function look(spec: PipelineSpec = SPEC): TickResult {
  const partitions = [
    { logEnd: 51n, offsetAtDrainLimit: 49n, ...unread(10n, 611_400) },
    { committed: 'none' as const, logEnd: 23n, ...unread(0n, 100_900) },
    ...Array.from({ length: 5 }, () => ({})),
  ];
  const given = onLatest({
    spec,
    kafka: snapshot([topic('otlp_spans', partitions, 3_600_000)], { tasks: 2 }),
    service: service(5, { desiredCount: 9, pendingCount: 4 }),
  });
  return { ...resultOf(spec, given.observation, decideOn(given)), outcome: 'unchanged' };
}

function dataOf(more: Partial<TickResult> = {}, spec = SPEC): Datapoint[] {
  return datapointsIn(
    linesWritten(spec, (telemetry) => telemetry.call('tick', { ...look(spec), ...more }, 1_234)),
  );
}

/** The metrics of a tick, as `name value unit | dimensions`. */
function written(spec = SPEC): string[] {
  return dataOf({}, spec).map(({ metric, value, unit }) => {
    const [namespace, name, ...dimensions] = metric.split(' ');
    expect(namespace).toBe('Spillway');
    return `${name} ${value} ${unit} | ${dimensions.join(' ')}`;
  });
}

/** The values of a tick's metrics by name. */
function values(more: Partial<TickResult>): Record<string, number> {
  return Object.fromEntries(dataOf(more).map(({ metric, value }) => [metric.split(' ')[1], value]));
}

describe('the metrics of a tick', () => {
  it('are these, each with its own value, unit and dimensions', () => {
    expect(written()).toEqual([
      `Lag 41 Count | ${PIPELINE}`,
      `AtRisk 23 Count | ${PIPELINE}`,
      `TimeLag 611 Seconds | ${PIPELINE}`,
      // Retention of an hour, less the age; rounded down, because later would be too late.
      `TimeToLoss 2988 Seconds | ${PIPELINE}`,
      `TasksDesired 9 Count | ${PIPELINE}`,
      `TasksRunning 5 Count | ${PIPELINE}`,
      `TasksUseful 7 Count | ${PIPELINE}`,
      `NobodyReads 0 Count | ${PIPELINE}`,
      `AbsentTasks 3 Count | ${PIPELINE}`,
      `StoppedSeconds 0 Seconds | ${PIPELINE}`,
      `Drained 0 Count | ${PIPELINE}`,
      `Paused 0 Count | ${PIPELINE}`,
      `Unsafe 1 Count | ${PIPELINE}`,
      `Held 0 Count | ${PIPELINE}`,
      `HeldSeconds 0 Seconds | ${PIPELINE}`,
      `Alarms 0 Count | ${PIPELINE}`,
      `TickDuration 1234 Milliseconds | ${PIPELINE}`,
      `TickFailed 0 Count | ${PIPELINE}`,
      `CallFailed 0 Count | ${PIPELINE}`,
      `Busy 0 Count | ${PIPELINE}`,
      `TopicLag 41 Count | ${PIPELINE} topic=otlp_spans`,
    ]);
  });

  it('of a look are the same without the counts of ticks', () => {
    const lines = linesWritten(SPEC, (telemetry) => telemetry.call('look', look(), 1_234));

    const counts = ['TickFailed', 'CallFailed', 'Busy'];
    const names = (data: Datapoint[]) => data.map(({ metric }) => metric.split(' ')[1] ?? '');
    expect(names(datapointsIn(lines))).toEqual(names(dataOf()).filter((name) => !counts.includes(name)));
  });

  it('have the time of the tick', () => {
    expect(new Set(dataOf().map(({ atMs }) => atMs))).toEqual(new Set([NOW_MS]));
  });

  it('have the rank of a topic that a pattern matches, but not its name, as a dimension', () => {
    const { traces } = SPEC.signals;
    if (!traces) throw new Error('expected traces');
    const spec = { ...SPEC, signals: { traces: { ...traces, topic: '^otlp_.*' } } };

    expect(written(spec)).toContain(`TopicLag 41 Count | pipeline=test rank=1 service=spillway`);
  });

  it.each<[string, 'tick' | 'look', string]>([
    ['a tick', 'tick', 'TickFailed'],
    ['a look', 'look', 'CallFailed'],
  ])('are one when %s fails', (_name, kind, name) => {
    const lines = linesWritten(SPEC, (telemetry) => telemetry.failure(kind, new Error('failed')));

    expect(datapointsIn(lines)).toEqual([
      { metric: `Spillway ${name} ${PIPELINE}`, unit: 'Count', value: 1, atMs: NOW_MS },
    ]);
  });
});

describe('the metrics that are 0 or 1', () => {
  const FLAGS = ['Drained', 'Paused', 'Unsafe', 'Held', 'NobodyReads', 'Busy', 'TickFailed', 'CallFailed'];
  const { readers, tasks } = look();
  const calm = { unsafe: [], reasons: [] };

  it.each<[string, Partial<TickResult>, string[]]>([
    ['nothing is the case', {}, []],
    ['the group is drained', { drained: true }, ['Drained']],
    ['Spillway is paused', { pausedSinceMs: NOW_MS - 5_000 }, ['Paused']],
    ['latest is not safe', { unsafe: [reason('REARM_NO_COMMIT', '')] }, ['Unsafe']],
    ['latest is not safe, and nobody may act', { reasons: [reason('ALARM_UNSAFE', '')] }, ['Unsafe']],
    ['a hold has just begun', { reasons: [{ ...reason('HOLD_UNSENT', ''), sinceMs: NOW_MS }] }, ['Held']],
    ['none of the tasks reads', { readers: { ...readers, absentTasks: 5 } }, ['NobodyReads']],
    ['no task has run for long', { readers: { ...readers, establishedTasks: 0, absentTasks: 0 } }, []],
    ['another tick acts', { outcome: 'lost' }, ['Busy']],
    ['it only looked', { outcome: 'looked' }, []],
    ['it was too late to act', { outcome: 'superseded' }, []],
    ['a person has stopped the tasks', { tasks: { ...tasks, desired: 0, running: 0 } }, []],
  ])('show that %s', (_name, more, expected) => {
    const measured = values({ ...calm, ...more });

    expect(FLAGS.filter((flag) => measured[flag] !== 0)).toEqual(expected);
    for (const flag of expected) expect(measured[flag]).toBe(1);
  });
});

describe('the metrics of durations, in seconds', () => {
  const stopped = { ...look().tasks, desired: 0, running: 0 };
  const debt = { count: 9, stoppedAtMs: NOW_MS - 95_400, for: 'rewind' };
  const held = (code: 'HOLD_UNSENT' | 'HOLD_GROUP_NOT_STABLE', ms: number) => ({
    ...reason(code, ''),
    sinceMs: NOW_MS - ms,
  });

  it.each<[string, Partial<TickResult>, Record<string, number>]>([
    ['StoppedSeconds: since the stop', { debt, tasks: stopped }, { StoppedSeconds: 95 }],
    ['StoppedSeconds: 0 as soon as tasks are to run', { debt }, { StoppedSeconds: 0 }],
    [
      'HeldSeconds: the oldest hold',
      { reasons: [held('HOLD_UNSENT', 55_000), held('HOLD_GROUP_NOT_STABLE', 777_400)] },
      { HeldSeconds: 777, Held: 1, Alarms: 0 },
    ],
    [
      'HeldSeconds: 0 for a hold from the future',
      { reasons: [held('HOLD_UNSENT', -55_000)] },
      { HeldSeconds: 0 },
    ],
    [
      'TimeLag: rounded',
      { timeLag: { ms: 1_500, topics: [], complete: true, stampedAhead: 0 } },
      { TimeLag: 2 },
    ],
  ])('are %s', (_name, more, expected) => {
    expect(values(more)).toMatchObject(expected);
  });

  it.each<[string, 'tick' | 'look', number[]]>([
    ['also when a tick fails, because it may be the start that fails', 'tick', [95]],
    ['but not when a look fails', 'look', []],
  ])('include StoppedSeconds %s', (_name, kind, expected) => {
    const lines = linesWritten(SPEC, (telemetry) => telemetry.failure(kind, new Error('failed'), debt));

    const found = datapointsIn(lines).filter(({ metric }) => metric.includes(' StoppedSeconds '));
    expect(found.map(({ value }) => value)).toEqual(expected);
  });

  it('are absent while they are unknown, because 0 would be good news', () => {
    const { timeLag, readers } = look();
    const measured = values({
      timeLag: { ...timeLag, ms: 'unknown' },
      loss: { soonest: undefined, unknown: 1 },
      readers: { ...readers, state: 'unknown' },
    });

    for (const name of ['TimeLag', 'TimeToLoss', 'NobodyReads', 'AbsentTasks']) {
      expect(measured).not.toHaveProperty(name);
    }
  });

  it('count alarms, and neither holds nor steps', () => {
    const reasons = [
      reason('ALARM_HOLD_LASTS', ''),
      reason('ALARM_UNSAFE', ''),
      held('HOLD_UNSENT', 1_000),
      reason('DRAINING', ''),
    ];

    expect(values({ reasons })).toMatchObject({ Alarms: 2 });
  });
});
