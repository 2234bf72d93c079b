import { unaccounted } from '../memory/accounts';
import type { MemoryWorld } from '../memory/world';
import type { Fault } from './fault';
import {
  type MissingRecords,
  missingIn,
  mostWithin,
  type RunRecord,
  type Stop,
  stopsIn,
  TICK_EVERY_MS,
} from './record';

const DAY_MS = 86_400_000;
const MOST_STOPS_A_DAY = 2;
/** A command that was accepted may wait so long for its turn until it stops the tier. */
const COMMAND_WAITS_MS = 2 * 3_600_000;
/** The longest back-off: a repair whose records would not outlast it is not held back. */
const LONGEST_BACK_OFF_MS = 12 * 3_600_000;
/** An announcement is said around the stop that it announces. */
const ANNOUNCED_WITHIN_MS = 3_600_000;
/** From desiredCount to a task that reads, with room to spare. */
const START_S = 60;
/** Invocations that fail this often in a run are an alarm of their own: each is counted as an error. */
const FAILURES_THAT_ALARM = 3;

/** What is to be said of one run, from what the world shows. */
export interface Verdict {
  fault: string;
  /** Automatic stops; those that a command asked for, and repairs that retention would overtake, apart. */
  stops: number;
  commandedStops: number;
  urgentRepairs: number;
  /** Automatic stops in the worst 24 hours. */
  mostStopsADay: number;
  minutesDown: number;
  longestPauseS: number;
  alarms: string[];
  failures: [code: string, count: number][];
  missing: MissingRecords[];
  ended: string;
  withoutAlarm: boolean;
  /** What must not be, a sentence each. */
  violations: string[];
}

export function judge(fault: Fault, record: RunRecord): Verdict {
  const { world, alarms, failures } = record;
  const stops = classified(stopsIn(world), record);
  const automatic = stops.filter(({ kind }) => kind === 'automatic');
  const missing = missingIn(world);
  const verdict: Omit<Verdict, 'violations'> = {
    fault: fault.name,
    stops: automatic.length,
    commandedStops: stops.filter(({ kind }) => kind === 'commanded').length,
    urgentRepairs: stops.filter(({ kind }) => kind === 'urgent-repair').length,
    mostStopsADay: mostWithin(
      automatic.map(({ atMs }) => atMs),
      DAY_MS,
    ),
    minutesDown: Math.round(
      world.unreadTimes.reduce((ms, { fromMs, toMs }) => ms + toMs - fromMs, 0) / 60_000,
    ),
    longestPauseS: Math.round(Math.max(0, ...stops.map(({ pauseMs }) => pauseMs)) / 1_000),
    alarms: [...alarms.keys()],
    failures: [...failures],
    missing,
    ended: ending(world),
    withoutAlarm: isWithoutAlarm(fault, record),
  };
  return { ...verdict, violations: violationsOf(verdict, fault, record) };
}

/** A command may stop the tier once; a repair that retention would overtake may always, if it is announced. */
function classified(stops: readonly Omit<Stop, 'kind'>[], record: RunRecord): Stop[] {
  const commands = [...record.commandsMs];
  return stops.map((stop) => {
    const index = commands.findIndex(
      (atMs) => stop.atMs >= atMs - TICK_EVERY_MS && stop.atMs - atMs < COMMAND_WAITS_MS,
    );
    if (index >= 0) {
      commands.splice(index, 1);
      return { ...stop, kind: 'commanded' };
    }
    return { ...stop, kind: isUrgent(stop.atMs, record) ? 'urgent-repair' : 'automatic' };
  });
}

function isUrgent(atMs: number, { alarmedMs, lastedMs }: RunRecord): boolean {
  const isAnnounced = alarmedMs.some((each) => Math.abs(each - atMs) <= ANNOUNCED_WITHIN_MS);
  return isAnnounced && (lastedMs.get(atMs) ?? Number.POSITIVE_INFINITY) < LONGEST_BACK_OFF_MS;
}

function isWithoutAlarm({ alarm }: Fault, record: RunRecord): boolean {
  return alarm !== 'not-needed' && !wasHeard(alarm, record);
}

/** Whether a person had to hear of something. */
function wasHeard(alarm: Fault['alarm'], { alarms, failures }: RunRecord): boolean {
  if (alarms.size > 0) return true;
  const failed = [...failures.values()].reduce((sum, count) => sum + count, 0);
  return alarm === 'reason-or-failed-invocation' && failed >= FAILURES_THAT_ALARM;
}

function violationsOf(verdict: Omit<Verdict, 'violations'>, { alarm }: Fault, record: RunRecord): string[] {
  const { world, leftOpen } = record;
  const found: string[] = [];
  const { mostStopsADay, longestPauseS, missing, withoutAlarm } = verdict;
  if (mostStopsADay > MOST_STOPS_A_DAY) found.push(`${mostStopsADay} automatic stops in 24 hours`);
  const boundS = (world.spec.policy.maxPauseMs + TICK_EVERY_MS) / 1_000;
  if (longestPauseS > boundS) found.push(`a pause of ${longestPauseS} s, above ${boundS} s`);
  const unreadS = longestUnreadAfterStop(world) / 1_000;
  if (unreadS > boundS + START_S) found.push(`nobody read for ${unreadS} s after a stop by Spillway`);
  if (withoutAlarm) found.push('no alarm');
  for (const { cause, by, records } of missing) {
    if (by === 'spillway') found.push(`${records} records ${cause} by Spillway's doing`);
  }
  const unrepaired = missing.filter(
    ({ by, cause, retained }) => by === 'outside' && cause === 'passed-over' && retained > 0n,
  );
  if (unrepaired.length > 0 && !wasHeard(alarm, record)) {
    found.push('records that were passed over are still in Kafka, not repaired, and no alarm says so');
  }
  const forgotten = unaccounted(world);
  if (forgotten > 0n) found.push(`${forgotten} records of which this world does not know what became`);
  if (leftOpen > 0) found.push(`${leftOpen} invocations left a claim or a connection open`);
  const stopped =
    world.service.desiredCount === 0 && world.service.countHistory.at(-1)?.cause.by === 'spillway';
  if (stopped && longestPauseS > boundS) found.push('ended with the tier stopped');
  return found;
}

/** The longest time without a reader that began when Spillway stopped or replaced tasks. */
function longestUnreadAfterStop({ unreadTimes, service }: MemoryWorld): number {
  const actsMs = [
    ...service.countHistory.filter(({ from, to, cause }) => to < from && cause.by === 'spillway'),
    ...service.deployments
      .filter(({ cause }) => cause.by === 'spillway')
      .map(({ createdAtMs: atMs }) => ({ atMs })),
  ].map(({ atMs }) => atMs);
  const caused = unreadTimes.filter(({ fromMs }) =>
    actsMs.some((atMs) => fromMs >= atMs && fromMs - atMs <= TICK_EVERY_MS),
  );
  return Math.max(0, ...caused.map(({ fromMs, toMs }) => toMs - fromMs));
}

/** How it stands when time is over. */
function ending(world: MemoryWorld): string {
  const { service, logs, group } = world;
  const reading = service.running.filter(({ collector }) => collector).length;
  const policy = /initial_offset: (\w+)/.exec(world.get('config') ?? '')?.[1] ?? 'unreadable';
  const uncovered = logs.filter(({ isCovered }) => !isCovered).length;
  const lag = logs.reduce(
    (sum, log) => sum + log.logEnd - (log.isCovered ? (log.committed as bigint) : log.logStart),
    0n,
  );
  const parts = [
    `${reading} of ${service.desiredCount} tasks read`,
    `${policy} stored`,
    ...(uncovered > 0 ? [`${uncovered} partitions uncovered`] : []),
    ...(lag > 1_000n ? [`lag ${lag}`] : []),
    ...(group.isStable ? [] : ['group not stable']),
    ...(world.get('debt') === undefined ? [] : ['a debt']),
  ];
  return parts.join(', ');
}
