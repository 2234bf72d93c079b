import type { DrainRate } from '../facts/drain-rate';
import type { Facts } from '../facts/facts';
import { arrivalRates } from '../lag/arrival-rates';
import { duePlan } from '../recreate/commits';
import type { Command, Cost } from '../vocabulary/command';
import { movementOf } from './manual-operation';

/**
 * Estimates the cost of a command: how often all tasks stop or roll, how many offsets are read again, and how long that
 * takes at the rate of earlier drains.
 *
 * @param rate of recent drains; `undefined` before the first
 */
export function costOf(command: Command, facts: Facts, rate: DrainRate | undefined): Cost {
  const { survey, owed, service, lag, policy, spec, held, latestInForce, config } = facts;
  const movement = movementOf(command);
  const plan =
    movement &&
    duePlan({
      ...movement,
      held: undefined,
      owed: movement.purpose === 'repair' ? owed : [],
      partitions: survey.partitions,
    });
  const offsets = plan?.distance ?? 0n;
  const stops = plan && service.desiredCount > 0 ? 1 : 0;
  const toRead = lag.lag + (command.kind === 'skip' ? -offsets : offsets);
  const wait = spec.tiers.processing.tailSampling?.decisionWait ?? 0;
  return {
    offsets,
    partitions: plan?.moved ?? 0,
    minutes: minutesFor(toRead, facts, rate),
    stops,
    stopSeconds: stops === 0 ? 0 : Math.round(policy.maxPauseMs / 1000),
    rolls: command.kind === 'expand' && (latestInForce || config.initialOffset === 'latest') ? 1 : 0,
    cutOffsets: stops === 0 || wait === 0 ? 0n : readWithin(wait, facts),
    queued: stops === 0 ? { kind: 'nothing' } : held,
    complete: survey.unknown.length === 0 && lag.complete,
  };
}

/**
 * How many minutes all useful tasks need to read this many offsets, at the rate of earlier drains minus the arrival
 * rate.
 */
export function minutesFor(
  offsets: bigint,
  { tasks, kafka }: Facts,
  rate: DrainRate | undefined,
): Cost['minutes'] {
  if (offsets <= 0n) return 0;
  if (!rate) return 'unknown';
  const { group } = arrivalRates(kafka);
  const arriving = group.kind === 'unknown' ? 0 : group.perSecond;
  const net = rate.perTaskPerSecond * tasks.useful - arriving;
  return net > 0 ? Number(offsets) / net / 60 : 'never';
}

/** How many offsets arrive in `ms` milliseconds. A group that has caught up reads the same number. */
function readWithin(ms: number, { kafka }: Facts): bigint | 'unknown' {
  const { group } = arrivalRates(kafka);
  return group.kind === 'unknown' ? 'unknown' : BigInt(Math.ceil((group.perSecond * ms) / 1000));
}
