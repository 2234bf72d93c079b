import type { Action } from '../drain/action';
import { isOutOfRange, partitionCounts, partitionsOf } from '../drain/coverage';
import { judgeDrained } from '../drain/drained';
import { type FleetPolicy, fleetPolicy, recordPolicy } from '../drain/effective-policy';
import { type FlipQuestion, flipBlockers, topicBlockers } from '../drain/flip-gate';
import { gapUnderLatest } from '../drain/gap';
import { trackHolds } from '../drain/holds';
import { commitBlockers, unknownBlockers } from '../drain/partition-blockers';
import { watchPartitions } from '../drain/partition-watch';
import { byTopic, type Reason, reason } from '../drain/reasons';
import { nextRecreateStep } from '../drain/recreate';
import type { Recreate, RecreateStep } from '../drain/recreate-types';
import { type LagReport, measureLag } from '../lag/lag';
import { formatDuration, isTopicPattern, type PipelineSpec, signalsOf } from '../pipeline';
import { decideScaling } from '../scaling/decide-scaling';
import { type TaskTarget, taskTarget } from '../scaling/useful-tasks';
import type { Observation } from './observation';
import type { ControllerState } from './state';

/** Where the pipeline stands, in one word, for people and metrics. */
export type Phase = 'draining' | 'settling' | 'held' | 'recreating' | 'verifying' | 'live' | 'stopped';

export interface Decision {
  phase: Phase;
  action: Action | undefined;
  state: ControllerState;
  reasons: Reason[];
  lag: LagReport;
  /** Whether every partition is less than drainedWithin behind. */
  drained: boolean;
  tasks: TaskTarget;
  fleet: FleetPolicy;
}

/** What is known once the bookkeeping of this tick is done, before anything is decided. */
interface Situation {
  observation: Observation;
  state: ControllerState;
  spec: PipelineSpec;
  topics: string[];
  drained: boolean;
  undrained: Reason;
  fleet: FleetPolicy;
  tasks: TaskTarget;
}

interface Outcome {
  phase: Phase;
  action?: Action | undefined;
  state: ControllerState;
  reasons: Reason[];
}

/** One tick's decision, from what was observed and what the last tick left. Pure. */
export function decide(observation: Observation, previous: ControllerState, spec: PipelineSpec): Decision {
  const signals = signalsOf(spec);
  const situation = assess(observation, previous, spec);
  const outcome = choose(situation);
  const { holds, reasons } = trackHolds(
    outcome.state.holds,
    outcome.reasons,
    observation.nowMs,
    spec.policy.holdAlarmAfterMs,
  );
  return {
    phase: outcome.phase,
    action: outcome.action,
    state: { ...outcome.state, holds },
    reasons,
    lag: measureLag(observation.kafka, signals),
    drained: situation.drained,
    tasks: situation.tasks,
    fleet: situation.fleet,
  };
}

function assess(observation: Observation, previous: ControllerState, spec: PipelineSpec): Situation {
  const { kafka, service, config, nowMs } = observation;
  const topics = signalsOf(spec).map(({ topic }) => topic);
  const verdict = judgeDrained(kafka, previous.watermarks, spec.policy.drainedWithinMs);
  const policies = recordPolicy(previous.policies, config);
  const fleet = fleetPolicy(policies, service.tasks);
  const state: ControllerState = {
    ...previous,
    drainedSinceMs: verdict.drained ? (previous.drainedSinceMs ?? nowMs) : undefined,
    watermarks: verdict.watermarks,
    watch: watchPartitions(previous.watch, kafka),
    policies,
  };
  const behind = verdict.undrained;
  return {
    observation,
    state,
    spec,
    topics,
    drained: verdict.drained,
    undrained: reason(
      'DRAINING',
      behind.length > 0
        ? `${behind.length} partitions more than ${formatDuration(spec.policy.drainedWithinMs)} behind`
        : 'not all topics are known',
      byTopic(behind),
    ),
    fleet,
    tasks: taskTarget(
      Object.values(partitionCounts(kafka)),
      config.initialOffset === 'earliest' || !verdict.drained,
      spec.tiers.processing.tasks,
    ),
  };
}

function choose(situation: Situation): Outcome {
  const { observation, state } = situation;
  const latestInForce = observation.config.initialOffset === 'latest' || situation.fleet.latest > 0;
  const gap = latestInForce ? gapUnderLatest(observation.kafka, state.covered) : undefined;
  const { operation } = state;
  // A flip that turns out unsafe while its tasks run is turned around at once.
  const turnAround =
    operation?.purpose === 'flip' && operation.phase === 'up' && observation.service.desiredCount > 0;
  if (gap && (!operation || turnAround)) return begin('rearm', situation, [gap]);
  if (operation) return advance(operation, situation, []);
  return steer(situation);
}

function flipQuestion({ observation, state, spec, topics }: Situation): FlipQuestion {
  const { kafka, service, config } = observation;
  return { kafka, service, topics, watch: state.watch, policy: spec.policy, configMismatch: config.mismatch };
}

function begin(purpose: Recreate['purpose'], situation: Situation, reasons: Reason[]): Outcome {
  const { observation, state } = situation;
  const operation: Recreate = {
    purpose,
    phase: 'stop',
    startedAtMs: observation.nowMs,
    phaseSinceMs: observation.nowMs,
    // A recreate that is turned around goes back to where the first one began.
    restoreCount: state.operation?.restoreCount ?? observation.service.desiredCount,
    counts: partitionCounts(observation.kafka),
  };
  return advance(operation, situation, reasons);
}

function advance(operation: Recreate, situation: Situation, reasons: Reason[]): Outcome {
  const { observation, state, drained } = situation;
  const step = nextRecreateStep({
    ...flipQuestion(situation),
    operation,
    stored: observation.config,
    covered: state.covered,
    drained,
  });
  return {
    phase: phaseOf(step),
    action: step.action,
    state: {
      ...state,
      operation: step.operation,
      covered: step.covered,
      flip: flipRecord(operation, step, situation),
    },
    reasons: [...reasons, ...step.reasons],
  };
}

function phaseOf({ operation, reasons }: RecreateStep): Phase {
  if (!operation) return reasons.some(({ code }) => code === 'FLIP_VERIFIED') ? 'live' : 'draining';
  return operation.phase === 'up' ? 'verifying' : 'recreating';
}

function flipRecord(
  before: Recreate,
  step: RecreateStep,
  { state, observation }: Situation,
): ControllerState['flip'] {
  if (step.reasons.some(({ code }) => code === 'FLIP_VERIFIED') && state.flip)
    return { ...state.flip, verified: true };
  if (before.purpose === 'rearm') return undefined;
  const started =
    step.operation?.purpose === 'flip' && step.action?.kind === 'set-desired-count' && step.action.to > 0;
  return started ? { atMs: observation.nowMs, verified: false } : state.flip;
}

/** No recreate under way: the number of tasks first, then the flip. */
function steer(situation: Situation): Outcome {
  const { observation, state, spec, tasks, drained } = situation;
  const { service, kafka, config, nowMs } = observation;
  const standing = stand(situation);
  if (service.desiredCount === 0) {
    return {
      phase: 'stopped',
      state,
      reasons: [reason('HOLD_SERVICE_STOPPED', `${service.service} has desiredCount 0`)],
    };
  }
  const scaling = decideScaling({
    service,
    kafka,
    tasks,
    signals: situation.topics,
    nowMs,
    lastScaleInMs: state.lastScaleInMs,
    coolDownMs: spec.policy.scaleInCoolDownMs,
  });
  if (scaling.action) {
    const lastScaleInMs = scaling.action.to < scaling.action.from ? nowMs : state.lastScaleInMs;
    return {
      phase: standing.phase,
      action: scaling.action,
      state: { ...state, lastScaleInMs },
      reasons: [...standing.reasons, ...scaling.reasons],
    };
  }
  if (standing.mayFlip && drained && config.initialOffset === 'earliest') {
    return begin('flip', situation, [reason('FLIP_STARTED', 'drained, every check passed')]);
  }
  return {
    phase: standing.phase,
    state: noteCoverage(situation),
    reasons: [...standing.reasons, ...scaling.reasons],
  };
}

/** How things stand with the flip. */
function stand(situation: Situation): { phase: Phase; mayFlip: boolean; reasons: Reason[] } {
  const { observation, state, spec, topics, drained } = situation;
  if (observation.config.initialOffset === 'latest') {
    const blockers = topicBlockers({ kafka: observation.kafka, topics });
    if (blockers.length > 0) return { phase: 'held', mayFlip: false, reasons: blockers };
    return {
      phase: 'live',
      mayFlip: false,
      reasons: [drained ? reason('LIVE', 'initial_offset latest') : situation.undrained],
    };
  }
  const blockers = flipBlockers(flipQuestion(situation));
  if (!drained) {
    // What cannot be read, or lies outside the log, would otherwise pass for a backlog that takes its time.
    const problems = [
      ...topicBlockers({ kafka: observation.kafka, topics }),
      ...unknownBlockers(observation.kafka),
      ...commitBlockers(observation.kafka, { idlePartitions: 'seed' }),
    ];
    return {
      phase: problems.length > 0 ? 'held' : 'draining',
      mayFlip: false,
      reasons: [situation.undrained, ...problems],
    };
  }
  const forMs = observation.nowMs - (state.drainedSinceMs ?? observation.nowMs);
  const settled = forMs >= spec.policy.stableForMs;
  const settling = settled
    ? []
    : [
        reason(
          'DRAINED_SETTLING',
          `drained for ${Math.floor(forMs / 1000)} s of ${formatDuration(spec.policy.stableForMs)}`,
        ),
      ];
  if (settled && blockers.length > 0) return { phase: 'held', mayFlip: false, reasons: blockers };
  return { phase: 'settling', mayFlip: settled, reasons: [...settling, ...blockers] };
}

/** latest that somebody stored before Spillway came is taken over once every partition is seen covered. */
function noteCoverage({ observation: { kafka, config }, state, topics }: Situation): ControllerState {
  if (config.initialOffset !== 'latest' || state.covered) return state;
  const whole = topics.every(
    (name) => !isTopicPattern(name) && kafka.topics.some((t) => t.topic === name && t.kind === 'present'),
  );
  const committed = partitionsOf(kafka).every(
    (partition) => typeof partition.committed === 'bigint' && !isOutOfRange(partition),
  );
  return whole && committed ? { ...state, covered: partitionCounts(kafka) } : state;
}
