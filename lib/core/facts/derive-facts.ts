import { assumedRetentionMs, type InitialOffset, type PipelineSpec, signalsOf } from '../../pipeline';
import { judgeDrained } from '../lag/drained';
import { measureLag } from '../lag/lag';
import { progressBetween } from '../lag/progress';
import { stuckPartitions, watchStuck } from '../lag/stuck';
import { slowestLoss } from '../lag/time-to-loss';
import { commitSums, signalsGoneBack } from './commit-sums';
import type { Coverage } from './coverage';
import { continueDrain, type DrainPace, noteDrain } from './drain-rate';
import { fleetPolicy, isStale, recordPolicy } from './effective-policy';
import type { Facts } from './facts';
import { coverageFacts, groupFacts, unassignedIn, unreadSince } from './group-facts';
import { noteRearm } from './history';
import { recreatedTopics } from './layout';
import type { KafkaObservation } from './observation';
import { failedBefore } from './rollout';
import { partitionKey, surveyOf } from './survey';
import { countFacts, exportFacts } from './task-facts';
import { floorOf, knownLayout, lastGood } from './track-facts';
import type { Tracked } from './tracked';

/** What the facts depend on besides the observation. */
export interface DeriveContext {
  /** Spillway has stopped the tasks and still owes their start. */
  stopped: boolean;
  /** When Spillway last stored latest. */
  flippedAtMs: number | undefined;
}

export interface Derived {
  facts: Facts;
  tracked: Tracked;
  /** Consumption during the current drain; kept only in a warm process. */
  drain: DrainPace | undefined;
}

/**
 * Derives all facts of a tick, and updates what is tracked from tick to tick.
 *
 * @param stored the stored coverage; `undefined` if there is none, or it cannot be read
 */
export function deriveFacts(
  observation: KafkaObservation,
  before: Tracked,
  stored: Coverage | undefined,
  spec: PipelineSpec,
  { stopped, flippedAtMs }: DeriveContext,
): Derived {
  const { kafka, service, config, nowMs, warm } = observation;
  const stale = isStale(before.policies.at(-1), config);

  const { policies, ...offset } = offsetFacts(observation, before, spec, flippedAtMs);
  const { stuckWatch, watermarks, ...backlog } = backlogFacts(
    observation,
    before,
    spec,
    offset.inForce,
    stopped,
  );
  const { survey, drained } = backlog;
  const group = groupFacts(observation, before);
  const coverage = coverageFacts(observation, before, stored, { ...offset, ...group, survey });
  const { desired, ...counts } = countFacts(observation, before, spec, { drained, stopped, stale });
  const sums = group.tasksGone ? {} : commitSums(kafka);
  const recreated = before.layout && !group.tasksGone ? recreatedTopics(before.layout.topics, kafka) : [];
  const loss = once(() => slowestLoss(kafka, assumedRetentionMs(spec)));
  // The receivers of a recreated topic read nothing from it until they restart, whatever they are assigned.
  const unassigned = once(() =>
    unassignedIn(kafka, survey)?.filter(({ topic }) => !recreated.includes(topic)),
  );

  const facts: Facts = {
    nowMs,
    kafka,
    service,
    config,
    spec,
    policy: spec.policy,
    topics: signalsOf(spec),
    assumedRetentionMs: assumedRetentionMs(spec),
    ...offset,
    ...backlog,
    ...group,
    ...coverage,
    ...counts,
    ...exportFacts(observation, drained, stopped),
    get loss() {
      return loss();
    },
    get unassigned() {
      return unassigned();
    },
    unread: unreadSince(before.unread, survey, kafka, nowMs),
    recreated,
    commitsBack: signalsGoneBack(before.floor?.sums, sums),
  };

  const pace = drained ? warm.drain : continueDrain(warm.drain, facts.progress, service.runningCount);
  const noted = noteDrain(before.rate, pace, drained);
  const good = lastGood(before, facts, stale);
  const tracked: Tracked = {
    ...before,
    group: spec.group,
    history: facts.history,
    policies,
    desired,
    watermarks,
    drainedSinceMs: drained ? (before.drainedSinceMs ?? nowMs) : undefined,
    stuck: stuckWatch,
    unread: facts.unread,
    layout: knownLayout(before.layout, kafka, facts.tasksGone, nowMs),
    floor: floorOf(before.floor, sums, facts.tasksGone, nowMs),
    emptySinceMs: facts.emptySinceMs,
    absentSinceMs: facts.absentSinceMs,
    covers: facts.coverage !== undefined,
    coverageLost: facts.coverageLost || undefined,
    rate: noted.rate,
    lingering: facts.lingering,
    ...good,
    failedBefore: stale
      ? before.failedBefore
      : failedBefore({ ...before, ...good }, service, observation.config),
  };
  return { facts, tracked, drain: noted.pace };
}

/** Which initial_offset is stored, and which one the running tasks started with. */
function offsetFacts(
  { config, service, nowMs }: KafkaObservation,
  before: Tracked,
  { policy }: PipelineSpec,
  flippedAtMs: number | undefined,
) {
  const policies = recordPolicy(before.policies, config);
  const newest = policies.at(-1);
  const fleet = fleetPolicy(policies, service.tasks, policy.configSettlesMs);
  const latestInForce = config.initialOffset === 'latest' || fleet.latest > 0;
  const inForce: InitialOffset = latestInForce ? 'latest' : 'earliest';
  return {
    policies,
    fleet,
    latestInForce,
    inForce,
    configSettled:
      policies.every(({ initialOffset }) => initialOffset === newest?.initialOffset) ||
      nowMs - (newest?.fromMs ?? 0) >= policy.configSettlesMs,
    history: isOverruled(policies, flippedAtMs) ? noteRearm(before.history, nowMs) : before.history,
  };
}

/**
 * Someone else stored earliest over our latest. This counts as a re-arm, so the same wait applies before latest is
 * stored again.
 */
function isOverruled(policies: Tracked['policies'], flippedAtMs: number | undefined): boolean {
  const now = policies.at(-1);
  return flippedAtMs !== undefined && now?.initialOffset === 'earliest' && now.fromMs > flippedAtMs;
}

/** How far behind the group is, and which partitions do not advance. */
function backlogFacts(
  { kafka, warm }: KafkaObservation,
  before: Tracked,
  spec: PipelineSpec,
  inForce: InitialOffset,
  stopped: boolean,
) {
  const { policy } = spec;
  const lag = measureLag(kafka, signalsOf(spec), { policy: inForce });
  const survey = surveyOf(kafka, lag);
  // While the tasks are stopped on purpose no partition can advance.
  const stuckWatch = stopped ? before.stuck : watchStuck(before.stuck, warm.lag, kafka);
  const stuck = stuckPartitions(stuckWatch, kafka, policy.stuckAfterMs);
  const excluded = new Set(policy.stuckPartitions === 'exclude' ? stuck.map(partitionKey) : []);
  const verdict = judgeDrained(
    kafka,
    survey,
    warm.watermarks ? [before.watermarks, warm.watermarks] : [before.watermarks],
    policy.drainedWithinMs,
    (each) => excluded.size > 0 && excluded.has(partitionKey(each)),
  );
  return { lag, survey, progress: progressBetween(warm.lag, lag), stuck, stuckWatch, ...verdict };
}

/** Memoised, because few ticks need these and each scans all partitions. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
