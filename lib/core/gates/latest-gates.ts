import { formatDuration } from '../../pipeline';
import type { Facts } from '../facts/facts';
import { countOf } from '../facts/survey';
import { byTopic, type Reason, reason } from '../vocabulary/reasons';
import type { Gate } from './gate';

/** Kafka's default for offsets.retention.minutes, used if the brokers do not report theirs. */
const DEFAULT_OFFSETS_RETENTION_MS = 7 * 86_400_000;

/**
 * Gates on keeping latest in force, which requires that every partition is covered. Something that is unknown never
 * closes them.
 */
export const LATEST_GATES: readonly Gate[] = [
  {
    code: 'REARM_NO_COMMIT',
    prevents: 'latest staying in force after a commit was lost',
    guards: ['latest'],
    check: whileLatest(({ survey: { uncommitted } }) =>
      uncommitted.length === 0
        ? undefined
        : reason('REARM_NO_COMMIT', `${countOf(uncommitted)} without a commit`, byTopic(uncommitted)),
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
            `${countOf(outOfRange)} with a commit outside the log`,
            byTopic(outOfRange),
          ),
    ),
  },
  {
    code: 'REARM_UNCOVERED',
    prevents: 'records that latest skipped in an added partition staying lost',
    guards: ['latest'],
    check: whileLatest(({ owed }) =>
      owed.length === 0
        ? undefined
        : reason('REARM_UNCOVERED', `${countOf(owed)} not covered`, byTopic(owed)),
    ),
  },
  {
    code: 'REARM_COVERAGE_LOST',
    prevents: 'latest staying in force while it is unknown what it covers',
    guards: ['latest'],
    check: whileLatest(({ coverageLost, config }) =>
      coverageLost && config.initialOffset === 'latest'
        ? reason('REARM_COVERAGE_LOST', 'the coverage parameter is gone or unreadable')
        : undefined,
    ),
  },
  {
    code: 'REARM_CONFIG_FOREIGN',
    prevents: 'latest staying in force in a config of another group or other topics',
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
        : reason('REARM_COMMITS_BACK', `commits of ${commitsBack.join(', ')} went back`),
    ),
  },
  {
    code: 'REARM_RETENTION',
    prevents: 'a task on latest skipping to the log end after retention has passed its commit',
    guards: ['latest'],
    check: whileLatest(({ loss: { soonest }, policy }) => {
      if (!soonest || soonest.leftMs >= policy.retentionHeadroomMs) return undefined;
      const left = Math.max(0, Math.round(soonest.leftMs / 1000));
      return reason(
        'REARM_RETENTION',
        `${soonest.by} may delete unread records in ${left} s`,
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
      const emptyMs = Math.round((nowMs - emptySinceMs) / 60_000) * 60_000;
      return reason(
        'REARM_GROUP_EXPIRES',
        `the group has been Empty for ${formatDuration(emptyMs)}, and its commits expire after ${formatDuration(expiryMs)}`,
      );
    }),
  },
];

function whileLatest(check: (facts: Facts) => Reason | undefined): (facts: Facts) => Reason | undefined {
  return (facts) => (facts.latestInForce ? check(facts) : undefined);
}
