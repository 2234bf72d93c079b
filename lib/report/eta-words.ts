import type { Eta } from '../core/lag/eta';
import { about, perSecond } from './figures';

/** When the backlog will be gone, in words. */
export function etaWords(eta: Eta): string {
  switch (eta.kind) {
    case 'drained':
      return 'caught up';
    case 'in':
      return `through in ${range(eta)}${slowest(eta)} (${rates(eta)})`;
    case 'not-draining':
      return `not draining: ${outpaced(eta)}; of use: ${ofUse(eta)} (${rates(eta)})`;
    case 'unknown':
      return `ETA unknown: ${eta.why}`;
  }
}

type In = Extract<Eta, { kind: 'in' }>;
type NotDraining = Extract<Eta, { kind: 'not-draining' }>;

function range({ fromSeconds, toSeconds }: In): string {
  if (toSeconds === 'open') return `${about(fromSeconds)} or much later`;
  const [from, to] = [about(fromSeconds), about(toSeconds)];
  return from === to ? from : `${from} to ${to}`;
}

function slowest({ slowest: partition }: In): string {
  return partition ? `, ${partition.topic} partition ${partition.partition} last` : '';
}

function outpaced({ outpacedByPerSecond }: NotDraining): string {
  return outpacedByPerSecond > 0
    ? `arrivals outpace consumption by ${perSecond(outpacedByPerSecond)}`
    : 'consumption only keeps step with arrivals';
}

function ofUse({ ofUse: more }: NotDraining): string {
  if (more === 'backend') return 'no more tasks, the backend takes no more';
  if (more === 'none') return 'no more tasks, all partitions are taken';
  return more === 1 ? '1 more task' : `${more} more tasks`;
}

function rates({ consumedPerSecond, arrivingPerSecond }: In | NotDraining): string {
  return `${perSecond(consumedPerSecond)} out, ${perSecond(arrivingPerSecond)} in`;
}
