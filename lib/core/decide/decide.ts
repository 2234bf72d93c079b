import type { PipelineSpec } from '../../pipeline';
import { isEndedBy } from '../commands/manual-operation';
import type { Coverage } from '../facts/coverage';
import { deriveFacts } from '../facts/derive-facts';
import type { DrainPace } from '../facts/drain-rate';
import type { Facts } from '../facts/facts';
import { noteFailure } from '../facts/history';
import { isReachable, type Observation } from '../facts/observation';
import type { Tracked } from '../facts/tracked';
import { blockers, GATES, type Gate } from '../gates';
import { clampFuture } from '../state/clock-sense';
import { trackHolds } from '../state/holds';
import type { ControllerState } from '../state/state';
import type { Action } from '../vocabulary/action';
import type { Cost, IdentifiedCommand } from '../vocabulary/command';
import { type Reason, reason } from '../vocabulary/reasons';
import { acceptCommand, type CommandAnswer } from './accept-command';
import { repayDebt } from './handlers/debt';
import { rest, storeLatest } from './handlers/flip';
import { protectTasksOnLatest, storeEarliest } from './handlers/latest';
import { continueManualOperation } from './handlers/manual';
import { keepStopped, respectStoppedService, stayPaused } from './handlers/person';
import { continueRecreate } from './handlers/recreate';
import { restoreConfig } from './handlers/restore-config';
import { followRoll, restartReceivers, rollOntoLatest } from './handlers/roll';
import { scale } from './handlers/scale';
import { seedIdlePartitions } from './handlers/seed';
import type { Context, Handler, Outcome, Phase } from './outcome';
import { type Pace, paceOf } from './pace';
import { remarksOf } from './remarks';

/** All that Spillway can do, in the order of urgency: the first that has something to do decides the tick. */
export const HANDLERS: readonly Handler[] = [
  keepStopped,
  repayDebt,
  stayPaused,
  restoreConfig,
  continueRecreate,
  storeEarliest,
  followRoll,
  protectTasksOnLatest,
  restartReceivers,
  respectStoppedService,
  continueManualOperation,
  scale,
  seedIdlePartitions,
  storeLatest,
  rollOntoLatest,
];

export interface Decision {
  phase: Phase;
  action: Action | undefined;
  state: ControllerState;
  /** To be stored before the action when it changed; `undefined` where there is none. */
  coverage: Coverage | undefined;
  reasons: Reason[];
  /** `undefined` while Kafka cannot be reached. */
  facts: Facts | undefined;
  pace: Pace | undefined;
  /** What a warm process keeps of the drain under way. */
  drain: DrainPace | undefined;
  /** Why latest, which is in force, is not safe, or soon will not be; empty while it is, or is not in force. */
  unsafe: Reason[];
  /** What came of the command, when there was one. */
  answer?: { accepted: boolean; reasons: Reason[]; cost?: Cost | undefined } | undefined;
}

export interface DecideOptions {
  /** What a person asks for in this tick. */
  command?: IdentifiedCommand | undefined;
  /** Coverage as it is stored; `undefined` where there is none, or it cannot be read. */
  coverage?: Coverage | undefined;
  /** For the explorer, which takes gates out of the list. */
  gates?: readonly Gate[];
}

/** One tick's decision, from what was observed and what the last tick left. Pure. */
export function decide(
  observation: Observation,
  stored: ControllerState,
  spec: PipelineSpec,
  { command, coverage, gates = GATES }: DecideOptions = {},
): Decision {
  const { state: clamped, wentBack } = clampFuture(stored, observation.nowMs);
  const { kafka } = observation;
  if (!isReachable(kafka))
    return decideWithoutKafka(observation, clamped, spec, { command, coverage, gates });
  const before = ofThisGroup(clamped, spec.group);
  const stopped = observation.debt !== undefined;
  const known = before === clamped ? coverage : coverage && { ...coverage, layout: NOTHING_COVERED };
  const derived = deriveFacts({ ...observation, kafka }, before, known, spec, { stopped });
  const { facts } = derived;
  const idle = facts.survey.idle.length === 0;
  const tracked: ControllerState = {
    ...before,
    ...derived.tracked,
    seeding: idle ? undefined : before.seeding,
    repairCancelled: facts.owed.length === 0 ? undefined : before.repairCancelled,
  };
  const unsafe = blockers(gates, 'latest', facts);
  const base: Context = {
    ...{ facts, state: tracked, debt: observation.debt, hold: observation.hold, gates, unsafe },
  };
  const answer =
    command &&
    acceptCommand(command, { ...base, service: facts.service, nowMs: facts.nowMs, mode: spec.policy.mode });
  const context = answer ? { ...base, state: answer.state } : base;
  const outcome = outcomeOf(context, answer);
  const pace = paceOf(facts, observation, context.state.rate);
  const { holds, reasons } = trackHolds(
    outcome.state.holds,
    [...(answer?.reasons ?? []), ...outcome.reasons, ...remarksOf(context, wentBack), ...pace.reasons],
    observation.nowMs,
    spec.policy.holdAlarmAfterMs,
  );
  return {
    ...{ phase: outcome.phase, action: outcome.action, reasons, facts, pace, unsafe },
    state: { ...outcome.state, holds },
    coverage: outcome.coverage ?? facts.coverage,
    drain: derived.drain,
    answer: answer && answerOf(answer),
  };
}

/** What is refused changes nothing, not even what would be due in this tick anyway. */
function outcomeOf(context: Context, answer: CommandAnswer | undefined): Outcome {
  const chosen = choose(context);
  if (answer?.accepted === false) return { phase: chosen.phase, state: context.state, reasons: [] };
  if (!answer?.action && !answer?.coverage) return chosen;
  const { action, coverage, state } = answer;
  return {
    phase: action?.kind === 'stop-service' ? 'stopped' : chosen.phase,
    action,
    coverage,
    state,
    reasons: [],
  };
}

function choose(context: Context): Outcome {
  for (const handler of HANDLERS) {
    const outcome = handler.decide(context);
    if (outcome) return outcome;
  }
  return rest(context);
}

/** Kafka does not answer: a stop of ours is repaid, a person's command that needs no Kafka is accepted, nothing else. */
function decideWithoutKafka(
  observation: Observation,
  state: ControllerState,
  spec: PipelineSpec,
  { command, coverage, gates = GATES }: DecideOptions,
): Decision {
  const { nowMs, kafka, service, debt, hold } = observation;
  const fault = isReachable(kafka) ? '' : `${kafka.fault.code} ${kafka.fault.message}`;
  const answer =
    command &&
    acceptCommand(command, {
      state,
      debt,
      hold,
      gates,
      facts: undefined,
      unsafe: [],
      service,
      nowMs,
      mode: spec.policy.mode,
    });
  const known = answer?.state ?? state;
  const { action, state: next, phase } = repayWithoutKafka(observation, known, spec.policy.maxPauseMs);
  const reasons = [
    ...(answer?.reasons ?? []),
    reason('HOLD_KAFKA_UNREACHABLE', fault),
    ...(action?.kind === 'start-tasks' ? [reason('TASKS_REPAID', `desiredCount 0 -> ${action.to}`)] : []),
    ...(action?.kind === 'start-tasks' && debt && isEndedBy(debt, known.manualOperation)
      ? [reason('REQUEST_FAILED', 'the tasks were started before it was done')]
      : []),
  ];
  const tracked = trackHolds(next.holds, reasons, nowMs, spec.policy.holdAlarmAfterMs);
  return {
    ...{ phase, coverage, facts: undefined, pace: undefined, unsafe: [], drain: observation.warm.drain },
    action: answer?.action ?? action,
    state: { ...next, holds: tracked.holds },
    reasons: tracked.reasons,
    answer: answer && answerOf(answer),
  };
}

function repayWithoutKafka(
  { debt, hold, service, nowMs }: Observation,
  state: ControllerState,
  maxPauseMs: number,
): { action: Action | undefined; state: ControllerState; phase: Phase } {
  if (hold)
    return {
      phase: 'stopped',
      action: debt && { kind: 'close-debt' },
      state: { ...state, recreate: undefined },
    };
  if (!debt || service.desiredCount > 0) return { phase: 'unreachable', action: undefined, state };
  const { recreate, pausedSinceMs } = state;
  const known = recreate?.stoppedAtMs === debt.stoppedAtMs && pausedSinceMs === undefined;
  if (known && recreate.phase !== 'up' && nowMs - debt.stoppedAtMs < maxPauseMs) {
    return { phase: 'recreating', action: undefined, state };
  }
  return {
    phase: 'unreachable',
    action: { kind: 'start-tasks', to: debt.count, because: 'repay' },
    state: {
      ...state,
      recreate: undefined,
      manualOperation: isEndedBy(debt, state.manualOperation) ? undefined : state.manualOperation,
      history: noteFailure(state.history, nowMs),
      desired: { count: debt.count, from: 0, setAtMs: nowMs },
    },
  };
}

function answerOf({ accepted, reasons, cost }: CommandAnswer): Decision['answer'] {
  return { accepted, reasons, cost };
}

const NOTHING_COVERED: Coverage['layout'] = { kind: 'named', topics: new Map() };

/** What was remembered of another group says nothing of this one: under latest, all of it may have been uncovered. */
function ofThisGroup(state: ControllerState, group: string): ControllerState {
  if (state.group === undefined || state.group === group) return state;
  const { holds, policies, desired, lastCommandId, pausedSinceMs, history, covers } = state;
  const { goodVersion, goodDefinition, restoredFrom } = state;
  const kept: Tracked = {
    watermarks: {},
    stuck: {},
    policies,
    desired,
    goodVersion,
    goodDefinition,
    history,
    covers,
  };
  return { ...kept, holds, lastCommandId, pausedSinceMs, restoredFrom };
}
