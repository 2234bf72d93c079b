import { isEndedBy } from '../../commands/manual-operation';
import { owedTasks } from '../../facts/desired-count';
import { noteFailure } from '../../facts/history';
import type { ControllerState } from '../../state/state';
import { type Debt, LATE_STOP_MS } from '../../vocabulary/debt';
import { type Reason, reason } from '../../vocabulary/reasons';
import type { Context, Handler, Outcome } from '../outcome';

/**
 * Starts the tasks that are owed, unless the recreate that stopped them is still in progress. If that recreate was
 * cancelled, paused, given up or forgotten, the tasks start.
 */
export const repayDebt: Handler = {
  name: 'tasks are owed',
  decide(context) {
    const { debt, facts, state } = context;
    if (!debt) return undefined;
    if (facts.service.desiredCount > 0) return closeDebt(context, debt);
    const { recreate } = state;
    const known = recreate?.stoppedAtMs === debt.stoppedAtMs && recreate.phase !== 'arm';
    // In phase `up` the start was already decided but ECS never showed it, so it is repeated here.
    if (known && recreate.phase !== 'up' && state.pausedSinceMs === undefined) return undefined;
    return storeEarliestFirst(context, debt) ?? startTasks(context, debt);
  },
};

/**
 * Once two ticks have seen desiredCount above 0, the debt is repaid, unless an unanswered stop call may still take
 * effect.
 */
function closeDebt({ state, facts }: Context, { stoppedAtMs, for: purpose }: Debt): Outcome | undefined {
  const { recreate, repaidSeenMs } = state;
  const known = recreate?.stoppedAtMs === stoppedAtMs;
  if (facts.contradiction !== undefined || (known && recreate.phase !== 'up')) return undefined;
  const late = facts.nowMs - stoppedAtMs < LATE_STOP_MS;
  if (!known && late) return undefined;
  const text = `desiredCount is ${facts.service.desiredCount} again after the stop for the ${purpose}`;
  const seen = repaidSeenMs !== undefined && repaidSeenMs < facts.nowMs;
  return {
    phase: 'verifying',
    action: seen ? { kind: 'close-debt' } : undefined,
    state: { ...state, repaidSeenMs: seen ? undefined : facts.nowMs },
    reasons: [seen ? reason('TASKS_REPAID', text) : reason('VERIFYING', text)],
  };
}

/** Stores earliest if someone stored an unsafe latest during the stop. If that is impossible, the tasks start anyway. */
function storeEarliestFirst({ facts, unsafe, state }: Context, debt: Debt): Outcome | undefined {
  const { config, policy, nowMs } = facts;
  if (config.initialOffset !== 'latest' || config.editProblem !== undefined || unsafe.length === 0)
    return undefined;
  if (nowMs - debt.stoppedAtMs >= policy.maxPauseMs) return undefined;
  return {
    phase: 'recreating',
    action: { kind: 'store-offset', fromVersion: config.version, initialOffset: 'earliest' },
    state,
    reasons: [...unsafe, reason('CONFIG_STORED', 'initial_offset latest -> earliest')],
  };
}

function startTasks({ facts, state }: Context, debt: Debt): Outcome {
  const { count, for: purpose } = debt;
  const { nowMs, service } = facts;
  const to = owedTasks(count, facts);
  const ended = endedByRepayment(state, debt, nowMs);
  return {
    phase: 'verifying',
    action: { kind: 'start-tasks', to, because: 'repay' },
    state: {
      ...ended.state,
      desired: {
        count: to,
        from: service.desiredCount,
        setAtMs: nowMs,
        externalSinceMs: state.desired?.externalSinceMs,
      },
    },
    reasons: [
      reason('TASKS_REPAID', `desiredCount 0 -> ${to} after the stop for the ${purpose}`),
      ...ended.reasons,
    ],
  };
}

/**
 * Ends a recreate whose tasks start early, together with its command, which would otherwise stop the tasks again at
 * once. In phase `up` the recreate continues, because only its start is repeated.
 */
export function endedByRepayment(
  state: ControllerState,
  debt: Debt,
  nowMs: number,
): { state: ControllerState; reasons: Reason[] } {
  const { recreate, manualOperation, history } = state;
  if (recreate?.phase === 'up') return { state, reasons: [] };
  const moving = isEndedBy(debt, manualOperation) ? manualOperation : undefined;
  return {
    state: {
      ...state,
      recreate: undefined,
      manualOperation: moving ? undefined : manualOperation,
      history: noteFailure(history, nowMs),
    },
    reasons: moving
      ? [reason('REQUEST_FAILED', `${moving.command.kind}: the tasks were stopped, and are started again`)]
      : [],
  };
}
