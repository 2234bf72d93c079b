import { noteFailure, noteSuccess } from '../../facts/history';
import { countOf } from '../../facts/survey';
import { beginRoll, continueRoll, type Roll, type RollStep } from '../../roll/roll';
import { listed } from '../../vocabulary/listed';
import { byTopic, type Reason, reason } from '../../vocabulary/reasons';
import { type Context, type Handler, isOutcome, type Outcome } from '../outcome';

export const followRoll: Handler = {
  name: 'a roll is in progress',
  decide(context) {
    const { roll } = context.state;
    return roll && outcomeOf(context, continueRoll(roll, context.facts), []);
  },
};

/** With `rollout: roll`, puts every task on latest at once by a rolling deployment. */
export const rollOntoLatest: Handler = {
  name: 'all tasks are to run on latest at once',
  decide(context) {
    const { config, policy, fleet } = context.facts;
    if (policy.rollout !== 'roll' || config.initialOffset !== 'latest' || fleet.earliest === 0)
      return undefined;
    const outcome = startRoll(context, 'flip', []);
    // This roll is not urgent, so its blockers are not reported.
    return isOutcome(outcome) ? outcome : undefined;
  },
};

/**
 * Restarts receivers in two cases. After a topic is recreated, they read nothing from it until they restart. And a
 * receiver that has read a partition whose commit was then lost does not commit it again; for that, one restart is
 * tried.
 */
export const restartReceivers: Handler = {
  name: 'receivers must restart',
  decide(context) {
    const { facts, state } = context;
    const { recreated, tasksGone, unread, nowMs, policy, survey } = facts;
    // A command that moves commits restarts the receivers anyway.
    if (tasksGone || state.manualOperation?.phase === 'move') return undefined;
    if (recreated.length > 0) {
      return startRoll(context, 'restart', [reason('RESTART_TOPIC_RECREATED', listed(recreated))]);
    }
    if (!unread || unread.restarted || nowMs - unread.sinceMs < policy.stuckAfterMs) return undefined;
    const text = `${countOf(survey.unread)} with records but no usable commit`;
    const outcome = startRoll(context, 'restart', [reason('RESTART_UNREAD', text, byTopic(survey.unread))]);
    if (!isOutcome(outcome)) return outcome;
    return {
      ...outcome,
      state: { ...outcome.state, unread: state.unread && { ...state.unread, restarted: true } },
    };
  },
};

/** Starts a roll in this tick, or returns what blocks it. */
export function startRoll(
  context: Context,
  why: Roll['why'],
  reasons: Reason[],
): Outcome | readonly Reason[] {
  const step = beginRoll(why, context.facts, context.gates);
  return step.roll ? outcomeOf(context, step, reasons) : [...reasons, ...step.reasons];
}

function outcomeOf({ state, facts }: Context, step: RollStep, why: Reason[]): Outcome {
  const { end, roll, action, reasons } = step;
  const { history } = state;
  const after = { failed: noteFailure(history, facts.nowMs), done: noteSuccess(history), refused: history };
  return {
    phase: roll ? 'rolling' : end === 'refused' ? 'held' : 'draining',
    action,
    state: {
      ...state,
      roll,
      history: end ? after[end] : history,
      // The new tasks know the current topics.
      ...(end === 'done' && step.roll === undefined ? { layout: undefined } : {}),
    },
    reasons: [...why, ...reasons],
  };
}
