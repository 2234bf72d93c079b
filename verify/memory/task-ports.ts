import type { TaskMetricsReader, TaskService } from '../../lib/controller/ports';
import type { TaskMetrics } from '../../lib/core/snapshot/task-metrics';
import type { Calls } from './calls';
import type { Cause } from './cause';
import type { Service } from './service';

/** The ECS service, accessed in the same way as by the controller. */
export function memoryTaskService(service: Service, calls: Calls, cause: () => Cause): TaskService {
  return {
    describe: () => calls.read('ecs.describe', (ageMs) => service.describe(ageMs)),
    setDesiredCount: (count) =>
      calls.change('ecs.setDesiredCount', 'count', () => {
        service.setDesiredCount(count, cause());
        return { desiredCount: service.desiredCount };
      }),
    forceNewDeployment: () =>
      calls.change('ecs.forceNewDeployment', 'deployment', () => service.deploy(cause())),
  };
}

/** The metrics of the tasks. If the call fails, all tasks are unreadable. */
export function memoryTaskMetrics(service: Service, calls: Calls): TaskMetricsReader {
  return {
    read: (tasks) => {
      const running = tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING');
      const unreadable = (id: string): TaskMetrics => ({ kind: 'unreadable', id, why: 'no answer' });
      return calls
        .read('metrics.read', () => running.map(({ id }) => metricsOf(service, id) ?? unreadable(id)))
        .catch(() => running.map(({ id }) => unreadable(id)));
    },
  };
}

function metricsOf(service: Service, id: string): TaskMetrics | undefined {
  const collector = service.tasks.find((task) => task.id === id)?.collector;
  if (!collector) return undefined;
  return { kind: 'read', id, queues: collector.queues(), sent: collector.sent, dropped: collector.dropped };
}
