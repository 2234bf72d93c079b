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
  const { worlds, depth, found } = explore(controller, starts, pass.bounds);
  return {
    hashes: Float64Array.from(worlds),
    depth,
    traces: found.map((each) => formatTrace(controller, each)),
  };
}

export interface Summary {
  /** Hashes of the distinct worlds of all passes. */
  worlds: Set<number>;
  /** Steps beyond the starts of the deepest pass. */
  depth: number;
  traces: string[];
}

export function nothingYet(): Summary {
  return { worlds: new Set(), depth: 0, traces: [] };
}

/** Passes one after another, until one finds something. */
export function runPasses(controller: Controller, passes: readonly Pass[]): Summary {
  return passes.reduce<Summary>(
    (before, pass) => (before.traces.length > 0 ? before : added(before, [runPass(controller, pass, ALL)])),
    nothingYet(),
  );
}

/** The parts of one more pass: a world that was met before, by whatever way, does not count again. */
export function added({ worlds, depth, traces }: Summary, parts: readonly PassResult[]): Summary {
  for (const { hashes } of parts) for (const hash of hashes) worlds.add(hash);
  return {
    worlds,
    depth: Math.max(depth, Math.min(...parts.map((part) => part.depth))),
    traces: [...traces, ...parts.flatMap((part) => part.traces)],
  };
}
