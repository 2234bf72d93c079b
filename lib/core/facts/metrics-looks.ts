import type { FleetMetrics } from '../snapshot/task-metrics';
import { LEAST_APART_MS } from './bottleneck';

/** The newest of earlier looks that lies far enough back to tell what has moved since. */
export function earlierLook(looks: readonly FleetMetrics[], nowMs: number): FleetMetrics | undefined {
  return looks.findLast(({ atMs }) => nowMs - atMs >= LEAST_APART_MS);
}

/** Within less than this a backend that is well may have taken nothing of a queue in which something waits. */
const LEAST_MOMENT_MS = 1_000;
/** A look that is older tells of a backend that was well then. Follow-up ticks are 5 s apart. */
const LONGEST_MOMENT_MS = 15_000;

/** The newest of earlier looks, if it tells what goes on at this moment. */
export function recentLook(looks: readonly FleetMetrics[], nowMs: number): FleetMetrics | undefined {
  const look = looks.findLast(({ atMs }) => nowMs - atMs >= LEAST_MOMENT_MS);
  return look && nowMs - look.atMs <= LONGEST_MOMENT_MS ? look : undefined;
}

/**
 * A refused request waits in its exporter for its next try, by the Collector's default at most 30 s and half of it more;
 * others may go through meanwhile. A stop ends that wait, and what waits is dropped.
 */
const LONGEST_RETRY_MS = 45_000;

/** The looks that are recent enough for something to wait since then for its next try. */
export function looksWithinRetry(looks: readonly FleetMetrics[], nowMs: number): FleetMetrics[] {
  return looks.filter(({ atMs }) => atMs <= nowMs && nowMs - atMs <= LONGEST_RETRY_MS);
}

/** What a process keeps of its looks, the oldest first: the one that the next look is compared with, and the recent ones. */
export function keepLooks(looks: readonly FleetMetrics[], current: FleetMetrics | undefined): FleetMetrics[] {
  if (!current) return [];
  const recent = looksWithinRetry(looks, current.atMs);
  const earlier = earlierLook(looks, current.atMs);
  return [...(earlier && !recent.includes(earlier) ? [earlier] : []), ...recent, current];
}
