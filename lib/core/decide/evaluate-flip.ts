import { formatDuration } from '../../pipeline';
import { blockers } from '../gates';
import { byTopic, type Reason, reason } from '../vocabulary/reasons';
import type { Context, Phase } from './outcome';

/** How far the pipeline is from latest. */
export interface FlipEvaluation {
  phase: Phase;
  /** Nothing is in the way but idle partitions without a commit. */
  maySeed: boolean;
  mayFlip: boolean;
  reasons: Reason[];
}

/** Codes that a live seed takes out of the way. */
const SEEDABLE: ReadonlySet<string> = new Set(['HOLD_NO_COMMIT', 'HOLD_COMMIT_OUT_OF_RANGE']);

/** What is the case, and what stands between now and storing latest. */
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
  const against = blockers(gates, 'flip', facts);
  const settling = settlingFor(context);
  if (settling.length > 0) {
    return { ...nothing, phase: orNotReading(context, 'settling'), reasons: [...settling, ...against] };
  }
  const { survey, policy } = facts;
  const seedable =
    policy.idlePartitions === 'seed' &&
    service.desiredCount > 0 &&
    readers.members.length > 0 &&
    against.length > 0 &&
    against.every(({ code }) => SEEDABLE.has(code)) &&
    survey.idle.length === survey.uncommitted.length + survey.outOfRange.length;
  return {
    phase: orNotReading(context, against.length > 0 ? 'held' : 'settling'),
    maySeed: seedable,
    // A topic that is being expanded by command is not flipped over.
    mayFlip: against.length === 0 && context.state.manualOperation?.command.kind !== 'expand',
    reasons: against,
  };
}

/** What cannot be read, or lies outside the log, would otherwise pass for a backlog that takes its time. */
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
  const matter = gates.filter(({ code }) => UNDRAINED_PROBLEMS.has(code));
  return blockers(matter, 'flip', facts);
}

/** A report never says "live" while nobody reads, or while the config cannot be read. */
function orNotReading({ facts: { readers } }: Context, phase: Phase): Phase {
  return readers.establishedTasks > 0 && readers.absentTasks === readers.establishedTasks
    ? 'not-reading'
    : phase;
}

function onLatest(context: Context): Pick<FlipEvaluation, 'phase' | 'reasons'> {
  const { facts } = context;
  const against = undrainedProblems(context);
  if (against.length > 0) return { phase: orNotReading(context, 'held'), reasons: against };
  const { fleet, drained } = facts;
  const mixed =
    fleet.earliest > 0
      ? [reason('MIXED_FLEET', `tasks on earliest ${fleet.earliest}, on latest ${fleet.latest}`)]
      : [];
  const phase = orNotReading(context, 'live');
  if (phase !== 'live') return { phase, reasons: [] };
  const state = drained ? reason('LIVE', 'initial_offset latest') : undrainedReason(context);
  return { phase, reasons: [state, ...mixed] };
}

/** Why it is not drained: how many partitions of which kind. */
function undrainedReason({ facts: { undrained, policy } }: Context): Reason {
  if (undrained.length === 0) return reason('DRAINING', 'not all topics are known');
  const counts = new Map<string, number>();
  for (const { why } of undrained) counts.set(why, (counts.get(why) ?? 0) + 1);
  const text = [...counts].map(([why, count]) =>
    why === 'behind'
      ? `${count} more than ${formatDuration(policy.drainedWithinMs)} behind`
      : `${count} ${why}`,
  );
  return reason('DRAINING', text.join(', '), byTopic(undrained));
}

/** Drained has to last, and no partition to have been added lately: whoever adds one often adds more. */
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
    const text = `topics and partitions the same for ${Math.floor(sameMs / 1000)} s, needed: more than ${formatDuration(policy.metadataRefreshMs)}`;
    reasons.push(reason('DRAINED_SETTLING', text));
  }
  return reasons;
}
