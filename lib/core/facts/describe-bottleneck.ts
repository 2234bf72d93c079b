import { plainName } from '../../pipeline';
import type { ExportQueue } from '../snapshot/task-metrics';
import type { Bottleneck } from './bottleneck';
import type { UnsentTasks } from './unsent-tasks';

/** The figures behind it, for people. */
export function describeBottleneck(bottleneck: Bottleneck): string {
  switch (bottleneck.kind) {
    case 'backend':
      return `${describeWaiting(bottleneck)}; more tasks do not help`;
    case 'some-tasks':
      return `${describeWaiting(bottleneck)}: ${bottleneck.waiting.map(plainName).join(', ')}`;
    case 'tasks':
      return `the export queues have room in ${bottleneck.read} of ${bottleneck.read} tasks, the fullest: ${fill(bottleneck.queue)}`;
    case 'unknown':
      return bottleneck.why;
  }
}

const UNSENT = {
  'not-taken': 'not taken',
  'not-seen-before': 'whether it is taken shows at the next look',
  retries: 'taken again, but what was refused may wait for its next try',
} as const;

/** Which tasks hold something, how much at most, and how that is known. */
export function describeUnsent({ tasks, read, queue, why }: UnsentTasks): string {
  return `${tasks.length} of ${read} tasks hold what they read: ${fill(queue)}, ${UNSENT[why]}`;
}

function describeWaiting({
  waiting: tasks,
  read,
  queue,
  takenPerSecond,
}: Extract<Bottleneck, { waiting: string[] }>): string {
  const taken = takenPerSecond === 'unknown' ? '' : `, ${Math.round(takenPerSecond)} items/s taken`;
  return `${tasks.length} of ${read} tasks wait for the backend: ${fill(queue)}${taken}`;
}

function fill({ exporter, signal, size, capacity }: ExportQueue): string {
  return `queue of ${exporter} (${signal}) ${size} of ${capacity}`;
}
