import type { SamplingLimit } from '../snapshot/config';
import type { ExportQueue, FleetMetrics, TaskMetrics } from '../snapshot/task-metrics';

export type ReadTask = Extract<TaskMetrics, { kind: 'read' }>;

/** A blocking queue stays just below its capacity, because a request that does not fit waits outside it. */
const FULL = 0.9;

/** The readable tasks of a sample, by id. */
export function readById(sample: FleetMetrics | undefined): Map<string, ReadTask> {
  const read = (sample?.tasks ?? []).filter((task) => task.kind === 'read');
  return new Map(read.map((task) => [task.id, task]));
}

export function isFull({ queues }: ReadTask): boolean {
  return queues.some((queue) => filled(queue) >= FULL);
}

/** tail_sampling decides once a second, and counts its traces after those that it decided have left. */
const DECIDES_EVERY_MS = 1_000;
/** The least share of its traces that stays at a decision, even with a short `decision_wait`. */
const LEAST_SHARE_LEFT = 0.5;

export function samplerIsFull(
  { sampling = 0 }: ReadTask,
  { numTraces, decisionWaitMs }: SamplingLimit,
): boolean {
  const left = Math.max(LEAST_SHARE_LEFT, 1 - DECIDES_EVERY_MS / decisionWaitMs);
  return sampling >= FULL * left * numTraces;
}

export function holds({ queues }: ReadTask): boolean {
  return queues.some(({ size }) => size > 0);
}

export function fullest(queues: readonly ExportQueue[]): ExportQueue | undefined {
  return queues.reduce<ExportQueue | undefined>(
    (most, queue) => (!most || filled(queue) > filled(most) ? queue : most),
    undefined,
  );
}

function filled({ size, capacity }: ExportQueue): number {
  return capacity > 0 ? size / capacity : 0;
}
