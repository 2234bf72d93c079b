import type { Duration } from 'aws-cdk-lib';

/** CloudWatch looks back a day at most, unless the period is an hour or more. */
const DAY_MINUTES = 24 * 60;
const GRAIN_MINUTES = 5;

/** How alarms count time, as the ticks allow it. All in minutes. */
export interface AlarmPeriods {
  /** One period: two ticks fall into it, so that one which comes late leaves none empty. At least 5. */
  readonly period: number;
  /** One tick: for what has to be seen at once. Whole minutes, at least 1. */
  readonly tick: number;
  /** Time in which three ticks that fail are no accident: five ticks long, at least 10. */
  readonly failing: number;
  /** As many periods as this takes, at least 1, at most a day. */
  count(duration: Duration): number;
}

/** @param tickInterval time between two ticks, known at synth */
export function alarmPeriods(tickInterval: Duration): AlarmPeriods {
  const tick = tickInterval.toMinutes({ integral: false });
  const period = inGrains(2 * tick);
  return {
    period,
    tick: Math.min(DAY_MINUTES, Math.max(1, Math.ceil(tick))),
    failing: Math.max(10, inGrains(5 * tick)),
    count: (duration) => {
      const wanted = Math.ceil(duration.toMinutes({ integral: false }) / period);
      return Math.max(1, Math.min(wanted, Math.floor(DAY_MINUTES / period)));
    },
  };
}

function inGrains(minutes: number): number {
  const rounded = Math.ceil(minutes / GRAIN_MINUTES) * GRAIN_MINUTES;
  return Math.min(DAY_MINUTES, Math.max(GRAIN_MINUTES, rounded));
}
