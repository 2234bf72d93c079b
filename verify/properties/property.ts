import type { Decision } from '../../lib/core/decide/decision';
import type { Observation } from '../../lib/core/facts/observation';
import type { Action } from '../../lib/core/vocabulary/action';
import type { World } from '../model/world';

/** Rules of docs/verification.md. */
export const RULES = ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8', 'R9'] as const;
export type Rule = (typeof RULES)[number];

/** A statement that is broken, and how. */
export interface Violation {
  rule: Rule;
  /** Name of the property. */
  property: string;
  text: string;
}

/** A tick that has decided: what it saw, what it decided, and the world as it is. */
export interface Decided {
  observation: Observation;
  decision: Decision;
  world: World;
  /** What the tick before had left. */
  before: World;
}

/** A call that is about to be made, on the world as it is now. */
export interface Called {
  action: Action;
  decision: Decision;
  world: World;
}

/** A world in which nothing changes any more. */
export interface Ended {
  world: World;
  /** Codes of holds and alarms that say why it stays so. */
  held: readonly string[];
  /** Ticks that did something, of those that would go on for ever. */
  restless: boolean;
}

/** One statement of a rule. `check` says how it is broken; `undefined` where it holds. */
export interface Property<On> {
  rule: Rule;
  name: string;
  check(on: On): string | undefined;
}

/** The first statement that is broken. */
export function broken<On>(properties: readonly Property<On>[], on: On): Violation | undefined {
  for (const { rule, name, check } of properties) {
    const text = check(on);
    if (text !== undefined) return { rule, property: name, text };
  }
  return undefined;
}
