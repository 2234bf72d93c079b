import { startWorlds } from '../model/starts';
import type { Controller } from '../model/tick';
import type { Rule } from '../properties/property';
import { explore } from './explore';
import type { Pass } from './passes';
import { formatTrace } from './trace';

/** A violation in printed form. */
export interface ShownViolation {
  rule: Rule;
  property: string;
  /** Names of the pass and of the start. */
  pass: string;
  start: string;
  trace: string;
}

/** The result of one pass, in a form that can be sent between threads. */
export interface PassResult {
  /** Hashes of the distinct worlds. */
  hashes: Float64Array;
  depth: number;
  /** Shortest trace first. */
  violations: ShownViolation[];
  reached: string[];
}

/** Which start states to explore: every `count`th from `index` on, so that threads can share a pass. */
export interface Share {
  index: number;
  count: number;
}

const ALL: Share = { index: 0, count: 1 };

export function runPass(controller: Controller, pass: Pass, share: Share): PassResult {
  const starts = startWorlds(pass.budget)
    .filter(({ name }) => pass.start === undefined || name === pass.start)
    .filter((_, index) => index % share.count === share.index);
  const { worlds, depth, found, reached } = explore(controller, starts, pass.bounds);
  return {
    hashes: Float64Array.from(worlds),
    depth,
    violations: found.map((each) => ({
      rule: each.violation.rule,
      property: each.violation.property,
      pass: pass.name,
      start: each.start.name,
      trace: formatTrace(controller, each),
    })),
    reached: [...reached],
  };
}

export interface Summary {
  /** The hashes of the distinct worlds of all passes. */
  worlds: Set<number>;
  /** How many steps beyond the start states the deepest pass explored. */
  depth: number;
  violations: ShownViolation[];
  reached: Set<string>;
}

export function nothingYet(): Summary {
  return { worlds: new Set(), depth: 0, violations: [], reached: new Set() };
}

/** Runs passes one after another, until one finds a violation. */
export function runPasses(controller: Controller, passes: readonly Pass[]): Summary {
  return passes.reduce<Summary>(
    (before, pass) =>
      before.violations.length > 0 ? before : added(before, [runPass(controller, pass, ALL)]),
    nothingYet(),
  );
}

/** Adds the parts of one more pass. A world that an earlier pass reached does not count again. */
export function added(before: Summary, parts: readonly PassResult[]): Summary {
  const { worlds, reached } = before;
  for (const part of parts) {
    for (const hash of part.hashes) worlds.add(hash);
    for (const mark of part.reached) reached.add(mark);
  }
  return {
    worlds,
    reached,
    depth: Math.max(before.depth, Math.min(...parts.map(({ depth }) => depth))),
    violations: [...before.violations, ...parts.flatMap(({ violations }) => violations)],
  };
}
