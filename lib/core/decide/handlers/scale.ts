import { counted, formatDuration } from '../../../pipeline';
import { scaleInStep } from '../../facts/useful-tasks';
import { blockers } from '../../gates';
import { type Reason, reason } from '../../vocabulary/reasons';
import { evaluateFlip } from '../evaluate-flip';
import type { Context, Handler, Outcome } from '../outcome';

/**
 * Decides the next change of desiredCount. Scale-out is immediate and goes straight to the target, because the backlog
 * is waiting. Scale-in takes one even step per cool-down, and only while everything is known and at rest. Under
 * `external: respect`, Spillway keeps a count that someone else set.
 */
export const scale: Handler = {
  name: 'more or fewer tasks are useful',
  decide(context) {
    const { facts } = context;
    const { service, tasks, externalCount, policy } = facts;
    if (service.desiredCount === tasks.target || externalHolds(context).length > 0) return undefined;
    const overridden =
      externalCount === undefined || policy.external === 'respect'
        ? []
        : [reason('EXTERNAL_COUNT_OVERRIDDEN', `somebody set it to ${externalCount.count}`)];
    return service.desiredCount < tasks.target ? scaleOut(context, overridden) : scaleIn(context, overridden);
  },
};

function scaleOut(context: Context, more: Reason[]): Outcome | undefined {
  const { facts, gates } = context;
  const { service, tasks } = facts;
  if (blockers(gates, 'scale-out', facts).length > 0) return undefined;
  const text = `desiredCount ${service.desiredCount} -> ${tasks.target}: ${counted(tasks.useful, 'task', ['is', 'are'])} useful`;
  return countTo(context, tasks.target, [reason('SCALE_OUT', text), ...more]);
}

function scaleIn(context: Context, more: Reason[]): Outcome | undefined {
  const { facts, gates } = context;
  const { service, tasks } = facts;
  if (blockers(gates, 'scale-in', facts).length > 0 || coolingDown(context).length > 0) return undefined;
  const to = scaleInStep(tasks.useful, service.desiredCount, tasks.target);
  const text = `desiredCount ${service.desiredCount} -> ${to}: target ${tasks.target}, ${counted(tasks.useful, 'task', ['is', 'are'])} useful`;
  return countTo(context, to, [reason('SCALE_IN', text), ...more]);
}

function countTo(context: Context, to: number, reasons: Reason[]): Outcome {
  const { facts, state } = context;
  const { nowMs, service } = facts;
  const from = service.desiredCount;
  const flip = evaluateFlip(context);
  return {
    phase: flip.phase,
    action: { kind: 'set-desired-count', from, to },
    state: {
      ...state,
      desired: { count: to, from, setAtMs: nowMs },
      lastScaleInMs: to < from ? nowMs : state.lastScaleInMs,
    },
    reasons: [...flip.reasons, ...reasons],
  };
}

/** What keeps desiredCount away from its target. Reported if there is nothing else to do. */
export function scalingReasons(context: Context): Reason[] {
  const { facts, gates } = context;
  const { service, tasks } = facts;
  const { desiredCount } = service;
  const isUnderestimate = facts.kafka.topics.some(({ kind }) => kind !== 'present');
  // While a topic is unreadable the useful count is an underestimate, so raise no alarm.
  const above =
    desiredCount > tasks.useful && !isUnderestimate
      ? [reason('ALARM_TASKS_ABOVE_USEFUL', `${desiredCount} tasks, ${tasks.useful} useful`)]
      : [];
  if (desiredCount === tasks.target) return above;
  const external = externalHolds(context);
  if (external.length > 0) return [...external, ...above];
  if (desiredCount < tasks.target) return [...blockers(gates, 'scale-out', facts), ...above];
  return [...blockers(gates, 'scale-in', facts), ...coolingDown(context), ...above];
}

function externalHolds({ facts: { externalCount, policy, service, tasks } }: Context): Reason[] {
  if (policy.external === 'override') return [];
  const { autoScaling } = service;
  return [
    ...(externalCount === undefined
      ? []
      : [
          reason('HOLD_EXTERNAL_COUNT', `somebody set ${externalCount.count}, the target is ${tasks.target}`),
        ]),
    ...(autoScaling.kind === 'attached'
      ? [
          reason(
            'HOLD_AUTO_SCALING',
            `Application Auto Scaling keeps between ${autoScaling.min} and ${autoScaling.max} tasks`,
          ),
        ]
      : []),
  ];
}

function coolingDown({ facts, state: { lastScaleInMs } }: Context): Reason[] {
  const { service, tasks, nowMs, policy } = facts;
  // Tasks beyond the partition count have no partition, so removing them moves none.
  if (service.desiredCount > tasks.useful || lastScaleInMs === undefined) return [];
  const waitedMs = nowMs - lastScaleInMs;
  if (waitedMs >= policy.scaleInCoolDownMs) return [];
  const text = `${Math.round(waitedMs / 1000)} s of ${formatDuration(policy.scaleInCoolDownMs)}`;
  return [reason('SCALE_IN_COOLING_DOWN', text)];
}
