import { assumedRetentionMs, type InitialOffset, type PipelineSpec, signalsOf } from '../../pipeline';
import { allTasksGone, groupBlockers, groupEmpty, rolloutBlockers } from '../gates/readiness';
import { latestInForce } from '../gates/rearm-triggers';
import { judgeDrained, type Watermarks } from '../lag/drained';
import { type LagReport, measureLag } from '../lag/lag';
import { type StuckWatch, stuckPartitions, watchStuck } from '../lag/stuck';
import type { Observation } from '../snapshot/observation';
import { primaryOf } from '../snapshot/service';
import { clampFuture } from '../state/clock-sense';
import type { ControllerState } from '../state/state';
import type { Asked } from '../vocabulary/gates';
import type { Reason } from '../vocabulary/reasons';
import { type CommitSums, commitSums } from './commit-sums';
import { censusOf, partitionKey } from './coverage';
import { trackDesiredCount } from './desired-count';
import { fleetPolicy, recordPolicy } from './effective-policy';
import { knownTopics, type Layout, layoutOf, sameTopics, stillKnown } from './layout';
import { bottleneckOf, type Pace, paceOf } from './pace';
import { remarksOf, undrainedReason } from './remarks';
import { silentTasks } from './silent-tasks';
import type { Situation } from './situation';
import { findUnsent } from './unsent-tasks';
import { type TaskTarget, taskTarget, usefulTasks } from './useful-tasks';

/** What is known once the bookkeeping of a tick is done, before anything is decided. */
export interface Assessed {
  situation: Situation;
  state: ControllerState;
  lag: LagReport;
  tasks: TaskTarget;
  pace: Pace;
  /** Why it is not drained, or what says so. */
  undrained: Reason;
  /** Said in every tick, whatever is decided. */
  remarks: Reason[];
}

/** The floor of commits is noted again so often: each note is a write of the state. */
const FLOOR_EVERY_MS = 15 * 60_000;

/** Continues what the state remembers with what was observed. */
export function assess(
  observation: Observation,
  stored: ControllerState,
  spec: PipelineSpec,
  asked: Asked,
): Assessed {
  const { kafka, service, config, nowMs } = observation;
  const { state: clamped, wentBack } = clampFuture(stored, nowMs);
  const { policy } = spec;
  const policies = recordPolicy(clamped.policies, config);
  const fleet = fleetPolicy(policies, service.tasks);
  const inForce = latestInForce({ config, fleet }) ? 'latest' : 'earliest';
  const previous = ofThisGroup(clamped, spec.group, inForce);
  const lag = measureLag(kafka, signalsOf(spec), { policy: inForce });
  const stuck = standing(previous, observation);
  const stopped = stuckPartitions(stuck, kafka, policy.stuckAfterMs);
  const excluded = new Set(policy.stuckPartitions === 'exclude' ? stopped.map(partitionKey) : []);
  const verdict = judgeDrained(
    kafka,
    marksOf(previous, observation),
    policy.drainedWithinMs,
    (each) => excluded.size > 0 && excluded.has(partitionKey(each)),
  );
  const situation: Situation = {
    ...{ nowMs, kafka, service, config, policy, fleet, excluded, asked },
    topics: signalsOf(spec),
    assumedRetentionMs: assumedRetentionMs(spec),
    covered: previous.covered,
    drained: verdict.drained,
    bottleneck: bottleneckOf(observation),
    unsent: findUnsent(observation.looks ?? [], observation.metrics),
  };
  const tasks = taskTarget(
    usefulTasks(kafka),
    inForce === 'earliest' || !verdict.drained,
    spec.tiers.processing.tasks,
  );
  const state: ControllerState = {
    ...previous,
    group: spec.group,
    drainedSinceMs: verdict.drained ? (previous.drainedSinceMs ?? nowMs) : undefined,
    watermarks: verdict.watermarks,
    stuck,
    unread: unreadSince(previous.unread, situation),
    layout: knownLayout(previous.layout, situation),
    covered: previous.covered ?? adopted(situation),
    policies,
    floor: floorOf(previous.floor, situation),
    emptySinceMs: groupEmpty(kafka) ? (previous.emptySinceMs ?? nowMs) : undefined,
    desired: trackDesiredCount(previous.desired, service.desiredCount, tasks.target, nowMs),
    ...lastGood(previous, situation, observation),
  };
  const pace = paceOf(observation, situation, lag, tasks.useful);
  return {
    situation: { ...situation, covered: state.covered },
    state,
    lag,
    tasks,
    pace,
    undrained: undrainedReason(verdict.undrained, policy.drainedWithinMs),
    remarks: [
      ...remarksOf(situation, { wentBack, stopped, excluded: verdict.excluded, unread: state.unread }),
      ...pace.reasons,
      ...silentTasks(observation),
    ],
  };
}

/** What was remembered of another group says nothing of this one: under latest, all of it may have been uncovered. */
function ofThisGroup(state: ControllerState, group: string, inForce: InitialOffset): ControllerState {
  if (state.group === undefined || state.group === group) return state;
  const { holds, policies, desired, operation, lastCommandId, pausedSinceMs } = state;
  const { goodVersion, goodDefinition } = state;
  return {
    ...{ watermarks: {}, stuck: {}, holds, policies, desired, lastCommandId, pausedSinceMs },
    ...{ goodVersion, goodDefinition },
    operation: operation && { ...operation, purpose: 'rearm', move: undefined, planned: undefined },
    covered: inForce === 'latest' ? { kind: 'named', topics: {} } : undefined,
  };
}

/** What is stored, and what only this process still knows. */
function marksOf({ watermarks }: ControllerState, { lastWatermarks }: Observation): Watermarks[] {
  return lastWatermarks ? [watermarks, lastWatermarks] : [watermarks];
}

/** While tasks are stopped on purpose nothing can advance: what stood still before is still said to. */
function standing({ stuck, operation }: ControllerState, { lastLag, kafka }: Observation): StuckWatch {
  return operation && groupEmpty(kafka) ? stuck : watchStuck(stuck, lastLag, kafka);
}

/** A group at rest reads every partition that has records within seconds. While it is not at rest, no time counts. */
function unreadSince(
  before: ControllerState['unread'],
  { kafka, nowMs }: Situation,
): ControllerState['unread'] {
  if (censusOf(kafka).unread.length === 0) return undefined;
  if (kafka.group.state === 'Stable') return before ?? { sinceMs: nowMs };
  return before && { ...before, sinceMs: nowMs };
}

/** What running receivers know stays as they know it; without tasks it is what is there. */
function knownLayout(
  before: ControllerState['layout'],
  { kafka, service, nowMs }: Situation,
): ControllerState['layout'] {
  const layout = layoutOf(kafka);
  if (!layout) return before;
  const now = knownTopics(layout);
  const topics = before && !allTasksGone(service) ? stillKnown(before.topics, now, kafka) : now;
  return before && sameTopics(before.topics, topics) ? before : { topics, sinceMs: nowMs };
}

/** latest that somebody stored before Spillway came is taken over once every partition is seen covered. */
function adopted(situation: Situation): Layout | undefined {
  const { kafka, config } = situation;
  if (config.initialOffset !== 'latest' || config.mismatch !== undefined) return undefined;
  if (kafka.topics.some(({ kind }) => kind !== 'present')) return undefined;
  const { unknown, uncommitted, outOfRange } = censusOf(kafka);
  const whole = unknown.length + uncommitted.length + outOfRange.length === 0;
  return whole ? layoutOf(kafka) : undefined;
}

function floorOf(before: ControllerState['floor'], situation: Situation): ControllerState['floor'] {
  const { kafka, nowMs, service } = situation;
  // Commits are moved on purpose only while no task runs: what comes after begins a new floor.
  if (!latestInForce(situation) || allTasksGone(service)) return undefined;
  if (before && nowMs - before.atMs < FLOOR_EVERY_MS) return before;
  const sums: CommitSums = commitSums(kafka);
  return { atMs: nowMs, sums: { ...before?.sums, ...sums } };
}

/** The config that every running task started with, once all of them read their topics, and their task definition. */
function lastGood(
  { goodVersion, goodDefinition }: ControllerState,
  situation: Situation,
  { config, service }: Observation,
): Pick<ControllerState, 'goodVersion' | 'goodDefinition'> {
  const before = { goodVersion, goodDefinition };
  const definition = primaryOf(service)?.taskDefinition;
  if (config.version === goodVersion && definition === goodDefinition) return before;
  if (config.mismatch !== undefined || service.tasks.length === 0) return before;
  const allOnIt = service.tasks.every(
    ({ createdAtMs }) => createdAtMs !== undefined && createdAtMs >= config.lastModifiedMs,
  );
  if (!allOnIt || rolloutBlockers(situation).length > 0 || groupBlockers(situation).length > 0) return before;
  return { goodVersion: config.version, goodDefinition: definition };
}
