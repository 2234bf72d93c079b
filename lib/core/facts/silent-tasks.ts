import type { Observation } from '../snapshot/observation';
import { type Reason, reason } from '../vocabulary/reasons';

/** From a task's start until its Collector answers, on a small task. */
const STARTING_MS = 60_000;

/**
 * Tasks that were asked for their metrics and do not answer: what they hold is not known, so nothing waits for it. Said
 * as long as it is so, since nothing else shows it: a port that was never opened looks like tasks that hold nothing.
 */
export function silentTasks({ metrics, service, nowMs }: Observation): Reason[] {
  if (!metrics) return [];
  const settled = new Set(
    service.tasks.flatMap(({ id, startedAtMs }) =>
      startedAtMs !== undefined && nowMs - startedAtMs >= STARTING_MS ? [id] : [],
    ),
  );
  const asked = metrics.tasks.filter(({ id }) => settled.has(id));
  const silent = asked.filter((task) => task.kind === 'unreadable');
  const [first] = silent;
  if (!first) return [];
  return [
    reason(
      'UNSENT_UNKNOWN',
      `${silent.length} of ${asked.length} tasks that were asked, such as ${first.why}`,
    ),
  ];
}
