import type { PipelineSpec } from '../../pipeline';
import { isReachable, type Observation } from '../facts/observation';
import { GATES } from '../gates';
import { trackHolds } from '../state/holds';
import type { ControllerState } from '../state/state';
import type { Action } from '../vocabulary/action';
import { type Reason, reason } from '../vocabulary/reasons';
import { acceptCommand } from './accept-command';
import type { DecideOptions, Decision } from './decision';
import { endedByRepayment } from './handlers/debt';
import type { Phase } from './outcome';

/**
 * Decides a tick while Kafka cannot be reached. It only starts tasks that are owed and accepts commands that do not need
 * Kafka.
 */
export function decideWithoutKafka(
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
  const repaid = answer?.action
    ? { phase: phaseOf(answer.action), action: answer.action, state: known, reasons: [] }
    : repayWithoutKafka(observation, known, spec.policy.maxPauseMs);
  const { action, state: next, phase } = repaid;
  const reasons = [
    ...(answer?.reasons ?? []),
    reason('HOLD_KAFKA_UNREACHABLE', fault),
    ...(action?.kind === 'start-tasks' ? [reason('TASKS_REPAID', `desiredCount 0 -> ${action.to}`)] : []),
    ...repaid.reasons,
  ];
  const tracked = trackHolds(next.holds, reasons, nowMs, spec.policy.holdAlarmAfterMs);
  return {
    phase,
    action,
    coverage,
    facts: undefined,
    pace: undefined,
    unsafe: [],
    drain: observation.warm.drain,
    state: { ...next, holds: tracked.holds },
    reasons: tracked.reasons,
    answer: answer && { accepted: answer.accepted, reasons: answer.reasons, cost: answer.cost },
  };
}

function repayWithoutKafka(
  { debt, hold, service, nowMs }: Observation,
  state: ControllerState,
  maxPauseMs: number,
): { action: Action | undefined; state: ControllerState; phase: Phase; reasons: Reason[] } {
  if (hold) {
    return {
      phase: 'stopped',
      action: debt && { kind: 'close-debt' },
      state: { ...state, recreate: undefined },
      reasons: [],
    };
  }
  if (!debt || service.desiredCount > 0)
    return { phase: 'unreachable', action: undefined, state, reasons: [] };
  const { recreate, pausedSinceMs } = state;
  const known = recreate?.stoppedAtMs === debt.stoppedAtMs && pausedSinceMs === undefined;
  if (known && recreate.phase !== 'up' && nowMs - debt.stoppedAtMs < maxPauseMs) {
    return { phase: 'recreating', action: undefined, state, reasons: [] };
  }
  const ended = endedByRepayment(state, debt, nowMs);
  return {
    phase: 'unreachable',
    action: { kind: 'start-tasks', to: debt.count, because: 'repay' },
    state: {
      ...ended.state,
      desired: {
        count: debt.count,
        from: 0,
        setAtMs: nowMs,
        externalSinceMs: state.desired?.externalSinceMs,
      },
    },
    reasons: ended.reasons,
  };
}

function phaseOf({ kind }: Action): Phase {
  return kind === 'stop-service' ? 'stopped' : 'unreachable';
}
