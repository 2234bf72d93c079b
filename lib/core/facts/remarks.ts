import { formatDuration } from '../../pipeline';
import type { UndrainedPartition } from '../lag/drained';
import type { StuckPartition } from '../lag/stuck';
import type { ControllerState } from '../state/state';
import { byTopic, type Reason, reason } from '../vocabulary/reasons';
import { censusOf } from './coverage';
import type { Situation } from './situation';

/** What the bookkeeping of a tick found, and is said whatever is decided. */
export interface Findings {
  /** Times of the state lay in the future. */
  wentBack: boolean;
  /** Partitions that have stood still for stuckAfter. */
  stopped: readonly StuckPartition[];
  /** Those of them that do not hold up the flip. */
  excluded: readonly UndrainedPartition[];
  unread: ControllerState['unread'];
}

export function remarksOf(situation: Situation, findings: Findings): Reason[] {
  const { wentBack, stopped, excluded, unread } = findings;
  const { nowMs } = situation;
  return [
    ...(wentBack ? [reason('ALARM_CLOCK_WENT_BACK', `now ${new Date(nowMs).toISOString()}`)] : []),
    ...stopped.map(stuckRemark),
    ...(excluded.length > 0
      ? [reason('STUCK_EXCLUDED', `${excluded.length} left out`, byTopic(excluded))]
      : []),
    ...unreadRemarks(unread, situation),
    ...assumedRetention(situation),
    ...driftRemarks(situation),
  ];
}

/** Between the template and the config a deployment takes seconds, and its rollback a few minutes. */
const DEPLOYING_MS = 5 * 60_000;
const PATHS_SHOWN = 3;

function driftRemarks({ config: { drift }, nowMs }: Situation): Reason[] {
  if (!drift || nowMs - drift.sinceMs < DEPLOYING_MS) return [];
  const shown = drift.paths.slice(0, PATHS_SHOWN).join(', ');
  const more = drift.paths.length - PATHS_SHOWN;
  const text = `not as in the template: ${shown}${more > 0 ? ` and ${more} more` : ''}`;
  return [reason('ALARM_CONFIG_NOT_DEPLOYED', text)];
}

function stuckRemark({ topic, partition, committed, owner, forMs }: StuckPartition): Reason {
  const text = `at offset ${committed} for ${Math.round(forMs / 60_000)} min, read by ${owner ?? 'nobody'}`;
  return reason('ALARM_PARTITION_STUCK', text, byTopic([{ topic, partition }]));
}

/** Why it is not drained: how many partitions of which kind. */
export function undrainedReason(undrained: readonly UndrainedPartition[], drainedWithinMs: number): Reason {
  if (undrained.length === 0) return reason('DRAINING', 'not all topics are known');
  const counts = new Map<UndrainedPartition['why'], number>();
  for (const { why } of undrained) counts.set(why, (counts.get(why) ?? 0) + 1);
  const text = [...counts].map(([why, count]) =>
    why === 'behind' ? `${count} more than ${formatDuration(drainedWithinMs)} behind` : `${count} ${why}`,
  );
  return reason('DRAINING', text.join(', '), byTopic(undrained));
}

function unreadRemarks(unread: ControllerState['unread'], { kafka, nowMs, policy }: Situation): Reason[] {
  if (!unread || nowMs - unread.sinceMs < policy.stuckAfterMs) return [];
  const text = `records and no commit in the log for ${Math.round((nowMs - unread.sinceMs) / 60_000)} min`;
  return [reason('ALARM_PARTITION_STUCK', text, byTopic(censusOf(kafka).unread))];
}

function assumedRetention({ kafka, assumedRetentionMs }: Situation): Reason[] {
  const assumed = kafka.topics.filter(
    (topic) => topic.kind === 'present' && topic.retention.ms === 'unknown',
  );
  const [first] = assumed;
  if (!first) return [];
  const text = `${first.topic}${assumed.length > 1 ? ` and ${assumed.length - 1} more` : ''}: ${formatDuration(assumedRetentionMs(first.signal))}`;
  return [reason('RETENTION_ASSUMED', text)];
}
