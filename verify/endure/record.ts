import { stillToCome } from '../memory/accounts';
import type { MissCause } from '../memory/partition-log';
import { most } from '../memory/ranges';
import type { MemoryWorld } from '../memory/world';

export const TICK_EVERY_MS = 60_000;

/** What is recorded during a run. */
export interface RunRecord {
  world: MemoryWorld;
  beginMs: number;
  /** The codes of alarm reasons, each with the time when it first appeared. */
  alarms: Map<string, number>;
  /** The times of all alarms. */
  alarmedMs: number[];
  /** For each stop, by its time: how much longer Kafka would have kept the records that were skipped before it. */
  lastedMs: Map<number, number>;
  /** Codes of errors that ended an invocation, with their counts. */
  failures: Map<string, number>;
  /** When commands that move commits were accepted. Each may stop the tier once. */
  commandsMs: number[];
  /** The number of ticks that left a claim or a connection open. */
  leftOpen: number;
}

/** One occasion on which Spillway set desiredCount to 0. */
export interface Stop {
  atMs: number;
  /** Time until tasks were started again, by anyone, or until the run ended. */
  pauseMs: number;
  /** Why Spillway stopped the tasks. */
  kind: 'automatic' | 'commanded' | 'urgent-repair';
}

export interface MissingRecords {
  cause: MissCause;
  by: 'spillway' | 'outside' | 'command';
  records: bigint;
  /** How many of these Kafka still has. */
  retained: bigint;
}

/** Stops by Spillway, in order. The caller adds the kind. */
export function stopsIn({ service, nowMs }: MemoryWorld): Omit<Stop, 'kind'>[] {
  const history = service.countHistory;
  return history.flatMap(({ atMs, from, to, cause }, index) => {
    if (to !== 0 || from === 0 || cause.by !== 'spillway') return [];
    const start = history.slice(index + 1).find((each) => each.to > 0);
    return [{ atMs, pauseMs: (start?.atMs ?? nowMs) - atMs }];
  });
}

/**
 * What the backend does not have and no task will send. Each record is counted once, by the last thing that happened to
 * it.
 */
export function missingIn(world: MemoryWorld): MissingRecords[] {
  const found: MissingRecords[] = [];
  for (const log of world.logs) {
    const counted = stillToCome(world, log);
    for (const miss of log.openMisses().reverse()) {
      for (const range of counted.missingIn(miss)) {
        const records = range.to - range.from;
        const first = most(range.from, log.logStart);
        const retained = range.to > first ? range.to - first : 0n;
        const same = found.find(({ cause, by }) => cause === miss.cause && by === miss.by);
        if (same) {
          same.records += records;
          same.retained += retained;
        } else found.push({ cause: miss.cause, by: miss.by, records, retained });
        counted.add(range);
      }
    }
  }
  return found;
}

/** How much longer Kafka keeps the first skipped record that is still unread; infinite if there is none. */
export function skippedLastsMs({ topics, nowMs }: MemoryWorld): number {
  const lasts = [...topics.values()].flatMap(({ partitions, retention }) =>
    partitions.flatMap((log) =>
      log
        .openMisses()
        .filter(({ cause, to }) => cause === 'passed-over' && to > log.logStart)
        .map(({ from }) => {
          // A limit in bytes guarantees no time, because traffic may rise at any moment.
          if (typeof retention.bytes === 'number') return 0;
          if (typeof retention.ms !== 'number') return Number.POSITIVE_INFINITY;
          return (log.writtenAtMs(most(from, log.logStart)) ?? nowMs) + retention.ms - nowMs;
        }),
    ),
  );
  return Math.min(Number.POSITIVE_INFINITY, ...lasts);
}

/** The largest number of these times within any window of this length. */
export function mostWithin(timesMs: readonly number[], windowMs: number): number {
  return Math.max(
    0,
    ...timesMs.map((from) => timesMs.filter((each) => each >= from && each < from + windowMs).length),
  );
}
