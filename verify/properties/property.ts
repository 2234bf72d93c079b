import type { Decision } from '../../lib/core/decide/decision';
import type { Observation } from '../../lib/core/facts/observation';
import type { Action } from '../../lib/core/vocabulary/action';
import type { World } from '../model/world';

/** The rules of docs/verification.md. */
export const RULES = ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8', 'R9'] as const;
export type Rule = (typeof RULES)[number];

/** A broken property, and how it was broken. */
export interface Violation {
  rule: Rule;
  /** Name of the property. */
  property: string;
  text: string;
}

/** A tick that has decided: its observation, its decision, and the current world. */
export interface Decided {
  observation: Observation;
  decision: Decision;
  world: World;
  /** The state that the previous tick left. */
  before: World;
}

/** A call that is about to be made, and the current world. */
export interface Called {
  action: Action;
  decision: Decision;
  world: World;
}

/** A world in which nothing changes any more. */
export interface Ended {
  world: World;
  /** The codes of the reported holds and alarms. */
  held: readonly string[];
  /** Whether the controller still acted in the last ticks, so that it never comes to rest. */
  restless: boolean;
}

/** One property of a rule. `check` returns how it is broken, or `undefined`. */
export interface Property<On> {
  rule: Rule;
  name: string;
  check(on: On): string | undefined;
}

/** Returns the first broken property. */
export function broken<On>(properties: readonly Property<On>[], on: On): Violation | undefined {
  for (const { rule, name, check } of properties) {
    const text = check(on);
    if (text !== undefined) return { rule, property: name, text };
  }
  return undefined;
}
