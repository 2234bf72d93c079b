import { costOf } from '../commands/cost';
import { firstPhase, type LongCommand } from '../commands/manual-operation';
import { refuse, rejectionsOf, scopeRejections } from '../commands/rejections';
import { acceptOwed, type Coverage, coverageOf } from '../facts/coverage';
import type { Facts } from '../facts/facts';
import type { ServiceSnapshot } from '../snapshot/service';
import type { ControllerState } from '../state/state';
import type { Action } from '../vocabulary/action';
import type { Command, Cost, IdentifiedCommand } from '../vocabulary/command';
import { type Reason, reason } from '../vocabulary/reasons';
import type { Decision } from './decision';
import type { Context } from './outcome';

export interface CommandAnswer {
  accepted: boolean;
  reasons: Reason[];
  /** For commands that move commits or replace tasks. */
  cost?: Cost | undefined;
  /** The state with the command accepted; unchanged when it was refused. */
  state: ControllerState;
  /** What the command does at once, instead of what would be due in this tick. */
  action?: Action | undefined;
  coverage?: Coverage | undefined;
}

/** What a command is decided on. Without Kafka there are no facts, and only what needs none is accepted. */
export interface CommandInputs extends Pick<Context, 'state' | 'debt' | 'hold' | 'gates'> {
  facts: Facts | undefined;
  /** Why latest, which is in force, is not safe. */
  unsafe: readonly Reason[];
  service: ServiceSnapshot;
  nowMs: number;
  mode: 'observe' | 'act';
}

/** Accepts a command, or says why not. A command that was accepted before is not begun again. */
export function acceptCommand({ id, command }: IdentifiedCommand, inputs: CommandInputs): CommandAnswer {
  const { state, mode } = inputs;
  if (state.lastCommandId === id && !isUndone(command, inputs)) {
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

/** A stop and its end are made at once, and noted before: the call may have failed, and then the second delivery makes it. */
function isUndone({ kind }: Command, { hold, service }: CommandInputs): boolean {
  if (kind === 'stop') return hold === undefined || service.desiredCount > 0;
  return kind === 'resume' && hold !== undefined;
}

function pause({ nowMs, debt }: CommandInputs, state: ControllerState): CommandAnswer {
  const text = debt ? `the tasks that are stopped for a ${debt.for} are started again first` : 'by command';
  return {
    accepted: true,
    state: { ...state, pausedSinceMs: state.pausedSinceMs ?? nowMs },
    reasons: [reason('PAUSED', text)],
  };
}

function stop({ service, debt, hold }: CommandInputs, state: ControllerState): CommandAnswer {
  if (hold && service.desiredCount === 0) {
    return { accepted: true, state, reasons: [reason('STOPPED_BY_COMMAND', 'it was stopped already')] };
  }
  const count = Math.max(service.desiredCount, debt?.count ?? 0, hold?.count ?? 0);
  return {
    accepted: true,
    state: {
      ...state,
      ...{ recreate: undefined, roll: undefined, manualOperation: undefined },
      desired: { count: 0 },
    },
    action: { kind: 'stop-service', count },
    reasons: [
      reason('STOPPED_BY_COMMAND', `desiredCount ${service.desiredCount} -> 0; resume goes back to ${count}`),
    ],
  };
}

/** A count that somebody else set is free as well: from here on Spillway scales again. */
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
      refuse('latest is stored and not safe: earliest is stored now, then resume again'),
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
    reasons: [reason('RESUMED', was.length > 0 ? `${was.join(' and ')} ended` : 'it was not paused')],
  };
}

/** What was not done yet is not done any more; tasks that are stopped for it are started again. */
function cancel({ debt, state: before }: CommandInputs, state: ControllerState): CommandAnswer {
  const { recreate, manualOperation } = state;
  if (!manualOperation && !recreate) return refused(before, 'cancel', refuse('nothing is under way'));
  const what = new Set(
    [manualOperation?.command.kind, recreate?.purpose].filter((each) => each !== undefined),
  );
  const moved = recreate?.planned === undefined ? '' : '; commits may have been moved already';
  const owed = debt ? '; the tasks are started again' : '';
  return {
    accepted: true,
    state: {
      ...state,
      manualOperation: undefined,
      // A start that was decided is only checked.
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
  if (!facts) return refused(before, 'accept', refuse('Kafka does not answer'));
  const rejections = scopeRejections(scope, facts);
  if (rejections.length > 0) return refused(before, 'accept', rejections);
  const { coverage, coverageLost, owed } = facts;
  if (coverageLost && scope.topic === undefined) {
    const whole = coverageOf(facts.kafka);
    const text = `${facts.survey.partitions.length} partitions count as covered`;
    return {
      accepted: true,
      state: { ...state, coverageLost: undefined, repairCancelled: undefined },
      coverage: whole,
      reasons: [reason('ACCEPTED_AS_LOST', text)],
    };
  }
  if (!coverage || owed.length === 0) return refused(before, 'accept', refuse('nothing is owed'));
  return {
    accepted: true,
    state: { ...state, repairCancelled: undefined },
    coverage: acceptOwed(coverage, scope),
    reasons: [reason('ACCEPTED_AS_LOST', `of ${owed.length} partitions that are owed`)],
  };
}

function begin(
  id: string,
  command: LongCommand,
  inputs: CommandInputs,
  state: ControllerState,
): CommandAnswer {
  const { facts, gates, nowMs, hold, debt } = inputs;
  if (!facts) return refused(inputs.state, command.kind, refuse('Kafka does not answer'));
  const cost = costOf(command, facts, state.rate);
  const rejections = [
    ...(hold ? refuse('the stop switch is on: resume first') : []),
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
      // A drain asks for as many tasks as are useful, whoever set the count before.
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

/** What the one who gave the command is shown. */
export function answerOf({ accepted, reasons, cost }: CommandAnswer): Decision['answer'] {
  return { accepted, reasons, cost };
}
