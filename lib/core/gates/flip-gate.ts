import { isTopicPattern } from '../../pipeline';
import { partitionsBeyond } from '../facts/layout';
import type { Situation } from '../facts/situation';
import { byTopic, type Reason, reason } from '../vocabulary/reasons';
import { commitBlockers, retentionBlockers, unknownBlockers } from './partition-blockers';
import { groupBlockers, rolloutBlockers, topicBlockers } from './readiness';
import { unsentBlockers } from './unsent';

/**
 * May initial_offset become latest now? All blockers, not only the first; none means yes. Safety only: whether the
 * backlog is drained is asked elsewhere.
 *
 * A partition without a commit does not block under `idlePartitions: seed`, since the recreate commits its log start
 * while the group is Empty.
 */
export function flipBlockers(situation: Situation): Reason[] {
  return [
    ...dataBlockers(situation),
    ...configBlockers(situation),
    ...groupBlockers(situation),
    ...rolloutBlockers(situation),
    ...unsentBlockers(situation),
    ...policyBlockers(situation),
  ];
}

/** What has to hold also while the group is Empty, right before latest is stored and the tasks start on it. */
export function dataBlockers(situation: Situation): Reason[] {
  return [
    ...topicBlockers(situation),
    ...unknownBlockers(situation),
    ...commitBlockers(situation),
    ...repairBlockers(situation),
    ...retentionBlockers(situation),
  ];
}

/** Is the stored config the one of this group, and can its initial_offset be changed? */
export function configBlockers({ config, asked }: Situation): Reason[] {
  return [
    ...(config.mismatch !== undefined && asked('HOLD_CONFIG_FOREIGN')
      ? [reason('HOLD_CONFIG_FOREIGN', config.mismatch)]
      : []),
    ...editBlockers({ config, asked }),
  ];
}

export function editBlockers({ config, asked }: Pick<Situation, 'config' | 'asked'>): Reason[] {
  if (config.editProblem === undefined || !asked('HOLD_CONFIG_NOT_EDITABLE')) return [];
  return [reason('HOLD_CONFIG_NOT_EDITABLE', config.editProblem)];
}

/** Partitions that met latest uncovered: a flip would cover them as they are, and what they skipped stay lost. */
export function repairBlockers({ covered, config, kafka, asked }: Situation): Reason[] {
  if (!covered || config.initialOffset === 'latest' || !asked('HOLD_REPAIR_PENDING')) return [];
  const beyond = partitionsBeyond(covered, kafka);
  if (beyond.length === 0) return [];
  return [reason('HOLD_REPAIR_PENDING', `${beyond.length} not repaired yet`, byTopic(beyond))];
}

/** What the user has to say first. */
function policyBlockers({ topics, policy, service }: Situation): Reason[] {
  const patterns = topics.filter(({ topic }) => isTopicPattern(topic)).map(({ topic }) => topic);
  const reasons: Reason[] = [];
  if (patterns.length > 0 && policy.topicPatterns === 'hold') {
    reasons.push(reason('HOLD_TOPIC_PATTERN', `${patterns.join(', ')}: a pattern`));
  }
  const { autoScaling } = service;
  if (autoScaling.kind === 'attached' && policy.external === 'respect') {
    reasons.push(reason('HOLD_AUTO_SCALING', `between ${autoScaling.min} and ${autoScaling.max} tasks`));
  }
  return reasons;
}
