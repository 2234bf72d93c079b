import { type ManualOperation, type ManualPhase, movementOf } from '../../commands/manual-operation';
import { noteRearm } from '../../facts/history';
import { countOf } from '../../facts/survey';
import { blockers } from '../../gates';
import { duePlan } from '../../recreate/commits';
import { byTopic, type Reason, reason } from '../../vocabulary/reasons';
import { type Context, type Handler, isOutcome, type Outcome } from '../outcome';
import { rest, storeLatest } from './flip';
import { startRecreate } from './recreate';
import { startRoll } from './roll';
import { scale } from './scale';
import { seedIdlePartitions, seedStuckStart } from './seed';

/** Takes the next step of a command. A recreate or roll in progress comes first. */
export const continueManualOperation: Handler = {
  name: 'a command is in progress',
  decide(context) {
    const { manualOperation } = context.state;
    if (!manualOperation) return undefined;
    const outcome = phaseStep(manualOperation, context);
    return { ...outcome, reasons: [...outcome.reasons, ...overdue(manualOperation, outcome, context)] };
  },
};

function phaseStep(operation: ManualOperation, context: Context): Outcome {
  switch (operation.phase) {
    case 'drain':
      return drain(operation, context);
    case 'settle':
      return settle(operation, context);
    case 'move':
      return move(operation, context);
    case 'arm':
      return arm(operation, context);
    case 'add':
      return add(operation, context);
    case 'assign':
      return assign(operation, context);
  }
}

/** What Spillway would do if there were no command. */
function reconcileSteadyState(context: Context): Outcome {
  const waiting: Reason[] = [];
  for (const handler of [scale, seedStuckStart, seedIdlePartitions, storeLatest]) {
    const decided = handler.decide(context);
    if (isOutcome(decided)) return decided;
    waiting.push(...(decided ?? []));
  }
  const resting = rest(context);
  return { ...resting, reasons: [...waiting, ...resting.reasons] };
}

/** Even under latest, tasks read a backlog from its commits, so a drain leaves initial_offset alone. */
function drain(operation: ManualOperation, context: Context): Outcome {
  const { config, drained } = context.facts;
  if (config.initialOffset === 'latest' && drained) return inPhase(operation, 'settle', context);
  return inProgress(reconcileSteadyState(context), operation, '');
}

function settle(operation: ManualOperation, context: Context): Outcome {
  const { settled } = context.facts;
  const outcome = reconcileSteadyState(context);
  const waiting = outcome.reasons.find(({ kind }) => kind === 'wait');
  if (outcome.action || waiting || !settled) return inProgress(outcome, operation, waiting?.text ?? '');
  return done(outcome, operation);
}

/** Starts the recreate that moves the commits, which ends the command. If there is no commit to move, nothing stops. */
function move(operation: ManualOperation, context: Context): Outcome {
  const { facts } = context;
  const movement = movementOf(operation.command);
  const plan =
    movement &&
    duePlan({ ...movement, held: undefined, owed: facts.owed, partitions: facts.survey.partitions });
  if (!movement || !plan) return done(rest(context), operation);
  return startRecreate(context, { ...movement, origin: 'command' }, []);
}

/** Puts every task on earliest, so that nothing is skipped while partitions are added. */
function arm(operation: ManualOperation, context: Context): Outcome {
  const { facts, state } = context;
  if (!facts.latestInForce) return inPhase(operation, 'add', context);
  const why = reason('REARM_FOR_REQUEST', operation.command.kind);
  if (facts.config.editProblem !== undefined) {
    const hold = reason('HOLD_CONFIG_NOT_EDITABLE', facts.config.editProblem);
    return inProgress({ phase: 'held', state, reasons: [why, hold] }, operation, 'waiting to store earliest');
  }
  if (facts.config.initialOffset === 'latest') {
    return {
      phase: 'draining',
      action: { kind: 'store-offset', fromVersion: facts.config.version, initialOffset: 'earliest' },
      state: { ...state, flip: undefined, history: noteRearm(state.history, facts.nowMs) },
      reasons: [why, reason('CONFIG_STORED', 'initial_offset latest -> earliest')],
    };
  }
  const rolled = startRoll(context, 'rearm', [why]);
  if (isOutcome(rolled)) return rolled;
  const outcome = reconcileSteadyState(context);
  return inProgress(
    { ...outcome, reasons: [...rolled, ...outcome.reasons] },
    operation,
    'waiting to replace the tasks',
  );
}

function add(operation: ManualOperation, context: Context): Outcome {
  const { facts, state, gates } = context;
  if (facts.latestInForce) return inPhase(operation, 'arm', context);
  const against = blockers(gates, 'expand', facts);
  const topic = expandedTopic(operation, context);
  if (against.length > 0 || !topic || operation.command.kind !== 'expand') {
    return {
      phase: 'held',
      state,
      reasons: [...against, reason('REQUEST_STEP', 'expand: add, waiting to add the partitions')],
    };
  }
  const { partitions } = operation.command;
  if (topic.partitions.length >= partitions) return inPhase(operation, 'assign', context);
  const text = `${topic.topic} ${topic.partitions.length} -> ${partitions}`;
  return {
    phase: 'draining',
    state,
    action: { kind: 'create-partitions', topic: topic.topic, count: partitions },
    reasons: [reason('PARTITIONS_ADDED', text)],
  };
}

function assign(operation: ManualOperation, context: Context): Outcome {
  const { survey, unassigned, settled, kafka } = context.facts;
  const outcome = reconcileSteadyState(context);
  const topic = expandedTopic(operation, context);
  const unread = survey.unread.filter((each) => each.topic === topic?.topic);
  const ready = settled && kafka.group.state === 'Stable' && unassigned?.length === 0;
  const waiting = [
    ...(ready ? [] : [reason('REQUEST_STEP', 'not every partition is assigned yet')]),
    ...(unread.length > 0
      ? [reason('REQUEST_STEP', `${countOf(unread)} not read yet`, byTopic(unread))]
      : []),
  ];
  if (outcome.action || waiting.length > 0) return inProgress(outcome, operation, waiting[0]?.text ?? '');
  return done(outcome, operation);
}

function expandedTopic({ command }: ManualOperation, { facts: { kafka } }: Context) {
  if (command.kind !== 'expand') return undefined;
  const topic = kafka.topics.find(({ signal }) => signal === command.signal);
  return topic?.kind === 'present' ? topic : undefined;
}

function inPhase(operation: ManualOperation, phase: ManualPhase, context: Context): Outcome {
  const next: ManualOperation = { ...operation, phase, phaseSinceMs: context.facts.nowMs };
  return phaseStep(next, { ...context, state: { ...context.state, manualOperation: next } });
}

function inProgress(outcome: Outcome, { command, phase }: ManualOperation, what: string): Outcome {
  const text = `${command.kind}: ${outcome.state.manualOperation?.phase ?? phase}${what ? `, ${what}` : ''}`;
  return { ...outcome, reasons: [...outcome.reasons, reason('REQUEST_STEP', text)] };
}

function done(outcome: Outcome, { command }: ManualOperation): Outcome {
  return {
    ...outcome,
    state: { ...outcome.state, manualOperation: undefined },
    reasons: [...outcome.reasons, reason('REQUEST_DONE', command.kind)],
  };
}

function overdue(
  { command, phase, phaseSinceMs }: ManualOperation,
  { state }: Outcome,
  { facts: { nowMs, policy } }: Context,
): Reason[] {
  const forMs = nowMs - phaseSinceMs;
  // A drain has no time limit, because its duration depends on the backlog.
  if (state.manualOperation?.phase !== phase || phase === 'drain' || forMs < policy.phaseTimeoutMs) return [];
  return [
    reason(
      'ALARM_PHASE_TIMEOUT',
      `the ${command.kind} has been in phase ${phase} for ${Math.round(forMs / 60_000)} min`,
    ),
  ];
}
