import { Draw } from './draw';
import { FAULTS } from './faults';
import type { Fault, Track } from './faults/fault';

/** The faults of one seed, track by track, in their order. */
export type Plan = Readonly<Record<Track, readonly PlannedFault[]>>;

export interface PlannedFault {
  fault: Fault;
  /** Everything that the fault chooses comes from it. */
  draw: Draw;
  /** How long nothing happens before it. */
  afterMs: number;
}

/** So many seeds share all kinds among each other, so that a run has each of them about equally often. */
export const SEEDS_FOR_ALL = 2;
const LONGEST_GAP_MS = 1_200;

/** What the rounds of a run have in common. */
export interface RoundKind {
  /** The wanted kinds of faults, all of them in each seed. @default all, shared among {@link SEEDS_FOR_ALL} seeds */
  kinds?: readonly string[] | undefined;
  /** What the pipelines promise. With `buffered` no fault ends a task. */
  delivery: 'at-least-once' | 'buffered';
}

/** Draws the plan of a seed. It depends on nothing else than the seed and what the run wants. */
export function planOf(seed: number, { kinds, delivery }: RoundKind): Plan {
  const draw = new Draw(seed);
  const planned = (faults: readonly Fault[]) =>
    draw.shuffled(faults).map((fault) => ({
      fault,
      draw: new Draw(seed * 1_000 + numberOf(fault.kind)),
      afterMs: draw.between(0, LONGEST_GAP_MS),
    }));
  const wanted = (track: Track) => {
    const possible = FAULTS[track].filter(({ endsTasks }) => delivery === 'at-least-once' || !endsTasks);
    return kinds ? possible.filter(({ kind }) => kinds.includes(kind)) : shareOf(seed, possible);
  };
  return { infrastructure: planned(wanted('infrastructure')), control: planned(wanted('control')) };
}

/** Deals all kinds out to neighbouring seeds, differently each time. */
function shareOf(seed: number, faults: readonly Fault[]): Fault[] {
  const block = Math.floor((seed - 1) / SEEDS_FOR_ALL);
  const place = (seed - 1) % SEEDS_FOR_ALL;
  return new Draw(1_000_003 + block).shuffled(faults).filter((_, index) => index % SEEDS_FOR_ALL === place);
}

/** A number for a kind that stays the same when others are added. */
function numberOf(kind: string): number {
  let number = 7;
  for (const character of kind) number = (number * 31 + character.charCodeAt(0)) % 997;
  return number;
}
