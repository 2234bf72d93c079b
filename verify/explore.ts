import { canonicalText, hash } from './canonical';
import { steps } from './events';
import { fairEnding, type KnownGood } from './liveness';
import type { Violation } from './rules';
import type { Start } from './starts';
import type { Step } from './step';
import type { Controller } from './ticks';
import type { World } from './world';

export interface Bounds {
  /** Stops once so many distinct worlds were met, at the end of the depth it is in. */
  worlds: number;
  depth: number;
  /** Goes on until so many violations of different kinds were found. */
  violations: number;
}

export interface Exploration {
  /** Hashes of the distinct worlds, whatever outside events were still to come. */
  worlds: ReadonlySet<number>;
  /** Steps beyond the start states that were explored completely. */
  depth: number;
  /** One of each kind, in the order of their length. */
  found: Found[];
}

/** A violation, and how to get there: the start and the labels of the steps. */
export interface Found {
  violation: Violation;
  start: Start;
  labels: string[];
  /** What goes on by itself from there to where it shows. */
  ending: Step[];
}

interface Node {
  world: World;
  id: number;
}

/** Breadth first from all starts at once, so that the first violation found is one with the shortest trace. */
export function explore(
  controller: Controller,
  starts: readonly Start[],
  bounds: Bounds,
  onDepth: (depth: number, states: number) => void = () => {},
): Exploration {
  // A world from which more may still happen is explored anew, and counted once.
  const visited = new Set<number>();
  const worlds = new Set<number>();
  const good: KnownGood = new Set();
  const history = new History(starts);
  const found = new Map<string, Found>();
  const enough = () => found.size >= bounds.violations;
  const note = (violation: Violation, trace: Pick<Found, 'start' | 'labels'>, ending: Step[]) => {
    const kind = `${violation.rule} ${violation.text.replaceAll(/[ab]\/\d/g, '')}`;
    if (!enough() && !found.has(kind)) found.set(kind, { violation, ...trace, ending });
  };
  const visit = (world: World, parent: number, label: string): Node | undefined => {
    const key = hash(canonicalText(world, 'with-budget'));
    if (visited.has(key)) return undefined;
    visited.add(key);
    worlds.add(hash(canonicalText(world, 'without-budget')));
    const id = history.add(parent, label);
    const bad = fairEnding(controller, world, good);
    if (bad) note(bad.violation, history.traceOf(id), bad.steps);
    return { world, id };
  };

  let layer = starts.flatMap(({ name, world }) => visit(world, NO_PARENT, name) ?? []);
  let depth = 0;
  while (layer.length > 0 && depth < bounds.depth && worlds.size < bounds.worlds && !enough()) {
    const next: Node[] = [];
    for (const { world, id } of layer) {
      for (const step of steps(controller, world)) {
        if (step.violation) {
          const { start, labels } = history.traceOf(id);
          note(step.violation, { start, labels: [...labels, step.label] }, []);
          continue;
        }
        const node = visit(step.world, id, step.label);
        if (node) next.push(node);
      }
      if (enough()) break;
    }
    layer = next;
    depth += 1;
    onDepth(depth, worlds.size);
  }
  return { worlds, depth, found: [...found.values()] };
}

const NO_PARENT = -1;

/** How each world was first met. Worlds themselves are kept only of the depth at hand. */
class History {
  private readonly parents: number[] = [];
  private readonly labels: string[] = [];

  constructor(private readonly starts: readonly Start[]) {}

  add(parent: number, label: string): number {
    this.labels.push(label);
    return this.parents.push(parent) - 1;
  }

  traceOf(id: number): Pick<Found, 'start' | 'labels'> {
    const labels: string[] = [];
    let at = id;
    for (
      let parent = this.parents[at] ?? NO_PARENT;
      parent !== NO_PARENT;
      parent = this.parents[at] ?? NO_PARENT
    ) {
      labels.unshift(this.labels[at] ?? '');
      at = parent;
    }
    const start = this.starts.find(({ name }) => name === this.labels[at]);
    if (!start) throw new Error(`no start state ${this.labels[at]}`);
    return { start, labels };
  }
}
