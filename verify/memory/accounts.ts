import type { PartitionLog } from './partition-log';
import { RangeSet } from './ranges';
import type { MemoryWorld } from './world';

/** Records that the backend may still receive, because a task holds them or has yet to read them. */
export function stillToCome({ tasks }: MemoryWorld, log: PartitionLog): RangeSet {
  const collectors = tasks.flatMap(({ collector }) => collector ?? []);
  const coming = new RangeSet();
  for (const collector of collectors) {
    for (const held of collector.held()) if (held.log === log) coming.add(held);
  }
  const position = collectors
    .map((collector) => collector.positionOf(log))
    .find((each) => each !== undefined);
  coming.add({
    from: position ?? (log.isCovered ? (log.committed as bigint) : log.logStart),
    to: log.logEnd,
  });
  return coming;
}

/**
 * The number of records that are neither delivered, nor still to come, nor recorded as missing. It is 0 unless this
 * world loses track of something.
 */
export function unaccounted(world: MemoryWorld): bigint {
  return world.logs.reduce((sum, log) => {
    const known = stillToCome(world, log);
    for (const miss of log.misses) known.add(miss);
    return log.delivered
      .missingIn({ from: 0n, to: log.logEnd })
      .reduce((count, range) => count + known.countMissingIn(range), sum);
  }, 0n);
}
