import type { Duration } from 'aws-cdk-lib';

/** CloudWatch evaluates an alarm over at most one day, unless its period is an hour or more. */
const DAY_MINUTES = 24 * 60;
const STEP_MINUTES = 5;

/** The periods of the alarms, in minutes, for a given tick interval. */
export interface AlarmPeriods {
  /** Two ticks fall into one period, so that a late tick leaves no period empty. At least 5. */
  readonly period: number;
  /** The tick interval, for alarms that must go off at once. Whole minutes, at least 1. */
  readonly tick: number;
  /** Five tick intervals; three failed ticks in this time raise an alarm. At least 10. */
  readonly failing: number;
  /** How many periods fit into this duration: at least one, at most a day's worth. */
  count(duration: Duration): number;
}

/** @param tickInterval must be known at synth */
export function alarmPeriods(tickInterval: Duration): AlarmPeriods {
  const tick = tickInterval.toMinutes({ integral: false });
  const period = roundedUp(2 * tick);
  return {
    period,
    tick: Math.min(DAY_MINUTES, Math.max(1, Math.ceil(tick))),
    failing: Math.max(10, roundedUp(5 * tick)),
    count: (duration) => {
      const wanted = Math.ceil(duration.toMinutes({ integral: false }) / period);
      return Math.max(1, Math.min(wanted, Math.floor(DAY_MINUTES / period)));
    },
  };
}

function roundedUp(minutes: number): number {
  const rounded = Math.ceil(minutes / STEP_MINUTES) * STEP_MINUTES;
  return Math.min(DAY_MINUTES, Math.max(STEP_MINUTES, rounded));
}
