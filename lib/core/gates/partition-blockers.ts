import { formatDuration } from '../../pipeline';
import { censusOf, needsSeed } from '../facts/coverage';
import type { Situation } from '../facts/situation';
import { slowestLoss } from '../lag/time-to-loss';
import type { PartitionSnapshot } from '../snapshot/kafka';
import { byTopic, type Reason, reason } from '../vocabulary/reasons';

/** Partitions that could not be read: asked at the gate, and again while the group is Empty. */
export function unknownBlockers({ kafka, asked }: Situation): Reason[] {
  const unknown = asked('HOLD_PARTITION_UNKNOWN') ? censusOf(kafka).unknown : [];
  if (unknown.length === 0) return [];
  const fault = unknown[0]?.fault;
  const why = fault ? `, first ${fault.code} ${fault.message}` : '';
  return [reason('HOLD_PARTITION_UNKNOWN', `${unknown.length} could not be read${why}`, byTopic(unknown))];
}

/** Commits that latest would not be safe with: outside the log, or missing where none may be made. */
export function commitBlockers({ kafka, policy, asked }: Situation): Reason[] {
  // A lazy flip never has an Empty group to seed in.
  const seeds = policy.idlePartitions === 'seed' && policy.rollout === 'recreate';
  const census = censusOf(kafka);
  const held = (each: PartitionSnapshot) => !seeds || !needsSeed(each);
  const outOfRange = asked('HOLD_COMMIT_OUT_OF_RANGE') ? census.outOfRange.filter(held) : [];
  const reasons: Reason[] = [];
  if (outOfRange.length > 0) {
    const text = `${outOfRange.length} with a commit outside the log`;
    reasons.push(reason('HOLD_COMMIT_OUT_OF_RANGE', text, byTopic(outOfRange)));
  }
  const uncommitted = asked('HOLD_NO_COMMIT') ? census.uncommitted.filter(held) : [];
  if (uncommitted.length > 0) {
    reasons.push(reason('HOLD_NO_COMMIT', `${uncommitted.length} without a commit`, byTopic(uncommitted)));
  }
  return reasons;
}

/** Is there time enough to stop, check and start before retention deletes what is not read yet? */
export function retentionBlockers({ kafka, policy, assumedRetentionMs, asked }: Situation): Reason[] {
  if (!asked('HOLD_RETENTION_HEADROOM')) return [];
  // What is unread at the flip is younger than drainedWithin, so this is how long it still has to live.
  const neededMs = policy.drainedWithinMs + policy.retentionHeadroomMs;
  const short = kafka.topics.flatMap((topic) => {
    if (topic.kind !== 'present') return [];
    const known = topic.retention.ms;
    const ms = known === 'unknown' ? assumedRetentionMs(topic.signal) : known;
    if (typeof ms !== 'number' || ms >= neededMs) return [];
    const text = `${topic.topic} keeps ${formatDuration(ms)}, needed: ${formatDuration(neededMs)}`;
    return [reason('HOLD_RETENTION_HEADROOM', text)];
  });
  if (short.length > 0) return short;
  const slowest = slowestLoss(kafka, assumedRetentionMs).soonest;
  if (!slowest || slowest.leftMs >= policy.retentionHeadroomMs) return [];
  const left = formatDuration(Math.max(0, Math.round(slowest.leftMs / 1000) * 1000));
  const text = `${left} until ${slowest.by} deletes what is unread, needed: ${formatDuration(policy.retentionHeadroomMs)}`;
  return [reason('HOLD_RETENTION_HEADROOM', text, byTopic([slowest]))];
}
