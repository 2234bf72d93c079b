import { byItself, type Event, type Step, take } from '../model/events';
import type { Controller } from '../model/tick';
import { copyWorld, type World } from '../model/world';
import { END_PROPERTIES } from '../properties/ended';
import { broken, type Violation } from '../properties/property';
import { canonicalText, hash } from './canonical';

/** Worlds that are known to end well, by the hash of their text without the budget. */
export type KnownGood = Set<number>;

/** More ticks than any recreate takes, including its waits and a second attempt. */
const MAX_TICKS = 120;
/** The waits after nothing changes any more, before it counts as the end. Together they are longer than any back-off. */
const WAITS_MS = [0, 6 * 60_000, 15 * 60_000, 13 * 3_600_000, 26 * 3_600_000, 8 * 86_400_000];

/**
 * Whether a world ends well without further faults. It tries one fair order, which represents all: everything that can
 * happen without a fault happens, then the controller ticks. When nothing changes any more, time passes until each
 * back-off has ended.
 *
 * @returns what is wrong, with the steps that lead there; `undefined` if the world ends well
 */
export function fairEnding(
  controller: Controller,
  start: World,
  good: KnownGood,
): { violation: Violation; steps: Step[] } | undefined {
  const met: number[] = [];
  const taken: Step[] = quiesce(controller, start);
  let world = taken.at(-1)?.world ?? start;
  let recent: number[] = [];
  let rests = 0;
  const held: string[][] = [];
  let acted = 0;
  // A world that never comes to rest is judged at a moment without a stop in progress.
  const goesOn = (ticks: number) => ticks < MAX_TICKS || world.parameters.debt !== undefined;
  for (let ticks = 0; goesOn(ticks) && ticks < 2 * MAX_TICKS && rests < WAITS_MS.length; ticks++) {
    const key = hash(canonicalText(world));
    if (rests === 0) {
      if (good.has(key)) return noted(good, met);
      met.push(key);
    }
    rests = recent.includes(key) ? rests + 1 : 0;
    recent.push(key);
    if (recent.length > LONGEST_CYCLE) recent.shift();
    const waitMs = WAITS_MS[rests] ?? 0;
    if (waitMs > 0) world = { ...copyWorld(world), nowMs: world.nowMs + waitMs };
    const step = take(controller, world, world.pending ? SLOW : TICK);
    if (!step) break;
    taken.push(step);
    if (step.violation) return { violation: step.violation, steps: taken };
    held.push(heldBy(step));
    if (step.tick?.decision?.action && step.tick.outcome === 'done') {
      acted = ticks;
      recent = [];
    }
    const after = quiesce(controller, step.world);
    taken.push(...after);
    world = after.at(-1)?.world ?? step.world;
  }
  const restless = rests < WAITS_MS.length && acted > MAX_TICKS - RESTLESS_TICKS;
  const violation = broken(END_PROPERTIES, {
    world,
    held: [...new Set(held.slice(-LAST_TICKS).flat())],
    restless,
  });
  return violation ? { violation, steps: taken } : noted(good, met);
}

/**
 * How many of the last ticks to collect holds from, because holds come and go between two attempts at something that is
 * refused.
 */
const LAST_TICKS = 10;
/** While nothing else changes, watermarks and attempts repeat in cycles of a few ticks, at most this long. */
const LONGEST_CYCLE = 4;
/** A controller that still acts in this many of the run's last ticks does not come to rest. */
const RESTLESS_TICKS = 40;
const TICK: Event = { kind: 'tick' };
const SLOW: Event = { kind: 'the slow tick goes on' };

function noted(good: KnownGood, met: readonly number[]): undefined {
  for (const each of met) good.add(each);
  return undefined;
}

/** The codes that explain why nothing changes. A tick whose call is refused fails with that error. */
function heldBy({ tick }: Step): string[] {
  const reasons = (tick?.decision?.reasons ?? []).filter(({ kind }) => kind === 'hold' || kind === 'alarm');
  return [...reasons.map(({ code }) => code), ...(tick?.outcome.includes('refuse') ? ['TICK_FAILED'] : [])];
}

/** Lets everything happen that can happen without a fault, in one order, until nothing is left. */
function quiesce(controller: Controller, world: World): Step[] {
  const steps: Step[] = [];
  for (let next = nextOf(world); next; next = nextOf(steps.at(-1)?.world ?? world)) {
    const step = take(controller, steps.at(-1)?.world ?? world, next);
    if (!step) break;
    steps.push(step);
  }
  return steps;
}

function nextOf(world: World): Event | undefined {
  return byItself(world).find(
    ({ kind }) =>
      kind !== 'the call without an answer takes effect' || (world.late && world.nowMs >= world.late.byMs),
  );
}
