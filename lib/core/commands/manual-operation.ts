import type { Recreate, RecreatePurpose } from '../recreate/recreate';
import type { Command } from '../vocabulary/command';
import type { Debt } from '../vocabulary/debt';

/** Commands that take more than one tick. */
export type LongCommand = Extract<Command, { kind: 'drain' | 'rewind' | 'skip' | 'repair' | 'expand' }>;

/**
 * A command in progress. It goes through its phases in this order:
 *
 * | command | phase | done when | | --- | --- | --- | | drain | `drain` | the backlog is drained by all useful tasks,
 * and latest is stored | | drain | `settle` | desiredCount is the steady count, or a count that someone else set | |
 * rewind, skip, repair | `move` | the commits were moved and the tasks run again | | expand | `arm` | earliest is stored
 * and no running task may be on latest | | expand | `add` | the topic has the new partition count | | expand | `assign`
 * | every partition is assigned, and those with records have a commit |
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

/** Whether this operation caused the stop behind the debt. Repaying that debt early then ends the operation. */
export function isEndedBy(debt: Debt, operation: ManualOperation | undefined): boolean {
  return operation?.phase === 'move' && operation.acceptedAtMs <= debt.stoppedAtMs;
}

/** The recreate that moves commits for this command; `undefined` if the command moves none. */
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
