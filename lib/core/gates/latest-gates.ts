import { formatDuration } from '../../pipeline';
import type { Facts } from '../facts/facts';
import { byTopic, type Reason, reason } from '../vocabulary/reasons';
import type { Gate } from './gate';

/** Kafka's own default of offsets.retention.minutes, where brokers do not report theirs. */
const DEFAULT_OFFSETS_RETENTION_MS = 7 * 86_400_000;

/**
 * latest may be in force only while every partition of every topic is covered. Each says what breaks this, or soon will;
 * what is unknown never does.
 */
export const LATEST_GATES: readonly Gate[] = [
  {
    code: 'REARM_NO_COMMIT',
    prevents: 'latest staying in force after a commit was lost',
    guards: ['latest'],
    check: whileLatest(({ survey: { uncommitted } }) =>
      uncommitted.length === 0
        ? undefined
        : reason('REARM_NO_COMMIT', `${uncommitted.length} without a commit`, byTopic(uncommitted)),
    ),
  },
  {
    code: 'REARM_OUT_OF_RANGE',
    prevents: 'latest staying in force with a commit outside the log',
    guards: ['latest'],
    check: whileLatest(({ survey: { outOfRange } }) =>
      outOfRange.length === 0
        ? undefined
        : reason(
            'REARM_OUT_OF_RANGE',
            `${outOfRange.length} with a commit outside the log`,
            byTopic(outOfRange),
          ),
    ),
  },
  {
    code: 'REARM_UNCOVERED',
    prevents: 'what a partition added under latest skipped staying lost',
    guards: ['latest'],
    check: whileLatest(({ owed }) =>
      owed.length === 0 ? undefined : reason('REARM_UNCOVERED', `${owed.length} not covered`, byTopic(owed)),
    ),
  },
  {
    code: 'REARM_COVERAGE_LOST',
    prevents: 'latest staying in force while nobody knows what it covers',
    guards: ['latest'],
    check: whileLatest(({ coverageLost, config }) =>
      coverageLost && config.initialOffset === 'latest'
        ? reason('REARM_COVERAGE_LOST', 'the coverage parameter is gone or unreadable')
        : undefined,
    ),
  },
  {
    code: 'REARM_CONFIG_FOREIGN',
    prevents: 'latest staying in force for a group whose commits nobody knows',
    guards: ['latest'],
    check: whileLatest(({ config: { mismatch } }) =>
      mismatch === undefined ? undefined : reason('REARM_CONFIG_FOREIGN', mismatch),
    ),
  },
  {
    code: 'REARM_COMMITS_BACK',
    prevents: 'latest staying in force over commits that may belong to another topic',
    guards: ['latest'],
    check: whileLatest(({ commitsBack }) =>
      commitsBack.length === 0
        ? undefined
        : reason('REARM_COMMITS_BACK', `commits of ${commitsBack.join(', ')} add up to less`),
    ),
  },
  {
    code: 'REARM_RETENTION',
    prevents: 'a task on latest skipping to the end when retention overtakes its commit',
    guards: ['latest'],
    check: whileLatest(({ loss: { soonest }, policy }) => {
      if (!soonest || soonest.leftMs >= policy.retentionHeadroomMs) return undefined;
      const left = Math.max(0, Math.round(soonest.leftMs / 1000));
      return reason(
        'REARM_RETENTION',
        `${left} s until ${soonest.by} deletes what is unread`,
        byTopic([soonest]),
      );
    }),
  },
  {
    code: 'REARM_GROUP_EXPIRES',
    prevents: 'the commits of an Empty group expiring under latest',
    guards: ['latest'],
    check: whileLatest(({ kafka, groupEmpty, emptySinceMs, nowMs }) => {
      const { offsetsRetentionMs } = kafka;
      const expiryMs = offsetsRetentionMs === 'unknown' ? DEFAULT_OFFSETS_RETENTION_MS : offsetsRetentionMs;
      if (!groupEmpty || emptySinceMs === undefined || nowMs - emptySinceMs <= expiryMs / 2) return undefined;
      const minutes = Math.round((nowMs - emptySinceMs) / 60_000);
      return reason(
        'REARM_GROUP_EXPIRES',
        `Empty for ${minutes} min, commits live ${formatDuration(expiryMs)}`,
      );
    }),
  },
];

function whileLatest(check: (facts: Facts) => Reason | undefined): (facts: Facts) => Reason | undefined {
  return (facts) => (facts.latestInForce ? check(facts) : undefined);
}
