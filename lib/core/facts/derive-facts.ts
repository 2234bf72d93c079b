import { createHash } from 'node:crypto';
import { assumedRetentionMs, type InitialOffset, type PipelineSpec, signalsOf } from '../../pipeline';
import { judgeDrained } from '../lag/drained';
import { measureLag } from '../lag/lag';
import { progressBetween } from '../lag/progress';
import { stuckPartitions, watchStuck } from '../lag/stuck';
import { slowestLoss } from '../lag/time-to-loss';
import type { KafkaSnapshot } from '../snapshot/kafka';
import { primaryOf } from '../snapshot/service';
import { findBottleneck } from './bottleneck';
import { type CommitSums, commitSums, signalsGoneBack } from './commit-sums';
import { type Coverage, continueCoverage, coverageOf, openOf, repairable } from './coverage';
import { continueDeliveries, NO_DELIVERIES } from './deliveries';
import { type DesiredCount, isContradicted, trackDesiredCount } from './desired-count';
import { continueDrain, type DrainPace, noteDrain } from './drain-rate';
import { fleetPolicy, isStale, recordPolicy } from './effective-policy';
import type { Facts } from './facts';
import { heldData } from './held-data';
import { noteRearm } from './history';
import { knownTopics, layoutOf, recreatedTopics, sameTopics, stillKnown } from './layout';
import { earlierSample } from './metrics-samples';
import type { Observation } from './observation';
import { readersOf } from './readers';
import { allTasksGone, isSettled } from './rollout';
import { partitionKey, type Survey, surveyOf } from './survey';
import type { Tracked } from './tracked';
import { findUnsent, silentTasks } from './unsent-tasks';
import { taskTarget, usefulTasks } from './useful-tasks';

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

type KafkaObservation = Observation & { kafka: KafkaSnapshot };

/** How often the floor of commits is renewed. Each renewal writes the state. */
const FLOOR_EVERY_MS = 15 * 60_000;

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
    ...lastGood(before, facts, stale),
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

/** The consumer group, compared with the running tasks. */
function groupFacts({ kafka, service, config, nowMs }: KafkaObservation, before: Tracked) {
  const groupEmpty = kafka.group.state === 'Empty' || kafka.group.state === 'Dead';
  const tasksGone = allTasksGone(service);
  const settled = isSettled(service);
  const readers = readersOf(kafka, service, config, nowMs, settled);
  return {
    groupEmpty,
    tasksGone,
    settled,
    readers,
    emptySinceMs: groupEmpty ? (before.emptySinceMs ?? nowMs) : undefined,
    absentSinceMs: readers.absentTasks > 0 ? (before.absentSinceMs ?? nowMs) : undefined,
    lingering: lingeringOf(before.lingering, { tasksGone, groupEmpty, settled, readers }),
  };
}

function lingeringOf(
  before: string | undefined,
  now: Pick<Facts, 'tasksGone' | 'groupEmpty' | 'settled' | 'readers'>,
): string | undefined {
  if (before === undefined || now.groupEmpty) return undefined;
  return !now.tasksGone && now.settled && now.readers.foreign === undefined ? undefined : before;
}

/**
 * What latest covers and what is owed. If someone else stored latest, or the coverage was lost, a new coverage starts
 * from the topics that the receivers know, and partitions without a commit are owed.
 */
function coverageFacts(
  { kafka, config, service, nowMs, warm }: KafkaObservation,
  before: Tracked,
  stored: Coverage | undefined,
  { fleet, latestInForce, readers, survey }: Pick<Facts, 'fleet' | 'latestInForce' | 'readers' | 'survey'>,
) {
  const takenOver = !stored && latestInForce && config.mismatch === undefined;
  const start = takenOver ? coverageOf(kafka, before.layout?.topics) : stored;
  const coverage =
    start &&
    continueCoverage(start, {
      nowMs,
      kafka,
      survey,
      ownerOf: readers.ownerOf,
      lastLag: warm.lag,
      latestInForce,
      tasksOnLatest: fleet.latest > 0,
      tasks: fingerprintOf(service.tasks),
      takenOver,
    });
  return {
    coverage,
    coverageLost: latestInForce && (before.coverageLost === true || (before.covers === true && !stored)),
    owed: coverage ? openOf(coverage) : [],
    repairable: coverage ? repairable(coverage, survey) : [],
  };
}

/** Kept short, because the coverage stores it once per range of partitions. */
function fingerprintOf(tasks: readonly { id: string }[]): string {
  const ids = tasks.map(({ id }) => id).sort();
  return createHash('sha256').update(ids.join('\n')).digest('base64url').slice(0, 16);
}

/** How many tasks there should be, and who set the current desiredCount. */
function countFacts(
  { kafka, service, nowMs }: KafkaObservation,
  before: Tracked,
  spec: PipelineSpec,
  { drained, stopped, stale }: { drained: boolean; stopped: boolean; stale: boolean },
) {
  const tasks = taskTarget(usefulTasks(kafka), !drained, spec.tiers.processing.tasks);
  const target = stopped ? undefined : tasks.target;
  const desired = trackDesiredCount(before.desired, service.desiredCount, target, nowMs);
  return {
    tasks,
    desired,
    externalCount: desired.externalSinceMs === undefined ? undefined : { count: desired.count },
    contradiction: contradictionOf(desired, service.desiredCount, stale),
  };
}

function contradictionOf(desired: DesiredCount, shown: number, stale: boolean): string | undefined {
  if (stale) return 'SSM shows an older config than the last known one';
  if (!isContradicted(desired, shown)) return undefined;
  const expected = desired.setAtMs === undefined ? 'it was' : 'Spillway set it to';
  return `ECS shows desiredCount ${shown}, but ${expected} ${desired.count}`;
}

/** What the tasks hold, and whether the backend accepts it. */
function exportFacts(
  { kafka, service, config, nowMs, warm, metrics }: KafkaObservation,
  drained: boolean,
  stopped: boolean,
) {
  const samples = warm.samples ?? [];
  const running = service.tasks.map(({ id }) => id);
  const deliveries = stopped
    ? (warm.deliveries ?? NO_DELIVERIES)
    : continueDeliveries(warm.deliveries, kafka, metrics, running, config.processorsMs);
  return {
    bottleneck:
      service.runningCount === 0
        ? undefined
        : findBottleneck(metrics && earlierSample(samples, metrics.atMs), metrics, config.sampling),
    unsent: findUnsent(samples, metrics),
    unsentUnknown: silentTasks(metrics, service, nowMs),
    deliveries,
    held: heldData(deliveries, metrics, service, config, drained),
  };
}

/**
 * A Stable group starts to read every partition that has records within seconds. The clock stops while it is not Stable.
 */
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

/** Running receivers keep the topics that they know. With no task running, the next tasks will learn what exists now. */
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

/** Commits move back on purpose only while no task runs, so the floor restarts after that. */
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

/** The config and task definition of the tasks; recorded when all tasks share them and every partition is read. */
function lastGood(
  { goodVersion, goodDefinition }: Tracked,
  facts: Facts,
  stale: boolean,
): Pick<Tracked, 'goodVersion' | 'goodDefinition'> {
  const { config, service, settled, kafka, readers } = facts;
  const before = { goodVersion, goodDefinition };
  const definition = primaryOf(service)?.taskDefinition;
  if (stale || (config.version === goodVersion && definition === goodDefinition)) return before;
  if (config.mismatch !== undefined || config.editProblem !== undefined || service.tasks.length === 0)
    return before;
  const allStartedWithIt = service.tasks.every(
    ({ createdAtMs }) => createdAtMs !== undefined && createdAtMs >= config.lastModifiedMs,
  );
  const works = settled && kafka.group.state === 'Stable' && readers.foreign === undefined;
  if (!allStartedWithIt || !works || facts.unassigned?.length !== 0) return before;
  return { goodVersion: config.version, goodDefinition: definition };
}

/** Memoised, because few ticks need these and each scans all partitions. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
