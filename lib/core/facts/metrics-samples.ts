import type { FleetMetrics } from '../snapshot/task-metrics';
import { LEAST_APART_MS } from './bottleneck';

/** The newest sample that is old enough to show progress since. */
export function earlierSample(samples: readonly FleetMetrics[], nowMs: number): FleetMetrics | undefined {
  return samples.findLast(({ atMs }) => nowMs - atMs >= LEAST_APART_MS);
}

/** In less time than this even a healthy backend may accept nothing. */
const MIN_RECENT_MS = 1_000;
/** An older sample says nothing about the present. Follow-up ticks are 5 s apart. */
const MAX_RECENT_MS = 15_000;

/** The newest sample that is old enough to show progress, and recent enough to show the present. */
export function recentSample(samples: readonly FleetMetrics[], nowMs: number): FleetMetrics | undefined {
  const sample = samples.findLast(({ atMs }) => nowMs - atMs >= MIN_RECENT_MS);
  return sample && nowMs - sample.atMs <= MAX_RECENT_MS ? sample : undefined;
}

/**
 * A refused request waits in the exporter for its retry: with the Collector's defaults at most 30 s plus 50 % jitter, while
 * other requests may succeed. A shutdown drops the waiting request.
 */
const MAX_RETRY_WAIT_MS = 45_000;

/** Samples recent enough that a request refused then may still wait for its retry. */
export function samplesWithinRetry(samples: readonly FleetMetrics[], nowMs: number): FleetMetrics[] {
  return samples.filter(({ atMs }) => atMs <= nowMs && nowMs - atMs <= MAX_RETRY_WAIT_MS);
}

/** The samples that a process keeps, the oldest first: one to compare the next sample with, and the recent ones. */
export function keepSamples(
  samples: readonly FleetMetrics[],
  current: FleetMetrics | undefined,
): FleetMetrics[] {
  if (!current) return [];
  const recent = samplesWithinRetry(samples, current.atMs);
  const earlier = earlierSample(samples, current.atMs);
  return [...(earlier && !recent.includes(earlier) ? [earlier] : []), ...recent, current];
}
