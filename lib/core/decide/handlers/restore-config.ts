import { type RolloutFailure, releaseUnderWay, rolloutFailure } from '../../facts/rollout';
import { type Reason, reason } from '../../vocabulary/reasons';
import type { Context, Handler } from '../outcome';

/**
 * The service does not bring its tasks up, and another config worked before: that one is stored again, once. ECS starts
 * the next tasks on it. A version that is stored after that gets a chance of its own. While a release is in progress,
 * whoever made it comes first.
 */
export const restoreConfig: Handler = {
  name: 'tasks do not come up with the config',
  decide(context) {
    const { facts, state } = context;
    const { config } = facts;
    const failure = failureOf(context);
    if (failure?.config !== 'present' || !isRestorable(context) || facts.contradiction !== undefined)
      return undefined;
    if (releaseUnderWay(facts.service, state.goodDefinition)) return undefined;
    const known = config.editProblem === undefined && config.mismatch === undefined;
    return {
      phase: 'held',
      state: { ...state, restoredFrom: config.version },
      action: {
        kind: 'restore-config',
        fromVersion: config.version,
        toVersion: state.goodVersion ?? config.version,
        initialOffset: known && context.unsafe.length === 0 ? config.initialOffset : 'earliest',
      },
      reasons: [
        reason('CONFIG_RESTORED', `${failure.text}; version ${config.version} -> ${state.goodVersion}`),
      ],
    };
  },
};

/** Reported while the tasks do not come up and nothing is restored for it. */
export function rolloutRemarks(context: Context): Reason[] {
  const { facts, state } = context;
  const failure = failureOf(context);
  if (failure === undefined) return [];
  if (failure.config === 'stored-before') {
    const text = `${failure.text} before version ${facts.config.version} was stored: nothing starts on it without a new deployment`;
    return [reason('HOLD_ROLLOUT_FAILED', text)];
  }
  if (!isRestorable(context)) return [reason('HOLD_ROLLOUT_FAILED', failure.text)];
  const release = releaseUnderWay(facts.service, state.goodDefinition);
  if (!release) return [];
  const text = `${failure.text}; ${release.taskDefinition} is being released: its own rollback comes first`;
  return [reason('HOLD_ROLLOUT_FAILED', text)];
}

function failureOf({ facts: { service, config } }: Context): RolloutFailure | undefined {
  return rolloutFailure(service, config.lastModifiedMs);
}

function isRestorable({ facts: { config }, state: { goodVersion, restoredFrom } }: Context): boolean {
  if (goodVersion === undefined || goodVersion === config.version) return false;
  // The restored text got the version after the bad one: that is the one chance there is.
  return restoredFrom === undefined || config.version !== restoredFrom + 1;
}
