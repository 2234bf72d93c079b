import * as z from 'zod';
import { formatDuration } from './duration';
import { durationMs, optionalDurationMs } from './duration-schema';
import type { SpecConflict } from './spec-conflict';

/** How long a killed member stays in the group (the receiver's session_timeout). */
const SESSION_TIMEOUT_MS = 10_000;
/** How long it takes to observe, commit and start the tasks again once all of them are gone. */
const COMMIT_MS = 5_000;
/** ECS needs some time beyond stopTimeout to stop a task. */
const PAUSE_MARGIN_MS = 60_000;
const LEAST_DEFAULT_PAUSE_MS = 180_000;

function leastPauseMs(stopTimeoutMs: number): number {
  return stopTimeoutMs + SESSION_TIMEOUT_MS + COMMIT_MS;
}

const MAX_METADATA_REFRESH_MS = 3_600_000;

export const policySchema = z.strictObject({
  /** With `observe`, Spillway measures, decides and explains, but changes nothing. */
  mode: z.enum(['observe', 'act']).default('act'),
  /** A partition is drained if the group is less than this far behind in it ... */
  drainedWithin: durationMs('60s', '1s'),
  /** ... for this long without interruption. */
  stableFor: durationMs('3m'),
  /** What to do about a partition without a commit: write one while the group runs (seed), or hold the flip (wait). */
  idlePartitions: z.enum(['seed', 'wait']).default('seed'),
  /** A partition is stuck if it is behind and has not advanced for this long. */
  stuckAfter: durationMs('15m', '10s'),
  /** What to do about a stuck partition with a commit in the log: flip without it (exclude), or hold the flip (wait). */
  stuckPartitions: z.enum(['exclude', 'wait']).default('exclude'),
  /** When tasks pick up a flip: when they next start, or in a rolling deployment right after it. */
  rollout: z.enum(['next-start', 'roll']).default('next-start'),
  /** Whether to keep or override a desiredCount that an operator or Application Auto Scaling has set. */
  external: z.enum(['respect', 'override']).default('respect'),
  /** Whether a group that reads topics by pattern may flip. Topics that match later are repaired afterwards. */
  topicPatterns: z.enum(['hold', 'allow']).default('hold'),
  /** The receiver's metadata.refresh_interval, which is how much later it may notice a new partition. */
  metadataRefresh: durationMs('1m', '5s').refine((ms) => ms <= MAX_METADATA_REFRESH_MS, {
    message: 'expected at most 1h, because the receiver does not start with more',
  }),
  /** Flip only if retention leaves at least this much time to read what is unread. */
  retentionHeadroom: durationMs('15m'),
  /** Time between two steps of a scale-in. Each step is a rebalance, and splits traces in tail sampling. */
  scaleInCoolDown: durationMs('10m'),
  /** The longest time that all tasks may be stopped for a recreate. If absent, it follows from stopTimeout. */
  maxPause: optionalDurationMs('3m', '1s'),
  /** How long after a write a starting task may still read the previous config. */
  configSettles: durationMs('1m'),
  /** A phase that lasts longer than this raises an alarm. A flip that was given up is tried again after this time. */
  phaseTimeout: durationMs('15m', '10s'),
  /** A hold that lasts longer than this raises an alarm. */
  holdAlarmAfter: durationMs('30m'),
});

/** The policy, with the unit in the name of each duration. */
export function policyOf(policy: z.output<typeof policySchema>, stopTimeoutMs: number) {
  return {
    mode: policy.mode,
    idlePartitions: policy.idlePartitions,
    stuckPartitions: policy.stuckPartitions,
    rollout: policy.rollout,
    external: policy.external,
    topicPatterns: policy.topicPatterns,
    stuckAfterMs: policy.stuckAfter,
    drainedWithinMs: policy.drainedWithin,
    stableForMs: policy.stableFor,
    metadataRefreshMs: policy.metadataRefresh,
    retentionHeadroomMs: policy.retentionHeadroom,
    scaleInCoolDownMs: policy.scaleInCoolDown,
    maxPauseMs:
      policy.maxPause ?? Math.max(LEAST_DEFAULT_PAUSE_MS, leastPauseMs(stopTimeoutMs) + PAUSE_MARGIN_MS),
    configSettlesMs: policy.configSettles,
    phaseTimeoutMs: policy.phaseTimeout,
    holdAlarmAfterMs: policy.holdAlarmAfter,
  };
}

/** A `maxPause` in which a stop cannot fit. */
export function pauseConflicts({
  policy,
  tiers,
}: {
  policy: { maxPause?: number | undefined };
  tiers: { processing: { stopTimeout: number } };
}): SpecConflict[] {
  const needed = leastPauseMs(tiers.processing.stopTimeout);
  if (policy.maxPause === undefined || policy.maxPause >= needed) return [];
  const message = `expected at least ${formatDuration(needed)}: tiers.processing.stopTimeout, ${formatDuration(SESSION_TIMEOUT_MS)} until the group is empty, and ${formatDuration(COMMIT_MS)} to commit`;
  return [{ path: ['policy', 'maxPause'], message }];
}
