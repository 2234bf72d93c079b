import type { Facts } from '../facts/facts';
import { describeRollout } from '../facts/rollout';
import { blockers, type Gate } from '../gates';
import type { Action } from '../vocabulary/action';
import { type Reason, reason } from '../vocabulary/reasons';

/** All tasks are replaced by ECS's own rolling deployment, and the tier keeps running. */
export interface Roll {
  /**
   * - `rearm`   no task may be left on latest
   * - `flip`    every task takes up latest at once (policy.rollout: roll)
   * - `restart` receivers have to start again, to know a topic or to ask for a commit
   */
  why: 'rearm' | 'flip' | 'restart';
  /** Tasks from before have to go. */
  startedAtMs: number;
}

export interface RollStep {
  /** `undefined`: it is over, or was not begun. */
  roll: Roll | undefined;
  action?: Action | undefined;
  reasons: Reason[];
  end?: 'done' | 'failed' | 'refused';
}

/** Begins a roll, or says what stands in its way. */
export function beginRoll(why: Roll['why'], facts: Facts, gates: readonly Gate[]): RollStep {
  const against = blockers(gates, 'roll', facts);
  if (against.length > 0) return { roll: undefined, reasons: against, end: 'refused' };
  // A task that starts now might still read the value before.
  if (!facts.configSettled) {
    const wait = reason('WAITING_CONFIG_SETTLES', `${facts.config.initialOffset} was stored a moment ago`);
    return { roll: undefined, reasons: [wait], end: 'refused' };
  }
  const text = `${facts.service.desiredCount} tasks, ${ROLL_FOR[why]}`;
  return {
    roll: { why, startedAtMs: facts.nowMs },
    action: { kind: 'roll-tasks' },
    reasons: [reason('ROLL_STARTED', text)],
  };
}

/** From forceNewDeployment until the deployment shows. */
const BEGIN_MS = 90_000;

const ROLL_FOR: Readonly<Record<Roll['why'], string>> = {
  rearm: 'onto earliest',
  flip: 'onto latest',
  restart: 'so that their receivers start again',
};

/** A roll ends by evidence: no task is left from before it began, and the service is at rest. */
export function continueRoll(roll: Roll, facts: Facts): RollStep {
  const { service, nowMs, policy, settled } = facts;
  const old = service.tasks.filter(
    ({ createdAtMs }) => createdAtMs === undefined || createdAtMs < roll.startedAtMs,
  );
  if (settled && old.length === 0)
    return { roll: undefined, reasons: [reason('ROLL_DONE', ROLL_FOR[roll.why])], end: 'done' };
  // Told a minute ago, and nothing has begun: the call was never made. It is tried again.
  if (settled && old.length === service.tasks.length && nowMs - roll.startedAtMs > BEGIN_MS) {
    return { roll: undefined, reasons: [reason('ROLLING', 'it did not begin')], end: 'refused' };
  }
  const text = `${old.length} of ${service.tasks.length} tasks are from before; ${describeRollout(service)}`;
  if (nowMs - roll.startedAtMs < policy.phaseTimeoutMs) return { roll, reasons: [reason('ROLLING', text)] };
  return { roll: undefined, reasons: [reason('ALARM_ROLL_NOT_DONE', text)], end: 'failed' };
}
