import type { KafkaSnapshot } from '../lag/snapshot';
import type { Policy } from '../pipeline';
import { isOutOfRange, isUnknown, partitionsOf } from './coverage';
import { byTopic, type Reason, reason } from './reasons';

/** Partitions that could not be read: asked at the gate, and again while the group is Empty. */
export function unknownBlockers(kafka: KafkaSnapshot): Reason[] {
  const unknown = partitionsOf(kafka).filter(isUnknown);
  if (unknown.length === 0) return [];
  const fault = unknown[0]?.fault;
  const why = fault ? `, first ${fault.code} ${fault.message}` : '';
  return [reason('HOLD_PARTITION_UNKNOWN', `${unknown.length} could not be read${why}`, byTopic(unknown))];
}

/** Commits that latest would not be safe with: outside the log, or missing where none may be made. */
export function commitBlockers(kafka: KafkaSnapshot, policy: Pick<Policy, 'idlePartitions'>): Reason[] {
  const partitions = partitionsOf(kafka);
  const outOfRange = partitions.filter(isOutOfRange);
  const uncommitted = partitions.filter(({ committed }) => committed === 'none');
  const reasons: Reason[] = [];
  if (outOfRange.length > 0) {
    const text = `${outOfRange.length} with a commit outside the log`;
    reasons.push(reason('HOLD_COMMIT_OUT_OF_RANGE', text, byTopic(outOfRange)));
  }
  if (policy.idlePartitions === 'wait' && uncommitted.length > 0) {
    reasons.push(reason('HOLD_NO_COMMIT', `${uncommitted.length} without a commit`, byTopic(uncommitted)));
  }
  return reasons;
}
