import type { Command } from '../../lib/core/vocabulary/command';
import type { MemoryWorld } from '../memory/world';

/** Something that happens in a run, at a time since its beginning. */
export type Trigger =
  | { atMinutes: number; kind: 'outside'; happens: (world: MemoryWorld) => void }
  | { atMinutes: number; kind: 'command'; command: (world: MemoryWorld) => Command };

/** A fault that lasts, and what makes Spillway want to act in spite of it. */
export interface Fault {
  name: string;
  /** What it stands for, one sentence. */
  what: string;
  /** Puts it into the world, before the first tick. */
  begin: (world: MemoryWorld) => void;
  triggers: readonly Trigger[];
  /**
   * Whether a person has to hear of it: by a reason that is an alarm, or by an invocation that fails where not even a
   * state can be written.
   */
  alarm: 'reason' | 'reason-or-failed-invocation' | 'not-needed';
}

const HOUR = 60;

export function outside(atMinutes: number, happens: (world: MemoryWorld) => void): Trigger {
  return { kind: 'outside', atMinutes, happens };
}

/** Ten minutes of records are to be read again. */
export function rewind(atHours: number): Trigger {
  return {
    kind: 'command',
    atMinutes: atHours * HOUR,
    command: ({ nowMs }) => ({
      kind: 'rewind',
      to: { kind: 'time', atMs: nowMs - 600_000 },
      scope: {},
      queued: 'keep',
    }),
  };
}

export function drain(atMinutes: number): Trigger {
  return { kind: 'command', atMinutes, command: () => ({ kind: 'drain' }) };
}
