import type { Command } from '../../lib/core/vocabulary/command';
import type { MemoryWorld } from '../memory/world';

/** Something that happens at a given time in a run. */
export type Trigger =
  | { atMinutes: number; kind: 'outside'; happens: (world: MemoryWorld) => void }
  | { atMinutes: number; kind: 'command'; command: (world: MemoryWorld) => Command };

/** A lasting fault, with triggers that make Spillway want to act in spite of it. */
export interface Fault {
  name: string;
  /** What the fault simulates, in one sentence. */
  what: string;
  /** Applies the fault to the world before the first tick. */
  begin: (world: MemoryWorld) => void;
  triggers: readonly Trigger[];
  /** How Spillway must raise an alarm: by an alarm reason, or by failed invocations if it cannot even write its state. */
  alarm: 'reason' | 'reason-or-failed-invocation' | 'not-needed';
}

const HOUR = 60;

export function outside(atMinutes: number, happens: (world: MemoryWorld) => void): Trigger {
  return { kind: 'outside', atMinutes, happens };
}

/** Sends a rewind by ten minutes. */
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
