import { counted, plainName } from '../../pipeline';
import type { ExportQueue } from '../snapshot/task-metrics';
import { listed } from '../vocabulary/listed';
import type { Bottleneck } from './bottleneck';
import type { UnsentTasks } from './unsent-tasks';

export function describeBottleneck(bottleneck: Bottleneck): string {
  switch (bottleneck.kind) {
    case 'backend':
      return `${describeWaiting(bottleneck)}; more tasks would not help`;
    case 'some-tasks':
      return `${describeWaiting(bottleneck)}: ${listed(bottleneck.waiting.map(plainName))}`;
    case 'sampling':
      return describeSampling(bottleneck);
    case 'tasks':
      return `the export queues of ${bottleneck.read === 1 ? 'the task' : `all ${bottleneck.read} tasks`} have room; the fullest: ${fill(bottleneck.queue)}`;
    case 'unknown':
      return bottleneck.why;
  }
}

const UNSENT = {
  'not-taken': 'and the backend does not accept it',
  'not-seen-before': 'and the next tick shows whether the backend accepts it',
  retries: 'and requests that the backend refused may still wait for a retry',
} as const;

export function describeUnsent({ tasks, read, queue, why }: UnsentTasks): string {
  return `${tasks.length} of ${counted(read, 'task')} ${tasks.length === 1 ? 'holds' : 'hold'} unsent data (${fill(queue)}), ${UNSENT[why]}`;
}

function describeWaiting({
  waiting: tasks,
  read,
  queue,
  takenPerSecond,
}: Extract<Bottleneck, { waiting: string[] }>): string {
  const taken = takenPerSecond === 'unknown' ? '' : `, ${Math.round(takenPerSecond)} items/s accepted`;
  return `${tasks.length} of ${counted(read, 'task')} ${tasks.length === 1 ? 'waits' : 'wait'} for the backend: ${fill(queue)}${taken}`;
}

function describeSampling({ full, read, limit }: Extract<Bottleneck, { kind: 'sampling' }>): string {
  const { processor, numTraces, decisionWaitMs, tracesPerSecond } = limit;
  return `${processor} is full in ${full} of ${counted(read, 'task')} (${numTraces} traces, each for ${decisionWaitMs / 1_000} s), so a task takes at most ${Math.round(tracesPerSecond)} traces/s`;
}

function fill({ exporter, signal, size, capacity }: ExportQueue): string {
  return `queue of ${exporter} (${signal}) at ${size} of ${capacity}`;
}
