import { formatDuration } from '../../pipeline';
import { type CommitSums, commitSums, signalsGoneBack } from '../facts/commit-sums';
import { censusOf } from '../facts/coverage';
import { partitionsBeyond, recreatedTopics } from '../facts/layout';
import type { Situation } from '../facts/situation';
import { slowestLoss } from '../lag/time-to-loss';
import { skippedAtMost } from '../recreate/commit-plan';
import type { KafkaSnapshot } from '../snapshot/kafka';
import { byTopic, type Reason, reason } from '../vocabulary/reasons';
import { groupEmpty } from './readiness';

/** What the state remembers beside the situation. */
export interface Remembered {
  /** Since when the group has been seen Empty, without a break. */
  emptySinceMs: number | undefined;
  /** Sums of commits at an earlier look under latest. */
  floor: CommitSums | undefined;
}

/** Kafka's own default of offsets.retention.minutes, where brokers do not tell theirs. */
const DEFAULT_OFFSETS_RETENTION_MS = 7 * 86_400_000;

/** Is latest stored, or what some running task started with? */
export function latestInForce({ config, fleet }: Pick<Situation, 'config' | 'fleet'>): boolean {
  return config.initialOffset === 'latest' || fleet.latest > 0;
}

/**
 * latest may be in force only while every partition has a commit within the log. Says all that breaks this, or soon
 * will; empty while nothing is known to. What is unknown never starts a recreate by itself.
 */
export function rearmTriggers(situation: Situation, remembered: Remembered): Reason[] {
  if (!latestInForce(situation)) return [];
  return [
    ...commitTriggers(situation),
    ...coverageTriggers(situation),
    ...configTriggers(situation),
    ...soonUntrue(situation, remembered),
  ];
}

function commitTriggers({ kafka, asked }: Situation): Reason[] {
  const census = censusOf(kafka);
  const uncommitted = asked('REARM_NO_COMMIT') ? census.uncommitted : [];
  const outOfRange = asked('REARM_OUT_OF_RANGE') ? census.outOfRange : [];
  return [
    ...(uncommitted.length > 0
      ? [reason('REARM_NO_COMMIT', `${uncommitted.length} without a commit`, byTopic(uncommitted))]
      : []),
    ...(outOfRange.length > 0
      ? [
          reason(
            'REARM_OUT_OF_RANGE',
            `${outOfRange.length} with a commit outside the log`,
            byTopic(outOfRange),
          ),
        ]
      : []),
  ];
}

function coverageTriggers({ kafka, covered, asked }: Situation): Reason[] {
  const beyond = covered && asked('REARM_UNCOVERED') ? partitionsBeyond(covered, kafka) : [];
  if (!covered || beyond.length === 0) return [];
  const recreated = recreatedTopics(covered, kafka);
  const anew = recreated.length > 0 ? `; ${recreated.join(', ')} was made anew` : '';
  const text = `${beyond.length} added since, at most ${skippedAtMost(beyond)} records skipped by now${anew}`;
  return [reason('REARM_UNCOVERED', text, byTopic(beyond))];
}

function configTriggers({ config, asked }: Situation): Reason[] {
  if (config.mismatch === undefined || !asked('REARM_CONFIG_FOREIGN')) return [];
  return [reason('REARM_CONFIG_FOREIGN', config.mismatch)];
}

function soonUntrue(situation: Situation, { emptySinceMs, floor }: Remembered): Reason[] {
  const { kafka, nowMs, policy, assumedRetentionMs } = situation;
  const reasons: Reason[] = [];
  const back = signalsGoneBack(floor, commitSums(kafka));
  if (back.length > 0)
    reasons.push(reason('REARM_COMMITS_BACK', `commits of ${back.join(', ')} add up to less`));
  const slowest = slowestLoss(kafka, assumedRetentionMs).soonest;
  if (slowest && slowest.leftMs < policy.retentionHeadroomMs) {
    const left = Math.max(0, Math.round(slowest.leftMs / 1000));
    reasons.push(
      reason('REARM_RETENTION', `${left} s until ${slowest.by} deletes what is unread`, byTopic([slowest])),
    );
  }
  const expiryMs = expiryOf(kafka);
  if (groupEmpty(kafka) && emptySinceMs !== undefined && nowMs - emptySinceMs > expiryMs / 2) {
    const text = `Empty for ${Math.round((nowMs - emptySinceMs) / 60_000)} min, commits live ${formatDuration(expiryMs)}`;
    reasons.push(reason('REARM_GROUP_EXPIRES', text));
  }
  return reasons;
}

function expiryOf({ offsetsRetentionMs }: KafkaSnapshot): number {
  return offsetsRetentionMs === 'unknown' ? DEFAULT_OFFSETS_RETENTION_MS : offsetsRetentionMs;
}
