import { silentTasks } from '../../../../lib/core/facts/silent-tasks';
import type { Observation } from '../../../../lib/core/snapshot/observation';
import type { TaskMetrics } from '../../../../lib/core/snapshot/task-metrics';
import { config } from '../../../_helpers/situation';
import { NOW_MS, service, snapshot, task } from '../../../_helpers/snapshots';

const read = (index: number): TaskMetrics => ({
  ...{ kind: 'read', id: `task-${index}`, queues: [], sent: 0, dropped: 0 },
});
const silent = (index: number): TaskMetrics => ({
  ...{ kind: 'unreadable', id: `task-${index}`, why: 'http://10.0.0.1:8888/metrics: ECONNREFUSED' },
});

function said(tasks: TaskMetrics[] | undefined, more: Parameters<typeof service>[1] = {}): string[] {
  const observation: Observation = {
    ...{ nowMs: NOW_MS, kafka: snapshot([]), service: service(2, more) },
    config: { ...config(), text: '', lastModifiedMs: 0 },
    metrics: tasks && { atMs: NOW_MS, tasks },
  };
  return silentTasks(observation).map(({ code, text }) => `${code} ${text}`);
}

describe('Tasks that do not say what they hold', () => {
  it('are said, with how many and why, whether it is all of them or one', () => {
    expect(said([silent(0), silent(1)])).toEqual([
      'UNSENT_UNKNOWN 2 of 2 tasks that were asked, such as http://10.0.0.1:8888/metrics: ECONNREFUSED',
    ]);
    expect(said([read(0), silent(1)])).toEqual([expect.stringContaining('1 of 2 tasks')]);
  });

  it('are not said where they answer, nobody asks them on purpose, or none runs', () => {
    expect([said([read(0), read(1)]), said(undefined), said([])]).toEqual([[], [], []]);
  });

  it('are not said while they still start', () => {
    const started = (agoMs: number) => ({ tasks: [task(0, { startedAtMs: NOW_MS - agoMs })] });

    expect(said([silent(0)], started(59_999))).toEqual([]);
    expect(said([silent(0)], { tasks: [task(0, { startedAtMs: undefined })] })).toEqual([]);
    expect(said([silent(0)], started(60_000))).toHaveLength(1);
  });
});
