import type { PipelineSpec } from '../../pipeline';
import type { Coverage } from '../facts/coverage';
import { deriveFacts } from '../facts/derive-facts';
import { isReachable, type Observation } from '../facts/observation';
import type { Tracked } from '../facts/tracked';
import { blockers, GATES } from '../gates';
import { clampFuture } from '../state/clamp-future';
import { trackHolds } from '../state/holds';
import type { ControllerState } from '../state/state';
import type { Reason } from '../vocabulary/reasons';
import { acceptCommand, type CommandAnswer } from './accept-command';
import type { DecideOptions, Decision } from './decision';
import { repayDebt } from './handlers/debt';
import { rest, storeLatest } from './handlers/flip';
import { protectTasksOnLatest, storeEarliest } from './handlers/latest';
import { continueManualOperation } from './handlers/manual';
import { keepStopped, respectStoppedService, stayPaused } from './handlers/person';
import { continueRecreate } from './handlers/recreate';
import { restoreConfig } from './handlers/restore-config';
import { followRoll, restartReceivers, rollOntoLatest } from './handlers/roll';
import { scale } from './handlers/scale';
import { seedIdlePartitions, seedStuckStart } from './handlers/seed';
import { type Context, type Handler, isOutcome, type Outcome } from './outcome';
import { paceOf } from './pace';
import { remarksOf } from './remarks';
import { decideWithoutKafka } from './without-kafka';

/** Everything that Spillway can do, most urgent first. The first handler with something to do decides the tick. */
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
  seedStuckStart,
  seedIdlePartitions,
  storeLatest,
  rollOntoLatest,
];

/** Decides one tick from its observation and the stored state. A pure function. */
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
  const derived = deriveFacts({ ...observation, kafka }, before, known, spec, {
    stopped,
    flippedAtMs: before.flip?.atMs,
  });
  const { facts } = derived;
  const allCommitted = facts.survey.idle.length + facts.survey.unread.length === 0;
  const tracked: ControllerState = {
    ...before,
    ...derived.tracked,
    seeding: allCommitted ? undefined : before.seeding,
    repairCancelled: facts.owed.length === 0 ? undefined : before.repairCancelled,
    // Cleared when someone else has stored earliest.
    flip: derived.tracked.history === before.history ? before.flip : undefined,
  };
  const unsafe = blockers(gates, 'latest', facts);
  const base: Context = {
    facts,
    state: tracked,
    debt: observation.debt,
    hold: observation.hold,
    gates,
    unsafe,
  };
  const answer =
    command &&
    acceptCommand(command, { ...base, service: facts.service, nowMs: facts.nowMs, mode: spec.policy.mode });
  const context = answer ? { ...base, state: answer.state } : base;
  const outcome = outcomeOf(context, answer);
  const pace = paceOf(facts, observation, context.state.rate);
  const { holds, reasons } = trackHolds(
    outcome.state.holds,
    unique([
      ...(answer?.reasons ?? []),
      ...outcome.reasons,
      ...remarksOf(context, wentBack),
      ...pace.reasons,
    ]),
    observation.nowMs,
    spec.policy.holdAlarmAfterMs,
  );
  return {
    phase: outcome.phase,
    action: outcome.action,
    reasons,
    facts,
    pace,
    unsafe,
    state: { ...outcome.state, holds },
    coverage: outcome.coverage ?? facts.coverage,
    drain: derived.drain,
    answer: answer && { accepted: answer.accepted, reasons: answer.reasons, cost: answer.cost },
  };
}

function unique(reasons: readonly Reason[]): Reason[] {
  return [...new Map(reasons.map((each) => [keyOf(each), each])).values()];
}

function keyOf({ code, text, where }: Reason): string {
  return JSON.stringify([code, text, where]);
}

/** If a command is refused, this tick does nothing else either, not even what was due. */
function outcomeOf(context: Context, answer: CommandAnswer | undefined): Outcome {
  if (answer?.accepted === false) return { phase: choose(context).phase, state: context.state, reasons: [] };
  if (!answer?.action && !answer?.coverage) return choose(context);
  const { action, coverage, state } = answer;
  return {
    phase: action?.kind === 'stop-service' ? 'stopped' : rest(context).phase,
    action,
    coverage,
    state,
    reasons: [],
  };
}

function choose(context: Context): Outcome {
  const waiting: Reason[] = [];
  for (const handler of HANDLERS) {
    const decided = handler.decide(context);
    if (isOutcome(decided)) return withWaiting(decided, waiting);
    waiting.push(...(decided ?? []));
  }
  return withWaiting(rest(context), waiting);
}

/** Adds the reasons of handlers that are due but have to wait. */
function withWaiting(outcome: Outcome, waiting: readonly Reason[]): Outcome {
  if (waiting.length === 0) return outcome;
  const codes = new Set(waiting.map(({ code }) => code));
  const held = outcome.action === undefined && (outcome.phase === 'live' || outcome.phase === 'settling');
  return {
    ...outcome,
    phase: held ? 'held' : outcome.phase,
    reasons: [...waiting, ...outcome.reasons.filter(({ code }) => !codes.has(code))],
  };
}

const NOTHING_COVERED: Coverage['layout'] = { kind: 'named', topics: new Map() };

/**
 * When the spec names another group, drops what was tracked for the old one. Under latest, the whole new group is
 * uncovered.
 */
function ofThisGroup(state: ControllerState, group: string): ControllerState {
  if (state.group === undefined || state.group === group) return state;
  const { holds, policies, desired, lastCommandId, pausedSinceMs, history, covers } = state;
  const { goodVersion, goodDefinition, restoredFrom } = state;
  const kept: Tracked = {
    watermarks: new Map(),
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
