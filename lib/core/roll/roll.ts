import { counted } from '../../pipeline';
import type { Facts } from '../facts/facts';
import { describeRollout } from '../facts/rollout';
import { blockers, type Gate } from '../gates';
import type { Action } from '../vocabulary/action';
import { type Reason, reason } from '../vocabulary/reasons';

/** A rolling deployment by ECS that replaces all tasks while the tier keeps running. */
export interface Roll {
  /**
   * - `rearm`   no task may stay on latest
   * - `flip`    every task should be on latest at once (policy.rollout: roll)
   * - `restart` receivers must restart, to learn about a topic or to commit a partition
   */
  why: 'rearm' | 'flip' | 'restart';
  /** Tasks created before this are replaced. */
  startedAtMs: number;
}

export interface RollStep {
  /** `undefined` if it has ended or was not started. */
  roll: Roll | undefined;
  action?: Action | undefined;
  reasons: Reason[];
  end?: 'done' | 'failed' | 'refused';
}

/** Starts a roll, or returns what blocks it. */
export function beginRoll(why: Roll['why'], facts: Facts, gates: readonly Gate[]): RollStep {
  const against = blockers(gates, 'roll', facts);
  if (against.length > 0) return { roll: undefined, reasons: against, end: 'refused' };
  if (!facts.configSettled) {
    const wait = reason('WAITING_CONFIG_SETTLES', `${facts.config.initialOffset} was stored a moment ago`);
    return { roll: undefined, reasons: [wait], end: 'refused' };
  }
  const text = `${counted(facts.service.desiredCount, 'task')}, ${ROLL_FOR[why]}`;
  return {
    roll: { why, startedAtMs: facts.nowMs },
    action: { kind: 'roll-tasks' },
    reasons: [reason('ROLL_STARTED', text)],
  };
}

/** How long ECS may take to show the deployment that forceNewDeployment started. */
const BEGIN_MS = 90_000;

const ROLL_FOR: Readonly<Record<Roll['why'], string>> = {
  rearm: 'onto earliest',
  flip: 'onto latest',
  restart: 'so that their receivers start again',
};

/** A roll ends when no older task is left and the service is at rest. */
export function continueRoll(roll: Roll, facts: Facts): RollStep {
  const { service, nowMs, policy, settled } = facts;
  const old = service.tasks.filter(
    ({ createdAtMs }) => createdAtMs === undefined || createdAtMs < roll.startedAtMs,
  );
  if (settled && old.length === 0)
    return { roll: undefined, reasons: [reason('ROLL_DONE', ROLL_FOR[roll.why])], end: 'done' };
  // No deployment has appeared, so the call was never made. It is retried.
  if (settled && old.length === service.tasks.length && nowMs - roll.startedAtMs > BEGIN_MS) {
    return {
      roll: undefined,
      reasons: [reason('ROLLING', 'ECS has not started the deployment')],
      end: 'refused',
    };
  }
  const text = `${old.length} of ${counted(service.tasks.length, 'task')} ${old.length === 1 ? 'is' : 'are'} still to be replaced; ${describeRollout(service)}`;
  if (nowMs - roll.startedAtMs < policy.phaseTimeoutMs) return { roll, reasons: [reason('ROLLING', text)] };
  return { roll: undefined, reasons: [reason('ALARM_ROLL_NOT_DONE', text)], end: 'failed' };
}
