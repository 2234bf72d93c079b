import { costOf } from '../commands/cost';
import { firstPhase, type LongCommand } from '../commands/manual-operation';
import { refuse, rejectionsOf, scopeRejections } from '../commands/rejections';
import { acceptOwed, type Coverage, coverageOf } from '../facts/coverage';
import type { Facts } from '../facts/facts';
import { countOf } from '../facts/survey';
import type { ServiceSnapshot } from '../snapshot/service';
import type { ControllerState } from '../state/state';
import type { Action } from '../vocabulary/action';
import type { Command, Cost, IdentifiedCommand } from '../vocabulary/command';
import { type Reason, reason } from '../vocabulary/reasons';
import type { Context } from './outcome';

export interface CommandAnswer {
  accepted: boolean;
  reasons: Reason[];
  /** Present for commands that move commits or replace tasks. */
  cost?: Cost | undefined;
  /** The state with the accepted command; unchanged if it was refused. */
  state: ControllerState;
  /** The command's own action in this tick. It replaces what the handlers would do. */
  action?: Action | undefined;
  coverage?: Coverage | undefined;
}

/** Without Kafka there are no facts, so only commands that need none are accepted. */
export interface CommandInputs extends Pick<Context, 'state' | 'debt' | 'hold' | 'gates'> {
  facts: Facts | undefined;
  /** Why latest is unsafe while it is in force. */
  unsafe: readonly Reason[];
  service: ServiceSnapshot;
  nowMs: number;
  mode: 'observe' | 'act';
}

/** Accepts a command, or explains why not. A command that is delivered twice starts once. */
export function acceptCommand({ id, command }: IdentifiedCommand, inputs: CommandInputs): CommandAnswer {
  const { state, mode } = inputs;
  if (state.lastCommandId === id && !isPending(command, inputs)) {
    return { accepted: true, state, reasons: [reason('REQUEST_REPEATED', command.kind)] };
  }
  if (mode === 'observe')
    return refused(state, command.kind, refuse('policy.mode is observe: nothing may be written'));
  const noted = { ...state, lastCommandId: id };
  switch (command.kind) {
    case 'pause':
      return pause(inputs, noted);
    case 'stop':
      return stop(inputs, noted);
    case 'resume':
      return resume(inputs, noted);
    case 'cancel':
      return cancel(inputs, noted);
    case 'accept':
      return accept(command, inputs, noted);
    default:
      return begin(id, command, inputs, noted);
  }
}

/** A stop or resume is recorded before its call to ECS. If that call failed, the redelivered command repeats it. */
function isPending({ kind }: Command, { hold, service }: CommandInputs): boolean {
  if (kind === 'stop') return hold === undefined || service.desiredCount > 0;
  return kind === 'resume' && hold !== undefined;
}

function pause({ nowMs, debt }: CommandInputs, state: ControllerState): CommandAnswer {
  const text = debt ? `the tasks that are stopped for the ${debt.for} are started first` : 'by command';
  return {
    accepted: true,
    state: { ...state, pausedSinceMs: state.pausedSinceMs ?? nowMs },
    reasons: [reason('PAUSED', text)],
  };
}

function stop({ service, debt, hold }: CommandInputs, state: ControllerState): CommandAnswer {
  if (hold && service.desiredCount === 0) {
    return {
      accepted: true,
      state,
      reasons: [reason('STOPPED_BY_COMMAND', 'the service is already stopped')],
    };
  }
  const count = Math.max(service.desiredCount, debt?.count ?? 0, hold?.count ?? 0);
  return {
    accepted: true,
    state: {
      ...state,
      recreate: undefined,
      roll: undefined,
      manualOperation: undefined,
      desired: { count: 0 },
    },
    action: { kind: 'stop-service', count },
    reasons: [
      reason('STOPPED_BY_COMMAND', `desiredCount ${service.desiredCount} -> 0; resume restores ${count}`),
    ],
  };
}

/** Spillway takes scaling back too: it no longer keeps a count that someone else set. */
function resume({ hold, service, unsafe, facts }: CommandInputs, state: ControllerState): CommandAnswer {
  const { desired } = state;
  const to = hold && service.desiredCount === 0 ? (hold.count ?? 0) : 0;
  if (
    to > 0 &&
    unsafe.length > 0 &&
    facts?.config.initialOffset === 'latest' &&
    facts.config.editProblem === undefined
  )
    return refused(
      state,
      'resume',
      refuse('latest is stored and unsafe; run resume again after the next tick, which stores earliest'),
    );
  const was = [...(hold ? ['the stop'] : []), ...(state.pausedSinceMs === undefined ? [] : ['the pause'])];
  return {
    accepted: true,
    state: {
      ...state,
      pausedSinceMs: undefined,
      desired: hold && to > 0 ? { count: to } : desired && { count: service.desiredCount },
    },
    action: hold && { kind: 'end-hold', to },
    reasons: [reason('RESUMED', was.length > 0 ? `${was.join(' and ')} ended` : 'Spillway was not paused')],
  };
}

function cancel({ debt, state: before }: CommandInputs, state: ControllerState): CommandAnswer {
  const { recreate, manualOperation } = state;
  if (!manualOperation && !recreate) return refused(before, 'cancel', refuse('no operation is in progress'));
  const what = new Set(
    [manualOperation?.command.kind, recreate?.purpose].filter((each) => each !== undefined),
  );
  const moved = recreate?.planned === undefined ? '' : '; its commits may already have been moved';
  const owed = debt ? '; the tasks are started again' : '';
  return {
    accepted: true,
    state: {
      ...state,
      manualOperation: undefined,
      // In phase `up` the tasks are already starting, so only the check of that start is left.
      recreate: recreate?.phase === 'up' ? recreate : undefined,
      repairCancelled: recreate?.origin === 'automatic' || state.repairCancelled,
    },
    reasons: [reason('REQUEST_CANCELLED', `${[...what].join(', ')}${moved}${owed}`)],
  };
}

function accept(
  { scope }: { scope: Parameters<typeof acceptOwed>[1] },
  { facts, state: before }: CommandInputs,
  state: ControllerState,
): CommandAnswer {
  if (!facts) return refused(before, 'accept', refuse('Kafka does not respond'));
  const rejections = scopeRejections(scope, facts);
  if (rejections.length > 0) return refused(before, 'accept', rejections);
  const { coverage, coverageLost, owed } = facts;
  if (coverageLost && scope.topic === undefined) {
    const whole = coverageOf(facts.kafka);
    const text = `${countOf(facts.survey.partitions)} count as covered`;
    return {
      accepted: true,
      state: { ...state, coverageLost: undefined, repairCancelled: undefined },
      coverage: whole,
      reasons: [reason('ACCEPTED_AS_LOST', text)],
    };
  }
  if (!coverage || owed.length === 0) return refused(before, 'accept', refuse('no partition is owed'));
  return {
    accepted: true,
    state: { ...state, repairCancelled: undefined },
    coverage: acceptOwed(coverage, scope),
    reasons: [reason('ACCEPTED_AS_LOST', `the losses in scope, of ${countOf(owed)} owed`)],
  };
}

function begin(
  id: string,
  command: LongCommand,
  inputs: CommandInputs,
  state: ControllerState,
): CommandAnswer {
  const { facts, gates, nowMs, hold, debt } = inputs;
  if (!facts) return refused(inputs.state, command.kind, refuse('Kafka does not respond'));
  const cost = costOf(command, facts, state.rate);
  const rejections = [
    ...(hold ? refuse('the service is stopped by command: resume first') : []),
    ...rejectionsOf(
      command,
      facts,
      {
        manualOperation: state.manualOperation,
        recreate: state.recreate,
        pausedSinceMs: state.pausedSinceMs,
        debt,
      },
      gates,
    ),
  ];
  if (rejections.length > 0) return { ...refused(inputs.state, command.kind, rejections), cost };
  return {
    accepted: true,
    cost,
    state: {
      ...state,
      // A drain scales out even if someone else set the count.
      desired:
        command.kind === 'drain' && state.desired ? { count: inputs.service.desiredCount } : state.desired,
      repairCancelled: command.kind === 'repair' ? undefined : state.repairCancelled,
      manualOperation: { id, command, acceptedAtMs: nowMs, phase: firstPhase(command), phaseSinceMs: nowMs },
    },
    reasons: [reason('REQUEST_ACCEPTED', command.kind)],
  };
}

function refused(state: ControllerState, kind: string, rejections: Reason[]): CommandAnswer {
  const text = rejections.map(({ code, text: why }) => (code === 'REQUEST_REFUSED' ? why : `${code} ${why}`));
  return {
    accepted: false,
    state,
    reasons: [
      reason('REQUEST_REFUSED', `${kind}: ${text.join('; ')}`),
      ...rejections.filter(({ code }) => code !== 'REQUEST_REFUSED'),
    ],
  };
}
