import { TICK_MS } from '../model/spec';
import type { World } from '../model/world';
import type { Property } from './property';

export interface AfterTick {
  world: World;
  maxPauseMs: number;
}

/** How many undisturbed ticks may pass before an overdue stop must be repaid. */
const CALM_TICKS = 3;

/** Checked after each complete tick. */
export const AFTER_TICK: readonly Property<AfterTick>[] = [
  {
    rule: 'R7',
    name: 'the tier is stopped within the bound of one recreate only',
    check({ world: { zero, nowMs, calmTicks, refused, parameters }, maxPauseMs }) {
      if (zero?.by !== 'spillway' || parameters.hold || refused.includes('count')) return undefined;
      const forMs = nowMs - zero.sinceMs;
      if (forMs <= maxPauseMs + TICK_MS || calmTicks < CALM_TICKS) return undefined;
      return `desiredCount is 0 for ${Math.round(forMs / 1000)} s by Spillway`;
    },
  },
  {
    rule: 'R7',
    name: 'a stop of Spillway never loses its debt',
    check({ world: { zero, parameters, late } }) {
      if (zero?.by !== 'spillway' || parameters.debt || parameters.hold || late) return undefined;
      return 'desiredCount is 0 by Spillway, and nothing says that tasks are owed';
    },
  },
];
