import { counted } from '../../../pipeline';
import { countOf } from '../../facts/survey';
import { blockers } from '../../gates';
import type { PlannedCommit } from '../../vocabulary/action';
import { byTopic, type Reason, reason } from '../../vocabulary/reasons';
import { evaluateFlip } from '../evaluate-flip';
import type { Context, Handler, Outcome, Phase } from '../outcome';

/** The wait before a refused seed is tried again. It doubles with each try. */
const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 15 * 60_000;

/** Seeds idle partitions when their missing commits are all that blocks the flip. */
export const seedIdlePartitions: Handler = {
  name: 'idle partitions have no commit',
  decide(context) {
    const { maySeed, phase } = evaluateFlip(context);
    return maySeed ? seedLive(context, phase) : undefined;
  },
};

/**
 * A receiver that is stuck at the first record of a partition never commits, and a restart did not help. A commit at the
 * log start marks its position, so that latest skips nothing there and the other partitions need not wait.
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
 * Commits the log start of every idle partition while the group runs, or returns what blocks it.
 *
 * @param more additional commits, for partitions that are not idle
 */
export function seedLive(
  context: Context,
  phase: Phase,
  more: readonly PlannedCommit[] = [],
): Outcome | readonly Reason[] {
  const { facts, state, gates } = context;
  const { survey, nowMs } = facts;
  const blocking = blockers(gates, 'seed', facts);
  if (blocking.length > 0) return blocking;
  const { tries, atMs } = state.seeding ?? { tries: 0, atMs: 0 };
  const waitMs = tries === 0 ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1));
  const where = byTopic([...survey.idle, ...more]);
  if (nowMs - atMs < waitMs) {
    const text = `Kafka refused the commit ${counted(tries, 'time')}; the next attempt is in ${Math.ceil((atMs + waitMs - nowMs) / 1000)} s`;
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
        more.length === 0
          ? `${countOf(idle)} at the log start`
          : `${countOf(offsets)} at the reading position`,
        where,
      ),
    ],
  };
}
