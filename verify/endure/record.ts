import { stillToCome } from '../memory/accounts';
import type { MissCause } from '../memory/partition-log';
import { most } from '../memory/ranges';
import type { MemoryWorld } from '../memory/world';

export const TICK_EVERY_MS = 60_000;

/** What is noted while a run goes on. */
export interface RunRecord {
  world: MemoryWorld;
  beginMs: number;
  /** Codes of reasons that are alarms, with when each was said first. */
  alarms: Map<string, number>;
  /** Every time that an alarm was said. */
  alarmedMs: number[];
  /** By the time of a stop: how much longer Kafka would have kept what was passed over until then. */
  lastedMs: Map<number, number>;
  /** Codes of errors that ended an invocation, with how many did. */
  failures: Map<string, number>;
  /** Commands that were accepted and move commits, so that each may stop the tier once. */
  commandsMs: number[];
  /** What a tick left open behind it. */
  leftOpen: number;
}

/** One time that Spillway set desiredCount to 0. */
export interface Stop {
  atMs: number;
  /** Until tasks were started again, by whomever, or the run ended. */
  pauseMs: number;
  /** Whether a person's command asked for it. */
  kind: 'automatic' | 'commanded' | 'urgent-repair';
}

export interface MissingRecords {
  cause: MissCause;
  by: 'spillway' | 'outside' | 'command';
  records: bigint;
  /** Of these, still in Kafka. */
  retained: bigint;
}

/** Stops by Spillway, in order; what they were for is not looked at yet. */
export function stopsIn({ service, nowMs }: MemoryWorld): Omit<Stop, 'kind'>[] {
  const history = service.countHistory;
  return history.flatMap(({ atMs, from, to, cause }, index) => {
    if (to !== 0 || from === 0 || cause.by !== 'spillway') return [];
    const start = history.slice(index + 1).find((each) => each.to > 0);
    return [{ atMs, pauseMs: (start?.atMs ?? nowMs) - atMs }];
  });
}

/** What the backend does not have and nobody will send, each record once, by the last thing that happened to it. */
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

/** How much longer Kafka keeps the first record that was passed over and not read since; infinite without one. */
export function skippedLastsMs({ topics, nowMs }: MemoryWorld): number {
  const lasts = [...topics.values()].flatMap(({ partitions, retention }) =>
    partitions.flatMap((log) =>
      log
        .openMisses()
        .filter(({ cause, to }) => cause === 'passed-over' && to > log.logStart)
        .map(({ from }) => {
          // Bytes tell no time: traffic may rise at any moment.
          if (typeof retention.bytes === 'number') return 0;
          if (typeof retention.ms !== 'number') return Number.POSITIVE_INFINITY;
          return (log.writtenAtMs(most(from, log.logStart)) ?? nowMs) + retention.ms - nowMs;
        }),
    ),
  );
  return Math.min(Number.POSITIVE_INFINITY, ...lasts);
}

/** The most of these times within any window. */
export function mostWithin(timesMs: readonly number[], windowMs: number): number {
  return Math.max(
    0,
    ...timesMs.map((from) => timesMs.filter((each) => each >= from && each < from + windowMs).length),
  );
}
