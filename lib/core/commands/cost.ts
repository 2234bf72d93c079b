import { censusOf } from '../facts/coverage';
import type { Situation } from '../facts/situation';
import { latestInForce } from '../gates/rearm-triggers';
import type { LagReport } from '../lag/lag';
import { progressBetween } from '../lag/progress';
import { duePlan } from '../recreate/commit-plan';
import { endsOnLatest, type Recreate } from '../recreate/recreate-types';
import type { Command, Cost } from '../vocabulary/command';
import { movementOf } from './request';

/** What the times of a recreate are reckoned with, in seconds. */
export interface PauseTimes {
  /** Time a task has to flush. */
  stopTimeoutMs: number;
  /** Traces are held so long for tail sampling; 0 without it. */
  decisionWaitMs: number;
}

/** A member that does not leave properly stays for the session timeout of the receiver (its default). */
const SESSION_TIMEOUT_MS = 10_000;
/** Placing and starting a task on Fargate, about. */
const START_MS = 30_000;

/**
 * What a command costs, as one look and the one before it tell.
 *
 * @param underWay the recreate that is under way, which a command waits for
 */
export function costOf(
  command: Command,
  situation: Situation,
  looks: { previous: LagReport | undefined; current: LagReport },
  times: PauseTimes,
  underWay?: Recreate,
): Cost {
  const { kafka, covered, service } = situation;
  const recreate = asRecreate(command);
  const plan = recreate && duePlan(recreate, kafka, covered);
  const offsets = plan?.distance ?? 0n;
  const progress = progressBetween(looks.previous, looks.current);
  const perSecond =
    progress.group.kind === 'measured' && progress.seconds > 0
      ? {
          consumed: Number(progress.group.consumed) / progress.seconds,
          net: Number(progress.group.consumed - progress.group.arrived) / progress.seconds,
        }
      : undefined;
  const stops = recreates(command, situation, underWay) && service.desiredCount > 0;
  const toRead = looks.current.lag + (command.kind === 'skip' ? -offsets : offsets);
  const left = toRead > 0n ? toRead : 0n;
  const cut = stops && perSecond ? Math.ceil((perSecond.consumed * times.decisionWaitMs) / 1000) : 0;
  return {
    offsets,
    partitions: plan?.offsets.length ?? 0,
    minutes: left === 0n ? 0 : perSecond && perSecond.net > 0 ? Number(left) / perSecond.net / 60 : 'unknown',
    pauseSeconds: stops ? Math.round((times.stopTimeoutMs + SESSION_TIMEOUT_MS + START_MS) / 1000) : 0,
    cutOffsets: BigInt(cut),
    complete:
      censusOf(kafka).unknown.length === 0 &&
      (!stops || perSecond !== undefined || times.decisionWaitMs === 0),
  };
}

function asRecreate(command: Command): Recreate | undefined {
  const movement = movementOf(command);
  return movement && { phase: 'down', startedAtMs: 0, phaseSinceMs: 0, restoreCount: 0, ...movement };
}

/** Does it stop the tasks? A drain or expand does once to arm, where latest is in force or about to be; the flip is another one. */
function recreates(command: Command, situation: Situation, underWay: Recreate | undefined): boolean {
  switch (command.kind) {
    case 'rewind':
    case 'skip':
    case 'repair':
    case 'drain':
      return true;
    case 'expand':
      return latestInForce(situation) || (underWay !== undefined && endsOnLatest(underWay));
    default:
      return false;
  }
}
