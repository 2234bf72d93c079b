import { blockers } from '../../gates';
import type { PlannedCommit } from '../../vocabulary/action';
import { byTopic, type Reason, reason } from '../../vocabulary/reasons';
import { evaluateFlip } from '../evaluate-flip';
import type { Context, Handler, Outcome, Phase } from '../outcome';

/** Between two tries of a seed that Kafka refused, doubling. */
const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 15 * 60_000;

/** Drained, and nothing but idle partitions without a commit is in the way of latest. */
export const seedIdlePartitions: Handler = {
  name: 'idle partitions have no commit',
  decide(context) {
    const { maySeed, phase } = evaluateFlip(context);
    return maySeed ? seedLive(context, phase) : undefined;
  },
};

/**
 * A receiver that is stuck at the first record of a partition never commits there, and a restart did not help: a commit at
 * its log start says where reading stands, so that latest skips nothing of it and the others need not wait.
 */
export const seedStuckStart: Handler = {
  name: 'a partition is stuck at its first record',
  decide(context) {
    const { unread, survey, nowMs, policy, fleet } = context.facts;
    const isAllowed = policy.idlePartitions === 'seed' && policy.stuckPartitions === 'exclude';
    if (!isAllowed || fleet.latest > 0 || !unread?.restarted) return undefined;
    if (nowMs - unread.sinceMs < 2 * policy.stuckAfterMs) return undefined;
    const starts = survey.unread.flatMap(({ topic, partition, committed, logStart }) =>
      committed === 'none' && logStart !== 'unknown' ? [{ topic, partition, offset: logStart }] : [],
    );
    return starts.length === 0 ? undefined : seedLive(context, 'draining', starts);
  },
};

/**
 * Commits the log start of every idle partition while the group runs.
 *
 * @param more commits of partitions that are not idle
 */
export function seedLive(
  context: Context,
  phase: Phase,
  more: readonly PlannedCommit[] = [],
): Outcome | readonly Reason[] {
  const { facts, state, gates } = context;
  const { survey, nowMs } = facts;
  const against = blockers(gates, 'seed', facts);
  if (against.length > 0) return against;
  const { tries, atMs } = state.seeding ?? { tries: 0, atMs: 0 };
  const waitMs = tries === 0 ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1));
  const where = byTopic([...survey.idle, ...more]);
  if (nowMs - atMs < waitMs) {
    const text = `tried ${tries} times, next in ${Math.ceil((atMs + waitMs - nowMs) / 1000)} s`;
    return [reason('HOLD_SEED_REFUSED', text, where)];
  }
  const idle = survey.idle.flatMap(({ topic, partition, logStart }) =>
    logStart === 'unknown' ? [] : [{ topic, partition, offset: logStart }],
  );
  const offsets = [...idle, ...more];
  return {
    phase,
    action: { kind: 'seed-live', offsets },
    state: { ...state, seeding: { tries: tries + 1, atMs: nowMs } },
    reasons: [
      reason(
        'PARTITIONS_SEEDED',
        more.length === 0 ? `${idle.length} at their log start` : `${offsets.length} where reading goes on`,
        where,
      ),
    ],
  };
}
