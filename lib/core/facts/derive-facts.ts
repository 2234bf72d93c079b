import { createHash } from 'node:crypto';
import { assumedRetentionMs, type InitialOffset, type PipelineSpec, signalsOf } from '../../pipeline';
import { judgeDrained, type Watermarks } from '../lag/drained';
import { measureLag } from '../lag/lag';
import { progressBetween } from '../lag/progress';
import { stuckPartitions, watchStuck } from '../lag/stuck';
import { slowestLoss } from '../lag/time-to-loss';
import type { KafkaSnapshot } from '../snapshot/kafka';
import { findBottleneck } from './bottleneck';
import { type CommitSums, commitSums, signalsGoneBack } from './commit-sums';
import { type Coverage, continueCoverage, coverageOf, openOf, repairable } from './coverage';
import { continueDeliveries } from './deliveries';
import { type DesiredCount, isContradicted, trackDesiredCount } from './desired-count';
import { continueDrain, type DrainPace, noteDrain } from './drain-rate';
import { fleetPolicy, isStale, recordPolicy } from './effective-policy';
import type { Facts } from './facts';
import { heldData } from './held';
import { noteRearm } from './history';
import { knownTopics, layoutOf, recreatedTopics, sameTopics, stillKnown } from './layout';
import { earlierLook } from './metrics-looks';
import type { Observation } from './observation';
import { type Readers, readersOf } from './readers';
import { allTasksGone, isSettled } from './rollout';
import { partitionKey, type Survey, surveyOf } from './survey';
import type { Tracked } from './tracked';
import { findUnsent, silentTasks } from './unsent-tasks';
import { taskTarget, usefulTasks } from './useful-tasks';

/** What the facts need to know of a recreate. */
export interface UnderWay {
  /** A stop of ours is not repaid yet. */
  stopped: boolean;
  /** When Spillway last stored latest. */
  flippedAtMs: number | undefined;
}

export interface Derived {
  facts: Facts;
  tracked: Tracked;
  /** What a warm process keeps of the drain under way. */
  drain: DrainPace | undefined;
}

/** The floor of commits is noted again so often: each note is a write of the state. */
const FLOOR_EVERY_MS = 15 * 60_000;

/**
 * Derives all facts of a tick, and continues what is tracked.
 *
 * @param stored coverage as it is stored; `undefined` where there is none, or it cannot be read
 */
export function deriveFacts(
  observation: Observation & { kafka: KafkaSnapshot },
  before: Tracked,
  stored: Coverage | undefined,
  spec: PipelineSpec,
  underWay: UnderWay,
): Derived {
  const { kafka, service, config, nowMs, warm, metrics } = observation;
  const { policy } = spec;
  const topics = signalsOf(spec);
  const stale = isStale(before.policies.at(-1), config);
  const policies = recordPolicy(before.policies, config);
  const history = isOverruled(policies, underWay.flippedAtMs)
    ? noteRearm(before.history, nowMs)
    : before.history;
  const fleet = fleetPolicy(policies, service.tasks, policy.configSettlesMs);
  const latestInForce = config.initialOffset === 'latest' || fleet.latest > 0;
  const inForce: InitialOffset = latestInForce ? 'latest' : 'earliest';
  const lag = measureLag(kafka, topics, { policy: inForce });
  const survey = surveyOf(kafka, lag);
  const progress = progressBetween(warm.lag, lag);
  const groupEmpty = kafka.group.state === 'Empty' || kafka.group.state === 'Dead';
  const tasksGone = allTasksGone(service);
  const settled = isSettled(service);
  const readers = readersOf(kafka, service, config, nowMs, settled);
  const stuckWatch = underWay.stopped ? before.stuck : watchStuck(before.stuck, warm.lag, kafka);
  const stuck = stuckPartitions(stuckWatch, kafka, policy.stuckAfterMs);
  const leftOut = new Set(policy.stuckPartitions === 'exclude' ? stuck.map(partitionKey) : []);
  const verdict = judgeDrained(
    kafka,
    survey,
    marksOf(before, warm.watermarks),
    policy.drainedWithinMs,
    (each) => leftOut.size > 0 && leftOut.has(partitionKey(each)),
  );
  const { drained } = verdict;
  const coverage = coverageNow(stored, observation, survey, readers, {
    ...{ fleet, latestInForce, lag: warm.lag, layout: before.layout },
  });
  const coverageLost = latestInForce && (before.coverageLost === true || (before.covers === true && !stored));
  const tasks = taskTarget(usefulTasks(kafka), !drained, spec.tiers.processing.tasks);
  const desired = trackDesiredCount(
    before.desired,
    service.desiredCount,
    underWay.stopped ? undefined : tasks.target,
    nowMs,
  );
  const known = knownLayout(before.layout, kafka, tasksGone, nowMs);
  const sums = tasksGone ? {} : commitSums(kafka);
  const floor = floorOf(before.floor, sums, tasksGone, nowMs);
  const emptySinceMs = groupEmpty ? (before.emptySinceMs ?? nowMs) : undefined;
  const absentSinceMs = readers.absentTasks > 0 ? (before.absentSinceMs ?? nowMs) : undefined;
  const unread = unreadSince(before.unread, survey, kafka, nowMs);
  const deliveries = underWay.stopped
    ? (warm.deliveries ?? { pending: [], delivered: undefined })
    : continueDeliveries(
        warm.deliveries,
        kafka,
        metrics,
        service.tasks.map(({ id }) => id),
        config.processorsMs,
      );
  const looks = warm.looks ?? [];
  const recreated = before.layout && !tasksGone ? recreatedTopics(before.layout.topics, kafka) : [];
  // Of a topic that was recreated only a restart makes receivers ask for what is new.
  const unassigned = once(() =>
    unassignedIn(kafka, survey)?.filter(({ topic }) => !recreated.includes(topic)),
  );
  const loss = once(() => slowestLoss(kafka, assumedRetentionMs(spec)));
  const pace = drained ? warm.drain : continueDrain(warm.drain, progress, service.runningCount);
  const noted = noteDrain(before.rate, pace, drained);
  const lingering = lingeringOf(before.lingering, { tasksGone, groupEmpty, settled, readers });
  const facts: Facts = {
    ...{
      nowMs,
      kafka,
      service,
      config,
      spec,
      policy,
      topics,
      survey,
      lag,
      drained,
      stuck,
      fleet,
      latestInForce,
    },
    ...{
      inForce,
      readers,
      absentSinceMs,
      groupEmpty,
      tasksGone,
      settled,
      unread,
      emptySinceMs,
      tasks,
    },
    progress,
    assumedRetentionMs: assumedRetentionMs(spec),
    undrained: verdict.undrained,
    excluded: verdict.excluded,
    get loss() {
      return loss();
    },
    get unassigned() {
      return unassigned();
    },
    coverage,
    coverageLost,
    owed: coverage ? openOf(coverage) : [],
    repairable: coverage ? repairable(coverage, survey) : [],
    recreated,
    commitsBack: signalsGoneBack(before.floor?.sums, sums),
    contradiction: contradictionOf(desired, service.desiredCount, stale),
    externalCount: desired.externalSinceMs === undefined ? undefined : { count: desired.count },
    configSettled:
      policies.every(({ initialOffset }) => initialOffset === policies.at(-1)?.initialOffset) ||
      nowMs - (policies.at(-1)?.fromMs ?? 0) >= policy.configSettlesMs,
    bottleneck:
      service.runningCount === 0
        ? undefined
        : findBottleneck(metrics && earlierLook(looks, metrics.atMs), metrics),
    unsent: findUnsent(looks, metrics),
    unsentUnknown: silentTasks(metrics, service, nowMs),
    deliveries,
    held: heldData(deliveries, metrics, service, config, drained),
    lingering,
    history,
  };
  const tracked: Tracked = {
    ...before,
    ...{ history, policies, desired, floor, emptySinceMs, absentSinceMs, unread, lingering },
    group: spec.group,
    drainedSinceMs: drained ? (before.drainedSinceMs ?? nowMs) : undefined,
    watermarks: verdict.watermarks,
    stuck: stuckWatch,
    layout: known,
    rate: noted.rate,
    covers: coverage !== undefined,
    coverageLost: coverageLost || undefined,
    ...lastGood(before, facts, stale),
  };
  return { facts, tracked, drain: noted.pace };
}

/** Somebody stored earliest over our latest: it stays for as long as after a re-arm of our own. */
function isOverruled(policies: Tracked['policies'], flippedAtMs: number | undefined): boolean {
  const now = policies.at(-1);
  return flippedAtMs !== undefined && now?.initialOffset === 'earliest' && now.fromMs > flippedAtMs;
}

/** What is stored, and what only this process still knows. */
function marksOf({ watermarks }: Tracked, warm: Watermarks | undefined): Watermarks[] {
  return warm ? [watermarks, warm] : [watermarks];
}

/**
 * latest that somebody else stored is taken over: it covers what the receivers know, and what has no commit is owed. The
 * same happens when the coverage was lost.
 */
function coverageNow(
  stored: Coverage | undefined,
  { kafka, config, service, nowMs }: Observation & { kafka: KafkaSnapshot },
  survey: Survey,
  { ownerOf }: Readers,
  more: {
    fleet: { latest: number };
    latestInForce: boolean;
    lag: Observation['warm']['lag'];
    layout: Tracked['layout'];
  },
): Coverage | undefined {
  if (!stored && (!more.latestInForce || config.mismatch !== undefined)) return undefined;
  const before = stored ?? coverageOf(kafka, more.layout?.topics);
  return (
    before &&
    continueCoverage(before, {
      ...{ nowMs, kafka, survey, ownerOf, lastLag: more.lag, latestInForce: more.latestInForce },
      tasksOnLatest: more.fleet.latest > 0,
      tasks: fingerprintOf(service.tasks),
      takenOver: !stored,
    })
  );
}

/** Short, since it stands in a small parameter once for each range of partitions. */
function fingerprintOf(tasks: readonly { id: string }[]): string {
  const ids = tasks.map(({ id }) => id).sort();
  return createHash('sha256').update(ids.join('\n')).digest('base64url').slice(0, 16);
}

/** A stable group begins to read every partition that has records within seconds. While it is not stable, no time counts. */
function unreadSince(
  before: Tracked['unread'],
  { unread }: Survey,
  { group }: KafkaSnapshot,
  nowMs: number,
): Tracked['unread'] {
  if (unread.length === 0) return undefined;
  if (group.state === 'Stable') return before ?? { sinceMs: nowMs };
  return before && { ...before, sinceMs: nowMs };
}

/** What running receivers know stays as they know it; without tasks it is what is there. */
function knownLayout(
  before: Tracked['layout'],
  kafka: KafkaSnapshot,
  tasksGone: boolean,
  nowMs: number,
): Tracked['layout'] {
  const layout = layoutOf(kafka);
  if (!layout) return before;
  const now = knownTopics(layout);
  const topics = before && !tasksGone ? stillKnown(before.topics, now, kafka) : now;
  return before && sameTopics(before.topics, topics) ? before : { topics, sinceMs: nowMs };
}

/** Commits are moved on purpose only while no task runs: what comes after begins a new floor. */
function floorOf(
  before: Tracked['floor'],
  sums: CommitSums,
  tasksGone: boolean,
  nowMs: number,
): Tracked['floor'] {
  if (tasksGone) return undefined;
  if (before && nowMs - before.atMs < FLOOR_EVERY_MS) return before;
  return { atMs: nowMs, sums: { ...before?.sums, ...sums } };
}

function unassignedIn({ group }: KafkaSnapshot, { partitions }: Survey): Facts['unassigned'] {
  const assigned = new Map<string, Set<number>>();
  for (const { assignment } of group.members) {
    if (assignment === 'unknown') return undefined;
    for (const { topic, partitions: numbers } of assignment) {
      const known = assigned.get(topic) ?? new Set();
      for (const number of numbers) known.add(number);
      assigned.set(topic, known);
    }
  }
  return partitions.filter(({ topic, partition }) => !assigned.get(topic)?.has(partition));
}

function contradictionOf(desired: DesiredCount, shown: number, stale: boolean): string | undefined {
  if (stale) return 'SSM shows an older config than the one that is known';
  if (!isContradicted(desired, shown)) return undefined;
  const expected = desired.setAtMs === undefined ? 'known' : 'set';
  return `ECS shows desiredCount ${shown}, and ${desired.count} was ${expected} last`;
}

function lingeringOf(
  before: string | undefined,
  now: Pick<Facts, 'tasksGone' | 'groupEmpty' | 'settled' | 'readers'>,
): string | undefined {
  if (before === undefined || now.groupEmpty) return undefined;
  return !now.tasksGone && now.settled && now.readers.foreign === undefined ? undefined : before;
}

/** The config that every running task started with, once all of them read their topics, and their task definition. */
function lastGood(
  { goodVersion, goodDefinition }: Tracked,
  facts: Facts,
  stale: boolean,
): Pick<Tracked, 'goodVersion' | 'goodDefinition'> {
  const { config, service, settled, kafka, readers } = facts;
  const before = { goodVersion, goodDefinition };
  const definition = service.deployments.find(({ status }) => status === 'PRIMARY')?.taskDefinition;
  if (stale || (config.version === goodVersion && definition === goodDefinition)) return before;
  if (config.mismatch !== undefined || config.editProblem !== undefined || service.tasks.length === 0)
    return before;
  const allOnIt = service.tasks.every(
    ({ createdAtMs }) => createdAtMs !== undefined && createdAtMs >= config.lastModifiedMs,
  );
  const works = settled && kafka.group.state === 'Stable' && readers.foreign === undefined;
  if (!allOnIt || !works || facts.unassigned?.length !== 0) return before;
  return { goodVersion: config.version, goodDefinition: definition };
}

/** Asked for in some ticks only, and costly over many partitions. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
