import { type RolloutFailure, releaseUnderWay, rolloutFailure } from '../../facts/rollout';
import { type Reason, reason } from '../../vocabulary/reasons';
import type { Context, Handler } from '../outcome';

/**
 * Restores the last config that worked when the service cannot start its tasks. It does so once per bad version, and ECS
 * starts the next tasks with the restored config. While a release is in progress, the release's own rollback comes
 * first.
 */
export const restoreConfig: Handler = {
  name: 'tasks fail to start with the config',
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
        reason(
          'CONFIG_RESTORED',
          `${failure.text}; the text of config version ${state.goodVersion} replaces version ${config.version}`,
        ),
      ],
    };
  },
};

/** Why nothing is restored even though the tasks fail to start. */
export function rolloutRemarks(context: Context): Reason[] {
  const { facts, state } = context;
  const failure = failureOf(context);
  if (failure === undefined) return [];
  if (failure.config === 'stored-before') {
    const text = `${failure.text} before version ${facts.config.version} of the config was stored, so ECS starts no task with that version until the service is deployed again`;
    return [reason('HOLD_ROLLOUT_FAILED', text)];
  }
  if (!isRestorable(context)) return [reason('HOLD_ROLLOUT_FAILED', failure.text)];
  const release = releaseUnderWay(facts.service, state.goodDefinition);
  if (!release) return [];
  const text = `${failure.text}; the release of ${release.taskDefinition} is in progress, and its own rollback comes first`;
  return [reason('HOLD_ROLLOUT_FAILED', text)];
}

function failureOf({ facts: { service, config }, state }: Context): RolloutFailure | undefined {
  return rolloutFailure(service, config.lastModifiedMs, state.failedBefore?.count);
}

function isRestorable({ facts: { config }, state: { goodVersion, restoredFrom } }: Context): boolean {
  if (goodVersion === undefined || goodVersion === config.version) return false;
  // The restored text is the version right after the bad one, and is not restored again.
  return restoredFrom === undefined || config.version !== restoredFrom + 1;
}
