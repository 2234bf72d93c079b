import type { PipelineSpec } from '../../pipeline';
import { findBottleneck } from './bottleneck';
import { continueDeliveries, NO_DELIVERIES } from './deliveries';
import { type DesiredCount, isContradicted, trackDesiredCount } from './desired-count';
import { heldData } from './held-data';
import { earlierSample } from './metrics-samples';
import type { KafkaObservation } from './observation';
import type { Tracked } from './tracked';
import { findUnsent, silentTasks } from './unsent-tasks';
import { taskTarget, usefulTasks } from './useful-tasks';

/** How many tasks there should be, and who set the current desiredCount. */
export function countFacts(
  { kafka, service, nowMs }: KafkaObservation,
  before: Tracked,
  spec: PipelineSpec,
  { drained, stopped, stale }: { drained: boolean; stopped: boolean; stale: boolean },
) {
  const tasks = taskTarget(usefulTasks(kafka), !drained, spec.tiers.processing.tasks);
  const target = stopped ? undefined : tasks.target;
  const desired = trackDesiredCount(before.desired, service.desiredCount, target, nowMs);
  return {
    tasks,
    desired,
    externalCount: desired.externalSinceMs === undefined ? undefined : { count: desired.count },
    contradiction: contradictionOf(desired, service.desiredCount, stale),
  };
}

function contradictionOf(desired: DesiredCount, shown: number, stale: boolean): string | undefined {
  if (stale) return 'SSM shows an older config than the last known one';
  if (!isContradicted(desired, shown)) return undefined;
  const expected = desired.setAtMs === undefined ? 'it was' : 'Spillway set it to';
  return `ECS shows desiredCount ${shown}, but ${expected} ${desired.count}`;
}

/** What the tasks hold, and whether the backend accepts it. */
export function exportFacts(
  { kafka, service, config, nowMs, warm, metrics }: KafkaObservation,
  drained: boolean,
  stopped: boolean,
) {
  const samples = warm.samples ?? [];
  const running = service.tasks.map(({ id }) => id);
  const deliveries = stopped
    ? (warm.deliveries ?? NO_DELIVERIES)
    : continueDeliveries(warm.deliveries, kafka, metrics, running, config.processorsMs);
  return {
    bottleneck:
      service.runningCount === 0
        ? undefined
        : findBottleneck(metrics && earlierSample(samples, metrics.atMs), metrics, config.sampling),
    unsent: findUnsent(samples, metrics),
    unsentUnknown: silentTasks(metrics, service, nowMs),
    deliveries,
    held: heldData(deliveries, metrics, service, config, drained),
  };
}
