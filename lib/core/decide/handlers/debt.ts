import { isEndedBy } from '../../commands/manual-operation';
import { owedTasks } from '../../facts/desired-count';
import { noteFailure } from '../../facts/history';
import type { ControllerState } from '../../state/state';
import { type Debt, LATE_STOP_MS } from '../../vocabulary/debt';
import { type Reason, reason } from '../../vocabulary/reasons';
import type { Context, Handler, Outcome } from '../outcome';

/**
 * Tasks are owed. While a recreate knows of the stop and is within its bound, it goes on; in every other case they are
 * started, whatever else is the case: a recreate that was cancelled, paused, given up or forgotten owes them all the same.
 */
export const repayDebt: Handler = {
  name: 'tasks are owed',
  decide(context) {
    const { debt, facts, state } = context;
    if (!debt) return undefined;
    if (facts.service.desiredCount > 0) return closeDebt(context, debt);
    const { recreate } = state;
    const known = recreate?.stoppedAtMs === debt.stoppedAtMs && recreate.phase !== 'arm';
    // In `up` the start was decided and never seen: it is made again.
    if (known && recreate.phase !== 'up' && state.pausedSinceMs === undefined) return undefined;
    return storeEarliestFirst(context, debt) ?? startTasks(context, debt);
  },
};

/** desiredCount is above 0 at two looks: repaid, unless a stop without an answer may still take effect. */
function closeDebt({ state, facts }: Context, { stoppedAtMs, for: purpose }: Debt): Outcome | undefined {
  const { recreate, repaidSeenMs } = state;
  const known = recreate?.stoppedAtMs === stoppedAtMs;
  if (facts.contradiction !== undefined || (known && recreate.phase !== 'up')) return undefined;
  const late = facts.nowMs - stoppedAtMs < LATE_STOP_MS;
  if (!known && late) return undefined;
  const text = `desiredCount is ${facts.service.desiredCount}, stopped for a ${purpose}`;
  const seen = repaidSeenMs !== undefined && repaidSeenMs < facts.nowMs;
  return {
    phase: 'verifying',
    action: seen ? { kind: 'close-debt' } : undefined,
    state: { ...state, repaidSeenMs: seen ? undefined : facts.nowMs },
    reasons: [seen ? reason('TASKS_REPAID', text) : reason('VERIFYING', text)],
  };
}

/** Somebody stored latest meanwhile, and it is not safe. One that cannot be replaced does not keep the tier stopped. */
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
        ...{ count: to, from: service.desiredCount, setAtMs: nowMs },
        externalSinceMs: state.desired?.externalSinceMs,
      },
    },
    reasons: [reason('TASKS_REPAID', `desiredCount 0 -> ${to}, stopped for a ${purpose}`), ...ended.reasons],
  };
}

/**
 * The tasks start before the recreate has reached its end: it is over, and so is the command that it was for, which would
 * otherwise stop the tasks again at once. A start that was decided, and is made again, is still checked.
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
      ? [reason('REQUEST_FAILED', `${moving.command.kind}: tasks were stopped, and are started again`)]
      : [],
  };
}
