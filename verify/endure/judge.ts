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
/** How long after its acceptance a command may still stop the tier. */
const COMMAND_WAITS_MS = 2 * 3_600_000;
/** The longest back-off. A repair is urgent if its records would be deleted before that. */
const LONGEST_BACK_OFF_MS = 12 * 3_600_000;
/** An urgent repair must have raised an alarm within this time of its stop. */
const ANNOUNCED_WITHIN_MS = 3_600_000;
/** The time from desiredCount to a reading task, with a margin. */
const START_S = 60;
/** How many failed invocations in a run count as an alarm. CloudWatch counts each one as an error. */
const FAILURES_THAT_ALARM = 3;

/** The verdict on one run, based only on what happened in the world. */
export interface Verdict {
  fault: string;
  /** Automatic stops. Commanded stops and urgent repairs are counted separately. */
  stops: number;
  commandedStops: number;
  urgentRepairs: number;
  /** The highest number of automatic stops in any 24 hours. */
  mostStopsADay: number;
  minutesDown: number;
  longestPauseS: number;
  alarms: string[];
  failures: [code: string, count: number][];
  missing: MissingRecords[];
  ended: string;
  withoutAlarm: boolean;
  /** Broken requirements, one sentence each. */
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

/** Each command may stop the tier once. An urgent repair may always stop it if an alarm announces it. */
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

/** Whether Spillway raised an alarm. */
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
  if (unreadS > boundS + START_S) found.push(`no task read for ${unreadS} s after a stop by Spillway`);
  if (withoutAlarm) found.push('no alarm');
  for (const { cause, by, records } of missing) {
    if (by === 'spillway') found.push(`${records} records ${cause} because of Spillway`);
  }
  const unrepaired = missing.filter(
    ({ by, cause, retained }) => by === 'outside' && cause === 'passed-over' && retained > 0n,
  );
  if (unrepaired.length > 0 && !wasHeard(alarm, record)) {
    found.push('skipped records are still in Kafka, are not repaired, and no alarm reports them');
  }
  const forgotten = unaccounted(world);
  if (forgotten > 0n) found.push(`${forgotten} records unaccounted for`);
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

/** The state of the pipeline at the end of the run. */
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
