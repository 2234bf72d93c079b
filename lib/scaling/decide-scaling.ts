import type { Action } from '../drain/action';
import { isUnknown, partitionsOf } from '../drain/coverage';
import { groupBlockers, rolloutBlockers } from '../drain/readiness';
import { type Reason, reason } from '../drain/reasons';
import type { KafkaSnapshot } from '../lag/snapshot';
import { formatDuration } from '../pipeline';
import type { ServiceSnapshot } from './service-snapshot';
import { scaleInStep, type TaskTarget } from './useful-tasks';

export interface ScalingQuestion {
  service: ServiceSnapshot;
  kafka: KafkaSnapshot;
  tasks: TaskTarget;
  /** Topics of the spec, one a signal. */
  signals: readonly string[];
  nowMs: number;
  lastScaleInMs: number | undefined;
  coolDownMs: number;
}

/**
 * The next change of desiredCount. Out: at once, all the way, since Kafka has the work waiting. In: one even step a
 * cool-down, and only while everything is known and at rest.
 */
export function decideScaling(question: ScalingQuestion): {
  action: Extract<Action, { kind: 'set-desired-count' }> | undefined;
  reasons: Reason[];
} {
  const { service, tasks } = question;
  const from = service.desiredCount;
  if (from < tasks.target) {
    const text = `desiredCount ${from} -> ${tasks.target}: ${tasks.useful} tasks are of use`;
    return {
      action: { kind: 'set-desired-count', from, to: tasks.target, guard: 'none' },
      reasons: [reason('SCALE_OUT', text)],
    };
  }
  if (from === tasks.target) return { action: undefined, reasons: [] };
  const blockers = scaleInBlockers(question);
  if (blockers.length > 0) return { action: undefined, reasons: blockers };
  const to = scaleInStep(tasks.useful, from, tasks.target);
  return {
    action: { kind: 'set-desired-count', from, to, guard: 'none' },
    reasons: [
      reason('SCALE_IN', `desiredCount ${from} -> ${to}: target ${tasks.target}, ${tasks.useful} are of use`),
    ],
  };
}

function scaleInBlockers({
  service,
  kafka,
  tasks,
  signals,
  nowMs,
  lastScaleInMs,
  coolDownMs,
}: ScalingQuestion): Reason[] {
  const unknown = kafka.topics.length < signals.length || kafka.topics.some(({ kind }) => kind !== 'present');
  if (unknown || partitionsOf(kafka).some(isUnknown)) {
    return [reason('HOLD_PARTITION_UNKNOWN', 'not every partition is known, so fewer tasks may be too few')];
  }
  // Tasks beyond the partitions hold none: some of ours are then expected without an assignment, but not fewer members.
  const blockers = [...groupBlockers(kafka, service, signals), ...rolloutBlockers(service)];
  if (blockers.length > 0) return blockers;
  const waitedMs = nowMs - (lastScaleInMs ?? Number.NEGATIVE_INFINITY);
  if (service.desiredCount <= tasks.useful && waitedMs < coolDownMs) {
    return [
      reason('SCALE_IN_COOLING_DOWN', `${Math.round(waitedMs / 1000)} s of ${formatDuration(coolDownMs)}`),
    ];
  }
  return [];
}
