import { explore } from './explore';
import type { Pass } from './passes';
import { startWorlds } from './starts';
import type { Controller } from './ticks';
import { formatTrace } from './trace';

/** What one pass gave, in a form that can cross from one thread to another. */
export interface PassResult {
  /** Hashes of the distinct worlds. */
  hashes: Float64Array;
  depth: number;
  /** Traces, the shortest first. */
  traces: string[];
}

/**
 * Which of the start states to take: part `index` of `count`, so that threads can share a pass. Neighbours stay together,
 * since what is met from one is met from the next as well.
 */
export interface Share {
  index: number;
  count: number;
}

const ALL: Share = { index: 0, count: 1 };

export function runPass(controller: Controller, pass: Pass, share: Share): PassResult {
  const starts = startWorlds(controller.spec, pass.budget).filter(
    (_, index, all) => Math.floor((index * share.count) / all.length) === share.index,
  );
  const { visited, depth, found } = explore(controller, starts, pass.bounds);
  return {
    hashes: Float64Array.from(visited),
    depth,
    traces: found.map((each) => formatTrace(controller, each)),
  };
}

export interface Summary {
  states: number;
  depth: number;
  traces: string[];
}

/** Passes one after another, until one finds something. */
export function runPasses(controller: Controller, passes: readonly Pass[]): Summary {
  return passes.reduce<Summary>(
    (before, pass) => (before.traces.length > 0 ? before : added(before, [runPass(controller, pass, ALL)])),
    { states: 0, depth: 0, traces: [] },
  );
}

/** Worlds of different passes have different budgets, so they are different; those of one pass may be the same. */
export function added(before: Summary, parts: readonly PassResult[]): Summary {
  const distinct = new Set<number>();
  for (const { hashes } of parts) for (const hash of hashes) distinct.add(hash);
  return {
    states: before.states + distinct.size,
    depth: Math.max(before.depth, Math.min(...parts.map(({ depth }) => depth))),
    traces: [...before.traces, ...parts.flatMap(({ traces }) => traces)],
  };
}
