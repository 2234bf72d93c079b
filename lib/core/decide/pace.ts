import { type Bottleneck, droppedBetween, LEAST_APART_MS } from '../facts/bottleneck';
import { describeBottleneck } from '../facts/describe-bottleneck';
import type { DrainRate } from '../facts/drain-rate';
import type { Facts } from '../facts/facts';
import type { Observation } from '../facts/observation';
import { arrivalRates } from '../lag/arrival-rates';
import { type Eta, estimateEta } from '../lag/eta';
import type { LagReport } from '../lag/lag';
import { type Reason, reason } from '../vocabulary/reasons';

/** How fast the backlog is drained, and what limits it. */
export interface Pace {
  eta: Eta;
  /** Absent without a backlog, without running tasks, and while running tasks have not joined the group. */
  bottleneck: Bottleneck | undefined;
  reasons: Reason[];
}

/** How long a task needs from its start until it reads. */
const JOINING_MS = 5_000;

export function paceOf(facts: Facts, { warm, metrics }: Observation, rate: DrainRate | undefined): Pace {
  const { kafka, service, lag, tasks, readers } = facts;
  const dropped = droppedReasons(droppedBetween(warm.samples?.at(-1), metrics));
  const bottleneck = readers.absentTasks > 0 ? undefined : facts.bottleneck;
  // A drained group has no backlog, only records that arrived moments ago.
  if (facts.drained) {
    const waits = bottleneck && 'waiting' in bottleneck;
    return { eta: { kind: 'drained' }, bottleneck: waits ? bottleneck : undefined, reasons: dropped };
  }
  const estimate = estimateEta(facts.progress, lag, {
    useful: tasks.useful,
    running: service.runningCount,
    arriving: arrivalRates(kafka).group,
    remembered: readers.absentTasks > 0 ? undefined : rate?.perTaskPerSecond,
    limit: bottleneck?.kind === 'backend' ? 'backend' : undefined,
  });
  const eta: Eta =
    estimate.kind === 'not-draining' && !isSteady(facts, warm.lag)
      ? { kind: 'unknown', why: 'the group has just changed' }
      : estimate;
  const apartMs = facts.nowMs - (warm.lag?.atMs ?? facts.nowMs);
  const limits = bottleneck ? limitReasons(bottleneck, eta, apartMs >= LEAST_APART_MS) : [];
  return { eta, bottleneck, reasons: [...limits, ...dropped] };
}

/**
 * Whether nothing has changed in the group since the last snapshot. While tasks start or partitions are reassigned, little is
 * read or committed.
 */
function isSteady({ service, settled, kafka, unassigned }: Facts, lastLag: LagReport | undefined): boolean {
  if (!lastLag) return false;
  const joinedMs = lastLag.atMs - JOINING_MS;
  const established = service.tasks.every(
    ({ startedAtMs }) => startedAtMs !== undefined && startedAtMs <= joinedMs,
  );
  return established && settled && kafka.group.state === 'Stable' && unassigned?.length === 0;
}

/** @param conclusive the last snapshot is long enough ago to show what limits the tasks */
function limitReasons(bottleneck: Bottleneck, eta: Eta, conclusive: boolean): Reason[] {
  const text = describeBottleneck(bottleneck);
  if (bottleneck.kind === 'backend') return [reason('BACKPRESSURE', text)];
  if (bottleneck.kind === 'some-tasks') return [reason('BACKPRESSURE_SOME_TASKS', text)];
  if (bottleneck.kind === 'sampling') {
    const more = eta.kind === 'not-draining' ? `; ${moreTasks(eta.useful)}` : '';
    return [reason('SAMPLING_FULL', `${text}${more}`)];
  }
  if (eta.kind !== 'not-draining' || !conclusive) return [];
  const rates = `${rounded(eta.consumedPerSecond)} offsets/s consumed, ${rounded(eta.arrivingPerSecond)} arriving`;
  if (bottleneck.kind === 'unknown') return [reason('LIMIT_UNKNOWN', `${rates}; ${text}`)];
  return [reason('SLOW_CONSUMER', `${rates}; ${text}; ${moreTasks(eta.useful)}`)];
}

function moreTasks(useful: Extract<Eta, { kind: 'not-draining' }>['useful']): string {
  if (typeof useful !== 'number') return 'more tasks would not help, only faster ones or more partitions';
  return useful === 1 ? '1 more task would help' : `${useful} more tasks would help`;
}

function rounded(perSecond: number): string {
  return String(Math.round(perSecond * 10) / 10);
}

function droppedReasons(items: number): Reason[] {
  if (items === 0) return [];
  return [reason('ALARM_EXPORT_DROPPED', `${items} spans, metric points and log records were dropped`)];
}
