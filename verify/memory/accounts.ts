import type { PartitionLog } from './partition-log';
import { RangeSet } from './ranges';
import type { MemoryWorld } from './world';

/**
 * Records below the read position that are neither delivered, nor held by a task, nor noted as missing. Always 0,
 * unless this world has a bug.
 */
export function unaccounted(world: MemoryWorld): bigint {
  return world.logs.reduce((sum, log) => sum + unaccountedIn(world, log), 0n);
}

function unaccountedIn({ tasks }: MemoryWorld, log: PartitionLog): bigint {
  const collectors = tasks.flatMap(({ collector }) => collector ?? []);
  const known = new RangeSet();
  for (const miss of log.misses) known.add(miss);
  for (const collector of collectors) {
    for (const held of collector.held()) if (held.log === log) known.add(held);
  }
  const position = collectors
    .map((collector) => collector.positionOf(log))
    .find((each) => each !== undefined);
  const next = position ?? (log.isCovered ? (log.committed as bigint) : log.logStart);
  return log.delivered
    .missingIn({ from: 0n, to: next })
    .reduce((sum, range) => sum + known.countMissingIn(range), 0n);
}
