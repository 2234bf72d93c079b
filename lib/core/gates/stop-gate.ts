import { unplannable } from '../recreate/commit-plan';
import type { RecreateQuestion } from '../recreate/recreate-types';
import { byTopic, type Reason, reason } from '../vocabulary/reasons';
import { editBlockers, flipBlockers } from './flip-gate';
import { groupBlockers, topicBlockers } from './readiness';
import { latestInForce } from './rearm-triggers';

/** Why the tasks may not be stopped for this recreate; empty when they may. */
export function stopBlockers(question: RecreateQuestion): Reason[] {
  const { operation } = question;
  if (operation.purpose === 'flip') return flipBlockers(question);
  return [...storeBlockers(question), ...(operation.move ? moveBlockers(question) : [])];
}

/** A recreate that has to store earliest needs a config in which it can. */
export function storeBlockers(question: RecreateQuestion): Reason[] {
  if (question.config.initialOffset === 'earliest') return [];
  const blockers = editBlockers(question);
  if (blockers.length === 0 || !latestInForce(question)) return blockers;
  return [...blockers, reason('ALARM_UNSAFE', 'the config cannot be changed')];
}

/** Commits are moved only where everything about them is known, and only ours are in the group. */
export function moveBlockers(question: RecreateQuestion): Reason[] {
  const unknown = unknownTargets(question);
  const members = question.service.desiredCount > 0 ? groupBlockers(question) : [];
  return [...unknown, ...members];
}

/** The same, as far as it can be asked while the group is Empty. */
export function unknownTargets(question: RecreateQuestion): Reason[] {
  const { kafka, operation, asked } = question;
  const { move } = operation;
  if (!move) return [];
  const unknown = asked('HOLD_PARTITION_UNKNOWN') ? unplannable(kafka, move.scope, move.target) : [];
  return [
    ...topicBlockers(question),
    ...(unknown.length > 0
      ? [reason('HOLD_PARTITION_UNKNOWN', `${unknown.length} could not be read`, byTopic(unknown))]
      : []),
  ];
}
