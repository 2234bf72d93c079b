import type { Eta } from '../core/lag/eta';
import { counted } from '../pipeline/counted';
import { about, perSecond } from './figures';

/** When the backlog will be drained, in words. */
export function etaWords(eta: Eta): string {
  switch (eta.kind) {
    case 'drained':
      return 'caught up';
    case 'in':
      return `drained in ${range(eta)}${slowest(eta)} (${rates(eta)})`;
    case 'not-draining':
      return `not draining: ${outpaced(eta)}; ${advice(eta)} (${rates(eta)})`;
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
    : 'consumption only keeps up with arrivals';
}

/** Whether more tasks would help. */
function advice({ useful }: NotDraining): string {
  if (useful === 'backend') return 'more tasks would not help, because the backend is at its limit';
  if (useful === 'none') return 'more tasks would not help, because every partition has one';
  return `${counted(useful, 'more task')} useful`;
}

function rates({ consumedPerSecond, arrivingPerSecond }: In | NotDraining): string {
  return `${perSecond(consumedPerSecond)} out, ${perSecond(arrivingPerSecond)} in`;
}
