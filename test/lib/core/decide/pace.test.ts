import { paceOf } from '../../../../lib/core/decide/pace';
import { type LagReport, measureLag } from '../../../../lib/core/lag/lag';
import type { ObservedConfig } from '../../../../lib/core/snapshot/config';
import type { KafkaSnapshot } from '../../../../lib/core/snapshot/kafka';
import type { ServiceSnapshot } from '../../../../lib/core/snapshot/service';
import type { FleetMetrics } from '../../../../lib/core/snapshot/task-metrics';
import { codesOf, factsOf, situation } from '../../../_helpers/core/situation';
import { emptyGroup, NOW_MS, service, snapshot, task, topic } from '../../../_helpers/core/snapshots';

const SIGNALS = [{ signal: 'traces', topic: 'otlp_spans' }] as const;
/** Three partitions with 100 offsets each, read up to `committed`. */
function kafka(
  secondsAgo: number,
  committed: bigint,
  more: Parameters<typeof snapshot>[1] = {},
): KafkaSnapshot {
  const partition = { committed, logEnd: 100n };
  return snapshot([topic('otlp_spans', [partition, partition, partition])], {
    takenAtMs: NOW_MS - secondsAgo * 1000,
    tasks: 2,
    ...more,
  });
}

const lagOf = (look: KafkaSnapshot): LagReport => measureLag(look, SIGNALS, { policy: 'earliest' });

/** What the two tasks say: how full their queues of 1,000 are, and what they sent and gave up. */
function metrics(secondsAgo: number, sizes: number[], sent = 0, dropped = 0): FleetMetrics {
  return {
    atMs: NOW_MS - secondsAgo * 1000,
    tasks: sizes.map((size, index) => ({
      ...{ kind: 'read', id: `task-${index}`, sent, dropped },
      queues: [{ exporter: 'otlp_http', signal: 'traces', size, capacity: 1000 }],
    })),
  };
}

interface Looks {
  before?: KafkaSnapshot | undefined;
  now?: KafkaSnapshot;
  lastMetrics?: FleetMetrics;
  metrics?: FleetMetrics | undefined;
  service?: ServiceSnapshot;
  drained?: boolean;
  config?: Partial<ObservedConfig>;
}

/** A minute ago as now: 90 offsets left, and empty queues. Three partitions could feed three tasks; two run. */
function pace(looks: Looks) {
  const now = looks.now ?? kafka(0, 70n);
  const before = 'before' in looks ? looks.before : kafka(60, 70n);
  const given = situation({
    kafka: now,
    service: looks.service ?? service(2),
    warm: { lag: before && lagOf(before), samples: looks.lastMetrics ? [looks.lastMetrics] : [] },
    metrics: 'metrics' in looks ? looks.metrics : metrics(0, [3, 5]),
    ...(looks.config && { config: looks.config }),
  });
  const facts = factsOf(given, { drained: looks.drained ?? false });
  return paceOf(facts, given.observation, undefined);
}

describe('a group that is behind', () => {
  it('is slow itself if it does not catch up and its queues have room: the text says by how much, and how many tasks are useful', () => {
    const { eta, bottleneck, reasons } = pace({});

    expect(eta).toMatchObject({ kind: 'not-draining', useful: 1 });
    expect(bottleneck?.kind).toBe('tasks');
    expect(reasons).toEqual([
      {
        code: 'SLOW_CONSUMER',
        kind: 'info',
        text: '0 offsets/s consumed, 0 arriving; the export queues of all 2 tasks have room; the fullest: queue of otlp_http (traces) at 5 of 1000; 1 more task would help',
        where: [],
      },
    ]);
  });

  it.each([
    ['while it stands still', kafka(60, 70n), '; 1 more task would help'],
    ['while it catches up', kafka(60, 10n), ''],
  ])('is limited by full samplers: %s', (_name, before, more) => {
    const limit = { processor: 'tail_sampling', numTraces: 100, decisionWaitMs: 2_000, tracesPerSecond: 50 };
    const full = metrics(0, [5, 5]);
    const tasks = full.tasks.map((each) => ({ ...each, sampling: 99 }));

    const { bottleneck, reasons } = pace({
      before,
      metrics: { ...full, tasks },
      config: { sampling: limit },
    });

    expect(bottleneck?.kind).toBe('sampling');
    expect(reasons.map(({ code, text }) => [code, text])).toEqual([
      [
        'SAMPLING_FULL',
        `tail_sampling is full in 2 of 2 tasks (100 traces, each for 2 s), so a task takes at most 50 traces/s${more}`,
      ],
    ]);
  });

  it('is reported as such if more tasks cannot help', () => {
    const three = { now: kafka(0, 70n, { tasks: 3 }), service: service(3) };

    expect(pace(three).reasons[0]?.text).toMatch(
      /; more tasks would not help, only faster ones or more partitions$/,
    );
  });

  it('is not called slow while it catches up, but its limit is known', () => {
    const { eta, bottleneck, reasons } = pace({ before: kafka(60, 10n) });

    expect(eta.kind).toBe('in');
    expect(bottleneck?.kind).toBe('tasks');
    expect(reasons).toEqual([]);
  });

  it.each([
    ['on a first look', undefined, undefined],
    ['while it stands still', kafka(60, 70n), 'backend'],
    ['while it catches up', kafka(60, 10n), undefined],
  ])('waits for the backend if queues are full: %s', (_name, before, useful) => {
    const { eta, bottleneck, reasons } = pace({ before, metrics: metrics(0, [1000, 980]) });

    expect(bottleneck?.kind).toBe('backend');
    expect(codesOf(reasons)).toEqual(['BACKPRESSURE']);
    expect('useful' in eta ? eta.useful : undefined).toBe(useful);
  });

  it('waits for the backend if it took nothing from the queues between two looks', () => {
    const looks = { lastMetrics: metrics(60, [40, 40], 900), metrics: metrics(0, [90, 90], 900) };

    expect(codesOf(pace(looks).reasons)).toEqual(['BACKPRESSURE']);
  });

  it('has some tasks to check if a few of many wait', () => {
    const { reasons, eta } = pace({ metrics: metrics(0, [1000, 0, 0]) });

    expect(codesOf(reasons)).toEqual(['BACKPRESSURE_SOME_TASKS']);
    expect(eta).toMatchObject({ useful: 1 });
  });

  it('has an unknown limit if the tasks do not report one', () => {
    const { reasons, bottleneck } = pace({ metrics: undefined });

    expect(bottleneck?.kind).toBe('unknown');
    expect(reasons).toMatchObject([
      { code: 'LIMIT_UNKNOWN', text: '0 offsets/s consumed, 0 arriving; task metrics are not read' },
    ]);
  });

  const CHANGED = { kind: 'unknown', why: 'the group has just changed' };

  it.each<[string, Looks, object]>([
    ['on a first look', { before: undefined }, { kind: 'unknown', why: 'first look' }],
    ['by looks 2.9 s apart', { before: kafka(2.9, 70n) }, { kind: 'not-draining' }],
    ['while the group rebalances', { now: kafka(0, 70n, { group: emptyGroup() }) }, CHANGED],
    ['during a rollout', { service: service(2, { pendingCount: 1 }) }, CHANGED],
    [
      'when a task had started less than 5 s before the earlier look',
      { service: service(2, { tasks: [task(0), task(1, { startedAtMs: NOW_MS - 64_900 })] }) },
      CHANGED,
    ],
    [
      'when it is not known when a task started',
      { service: service(2, { tasks: [task(0), task(1, { startedAtMs: undefined })] }) },
      CHANGED,
    ],
  ])('is not called slow %s', (_name, looks, eta) => {
    expect(pace(looks)).toMatchObject({ reasons: [], eta });
    expect(pace({ ...looks, metrics: undefined }).reasons).toEqual([]);
  });

  it('has an ETA during a rollout if it catches up nevertheless', () => {
    const rollout = service(2, { pendingCount: 1 });

    expect(pace({ before: kafka(60, 10n), service: rollout }).eta.kind).toBe('in');
  });

  it.each<[string, Looks]>([
    ['looks are 3 s apart', { before: kafka(3, 70n) }],
    [
      'a task had started 5 s before the earlier look',
      { service: service(2, { tasks: [task(0), task(1, { startedAtMs: NOW_MS - 65_000 })] }) },
    ],
  ])('is called slow when %s', (_name, looks) => {
    expect(codesOf(pace(looks).reasons)).toEqual(['SLOW_CONSUMER']);
  });

  it('has no limit while no task runs', () => {
    const stopped = { service: service(0) };

    expect(pace(stopped)).toMatchObject({ bottleneck: undefined, reasons: [] });
  });
});

describe('a group that is drained', () => {
  it.each([
    ['has no limit while the backend takes what it is given', [0, 899], undefined],
    ['still waits for the backend while tasks hold what it does not take', [0, 1000], 'backend'],
  ])('%s', (_name, sizes, kind) => {
    const { eta, bottleneck, reasons } = pace({ drained: true, metrics: metrics(0, sizes) });

    expect(eta).toEqual({ kind: 'drained' });
    expect(bottleneck?.kind).toBe(kind);
    expect(reasons).toEqual([]);
  });
});

describe('items that exporters dropped', () => {
  it.each([true, false])('raise an alarm, drained or not (%p)', (drained) => {
    const looks = { lastMetrics: metrics(60, [0, 0], 9, 1), metrics: metrics(0, [0, 0], 10, 3) };

    const alarms = pace({ ...looks, drained }).reasons.filter(({ kind }) => kind === 'alarm');

    expect(alarms).toMatchObject([
      { code: 'ALARM_EXPORT_DROPPED', text: '4 spans, metric points and log records were dropped' },
    ]);
  });
});
