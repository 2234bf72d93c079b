import type { Violation } from './rules';
import type { TickNote } from './ticks';
import type { World } from './world';

/** One step from a world, with what it is called in a trace. */
export interface Step {
  label: string;
  world: World;
  violation: Violation | undefined;
  tick?: TickNote;
}
