import { droppedBetween, findBottleneck } from '../../../../lib/core/facts/bottleneck';
import type { ExportQueue, FleetMetrics, TaskMetrics } from '../../../../lib/core/snapshot/task-metrics';

type Read = Extract<TaskMetrics, { kind: 'read' }>;

const queue = (size: number, more: Partial<ExportQueue> = {}): ExportQueue => ({
  ...{ exporter: 'otlp_http', signal: 'traces', size, capacity: 1000 },
  ...more,
});

const read = (id: string, size: number, more: Partial<Read> = {}): Read => ({
  ...{ kind: 'read', id, queues: [queue(size)], sent: 0, dropped: 0 },
  ...more,
});

const unreadable = (id: string): TaskMetrics => ({ kind: 'unreadable', id, why: `${id} refused` });

const look = (atSeconds: number, ...tasks: TaskMetrics[]): FleetMetrics => ({
  atMs: atSeconds * 1000,
  tasks,
});

describe('the bottleneck of a backlog', () => {
  it.each([
    ['empty queues', [0, 0, 0], 'tasks', 0],
    ['a queue just below full', [899, 0, 0], 'tasks', 0],
    ['all queues full', [1000, 1000, 900], 'backend', 3],
    ['two of three full', [1000, 900, 899], 'backend', 2],
    ['half of them full', [1000, 0], 'backend', 1],
    ['one of three full', [0, 950, 0], 'some-tasks', 1],
  ])('with %s (%p) is %s', (_name, sizes, kind, waiting) => {
    const found = findBottleneck(undefined, look(0, ...sizes.map((size, index) => read(`t${index}`, size))));

    expect(found).toMatchObject({ kind, read: sizes.length });
    expect('waiting' in found ? found.waiting.length : 0).toBe(waiting);
  });

  it.each([
    // traces in memory of each task, sizes of their queues
    // Of 100 traces, 10 leave at each decision.
    ['most samplers full', [81, 100, 0], [0, 0, 0], 'sampling'],
    ['half of the samplers full', [81, 80], [0, 0], 'sampling'],
    ['samplers just below full', [80, 80], [0, 0], 'tasks'],
    ['a few samplers full', [100, 0, 0], [0, 0, 0], 'tasks'],
    ['a task that waits for the backend and full samplers', [100, 100, 100], [950, 0, 0], 'some-tasks'],
  ])('with %s (%p, queues %p) is %s', (_name, traces, sizes, kind) => {
    const limit = { processor: 'tail_sampling', numTraces: 100, decisionWaitMs: 10_000, tracesPerSecond: 10 };
    const tasks = traces.map((sampling, index) => read(`t${index}`, sizes[index] ?? 0, { sampling }));

    expect(findBottleneck(undefined, look(0, ...tasks), limit).kind).toBe(kind);
    expect(findBottleneck(undefined, look(0, ...tasks)).kind).not.toBe('sampling');
  });

  it.each([
    [45, 'sampling'],
    [44, 'tasks'],
  ])(
    'with a decision_wait of a second and %d of 100 traces left after a decision is %s',
    (sampling, kind) => {
      const limit = {
        processor: 'tail_sampling',
        numTraces: 100,
        decisionWaitMs: 1_000,
        tracesPerSecond: 100,
      };

      expect(findBottleneck(undefined, look(0, read('a', 0, { sampling })), limit).kind).toBe(kind);
    },
  );

  it('is a full sampler even if no exporter has a queue', () => {
    const limit = { processor: 'tail_sampling', numTraces: 100, decisionWaitMs: 10_000, tracesPerSecond: 10 };
    const task = read('a', 0, { queues: [], sampling: 100 });

    expect(findBottleneck(undefined, look(0, task), limit)).toEqual({
      kind: 'sampling',
      full: 1,
      read: 1,
      limit,
    });
  });

  it('names the waiting tasks and the fullest queue of all', () => {
    const tasks = [
      read('t1', 0),
      read('t2', 0, { queues: [queue(10), queue(95, { signal: 'logs', capacity: 100 })] }),
      read('t3', 400),
    ];

    expect(findBottleneck(undefined, look(0, ...tasks))).toEqual({
      kind: 'some-tasks',
      waiting: ['t2'],
      read: 3,
      queue: queue(95, { signal: 'logs', capacity: 100 }),
      takenPerSecond: 'unknown',
    });
  });

  it.each([
    // sent before and now, size before and now, seconds apart
    ['something waits and nothing was taken', 50, 50, 8, 40, 3, 'backend'],
    ['something was taken', 50, 51, 8, 40, 3, 'tasks'],
    ['nothing waited before', 50, 50, 0, 40, 3, 'tasks'],
    ['nothing waits now', 50, 50, 8, 0, 3, 'tasks'],
    ['the looks are too close', 50, 50, 8, 40, 2.9, 'tasks'],
  ])('that is not full: %s (%p -> %p sent, %p -> %p waiting, %p s) makes it %s', (...row) => {
    const [, sentThen, sentNow, sizeThen, sizeNow, seconds, kind] = row;

    const found = findBottleneck(
      look(0, read('t1', sizeThen, { sent: sentThen })),
      look(seconds, read('t1', sizeNow, { sent: sentNow })),
    );

    expect(found.kind).toBe(kind);
  });

  it('judges a task without an earlier look only by its queue', () => {
    const before = look(0, unreadable('t1'), read('t2', 5));

    expect(findBottleneck(before, look(10, read('t1', 5), read('t3', 5))).kind).toBe('tasks');
  });

  it.each([
    // 10 s: 200 - 100 and 30 - 10 taken of the two that wait; the third is not counted.
    ['both looks read them', ['t1', 't2', 't3'], 12],
    ['one of them is new', ['t1', 't3'], 'unknown'],
  ])('says what the backend accepted from the waiting tasks if %s', (_name, known, takenPerSecond) => {
    const then = [read('t1', 999, { sent: 100 }), read('t2', 999, { sent: 10 }), read('t3', 0)];
    const before = look(0, ...then.filter(({ id }) => known.includes(id)));
    const now = look(
      10,
      read('t1', 999, { sent: 200 }),
      read('t2', 999, { sent: 30 }),
      read('t3', 0, { sent: 7 }),
    );

    expect(findBottleneck(before, now)).toMatchObject({ kind: 'backend', takenPerSecond });
  });

  it('judges by the tasks that could be read', () => {
    const found = findBottleneck(undefined, look(0, unreadable('t1'), unreadable('t2'), read('t3', 1000)));

    expect(found).toMatchObject({ kind: 'backend', read: 1, waiting: ['t3'] });
  });

  it.each([
    ['nobody asked the tasks', undefined, 'task metrics are not read'],
    ['no task is running', look(0), 'no task is running'],
    ['none could be read', look(0, unreadable('t1'), unreadable('t2')), 't1 refused'],
    ['no exporter has a queue', look(0, read('t1', 0, { queues: [] })), 'no exporter has a queue'],
    [
      'some have no queue, some cannot be read',
      look(0, read('t1', 0, { queues: [] }), unreadable('t2')),
      't2 refused',
    ],
  ])('is unknown if %s', (_name, current, why) => {
    expect(findBottleneck(undefined, current)).toEqual({ kind: 'unknown', why });
  });

  it('is never a queue of capacity 0, which a starting Collector may show', () => {
    const starting = read('t1', 0, { queues: [queue(0, { capacity: 0 })] });

    expect(findBottleneck(undefined, look(0, starting)).kind).toBe('tasks');
  });
});

describe('items that exporters dropped between two looks', () => {
  it.each([
    ['first look', undefined, look(1, read('t1', 0, { dropped: 9 })), 0],
    ['nothing more', look(0, read('t1', 0, { dropped: 9 })), look(1, read('t1', 0, { dropped: 9 })), 0],
    ['three more', look(0, read('t1', 0, { dropped: 9 })), look(1, read('t1', 0, { dropped: 12 })), 3],
    [
      'a new task, and one with two more items',
      look(0, read('t1', 0, { dropped: 1 })),
      look(1, read('t1', 0, { dropped: 3 }), read('t2', 0, { dropped: 40 })),
      2,
    ],
    [
      'an exporter without a queue',
      look(0, read('t1', 0, { dropped: 1, queues: [] })),
      look(1, read('t1', 0, { dropped: 3, queues: [] })),
      0,
    ],
    ['a task that is gone', look(0, read('t1', 0, { dropped: 1 })), look(1), 0],
    ['a task that cannot be read now', look(0, read('t1', 0)), look(1, unreadable('t1')), 0],
    ['no look now', look(0, read('t1', 0)), undefined, 0],
  ])('%s', (_name, previous, current, dropped) => {
    expect(droppedBetween(previous, current)).toBe(dropped);
  });
});
