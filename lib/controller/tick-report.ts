import type { ManualOperation } from '../core/commands/manual-operation';
import type { Phase } from '../core/decide/outcome';
import type { Bottleneck } from '../core/facts/bottleneck';
import { describeBottleneck } from '../core/facts/describe-bottleneck';
import { describeHeld } from '../core/facts/held-data';
import type { Eta } from '../core/lag/eta';
import type { PartitionLag } from '../core/lag/lag';
import type { TimeLag } from '../core/lag/time-lag';
import type { Recreate } from '../core/recreate/recreate';
import type { Roll } from '../core/roll/roll';
import { describeAction } from '../core/vocabulary/action';
import type { Cost } from '../core/vocabulary/command';
import type { PartitionList, Reason, ReasonCode, ReasonKind } from '../core/vocabulary/reasons';
import { reasonLine } from './reason-line';
import type { TickResult } from './tick-result';

/**
 * The result of a tick as plain JSON: the Lambda's response, the output of `spillway status --json`, and the input of
 * the live view. Offsets are decimal text, times ISO 8601, and a duration's unit is in its name.
 */
export interface TickReport {
  at: string;
  pipeline: string;
  group: string;
  mode: 'observe' | 'act';
  outcome: TickResult['outcome'];
  note?: string;
  phase: Phase;
  drained: boolean;
  /** The decided action in words. */
  action?: string;
  reasons: ReasonReport[];
  /** `total`: offsets that will be read. `atRisk`: offsets that latest would skip. `lost`: deleted unread. */
  lag: {
    total: string;
    atRisk: string;
    lost: string;
    complete: boolean;
    topics: TopicReport[];
    /** How many topics the list leaves out, if only one was asked for. The sums are of all topics. */
    topicsLeftOut?: number;
  };
  /** Age of the oldest unread record; a lower bound if `timeLagComplete` is false. */
  timeLagSeconds: number | 'unknown';
  timeLagComplete: boolean;
  /** An upper bound of that age; absent if `timeLagComplete`, or if nothing bounds it. */
  timeLagAtMostSeconds?: number;
  /** Partitions whose first unread record is stamped in the future. */
  stampedAhead: number;
  eta: Eta;
  /** What limits the drain; absent without a backlog, or without tasks. */
  bottleneck?: { kind: Bottleneck['kind']; text: string };
  /** When retention may delete the first unread record; absent if no record is at risk. */
  loss?: { topic: string; partition: number; seconds: number; by: string };
  /** Partitions whose time to loss is unknown. */
  lossUnknown: number;
  /** Partitions that hold most of their topic's lag. */
  skewed: { topic: string; partition: number; share: number; owner?: string }[];
  tasks: TickResult['tasks'];
  initialOffset: TickResult['initialOffset'];
  readers: ReadersReport;
  recreate?: { purpose: Recreate['purpose']; phase: Recreate['phase']; since: string };
  roll?: { why: Roll['why']; since: string };
  /** The command in progress. */
  manualOperation?: {
    id: string;
    kind: ManualOperation['command']['kind'];
    phase: ManualOperation['phase'];
    since: string;
  };
  /** Tasks that Spillway stopped and has not started again yet. */
  stopped?: { tasks: number; for: string; since: string };
  paused?: { since: string };
  /** When latest was last stored by Spillway. */
  flip?: { at: string };
  answer?: AnswerReport;
}

export interface AnswerReport {
  accepted: boolean;
  /** The reasons, one line each. */
  lines: string[];
  cost?: CostReport;
}

export interface CostReport extends Omit<Cost, 'offsets' | 'cutOffsets' | 'queued'> {
  offsets: string;
  cutOffsets: string;
  /** Data that the tasks hold, and what a stop would do to it. */
  queued: { kind: Cost['queued']['kind']; text: string };
}

export interface ReadersReport {
  state: string;
  /** `tasks` counts those that have run for at least a minute; `absent` is how many of them are not in the group. */
  tasks: number;
  absent: number;
  members: {
    clientId: string;
    host: string;
    partitions: { topic: string; partitions: number[] }[] | 'unknown';
  }[];
  /** Describes members that do not belong to the service. */
  foreign?: string;
}

export interface ReasonReport {
  code: ReasonCode;
  kind: ReasonKind;
  /** Code, partitions and text in one line. It names the worst partitions and counts the rest. */
  line: string;
  /** All partitions that it is about. */
  where: PartitionList[];
  since?: string;
}

export interface TopicReport {
  signal: string;
  topic: string;
  lag: string;
  atRisk: string;
  problem?: 'missing' | 'unknown';
  partitions: PartitionReport[];
}

export interface PartitionReport {
  partition: number;
  state: PartitionLag['kind'];
  /** Offsets, or `unknown`. */
  lag: string;
  atRisk: string;
  /** Age of its first unread record. */
  timeLagSeconds: number | 'unknown';
}

export function toReport(result: TickResult): TickReport {
  const { recreate, roll, manualOperation, debt, flip, pausedSinceMs, answer, loss } = result;
  return {
    at: iso(result.atMs),
    pipeline: result.pipeline,
    group: result.group,
    mode: result.mode,
    outcome: result.outcome,
    ...(result.note === undefined ? {} : { note: result.note }),
    phase: result.phase,
    drained: result.drained,
    ...(result.action ? { action: describeAction(result.action) } : {}),
    reasons: result.reasons.map((each) => reasonReport(each, result)),
    lag: lagReport(result),
    timeLagSeconds: seconds(result.timeLag.ms),
    timeLagComplete: result.timeLag.complete,
    ...(result.timeLag.atMostMs === undefined
      ? {}
      : { timeLagAtMostSeconds: Math.round(result.timeLag.atMostMs / 1000) }),
    stampedAhead: result.timeLag.stampedAhead,
    eta: result.eta,
    ...(result.bottleneck
      ? { bottleneck: { kind: result.bottleneck.kind, text: describeBottleneck(result.bottleneck) } }
      : {}),
    ...(loss.soonest ? { loss: lossReport(loss.soonest) } : {}),
    lossUnknown: loss.unknown,
    skewed: result.skewed.map(({ topic, partition, share, owner }) => ({
      topic,
      partition,
      share,
      ...(owner === undefined ? {} : { owner }),
    })),
    tasks: result.tasks,
    initialOffset: result.initialOffset,
    readers: readersReport(result),
    ...(recreate ? { recreate: recreateReport(recreate) } : {}),
    ...(roll ? { roll: { why: roll.why, since: iso(roll.startedAtMs) } } : {}),
    ...(manualOperation ? { manualOperation: manualReport(manualOperation) } : {}),
    ...(debt ? { stopped: { tasks: debt.count, for: debt.for, since: iso(debt.stoppedAtMs) } } : {}),
    ...(pausedSinceMs === undefined ? {} : { paused: { since: iso(pausedSinceMs) } }),
    ...(flip ? { flip: { at: iso(flip.atMs) } } : {}),
    ...(answer ? { answer: answerReport(answer, result) } : {}),
  };
}

function recreateReport({ purpose, phase, phaseSinceMs }: Recreate): NonNullable<TickReport['recreate']> {
  return { purpose, phase, since: iso(phaseSinceMs) };
}

function reasonReport(each: Reason, { lag }: TickResult): ReasonReport {
  return {
    code: each.code,
    kind: each.kind,
    line: reasonLine(each, lag),
    where: each.where,
    ...(each.sinceMs === undefined ? {} : { since: iso(each.sinceMs) }),
  };
}

function lagReport({ lag, timeLag }: TickResult): TickReport['lag'] {
  const times = new Map(
    timeLag.topics.map(({ topic, partitions }) => [
      topic,
      new Map(partitions.map((each) => [each.partition, each.timeLag])),
    ]),
  );
  return {
    total: String(lag.lag),
    atRisk: String(lag.atRisk),
    lost: String(lag.lost),
    complete: lag.complete,
    topics: lag.topics.map((topic) => ({
      signal: topic.signal,
      topic: topic.topic,
      lag: String(topic.lag),
      atRisk: String(topic.atRisk),
      ...(topic.problem ? { problem: topic.problem } : {}),
      partitions: topic.partitions.map((each) => ({
        partition: each.partition,
        state: each.kind,
        lag: offsetsOf(each, 'lag'),
        atRisk: offsetsOf(each, 'atRisk'),
        timeLagSeconds: secondsOf(times.get(topic.topic)?.get(each.partition)),
      })),
    })),
  };
}

function offsetsOf(partition: PartitionLag, figure: 'lag' | 'atRisk'): string {
  if (partition.kind === 'unknown') return 'unknown';
  const lag = 'lag' in partition ? partition.lag : 0n;
  const atRisk = 'atRisk' in partition ? partition.atRisk : 0n;
  return String(figure === 'lag' ? lag : atRisk);
}

function readersReport({ readers }: TickResult): ReadersReport {
  const { state, members, establishedTasks, absentTasks, foreign } = readers;
  return {
    state,
    tasks: establishedTasks,
    absent: absentTasks,
    members: members.map(({ clientId, host, assignment }) => ({ clientId, host, partitions: assignment })),
    ...(foreign === undefined ? {} : { foreign }),
  };
}

function manualReport({
  id,
  command,
  phase,
  phaseSinceMs,
}: ManualOperation): NonNullable<TickReport['manualOperation']> {
  return { id, kind: command.kind, phase, since: iso(phaseSinceMs) };
}

function lossReport({
  topic,
  partition,
  leftMs,
  by,
}: NonNullable<TickResult['loss']['soonest']>): NonNullable<TickReport['loss']> {
  return { topic, partition, seconds: Math.round(leftMs / 1000), by };
}

function answerReport(
  { accepted, reasons, cost }: NonNullable<TickResult['answer']>,
  { lag }: TickResult,
): AnswerReport {
  return {
    accepted,
    lines: reasons.map((each) => reasonLine(each, lag)),
    ...(cost ? { cost: costReport(cost) } : {}),
  };
}

export function costReport({ offsets, cutOffsets, queued, ...cost }: Cost): CostReport {
  return {
    ...cost,
    offsets: String(offsets),
    cutOffsets: String(cutOffsets),
    queued: { kind: queued.kind, text: describeHeld(queued) },
  };
}

function secondsOf(timeLag: TimeLag | undefined): number | 'unknown' {
  const isKnown = timeLag && timeLag.kind !== 'unknown' && timeLag.kind !== 'at-most';
  return isKnown ? seconds(timeLag.ms) : 'unknown';
}

function seconds(ms: number | 'unknown'): number | 'unknown' {
  return ms === 'unknown' ? ms : Math.round(ms / 1000);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
