import { formatDuration, type PipelineSpec } from '../../pipeline';
import type { Assessed } from '../facts/assess';
import { type Layout, layoutOf } from '../facts/layout';
import { configBlockers, flipBlockers, repairBlockers } from '../gates/flip-gate';
import { commitBlockers, unknownBlockers } from '../gates/partition-blockers';
import { topicBlockers } from '../gates/readiness';
import { begin } from '../recreate/recreating';
import { type Reason, reason } from '../vocabulary/reasons';
import { decideScaling } from './decide-scaling';
import type { Outcome, Phase } from './outcome';
import { mustWait } from './safeguards';

/** How things stand with the flip. */
interface Standing {
  phase: Phase;
  mayFlip: boolean;
  reasons: Reason[];
}

/** No recreate under way: the number of tasks first, then the flip. */
export function steer(assessed: Assessed, spec: PipelineSpec): Outcome {
  const { situation, state, tasks } = assessed;
  const { service } = situation;
  const { phase, mayFlip, reasons } = stand(assessed, spec);
  if (service.desiredCount === 0) {
    const text = `${service.service} has desiredCount 0`;
    return { phase: 'stopped', state, reasons: [reason('HOLD_SERVICE_STOPPED', text)] };
  }
  const scaling = decideScaling({
    situation,
    tasks,
    desired: state.desired ?? { count: service.desiredCount },
    lastScaleInMs: state.lastScaleInMs,
  });
  if (scaling.action) {
    const { from, to } = scaling.action;
    return {
      phase,
      action: scaling.action,
      state: {
        ...state,
        desired: { count: to, from },
        lastScaleInMs: to < from ? situation.nowMs : state.lastScaleInMs,
      },
      reasons: [...reasons, ...scaling.reasons],
    };
  }
  if (!mayFlip) return { phase, state, reasons: [...reasons, ...scaling.reasons] };
  return spec.policy.rollout === 'lazy' ? storeLatest(assessed) : begin('flip', assessed, scaling.reasons);
}

/** Lazy: latest is stored while the tasks run; whatever starts from now on starts with it. */
function storeLatest({ situation, state }: Assessed): Outcome {
  const { kafka, config, nowMs } = situation;
  const covered: Layout | undefined = layoutOf(kafka) ?? state.covered;
  return {
    phase: 'live',
    state: { ...state, covered, flip: { atMs: nowMs, verified: false } },
    action: { kind: 'store-config', fromVersion: config.version, initialOffset: 'latest', guard: 'none' },
    reasons: [reason('FLIP_STORED', 'drained, every check passed')],
  };
}

function stand(assessed: Assessed, spec: PipelineSpec): Standing {
  const { situation, undrained } = assessed;
  if (situation.config.initialOffset === 'latest') return standOnLatest(assessed);
  if (!situation.drained) {
    // What cannot be read, or lies outside the log, would otherwise pass for a backlog that takes its time.
    const problems = [
      ...configBlockers(situation),
      ...repairBlockers(situation),
      ...topicBlockers(situation),
      ...unknownBlockers(situation),
      ...commitBlockers({ ...situation, policy: { ...spec.policy, idlePartitions: 'seed' } }),
    ];
    return {
      phase: problems.length > 0 ? 'held' : 'draining',
      mayFlip: false,
      reasons: [undrained, ...problems, ...retryLater(assessed)],
    };
  }
  const blockers = [...flipBlockers(situation), ...retryLater(assessed)];
  const settling = settlingFor(assessed);
  if (settling.length > 0) return { phase: 'settling', mayFlip: false, reasons: [...settling, ...blockers] };
  if (blockers.length > 0) return { phase: 'held', mayFlip: false, reasons: blockers };
  // A topic that is being expanded by hand is not flipped over.
  return { phase: 'settling', mayFlip: assessed.state.request?.command.kind !== 'expand', reasons: [] };
}

function standOnLatest({ situation, undrained }: Assessed): Standing {
  const { drained, fleet } = situation;
  const blockers = topicBlockers(situation);
  if (blockers.length > 0) return { phase: 'held', mayFlip: false, reasons: blockers };
  const mixed =
    fleet.earliest > 0
      ? [reason('MIXED_FLEET', `${fleet.earliest} tasks on earliest, ${fleet.latest} on latest`)]
      : [];
  const standing = drained ? reason('LIVE', 'initial_offset latest') : undrained;
  return { phase: 'live', mayFlip: false, reasons: [standing, ...mixed] };
}

/** Drained has to last, and no partition to have been added lately: whoever adds one often adds more. */
function settlingFor({ situation, state }: Assessed): Reason[] {
  const { nowMs, policy } = situation;
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

function retryLater(assessed: Assessed): Reason[] {
  const { state, situation } = assessed;
  if (!mustWait(assessed) || state.gaveUpAtMs === undefined) return [];
  const waited = Math.round((situation.nowMs - state.gaveUpAtMs) / 1000);
  return [reason('HOLD_RETRY_LATER', `${waited} s of ${formatDuration(situation.policy.phaseTimeoutMs)}`)];
}
