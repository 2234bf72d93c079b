import type { PipelineSpec } from '../../pipeline';
import type { Outcome } from '../decide/outcome';
import { mustWait, unstoreLatest } from '../decide/safeguards';
import { steer } from '../decide/steer';
import type { Assessed } from '../facts/assess';
import { isUnread } from '../facts/coverage';
import { groupBlockers, rolloutBlockers, topicBlockers } from '../gates/readiness';
import { latestInForce } from '../gates/rearm-triggers';
import { begin } from '../recreate/recreating';
import type { KafkaSnapshot } from '../snapshot/kafka';
import { byTopic, type Reason, reason } from '../vocabulary/reasons';
import { movementOf, type Request, type RequestPhase } from './request';

/** The operation by hand that is under way, while no recreate is; `undefined` without one. */
export function advanceRequest(assessed: Assessed, spec: PipelineSpec): Outcome | undefined {
  const { request } = assessed.state;
  if (!request) return undefined;
  const outcome = phaseStep(request, assessed, spec);
  return { ...outcome, reasons: [...outcome.reasons, ...overdue(request, outcome, assessed)] };
}

function phaseStep(request: Request, assessed: Assessed, spec: PipelineSpec): Outcome {
  switch (request.phase) {
    case 'arm':
      return arm(request, assessed, spec);
    case 'drain':
    case 'flip':
      return drain(request, assessed, spec);
    case 'settle':
      return settle(request, assessed, spec);
    case 'move':
      return move(request, assessed);
    case 'add':
      return add(request, assessed, spec);
    case 'assign':
      return assign(request, assessed, spec);
  }
}

/** earliest everywhere: nothing can be skipped while the rest is done. */
function arm(request: Request, assessed: Assessed, spec: PipelineSpec): Outcome {
  if (!latestInForce(assessed.situation)) {
    return inPhase(request, request.command.kind === 'expand' ? 'add' : 'drain', assessed, spec);
  }
  if (mustWait(assessed))
    return going(steer(assessed, spec), request, 'waits after a recreate that was given up');
  const why = [reason('REARM_FOR_REQUEST', request.command.kind)];
  return unstoreLatest(assessed, why) ?? begin('rearm', assessed, why);
}

function drain(request: Request, assessed: Assessed, spec: PipelineSpec): Outcome {
  const { config } = assessed.situation;
  if (config.initialOffset === 'latest') return inPhase(request, 'settle', assessed, spec);
  if (request.phase === 'flip') return inPhase(request, 'drain', assessed, spec);
  const outcome = steer(assessed, spec);
  return going(
    outcome.state.operation ? withPhase(outcome, request, 'flip', assessed) : outcome,
    request,
    '',
  );
}

function settle(request: Request, assessed: Assessed, spec: PipelineSpec): Outcome {
  const outcome = steer(assessed, spec);
  const waiting = [
    ...rolloutBlockers(assessed.situation),
    ...outcome.reasons.filter(({ kind }) => kind === 'wait'),
  ];
  if (outcome.action || waiting.length > 0) return going(outcome, request, waiting[0]?.text ?? '');
  return done(outcome, request);
}

/** The recreate that moves the commits; when it ends, {@link endedBy} ends the request. */
function move({ command }: Request, assessed: Assessed): Outcome {
  const movement = movementOf(command);
  if (movement) return begin(movement.purpose, assessed, [], movement.move);
  return { phase: 'held', state: { ...assessed.state, request: undefined }, reasons: [] };
}

function add(request: Request, assessed: Assessed, spec: PipelineSpec): Outcome {
  const { situation, state } = assessed;
  if (latestInForce(situation)) return inPhase(request, 'arm', assessed, spec);
  const blockers = topicBlockers(situation);
  const topic = expandedTopic(request, situation.kafka);
  if (blockers.length > 0 || !topic || request.command.kind !== 'expand') {
    return { phase: 'held', state, reasons: [...blockers, reason('REQUEST_STEP', 'expand: add')] };
  }
  const { partitions } = request.command;
  if (topic.partitions.length >= partitions) return inPhase(request, 'assign', assessed, spec);
  const text = `${topic.topic} ${topic.partitions.length} -> ${partitions}`;
  return {
    phase: 'draining',
    state,
    action: { kind: 'create-partitions', topic: topic.topic, count: partitions },
    reasons: [reason('PARTITIONS_ADDED', text)],
  };
}

function assign(request: Request, assessed: Assessed, spec: PipelineSpec): Outcome {
  const { situation } = assessed;
  const outcome = steer(assessed, spec);
  const unread = (expandedTopic(request, situation.kafka)?.partitions ?? []).filter(isUnread);
  const waiting = [
    ...groupBlockers(situation),
    ...rolloutBlockers(situation),
    ...(unread.length > 0 ? [reason('REQUEST_STEP', `${unread.length} not read yet`, byTopic(unread))] : []),
  ];
  if (outcome.action || waiting.length > 0) return going(outcome, request, waiting[0]?.text ?? '');
  return done(outcome, request);
}

function expandedTopic({ command }: Request, kafka: KafkaSnapshot) {
  if (command.kind !== 'expand') return undefined;
  const topic = kafka.topics.find(({ signal }) => signal === command.signal);
  return topic?.kind === 'present' ? topic : undefined;
}

function inPhase(request: Request, phase: RequestPhase, assessed: Assessed, spec: PipelineSpec): Outcome {
  const next = { ...request, phase, phaseSinceMs: assessed.situation.nowMs };
  return phaseStep(next, { ...assessed, state: { ...assessed.state, request: next } }, spec);
}

function withPhase(
  outcome: Outcome,
  request: Request,
  phase: RequestPhase,
  { situation }: Assessed,
): Outcome {
  return {
    ...outcome,
    state: { ...outcome.state, request: { ...request, phase, phaseSinceMs: situation.nowMs } },
  };
}

function going(outcome: Outcome, { command, phase }: Request, what: string): Outcome {
  const text = `${command.kind}: ${outcome.state.request?.phase ?? phase}${what ? `, ${what}` : ''}`;
  return { ...outcome, reasons: [...outcome.reasons, reason('REQUEST_STEP', text)] };
}

function done(outcome: Outcome, { command }: Request): Outcome {
  return {
    ...outcome,
    state: { ...outcome.state, request: undefined },
    reasons: [...outcome.reasons, reason('REQUEST_DONE', command.kind)],
  };
}

/** A request whose recreate has just ended, or was given up, ends with it. */
export function endedBy(outcome: Outcome, assessed: Assessed): Outcome {
  const { request } = outcome.state;
  if (request?.phase !== 'move') return outcome;
  if (outcome.reasons.some(({ code }) => code === 'REQUEST_FAILED')) {
    return { ...outcome, state: { ...outcome.state, request: undefined } };
  }
  const was = assessed.state.operation;
  if (!was?.move || outcome.state.operation?.move) return outcome;
  return done(outcome, request);
}

function overdue(
  { command, phase, phaseSinceMs }: Request,
  { state }: Outcome,
  { situation: { nowMs, policy } }: Assessed,
): Reason[] {
  const forMs = nowMs - phaseSinceMs;
  // How long a drain takes is a matter of its backlog.
  if (state.request?.phase !== phase || phase === 'drain' || forMs < policy.phaseTimeoutMs) return [];
  return [
    reason('ALARM_PHASE_TIMEOUT', `${command.kind}, phase ${phase}, for ${Math.round(forMs / 60_000)} min`),
  ];
}
