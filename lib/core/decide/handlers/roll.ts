import { noteFailure, noteSuccess } from '../../facts/history';
import { beginRoll, continueRoll, type Roll, type RollStep } from '../../roll/roll';
import { byTopic, type Reason, reason } from '../../vocabulary/reasons';
import { type Context, type Handler, isOutcome, type Outcome } from '../outcome';

/** A rolling deployment of ours is under way. */
export const followRoll: Handler = {
  name: 'a roll is under way',
  decide(context) {
    const { roll } = context.state;
    return roll && outcomeOf(context, continueRoll(roll, context.facts), []);
  },
};

/** `rollout: roll`: every task takes up latest at once, by a rolling deployment. */
export const rollOntoLatest: Handler = {
  name: 'tasks are to take up latest at once',
  decide(context) {
    const { config, policy, fleet } = context.facts;
    if (policy.rollout !== 'roll' || config.initialOffset !== 'latest' || fleet.earliest === 0)
      return undefined;
    const outcome = startRoll(context, 'flip', []);
    // Nothing is urgent about it: what stands in the way is not reported as a hold.
    return isOutcome(outcome) ? outcome : undefined;
  },
};

/**
 * Receivers that have to start again: those of a topic that was recreated read nothing of it, and those of a partition
 * whose commit went away have read it and will not commit again. The second kind is replaced once only.
 */
export const restartReceivers: Handler = {
  name: 'receivers have to start again',
  decide(context) {
    const { facts, state } = context;
    const { recreated, tasksGone, unread, nowMs, policy, survey } = facts;
    // A command that moves commits restarts all of them.
    if (tasksGone || state.manualOperation?.phase === 'move') return undefined;
    if (recreated.length > 0) {
      return startRoll(context, 'restart', [reason('RESTART_TOPIC_RECREATED', recreated.join(', '))]);
    }
    if (!unread || unread.restarted || nowMs - unread.sinceMs < policy.stuckAfterMs) return undefined;
    const text = `${survey.unread.length} with records and no commit in the log`;
    const outcome = startRoll(context, 'restart', [reason('RESTART_UNREAD', text, byTopic(survey.unread))]);
    if (!isOutcome(outcome)) return outcome;
    return {
      ...outcome,
      state: { ...outcome.state, unread: state.unread && { ...state.unread, restarted: true } },
    };
  },
};

/** Begins a roll in this tick, or says what stands in its way. */
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
      // Tasks that start now know the topics as they are now.
      ...(end === 'done' && step.roll === undefined ? { layout: undefined } : {}),
    },
    reasons: [...why, ...reasons],
  };
}
