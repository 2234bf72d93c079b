import { formatDuration } from '../../pipeline';
import type { DesiredCount } from '../facts/desired-count';
import type { Situation } from '../facts/situation';
import { scaleInStep, type TaskTarget } from '../facts/useful-tasks';
import { unknownBlockers } from '../gates/partition-blockers';
import { groupBlockers, rolloutBlockers, topicBlockers } from '../gates/readiness';
import { unsentBlockers } from '../gates/unsent';
import type { Action } from '../vocabulary/action';
import { type Reason, reason } from '../vocabulary/reasons';

export interface ScalingQuestion {
  situation: Situation;
  tasks: TaskTarget;
  desired: DesiredCount;
  lastScaleInMs: number | undefined;
}

export interface ScalingDecision {
  action: Extract<Action, { kind: 'set-desired-count' }> | undefined;
  reasons: Reason[];
}

/**
 * The next change of desiredCount. Out: at once, all the way, since Kafka has the work waiting. In: one even step a
 * cool-down, and only while everything is known and at rest. A count that somebody else set is kept under
 * `external: respect`.
 */
export function decideScaling(question: ScalingQuestion): ScalingDecision {
  const { situation, tasks } = question;
  const { service, policy } = situation;
  const from = service.desiredCount;
  const above = aboveUseful(situation, tasks);
  if (from === tasks.target) return { action: undefined, reasons: above };
  const others = [...respected(question), ...autoScaled(situation)];
  if (others.length > 0) return { action: undefined, reasons: [...others, ...above] };
  const overridden =
    question.desired.externalSinceMs === undefined
      ? []
      : [reason('EXTERNAL_COUNT_OVERRIDDEN', `it was set to ${from}`)];
  if (from < tasks.target) {
    const text = `desiredCount ${from} -> ${tasks.target}: ${tasks.useful} tasks are of use`;
    return { action: count(from, tasks.target), reasons: [reason('SCALE_OUT', text), ...overridden] };
  }
  const blockers = scaleInBlockers(question, policy.scaleInCoolDownMs);
  if (blockers.length > 0) return { action: undefined, reasons: [...blockers, ...above] };
  const to = scaleInStep(tasks.useful, from, tasks.target);
  const text = `desiredCount ${from} -> ${to}: target ${tasks.target}, ${tasks.useful} are of use`;
  return { action: count(from, to), reasons: [reason('SCALE_IN', text), ...overridden] };
}

function count(from: number, to: number): Extract<Action, { kind: 'set-desired-count' }> {
  return { kind: 'set-desired-count', from, to, guard: 'none' };
}

/** A topic that cannot be seen for a moment is left out of what is of use: that calls nobody. */
function aboveUseful(situation: Situation, { useful }: TaskTarget): Reason[] {
  const { desiredCount } = situation.service;
  if (desiredCount <= useful || topicBlockers(situation).length > 0) return [];
  return [reason('ALARM_TASKS_ABOVE_USEFUL', `${desiredCount} tasks, ${useful} are of use`)];
}

function respected({ situation, desired, tasks }: ScalingQuestion): Reason[] {
  if (desired.externalSinceMs === undefined || situation.policy.external === 'override') return [];
  return [reason('HOLD_EXTERNAL_COUNT', `somebody set ${desired.count}, the target is ${tasks.target}`)];
}

function autoScaled({ service: { autoScaling }, policy }: Situation): Reason[] {
  if (autoScaling.kind !== 'attached' || policy.external === 'override') return [];
  return [reason('HOLD_AUTO_SCALING', `between ${autoScaling.min} and ${autoScaling.max} tasks`)];
}

function scaleInBlockers({ situation, tasks, lastScaleInMs }: ScalingQuestion, coolDownMs: number): Reason[] {
  const { service, nowMs } = situation;
  const unknown = [...topicBlockers(situation), ...unknownBlockers(situation)];
  if (unknown.length > 0) return unknown;
  const unsettled = [
    ...groupBlockers(situation),
    ...rolloutBlockers(situation),
    ...unsentBlockers(situation),
  ];
  if (unsettled.length > 0) return unsettled;
  // Tasks beyond the partitions hold none: taking them away moves nothing.
  if (service.desiredCount > tasks.useful || lastScaleInMs === undefined) return [];
  const waitedMs = nowMs - lastScaleInMs;
  if (waitedMs >= coolDownMs) return [];
  const text = `${Math.round(waitedMs / 1000)} s of ${formatDuration(coolDownMs)}`;
  return [reason('SCALE_IN_COOLING_DOWN', text)];
}
