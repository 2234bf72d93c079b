import { counted, formatDuration } from '../../pipeline';
import { blockers } from '../gates';
import { byTopic, type Reason, reason } from '../vocabulary/reasons';
import type { Context, Phase } from './outcome';

export interface FlipEvaluation {
  phase: Phase;
  /** True if the only thing that blocks the flip is idle partitions without a usable commit. */
  maySeed: boolean;
  mayFlip: boolean;
  reasons: Reason[];
}

/** Gates that open once idle partitions are seeded while the group runs. */
const SEEDABLE: ReadonlySet<string> = new Set(['HOLD_NO_COMMIT', 'HOLD_COMMIT_OUT_OF_RANGE']);

/** Evaluates the pipeline's phase, and what blocks storing latest. */
export function evaluateFlip(context: Context): FlipEvaluation {
  const { facts, gates } = context;
  const { config, drained, readers, service } = facts;
  const nothing = { maySeed: false, mayFlip: false };
  if (config.initialOffset === 'latest') return { ...nothing, ...onLatest(context) };
  if (!drained) {
    const problems = undrainedProblems(context);
    const phase = problems.length > 0 ? 'held' : 'draining';
    return {
      ...nothing,
      phase: orNotReading(context, phase),
      reasons: [undrainedReason(context), ...problems],
    };
  }
  const blocking = blockers(gates, 'flip', facts);
  const settling = settlingFor(context);
  if (settling.length > 0) {
    return { ...nothing, phase: orNotReading(context, 'settling'), reasons: [...settling, ...blocking] };
  }
  const { survey, policy } = facts;
  const seedable =
    policy.idlePartitions === 'seed' &&
    service.desiredCount > 0 &&
    readers.members.length > 0 &&
    blocking.length > 0 &&
    blocking.every(({ code }) => SEEDABLE.has(code)) &&
    survey.idle.length === survey.uncommitted.length + survey.outOfRange.length;
  return {
    phase: orNotReading(context, blocking.length > 0 ? 'held' : 'settling'),
    maySeed: seedable,
    // An expand keeps every task on earliest until it finishes.
    mayFlip: blocking.length === 0 && context.state.manualOperation?.command.kind !== 'expand',
    reasons: blocking,
  };
}

/** Problems to report during a drain; otherwise an unreadable partition would look like a slow drain. */
const UNDRAINED_PROBLEMS: ReadonlySet<string> = new Set([
  'HOLD_CONFIG_FOREIGN',
  'HOLD_CONFIG_NOT_EDITABLE',
  'HOLD_REPAIR_PENDING',
  'HOLD_TOPIC_MISSING',
  'HOLD_TOPIC_UNKNOWN',
  'HOLD_PARTITION_UNKNOWN',
  'HOLD_COMMIT_OUT_OF_RANGE',
]);

function undrainedProblems({ gates, facts }: Context): Reason[] {
  const relevant = gates.filter(({ code }) => UNDRAINED_PROBLEMS.has(code));
  return blockers(relevant, 'flip', facts);
}

/** Replaces the phase if no task has joined the group. */
function orNotReading({ facts: { readers } }: Context, phase: Phase): Phase {
  return readers.establishedTasks > 0 && readers.absentTasks === readers.establishedTasks
    ? 'not-reading'
    : phase;
}

function onLatest(context: Context): Pick<FlipEvaluation, 'phase' | 'reasons'> {
  const { facts } = context;
  const problems = undrainedProblems(context);
  if (problems.length > 0) return { phase: orNotReading(context, 'held'), reasons: problems };
  const { fleet, drained } = facts;
  const mixed =
    fleet.earliest > 0
      ? [reason('MIXED_FLEET', `${counted(fleet.earliest, 'task')} on earliest, ${fleet.latest} on latest`)]
      : [];
  const phase = orNotReading(context, 'live');
  if (phase !== 'live') return { phase, reasons: [] };
  const state = drained ? reason('LIVE', 'initial_offset is latest') : undrainedReason(context);
  return { phase, reasons: [state, ...mixed] };
}

function undrainedReason({ facts: { undrained, policy } }: Context): Reason {
  if (undrained.length === 0) return reason('DRAINING', 'not all topics could be read');
  const counts = new Map<string, number>();
  for (const { why } of undrained) counts.set(why, (counts.get(why) ?? 0) + 1);
  const text = [...counts].map(([why, count]) =>
    why === 'behind'
      ? `${count} more than ${formatDuration(policy.drainedWithinMs)} behind`
      : `${count} ${why}`,
  );
  return reason('DRAINING', text.join(', '), byTopic(undrained));
}

/** The group must stay drained for a while, and no partition may be added meanwhile, because more often follow. */
function settlingFor({ facts, state }: Context): Reason[] {
  const { nowMs, policy } = facts;
  const drainedMs = nowMs - (state.drainedSinceMs ?? nowMs);
  const sameMs = nowMs - (state.layout?.sinceMs ?? nowMs);
  const reasons: Reason[] = [];
  if (drainedMs < policy.stableForMs) {
    const text = `drained for ${Math.floor(drainedMs / 1000)} s of ${formatDuration(policy.stableForMs)}`;
    reasons.push(reason('DRAINED_SETTLING', text));
  }
  if (sameMs <= policy.metadataRefreshMs) {
    const text = `no partition added for ${Math.floor(sameMs / 1000)} s; more than ${formatDuration(policy.metadataRefreshMs)} is needed`;
    reasons.push(reason('DRAINED_SETTLING', text));
  }
  return reasons;
}
