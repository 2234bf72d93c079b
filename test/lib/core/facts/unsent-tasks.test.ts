import { findUnsent } from '../../../../lib/core/facts/unsent-tasks';
import type { FleetMetrics, TaskMetrics } from '../../../../lib/core/snapshot/task-metrics';

const task = (id: string, size: number, sent: number): TaskMetrics => ({
  kind: 'read',
  id,
  queues: [{ exporter: 'otlp_http', signal: 'traces', size, capacity: 1000 }],
  sent,
  dropped: 0,
});
const look = (atSeconds: number, ...tasks: TaskMetrics[]): FleetMetrics => ({
  atMs: atSeconds * 1000,
  tasks,
});

describe('data that stopped tasks would lose', () => {
  it.each<[string, TaskMetrics[], TaskMetrics[], string[], string | undefined]>([
    ['nothing held', [task('t1', 40, 5)], [task('t1', 0, 5)], [], undefined],
    ['something held, nothing taken', [task('t1', 0, 5)], [task('t1', 40, 5)], ['t1'], 'not-taken'],
    ['something held, something taken', [task('t1', 40, 5)], [task('t1', 40, 6)], [], undefined],
    ['a full queue, something taken', [task('t1', 0, 5)], [task('t1', 950, 6)], ['t1'], 'not-taken'],
    ['a task that was not seen before', [], [task('t1', 1, 5)], ['t1'], 'not-seen-before'],
    ['a full queue that was not seen before', [], [task('t1', 950, 5)], ['t1'], 'not-taken'],
    ['one that cannot be read', [], [{ kind: 'unreadable', id: 't1', why: 'refused' }], [], undefined],
    ['a task that has restarted', [task('t1', 9, 70)], [task('t1', 9, 3)], ['t1'], 'not-taken'],
    [
      'one of three',
      [task('t1', 0, 5), task('t2', 9, 5), task('t3', 9, 5)],
      [task('t1', 0, 5), task('t2', 9, 5), task('t3', 9, 8)],
      ['t2'],
      'not-taken',
    ],
  ])('if there is %s', (_name, before, now, tasks, why) => {
    const found = findUnsent([look(0, ...before)], look(10, ...now));

    expect([found?.tasks ?? [], found?.why]).toEqual([tasks, why]);
  });

  it.each([
    // Seconds between the look that is compared with and now.
    [0.9, 'not-seen-before'],
    [1, undefined],
    [15, undefined],
    [15.1, 'not-seen-before'],
  ])('depends on a recent sample: one of %p s ago', (seconds, why) => {
    const found = findUnsent([look(0, task('t1', 40, 5))], look(seconds, task('t1', 40, 9)));

    expect(found?.why).toBe(why);
  });

  it.each([
    // At 10 and 12 s nothing of what it held was taken. Size and sent from 14 s on; the seconds of the last look.
    ['taken again, soon after', 40, 57, 'retries'],
    ['taken again, and nothing is left', 0, 16, undefined],
    ['taken again, the last try is over', 40, 57.1, undefined],
  ])('includes a request that was refused and waits for its retry: %s', (_name, size, until, why) => {
    const looks = [look(10, task('t1', 40, 5)), look(12, task('t1', 40, 5)), look(14, task('t1', 40, 50))];
    const before = until - 2;

    const found = findUnsent([...looks, look(before, task('t1', 40, 60))], look(until, task('t1', size, 70)));

    expect(found?.why).toBe(why);
  });

  it('does not mistake new items for refused ones if nothing was held before', () => {
    const looks = [look(10, task('t1', 0, 5)), look(12, task('t1', 1, 5))];

    expect(findUnsent(looks, look(14, task('t1', 1, 6)))).toBeUndefined();
  });

  it('is reported with the fullest queue of those tasks, not of all', () => {
    const before = look(0, task('t1', 0, 5), task('t2', 0, 5), task('t3', 0, 5));
    const now = look(10, task('t1', 300, 8), task('t2', 20, 5), task('t3', 70, 5));

    expect(findUnsent([before], now)).toMatchObject({ read: 3, queue: { size: 70 } });
  });

  it('is nothing if metrics are off', () => {
    expect(findUnsent([], undefined)).toBeUndefined();
  });
});
