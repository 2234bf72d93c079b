import { counted, formatDuration } from '../../pipeline';
import type { Facts } from '../facts/facts';
import { countOf } from '../facts/survey';
import type { StuckPartition } from '../lag/stuck';
import { byTopic, type Reason, reason } from '../vocabulary/reasons';
import { rolloutRemarks } from './handlers/restore-config';
import type { Context } from './outcome';

/** Reasons that are reported in every tick, whatever it decides. */
export function remarksOf(context: Context, wentBack: boolean): Reason[] {
  const { facts } = context;
  return [
    ...(wentBack
      ? [reason('ALARM_CLOCK_WENT_BACK', `the clock now shows ${new Date(facts.nowMs).toISOString()}`)]
      : []),
    ...nobodyReads(facts),
    ...facts.stuck.map(stuckRemark),
    ...(facts.excluded.length > 0
      ? [reason('STUCK_EXCLUDED', `${countOf(facts.excluded)} left out`, byTopic(facts.excluded))]
      : []),
    ...unreadRemarks(facts),
    ...assumedRetention(facts),
    ...driftRemarks(facts),
    ...(facts.commitsBack.length > 0
      ? [reason('ALARM_COMMITS_BACK', `commits of ${facts.commitsBack.join(', ')} moved backwards`)]
      : []),
    ...(facts.lingering === undefined ? [] : [reason('ALARM_MEMBER_LINGERS', facts.lingering)]),
    ...(facts.coverageLost
      ? [reason('ALARM_COVERAGE_LOST', 'spillway accept makes everything that exists now count as covered')]
      : []),
    ...rolloutRemarks(context),
  ];
}

/** A few tasks may be missing from the group for a moment. If all of them are missing, that is reported at once. */
const ABSENT_MS = 60_000;
const DIFFERENCES_SHOWN = 2;

function nobodyReads({ readers, absentSinceMs, nowMs, kafka, config }: Facts): Reason[] {
  const { establishedTasks, absentTasks } = readers;
  if (absentTasks === 0) return [];
  const nobody = absentTasks === establishedTasks;
  if (!nobody && nowMs - (absentSinceMs ?? nowMs) < ABSENT_MS) return [];
  const who = nobody ? 'none of them is' : `${absentTasks} of them are not`;
  const why = config.differences.slice(0, DIFFERENCES_SHOWN).join(' ');
  const text = `${counted(establishedTasks, 'task', ['is', 'are'])} running, and ${who} in group ${kafka.group.groupId} (${kafka.group.state}). ${why}`;
  return [reason('ALARM_NOBODY_READS', text.trim())];
}

/** A deployment writes the config seconds after the template. A rollback takes a few minutes. */
const DEPLOYING_MS = 5 * 60_000;
const PATHS_SHOWN = 3;

function driftRemarks({ config: { drift }, nowMs }: Facts): Reason[] {
  if (!drift || nowMs - drift.sinceMs < DEPLOYING_MS) return [];
  const shown = drift.paths.slice(0, PATHS_SHOWN).join(', ');
  const more = drift.paths.length - PATHS_SHOWN;
  return [
    reason('ALARM_CONFIG_NOT_DEPLOYED', `it differs in ${shown}${more > 0 ? ` and ${more} more` : ''}`),
  ];
}

function stuckRemark({ topic, partition, committed, owner, forMs }: StuckPartition): Reason {
  const text = `at offset ${committed} for ${Math.round(forMs / 60_000)} min, read by ${owner ?? 'nobody'}`;
  return reason('ALARM_PARTITION_STUCK', text, byTopic([{ topic, partition }]));
}

function unreadRemarks({ unread, nowMs, policy, survey }: Facts): Reason[] {
  if (!unread || nowMs - unread.sinceMs < policy.stuckAfterMs) return [];
  const text = `records but no usable commit for ${Math.round((nowMs - unread.sinceMs) / 60_000)} min`;
  return [reason('ALARM_PARTITION_STUCK', text, byTopic(survey.unread))];
}

function assumedRetention({ kafka, assumedRetentionMs }: Facts): Reason[] {
  const assumed = kafka.topics.filter(
    (topic) => topic.kind === 'present' && topic.retention.ms === 'unknown',
  );
  const [first] = assumed;
  if (!first) return [];
  const more = assumed.length > 1 ? ` and ${assumed.length - 1} more` : '';
  return [
    reason('RETENTION_ASSUMED', `${first.topic}${more}: ${formatDuration(assumedRetentionMs(first.signal))}`),
  ];
}
