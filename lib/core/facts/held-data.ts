import { counted } from '../../pipeline';
import type { ObservedConfig } from '../snapshot/config';
import type { ServiceSnapshot } from '../snapshot/service';
import type { FleetMetrics } from '../snapshot/task-metrics';
import type { HeldData } from '../vocabulary/command';
import type { Deliveries } from './deliveries';
import { holds, readById } from './queue-fill';

/**
 * What would happen to data that tasks have read but not delivered, if all of them stopped now.
 *
 * @param caughtUp a record's timestamp shows when it was read only if the group has caught up
 */
export function heldData(
  deliveries: Deliveries,
  metrics: FleetMetrics | undefined,
  service: ServiceSnapshot,
  { processorsMs, retryMs }: Pick<ObservedConfig, 'processorsMs' | 'retryMs'>,
  caughtUp: boolean,
): HeldData {
  if (service.tasks.length === 0) return { kind: 'nothing' };
  if (deliveries.delivered) return { kind: 'read-again', sinceMs: deliveries.delivered.atMs };
  if (caughtUp && typeof retryMs === 'number') return { kind: 'by-time', ms: processorsMs + retryMs };
  if (!metrics) return { kind: 'unknown', why: 'task metrics are not read' };
  const read = [...readById(metrics).values()];
  const unreadable = metrics.tasks.find((task) => task.kind === 'unreadable');
  if (unreadable) return { kind: 'unknown', why: unreadable.why };
  const queues = read.flatMap((task) => task.queues);
  if (processorsMs === 0 && !read.some(holds)) return { kind: 'nothing' };
  return {
    kind: 'at-stake',
    items: queues.reduce((sum, { size }) => sum + size, 0),
    capacity: queues.reduce((sum, { capacity }) => sum + capacity, 0),
  };
}

export function describeHeld(held: HeldData): string {
  switch (held.kind) {
    case 'nothing':
      return 'the tasks hold no unsent data';
    case 'read-again':
      return `the unsent data of the tasks is read again, from the commits of ${new Date(held.sinceMs).toISOString()}`;
    case 'by-time':
      return `the unsent data of the tasks is read again: the last ${Math.round(held.ms / 1000)} s`;
    case 'at-stake':
      return `the tasks hold ${counted(held.items, 'request')} in their queues (capacity ${held.capacity}); what the backend refuses at shutdown is lost`;
    case 'unknown':
      return `it is unknown what data the tasks hold: ${held.why}`;
  }
}
