import type { Assessed } from '../facts/assess';
import { censusOf, isUnknown } from '../facts/coverage';
import { partitionsBeyond, recreatedTopics } from '../facts/layout';
import { releaseUnderWay, rolloutFailure } from '../facts/rollout-failure';
import { allTasksGone, groupBlockers, rolloutBlockers } from '../gates/readiness';
import { latestInForce } from '../gates/rearm-triggers';
import { begin } from '../recreate/recreating';
import { byTopic, type Reason, reason } from '../vocabulary/reasons';
import type { Outcome } from './outcome';

/**
 * The service does not bring its tasks up, and another config worked before: that one is stored again, once. ECS
 * starts the next tasks on it. A version that is stored after that gets a chance of its own. While a release is under
 * way, who made it comes first.
 */
export function restoreConfig(assessed: Assessed): Outcome | undefined {
  const { situation, state } = assessed;
  const { config } = situation;
  const failure = rolloutFailure(situation.service, config.lastModifiedMs);
  if (failure?.config !== 'present' || !restorable(assessed)) return undefined;
  if (releaseUnderWay(situation.service, state.goodDefinition)) return undefined;
  const safe = config.editProblem === undefined && config.mismatch === undefined;
  const text = `${failure.text}; version ${config.version} -> ${state.goodVersion}`;
  return {
    phase: 'held',
    state: { ...state, restoredFrom: config.version },
    action: {
      kind: 'restore-config',
      fromVersion: config.version,
      toVersion: state.goodVersion ?? config.version,
      initialOffset: safe ? config.initialOffset : 'earliest',
    },
    reasons: [reason('CONFIG_RESTORED', text)],
  };
}

function restorable({ situation: { config }, state: { goodVersion, restoredFrom } }: Assessed): boolean {
  if (goodVersion === undefined || goodVersion === config.version) return false;
  // The restored text got the version after the bad one: that is the one chance there is.
  return restoredFrom === undefined || config.version !== restoredFrom + 1;
}

/** Said while the tasks do not come up and nothing is stored again for it. */
export function rolloutRemarks(assessed: Assessed): Reason[] {
  const { situation, state } = assessed;
  const { version, lastModifiedMs } = situation.config;
  const failure = rolloutFailure(situation.service, lastModifiedMs);
  if (failure === undefined) return [];
  if (failure.config === 'stored-before') {
    const text = `${failure.text} before version ${version} was stored: nothing starts on it without a new deployment`;
    return [reason('HOLD_ROLLOUT_FAILED', text)];
  }
  if (!restorable(assessed)) return [reason('HOLD_ROLLOUT_FAILED', failure.text)];
  const release = releaseUnderWay(situation.service, state.goodDefinition);
  if (!release) return [];
  const text = `${failure.text}; ${release.taskDefinition} is being released: whoever does that takes it back first`;
  return [reason('HOLD_ROLLOUT_FAILED', text)];
}

/** latest is stored, but no task has started with it: storing earliest again is all that is needed. */
export function unstoreLatest({ situation, state }: Assessed, triggers: Reason[]): Outcome | undefined {
  const { config, fleet, service } = situation;
  if (config.initialOffset !== 'latest' || config.editProblem !== undefined) return undefined;
  if (fleet.latest > 0 || service.tasks.length === 0) return undefined;
  return {
    phase: 'draining',
    state: { ...state, flip: undefined },
    action: { kind: 'store-config', fromVersion: config.version, initialOffset: 'earliest', guard: 'none' },
    reasons: [
      ...triggers,
      reason('CONFIG_STORED', 'initial_offset latest -> earliest: no task runs on latest'),
    ],
  };
}

/**
 * Receivers that have to be started anew: those of a topic that was made anew read nothing of it, and those of a
 * partition whose commit went away have read it and will not commit again. The second kind is restarted once only.
 */
export function restart(assessed: Assessed): Outcome | undefined {
  const { situation, state } = assessed;
  const { kafka, service, asked, nowMs, policy } = situation;
  if (allTasksGone(service) || mustWait(assessed)) return undefined;
  const topics =
    state.layout && asked('RESTART_RECREATED') ? recreatedTopics(state.layout.topics, kafka) : [];
  if (topics.length > 0) {
    return begin('restart', assessed, [reason('RESTART_TOPIC_RECREATED', topics.join(', '))]);
  }
  const { unread } = state;
  if (!unread || unread.restarted || nowMs - unread.sinceMs < policy.stuckAfterMs) return undefined;
  if (!asked('RESTART_UNREAD')) return undefined;
  const partitions = censusOf(kafka).unread;
  const restarted = { ...assessed, state: { ...state, unread: { ...unread, restarted: true } } };
  return begin('restart', restarted, [
    reason(
      'RESTART_UNREAD',
      `${partitions.length} with records and no commit in the log`,
      byTopic(partitions),
    ),
  ]);
}

/** Partitions that met latest uncovered, and that no recreate could repair yet. */
export function takeUpRepair(assessed: Assessed): Outcome | undefined {
  const { situation, state } = assessed;
  const { kafka } = situation;
  if (!state.covered || latestInForce(situation) || mustWait(assessed)) return undefined;
  const beyond = partitionsBeyond(state.covered, kafka);
  if (beyond.length === 0 || beyond.some(isUnknown) || kafka.topics.some(({ kind }) => kind !== 'present'))
    return undefined;
  // Somebody else in the group would keep it from becoming Empty: the tasks are not stopped for nothing.
  if (groupBlockers(situation).length > 0 || rolloutBlockers(situation).length > 0) return undefined;
  const text = `${beyond.length} partitions`;
  return begin('repair', assessed, [reason('HOLD_REPAIR_PENDING', text, byTopic(beyond))]);
}

/** After a recreate that was given up, the next one waits. */
export function mustWait({ state: { gaveUpAtMs }, situation: { nowMs, policy } }: Assessed): boolean {
  return gaveUpAtMs !== undefined && nowMs - gaveUpAtMs < policy.phaseTimeoutMs;
}
