import { type Event, type Step, steps } from '../model/events';
import type { Start } from '../model/starts';
import type { Controller } from '../model/tick';
import type { World } from '../model/world';
import type { Violation } from '../properties/property';
import { marksOf } from '../properties/reached';
import { canonicalText, hash, withBudget } from './canonical';
import { fairEnding, type KnownGood } from './ending';

export interface Bounds {
  /** Stops once this many distinct worlds were found, at the end of the current depth. */
  worlds: number;
  depth: number;
  /** Continues until this many kinds of violations are found. */
  violations: number;
}

export interface Exploration {
  /** The hashes of the distinct worlds, regardless of the remaining outside events. */
  worlds: ReadonlySet<number>;
  /** How many steps beyond the start states were explored completely. */
  depth: number;
  /** One violation of each kind, shortest trace first. */
  found: Found[];
  /** Everything that the run has reached, as `marksOf` in `properties/reached` names it. */
  reached: ReadonlySet<string>;
}

/** A violation, with the start and the events that lead to it. */
export interface Found {
  violation: Violation;
  start: Start;
  events: Event[];
  /** The steps without faults from there until the violation shows. */
  ending: Step[];
}

interface Node {
  world: World;
  id: number;
}

/** Explores breadth first from all starts together, so that the first violation has one of the shortest traces. */
export function explore(controller: Controller, starts: readonly Start[], bounds: Bounds): Exploration {
  // If more outside events may happen from a world than before, it is explored again, but counted once.
  const visited = new Set<number>();
  const worlds = new Set<number>();
  const good: KnownGood = new Set();
  const paths = new Paths();
  const reached = new Set<string>();
  const found = new Map<string, Found>();
  const enough = () => found.size >= bounds.violations;
  const note = (violation: Violation, { start, events }: Pick<Found, 'start' | 'events'>, ending: Step[]) => {
    const kind = `${violation.rule} ${violation.property}`;
    if (!enough() && !found.has(kind)) found.set(kind, { violation, start, events, ending });
  };
  const visit = (world: World, path: number): Node | undefined => {
    const text = canonicalText(world);
    const key = hash(withBudget(text, world));
    if (visited.has(key)) return undefined;
    visited.add(key);
    const plain = hash(text);
    if (!worlds.has(plain)) {
      worlds.add(plain);
      const bad = fairEnding(controller, world, good);
      if (bad) note(bad.violation, paths.traceOf(path), bad.steps);
    }
    return { world, id: path };
  };

  let layer = starts.flatMap((start) => visit(start.world, paths.begin(start)) ?? []);
  let depth = 0;
  while (layer.length > 0 && depth < bounds.depth && worlds.size < bounds.worlds && !enough()) {
    const next: Node[] = [];
    for (const { world, id } of layer) {
      for (const step of steps(controller, world)) {
        for (const mark of marksOf(step)) reached.add(mark);
        if (step.violation) {
          const { start, events } = paths.traceOf(id);
          note(step.violation, { start, events: [...events, step.event] }, []);
          continue;
        }
        const path = paths.add(id, step.event);
        const node = visit(step.world, path);
        if (node) next.push(node);
        else paths.dropLast();
      }
      if (enough()) break;
    }
    layer = next;
    depth += 1;
  }
  return { worlds, depth, found: [...found.values()], reached };
}

/** How each world was first reached. The worlds themselves are kept only for the current depth. */
class Paths {
  private readonly parents: number[] = [];
  private readonly made: (Event | Start)[] = [];

  begin(start: Start): number {
    this.parents.push(-1);
    return this.made.push(start) - 1;
  }

  add(parent: number, event: Event): number {
    this.parents.push(parent);
    return this.made.push(event) - 1;
  }

  /** Drops the last event, which led to a world that was reached before. */
  dropLast(): void {
    this.parents.pop();
    this.made.pop();
  }

  traceOf(path: number): Pick<Found, 'start' | 'events'> {
    const events: Event[] = [];
    for (let at = path; ; at = this.parents[at] ?? -1) {
      const made = this.made[at];
      if (made === undefined) throw new Error(`no path ${path}`);
      if ('world' in made) return { start: made, events };
      events.unshift(made);
    }
  }
}
