import { silentTasks } from '../../../../lib/core/facts/unsent-tasks';
import type { TaskMetrics } from '../../../../lib/core/snapshot/task-metrics';
import { NOW_MS, service, task } from '../../../_helpers/core/snapshots';

const read = (index: number): TaskMetrics => ({
  ...{ kind: 'read', id: `task-${index}`, queues: [], sent: 0, dropped: 0 },
});
const silent = (index: number): TaskMetrics => ({
  ...{ kind: 'unreadable', id: `task-${index}`, why: 'http://10.0.0.1:8888/metrics: ECONNREFUSED' },
});

function said(
  tasks: TaskMetrics[] | undefined,
  more: Parameters<typeof service>[1] = {},
): string | undefined {
  return silentTasks(tasks && { atMs: NOW_MS, tasks }, service(2, more), NOW_MS);
}

describe('tasks that do not report what they hold', () => {
  it('are named, with their number and the reason, whether all of them or one', () => {
    expect(said([silent(0), silent(1)])).toBe(
      '2 of 2 tasks do not serve their metrics, for example http://10.0.0.1:8888/metrics: ECONNREFUSED',
    );
    expect(said([read(0), silent(1)])).toContain('1 of 2 tasks');
  });

  it('are not named if they respond, if metrics are off, or if no task runs', () => {
    expect([said([read(0), read(1)]), said(undefined), said([])]).toEqual([undefined, undefined, undefined]);
  });

  it('are not named while they are starting', () => {
    const started = (agoMs: number) => ({ tasks: [task(0, { startedAtMs: NOW_MS - agoMs })] });

    expect(said([silent(0)], started(59_999))).toBeUndefined();
    expect(said([silent(0)], { tasks: [task(0, { startedAtMs: undefined })] })).toBeUndefined();
    expect(said([silent(0)], started(60_000))).toContain('1 of 1 task');
  });
});
