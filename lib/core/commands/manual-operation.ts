import type { Recreate, RecreatePurpose } from '../recreate/recreate';
import type { Command } from '../vocabulary/command';
import type { Debt } from '../vocabulary/debt';

/** Commands that take more than one tick. */
export type LongCommand = Extract<Command, { kind: 'drain' | 'rewind' | 'skip' | 'repair' | 'expand' }>;

/**
 * A command in progress. Its phases, in this order:
 *
 * | command | phase | done when |
 * | --- | --- | --- |
 * | drain | `drain` | the backlog is drained by all useful tasks, and latest is stored |
 * | drain | `settle` | desiredCount is the steady count, or somebody else's |
 * | rewind, skip, repair | `move` | the commits were moved and the tasks run again |
 * | expand | `arm` | earliest is stored and no running task may be on latest |
 * | expand | `add` | the topic has the new count |
 * | expand | `assign` | every partition is assigned, and those with records have a commit |
 */
export interface ManualOperation {
  id: string;
  command: LongCommand;
  acceptedAtMs: number;
  phase: ManualPhase;
  phaseSinceMs: number;
}

export type ManualPhase = 'drain' | 'settle' | 'move' | 'arm' | 'add' | 'assign';

export function firstPhase({ kind }: LongCommand): ManualPhase {
  if (kind === 'drain') return 'drain';
  return kind === 'expand' ? 'arm' : 'move';
}

/** Whether the stop of this debt was made for the operation, which then ends when the debt is repaid early. */
export function isEndedBy(debt: Debt, operation: ManualOperation | undefined): boolean {
  return operation?.phase === 'move' && operation.acceptedAtMs <= debt.stoppedAtMs;
}

/** The recreate that moves the commits for a command; `undefined` for commands that move none. */
export function movementOf(
  command: Command,
): (Pick<Recreate, 'move' | 'queued'> & { purpose: RecreatePurpose }) | undefined {
  switch (command.kind) {
    case 'rewind':
    case 'skip':
      return {
        purpose: command.kind,
        move: { target: command.to, scope: command.scope },
        queued: command.queued,
      };
    case 'repair': {
      const { scope, queued } = command;
      if (scope.topic === undefined) return { purpose: 'repair', queued };
      return { purpose: 'repair', move: { target: { kind: 'earliest' }, scope }, queued };
    }
    default:
      return undefined;
  }
}
