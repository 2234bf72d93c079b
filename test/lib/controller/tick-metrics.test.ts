import { type TickMemory, tick } from '../../../lib/controller/tick';
import { toReport } from '../../../lib/controller/tick-report';
import type { TaskMetrics } from '../../../lib/core/snapshot/task-metrics';
import type { MemoryWorld } from '../../../verify/memory/world';
import { quickWorld } from '../../_helpers/controller/ticking';

/** A world whose single task reads nothing more, with half an hour's backlog. */
function stalledWorld(): MemoryWorld {
  const made = quickWorld({}, { max: 1 });
  made.stalled = true;
  made.produce('otlp_spans', 0, 500n);
  made.advance(1_800_000);
  return made;
}

/** A tick whose tasks have these metrics. Returns the report and the tasks that were read. */
async function tickWith(made: MemoryWorld, memory: TickMemory, size: number, sent: number) {
  const asked: string[] = [];
  const metrics = {
    read: async (tasks: readonly { id: string }[]): Promise<TaskMetrics[]> => {
      asked.push(...tasks.map(({ id }) => id));
      const queues = [{ exporter: 'otlp_http', signal: 'traces', size, capacity: 1000 }];
      return tasks.map(({ id }) => ({ kind: 'read', id, queues, sent, dropped: 0 }));
    },
  };
  const result = await tick({ ...made.dependencies(), metrics }, { kind: 'report' }, memory);
  return { asked, result, report: toReport(result) };
}

describe('a tick that reads the metrics of tasks', () => {
  it('reports what limits the backlog, in the result and in the report', async () => {
    const { asked, result, report } = await tickWith(stalledWorld(), {}, 1000, 40);

    expect(asked).toEqual(['task-1']);
    expect(result.reasons.map(({ code }) => code)).toContain('BACKPRESSURE');
    expect(result.bottleneck).toMatchObject({
      kind: 'backend',
      waiting: ['task-1'],
      takenPerSecond: 'unknown',
    });
    expect(report.bottleneck).toEqual({
      kind: 'backend',
      text: '1 of 1 task waits for the backend: queue of otlp_http (traces) at 1000 of 1000; more tasks would not help',
    });
  });

  it('compares them with those of the previous tick', async () => {
    const made = stalledWorld();
    const memory: TickMemory = {};
    await tickWith(made, memory, 1000, 40);
    made.advance(60_000);

    const { result } = await tickWith(made, memory, 1000, 640);

    expect(result.bottleneck).toMatchObject({ kind: 'backend', takenPerSecond: expect.closeTo(10, 1) });
  });

  it('holds back what would stop tasks that do not respond', async () => {
    const made = stalledWorld();
    const read = async (tasks: readonly { id: string }[]) =>
      tasks.map(({ id }): TaskMetrics => ({ kind: 'unreadable', id, why: 'no answer within 1500 ms' }));

    const result = await tick({ ...made.dependencies(), metrics: { read } }, { kind: 'report' });

    expect(result.reasons.map(({ code }) => code)).not.toContain('SCALE_IN');
    expect(result.bottleneck).toEqual({
      kind: 'unknown',
      why: expect.stringContaining('no answer within 1500 ms'),
    });
  });

  it('continues without them if metrics are off', async () => {
    const made = stalledWorld();

    const { metrics: _, ...others } = made.dependencies();
    const result = await tick(others, { kind: 'report' });

    expect(result.bottleneck).toEqual({ kind: 'unknown', why: 'task metrics are not read' });
  });
});
