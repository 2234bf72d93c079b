import { canonicalText, hash } from './canonical';
import { endingViolation } from './ending';
import { quiesce } from './progress';
import type { Violation } from './rules';
import type { Step } from './step';
import { type Controller, resume, wholeTick } from './ticks';
import type { World } from './world';

/** More ticks than any operation takes, its waits and a second try included. */
const MAX_TICKS = 200;

/** Worlds from which all is known to end well, by the hash of their text without budget. */
export type KnownGood = Set<number>;

/**
 * Without further faults, and with everything that goes on by itself going on, does it end drained and flipped, or
 * held with a code, nothing skipped for good and nothing untold? One fair order stands for all: everything that can
 * happen by itself happens, then the controller ticks.
 *
 * @returns what is wrong where it ends, with the steps to there
 */
export function fairEnding(
  controller: Controller,
  start: World,
  good: KnownGood,
): { violation: Violation; steps: Step[] } | undefined {
  const metAt = new Map<number, number>();
  const taken: Step[] = quiesce(start);
  let world = taken.at(-1)?.world ?? start;
  for (let ticks = 0; ticks < MAX_TICKS; ticks++) {
    const key = hash(canonicalText(world, 'without-budget'));
    const since = metAt.get(key);
    const violation = since === undefined ? undefined : endingViolation(world, holdsOf(taken.slice(since)));
    if (violation) return { violation, steps: taken };
    if (since !== undefined || good.has(key)) {
      for (const each of metAt.keys()) good.add(each);
      return undefined;
    }
    metAt.set(key, taken.length);
    const step = tickOf(controller, world);
    taken.push(step);
    if (step.violation) return { violation: step.violation, steps: taken };
    taken.push(...quiesce(step.world));
    world = taken.at(-1)?.world ?? step.world;
  }
  return { violation: { rule: 'liveness', text: 'it never settles' }, steps: taken };
}

/** Codes that say why it stays so, in the ticks that repeat for ever. */
function holdsOf(steps: readonly Step[]): string[] {
  const reasons = steps.flatMap(({ tick }) => tick?.decision.reasons ?? []);
  return [
    ...new Set(reasons.filter(({ kind }) => kind === 'hold' || kind === 'alarm').map(({ code }) => code)),
  ];
}

function tickOf(controller: Controller, world: World): Step {
  const resumed = resume(controller, world);
  if (resumed) return { label: 'the slow tick', ...resumed };
  return { label: 'tick', ...wholeTick(controller, world, { kind: 'whole' }) };
}
