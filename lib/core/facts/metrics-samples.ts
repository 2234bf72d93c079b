import type { FleetMetrics } from '../snapshot/task-metrics';
import { LEAST_APART_MS } from './bottleneck';

/** The newest sample that is old enough to show progress since then. */
export function earlierSample(samples: readonly FleetMetrics[], nowMs: number): FleetMetrics | undefined {
  return samples.findLast(({ atMs }) => nowMs - atMs >= LEAST_APART_MS);
}

/** Over a shorter time even a healthy backend may accept nothing. */
const MIN_RECENT_MS = 1_000;
/** An older sample says nothing about now. Follow-up ticks are 5 s apart. */
const MAX_RECENT_MS = 15_000;

/** The newest sample that is old enough to show progress, and recent enough to describe the current state. */
export function recentSample(samples: readonly FleetMetrics[], nowMs: number): FleetMetrics | undefined {
  const sample = samples.findLast(({ atMs }) => nowMs - atMs >= MIN_RECENT_MS);
  return sample && nowMs - sample.atMs <= MAX_RECENT_MS ? sample : undefined;
}

/**
 * A refused request waits in the exporter for its retry, with the Collector's defaults for at most 30 s plus 50 %
 * jitter. Other requests may succeed in the meantime. A shutdown drops the waiting request.
 */
const MAX_RETRY_WAIT_MS = 45_000;

/** Samples so recent that a request refused at that time may still be waiting for its retry. */
export function samplesWithinRetry(samples: readonly FleetMetrics[], nowMs: number): FleetMetrics[] {
  return samples.filter(({ atMs }) => atMs <= nowMs && nowMs - atMs <= MAX_RETRY_WAIT_MS);
}

/** The samples that a process keeps, oldest first: one to compare the next sample with, and the recent ones. */
export function keepSamples(
  samples: readonly FleetMetrics[],
  current: FleetMetrics | undefined,
): FleetMetrics[] {
  if (!current) return [];
  const recent = samplesWithinRetry(samples, current.atMs);
  const earlier = earlierSample(samples, current.atMs);
  return [...(earlier && !recent.includes(earlier) ? [earlier] : []), ...recent, current];
}
