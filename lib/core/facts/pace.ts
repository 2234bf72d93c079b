import { groupBlockers, rolloutBlockers } from '../gates/readiness';
import { arrivalRates } from '../lag/arrival-rates';
import { type Eta, estimateEta } from '../lag/eta';
import type { LagReport } from '../lag/lag';
import type { Observation } from '../snapshot/observation';
import { type Reason, reason } from '../vocabulary/reasons';
import { type Bottleneck, droppedBetween, findBottleneck, LEAST_APART_MS } from './bottleneck';
import { describeBottleneck } from './describe-bottleneck';
import { earlierLook } from './metrics-looks';
import type { Situation } from './situation';

/** How fast a backlog goes, and what keeps it from going faster. */
export interface Pace {
  eta: Eta;
  /** Absent without a backlog, in Kafka or in the tasks; and while no task runs. */
  bottleneck: Bottleneck | undefined;
  reasons: Reason[];
}

/** From a task's start until it has joined the group and reads. */
const JOINING_MS = 5_000;

/** What the running tasks say of their export queues; `undefined` while none runs. */
export function bottleneckOf({ looks = [], metrics, service }: Observation): Bottleneck | undefined {
  if (service.runningCount === 0) return undefined;
  return findBottleneck(metrics && earlierLook(looks, metrics.atMs), metrics);
}

/** @param useful tasks that are of use */
export function paceOf(
  { lastLag, looks, metrics }: Observation,
  situation: Situation,
  lag: LagReport,
  useful: number,
): Pace {
  const { kafka, service, bottleneck } = situation;
  const dropped = droppedReasons(droppedBetween(looks?.at(-1), metrics));
  // What is left when drained is the records of the last moments: no backlog to have an end.
  if (situation.drained) {
    const waits = bottleneck && 'waiting' in bottleneck;
    return { eta: { kind: 'drained' }, bottleneck: waits ? bottleneck : undefined, reasons: dropped };
  }
  const eta = estimateEta(lastLag, lag, {
    useful,
    running: service.runningCount,
    arriving: lastLag ? arrivalRates(kafka).group : { kind: 'unknown' },
    limit: bottleneck?.kind === 'backend' ? 'backend' : undefined,
  });
  const limits = bottleneck ? limitReasons(bottleneck, eta, isTelling(situation, lastLag)) : [];
  return { eta, bottleneck, reasons: [...limits, ...dropped] };
}

/**
 * Do two looks show the group at work? While tasks start, or hand partitions over, little is read, and soon after little
 * is committed.
 */
function isTelling(situation: Situation, lastLag: LagReport | undefined): boolean {
  const { nowMs, service } = situation;
  if (!lastLag || nowMs - lastLag.atMs < LEAST_APART_MS) return false;
  const joinedMs = lastLag.atMs - JOINING_MS;
  if (service.tasks.some(({ startedAtMs }) => startedAtMs === undefined || startedAtMs > joinedMs))
    return false;
  return groupBlockers(situation).length === 0 && rolloutBlockers(situation).length === 0;
}

function limitReasons(bottleneck: Bottleneck, eta: Eta, telling: boolean): Reason[] {
  const text = describeBottleneck(bottleneck);
  if (bottleneck.kind === 'backend') return [reason('BACKPRESSURE', text)];
  if (bottleneck.kind === 'some-tasks') return [reason('BACKPRESSURE_SOME_TASKS', text)];
  if (eta.kind !== 'not-draining' || !telling) return [];
  const rates = `${rate(eta.consumedPerSecond)} offsets/s out, ${rate(eta.arrivingPerSecond)} in`;
  if (bottleneck.kind === 'unknown') return [reason('LIMIT_UNKNOWN', `${rates}; ${text}`)];
  return [reason('SLOW_CONSUMER', `${rates}; ${text}; of use: ${moreTasks(eta.ofUse)}`)];
}

function moreTasks(ofUse: Extract<Eta, { kind: 'not-draining' }>['ofUse']): string {
  return typeof ofUse === 'number' ? `${ofUse} more` : 'no more tasks, but faster ones, or more partitions';
}

function rate(perSecond: number): string {
  return String(Math.round(perSecond * 10) / 10);
}

function droppedReasons(items: number): Reason[] {
  if (items === 0) return [];
  return [reason('ALARM_EXPORT_DROPPED', `${items} spans, metric points and log records`)];
}
