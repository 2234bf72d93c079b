import type { Recreate } from '../recreate/recreate-types';
import type { Command } from '../vocabulary/command';

/** Operations by hand that take more than one tick. */
export type LongCommand = Exclude<Command, { kind: 'pause' | 'resume' | 'cancel' }>;

/**
 * The operation by hand that is under way. Its phases, entered in this order, those that do not apply left out:
 *
 * | command | phase | done when |
 * | --- | --- | --- |
 * | drain, expand | `arm` | earliest is stored and no running task is on latest |
 * | drain | `drain` | drained for stableFor, on as many tasks as are of use |
 * | drain | `flip` | latest is in force, verified |
 * | drain | `settle` | desiredCount is the steady number, or somebody else's |
 * | rewind, skip, repair | `move` | the commits were moved and the tasks run again |
 * | expand | `add` | the topic has the new count |
 * | expand | `assign` | every partition is assigned, and those that got records have a commit |
 */
export interface Request {
  id: string;
  command: LongCommand;
  acceptedAtMs: number;
  phase: RequestPhase;
  phaseSinceMs: number;
}

export type RequestPhase = 'arm' | 'drain' | 'flip' | 'settle' | 'move' | 'add' | 'assign';

/** Where a command begins. */
export function firstPhase(command: LongCommand): RequestPhase {
  return command.kind === 'drain' || command.kind === 'expand' ? 'arm' : 'move';
}

/** The recreate that moves the commits for a command; `undefined` for commands that move none. */
export function movementOf(
  command: Command,
): { purpose: 'rewind' | 'skip' | 'repair'; move: NonNullable<Recreate['move']> } | undefined {
  switch (command.kind) {
    case 'rewind':
    case 'skip':
      return { purpose: command.kind, move: { target: command.to, scope: command.scope } };
    case 'repair':
      return { purpose: 'repair', move: { target: { kind: 'earliest' }, scope: command.scope } };
    default:
      return undefined;
  }
}
