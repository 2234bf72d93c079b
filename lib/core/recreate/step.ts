import { formatDuration } from '../../pipeline';
import { describeUnsent } from '../facts/describe-bottleneck';
import { owedTasks } from '../facts/desired-count';
import type { Facts } from '../facts/facts';
import { describeHeld } from '../facts/held-data';
import { blockers, type Gate } from '../gates';
import type { Action } from '../vocabulary/action';
import type { Debt } from '../vocabulary/debt';
import { byTopic, type Reason, reason } from '../vocabulary/reasons';
import { duePlan, heldByTime, unplannable } from './commits';
import type { Recreate } from './recreate';

export interface RecreateStep {
  /** `undefined`: it is over. */
  recreate: Recreate | undefined;
  action?: Action | undefined;
  reasons: Reason[];
  /** How it is over: `done`, `failed` after tasks were stopped, `refused` before any was. */
  end?: 'done' | 'failed' | 'refused';
  /** A member that stays when all tasks are gone. */
  lingering?: string;
}

/** The next step of a recreate, given what is observed now. The debt says whether tasks are stopped for it. */
export function nextStep(
  recreate: Recreate,
  facts: Facts,
  debt: Debt | undefined,
  gates: readonly Gate[],
): RecreateStep {
  const step = stepOf(recreate, facts, debt, gates);
  const { nowMs, policy } = facts;
  const forMs = nowMs - recreate.phaseSinceMs;
  if (step.recreate?.phase !== recreate.phase || forMs < policy.phaseTimeoutMs) return step;
  const text = `${recreate.purpose}, phase ${recreate.phase}, for ${Math.round(forMs / 60_000)} min`;
  return { ...step, reasons: [...step.reasons, reason('ALARM_PHASE_TIMEOUT', text)] };
}

function stepOf(
  recreate: Recreate,
  facts: Facts,
  debt: Debt | undefined,
  gates: readonly Gate[],
): RecreateStep {
  if (recreate.phase === 'up') return verify(recreate, facts);
  if (debt && debt.stoppedAtMs === recreate.stoppedAtMs) return whileStopped(recreate, facts, gates);
  const { desiredCount } = facts.service;
  // Its debt was repaid without it, as by a tick that could read no state: it does not stop the tasks again by itself.
  if (recreate.phase !== 'arm' && desiredCount > 0 && facts.contradiction === undefined) {
    return startedFromOutside(facts);
  }
  // Nothing runs and Spillway did not stop it: commits are made, and it stays so.
  if (desiredCount === 0 && recreate.count === 0) return whileStopped(recreate, facts, gates);
  if (debt) {
    const text = `the stop for a ${debt.for} was never seen, and may still take effect`;
    return { recreate: undefined, reasons: [reason('HOLD_ANSWERS_CONTRADICT', text)], end: 'refused' };
  }
  return stopTasks(recreate, facts, gates);
}

/** Nothing has stopped yet: re-check the preconditions right before stopping the tasks. */
function stopTasks(recreate: Recreate, facts: Facts, gates: readonly Gate[]): RecreateStep {
  const { config, service, nowMs } = facts;
  const against = stopBlockers(recreate, facts, gates);
  if (against.length > 0) return { recreate: undefined, reasons: against, end: 'refused' };
  const armed: Recreate = {
    ...recreate,
    phase: 'arm',
    phaseSinceMs: recreate.phase === 'arm' ? recreate.phaseSinceMs : nowMs,
    count: service.desiredCount,
  };
  if (config.initialOffset === 'latest') {
    return {
      recreate: armed,
      action: { kind: 'store-offset', fromVersion: config.version, initialOffset: 'earliest' },
      reasons: [reason('CONFIG_STORED', 'initial_offset latest -> earliest')],
    };
  }
  if (!facts.configSettled) {
    return {
      recreate: armed,
      reasons: [reason('WAITING_CONFIG_SETTLES', 'earliest was stored a moment ago')],
    };
  }
  if (service.desiredCount === 0) return whileStopped({ ...armed, count: 0 }, facts, gates);
  const debt: Debt = { count: service.desiredCount, stoppedAtMs: nowMs, for: recreate.purpose };
  return {
    recreate: { ...armed, phase: 'stop', phaseSinceMs: nowMs, stoppedAtMs: nowMs, ...whatIsHeld(facts) },
    action: { kind: 'stop-tasks', from: service.desiredCount, debt },
    reasons: [
      reason('TASKS_STOPPED', `desiredCount ${service.desiredCount} -> 0 for a ${recreate.purpose}`),
      heldRemark(facts),
    ],
  };
}

/** Why the tasks may not be stopped for this recreate; empty when they may. */
export function stopBlockers(recreate: Recreate, facts: Facts, gates: readonly Gate[]): Reason[] {
  const urgent = isUrgent(recreate, facts);
  const own = recreate.origin === 'automatic' && !urgent ? blockers(gates, 'automatic', facts) : [];
  const all = [
    ...blockers(gates, 'stop', facts),
    ...own,
    ...keptData(recreate, facts),
    ...unplannableTargets(recreate, facts),
  ];
  return urgent ? all.filter(({ code }) => code !== 'HOLD_RETENTION_HEADROOM') : all;
}

/** A command that keeps what tasks hold was accepted when that was sure; the process that knew may be another one now. */
function keptData({ origin, queued }: Recreate, { held, unsent }: Facts): Reason[] {
  if (origin === 'automatic' || queued === 'may-be-lost' || !unsent) return [];
  if (held.kind !== 'at-stake' && held.kind !== 'unknown') return [];
  return [reason('HOLD_UNSENT', describeUnsent(unsent))];
}

/** A repair that retention would overtake is never held back. */
export function isUrgent(
  { purpose }: Recreate,
  { owed, kafka, nowMs, policy, assumedRetentionMs }: Facts,
): boolean {
  if (purpose !== 'repair') return false;
  return owed.some(({ topic, sinceMs }) => {
    const found = kafka.topics.find((each) => each.topic === topic);
    if (found?.kind !== 'present') return false;
    const { ms } = found.retention;
    const keepsMs = ms === 'unknown' ? assumedRetentionMs(found.signal) : ms;
    return (
      typeof keepsMs === 'number' &&
      nowMs - sinceMs >= keepsMs - policy.retentionHeadroomMs - policy.maxPauseMs
    );
  });
}

function unplannableTargets({ move }: Recreate, { survey }: Facts): Reason[] {
  const unknown = move ? unplannable(survey.partitions, move.scope, move.target) : [];
  if (unknown.length === 0) return [];
  return [reason('HOLD_PARTITION_UNKNOWN', `${unknown.length} could not be read`, byTopic(unknown))];
}

function whatIsHeld({ held, deliveries }: Facts): Pick<Recreate, 'held' | 'heldMs'> {
  if (held.kind === 'read-again') return { held: deliveries.delivered?.commits };
  return held.kind === 'by-time' ? { heldMs: held.ms } : {};
}

/** From the state, where it had room for them, or as this process still knows them. */
function heldCommits({ held, heldMs }: Recreate, { deliveries, survey }: Facts): Recreate['held'] {
  if (held) return held;
  return heldMs === undefined ? deliveries.delivered?.commits : heldByTime(survey.partitions);
}

function heldRemark({ held }: Facts): Reason {
  const known = held.kind === 'nothing' || held.kind === 'read-again' || held.kind === 'by-time';
  return reason(known ? 'HELD_READ_AGAIN' : 'HELD_UNKNOWN', describeHeld(held));
}

/** The debt is there: wait until nothing runs, commit, start. After maxPause the tasks start, whatever is unfinished. */
function whileStopped(recreate: Recreate, facts: Facts, gates: readonly Gate[]): RecreateStep {
  const { service, nowMs, policy, contradiction, tasksGone, groupEmpty, kafka } = facts;
  if (service.desiredCount > 0 && contradiction === undefined) return startedFromOutside(facts);
  const overdue = recreate.count > 0 && nowMs - (recreate.stoppedAtMs ?? nowMs) >= policy.maxPauseMs;
  const waiting = stillThere(facts);
  if (waiting) {
    if (!overdue) return { recreate: { ...recreate, phase: 'stop' }, reasons: [waiting] };
    const lingering = tasksGone && !groupEmpty ? lingerers(facts) : undefined;
    return { ...giveUp(recreate, facts, [waiting]), ...(lingering === undefined ? {} : { lingering }) };
  }
  const down: Recreate = {
    ...recreate,
    phase: 'down',
    phaseSinceMs: recreate.phase === 'down' ? recreate.phaseSinceMs : nowMs,
    held: heldCommits(recreate, facts),
  };
  const unknown = [...unplannableTargets(recreate, facts), ...blockers(gates, 'commit', facts)];
  if (unknown.length > 0) {
    return overdue ? giveUp(down, facts, unknown) : { recreate: down, reasons: unknown };
  }
  const plan = duePlan({ ...down, owed: facts.owed, partitions: facts.survey.partitions });
  const latest = !overdue && recreate.count > 0 ? storeEarliest(down, facts) : undefined;
  if (!plan) return latest ?? start(down, facts);
  if (overdue)
    return giveUp(down, facts, [
      reason('VERIFYING', `${plan.offsets.length} commits could not be made in time`),
    ]);
  const { purpose } = recreate;
  const where = byTopic(plan.offsets);
  const text =
    purpose === 'repair'
      ? `${plan.offsets.length} set back, at most ${plan.distance} records were skipped`
      : `${plan.offsets.length} moved, ${plan.distance} offsets ${purpose === 'rewind' ? 'to read again' : 'given up'}`;
  return {
    recreate: { ...down, planned: plan.outcome },
    action: { kind: 'commit-offsets', purpose, offsets: plan.offsets },
    reasons: [reason(purpose === 'repair' ? 'OFFSETS_REPAIRED' : 'OFFSETS_MOVED', text, where)],
  };

  function stillThere(now: Facts): Reason | undefined {
    if (now.contradiction !== undefined || !tasksGone) {
      return reason('WAITING_TASKS_GONE', now.contradiction ?? `${service.tasks.length} still there`);
    }
    if (groupEmpty) return undefined;
    const { groupId, state, members } = kafka.group;
    return reason('WAITING_GROUP_EMPTY', `${groupId} is ${state} with ${members.length} members`);
  }
}

/** Somebody stored latest during the stop: tasks start on earliest all the same. */
function storeEarliest(recreate: Recreate, { config }: Facts): RecreateStep | undefined {
  if (config.initialOffset !== 'latest' || config.editProblem !== undefined) return undefined;
  return {
    recreate,
    action: { kind: 'store-offset', fromVersion: config.version, initialOffset: 'earliest' },
    reasons: [reason('CONFIG_STORED', 'initial_offset latest -> earliest')],
  };
}

function startedFromOutside({ service }: Facts): RecreateStep {
  const text = `desiredCount is ${service.desiredCount}`;
  return { recreate: undefined, reasons: [reason('STARTED_FROM_OUTSIDE', text)], end: 'failed' };
}

function lingerers({ kafka }: Facts): string {
  return kafka.group.members.map(({ clientId, host }) => `${clientId} at ${host}`).join(', ') || 'a member';
}

function start(recreate: Recreate, facts: Facts): RecreateStep {
  const up: Recreate = { ...recreate, phase: 'up', phaseSinceMs: facts.nowMs };
  if (recreate.count === 0) {
    return {
      recreate: undefined,
      reasons: [reason('TASKS_STARTED', 'none: the service was stopped')],
      end: 'done',
    };
  }
  const to = owedTasks(recreate.count, facts);
  return {
    recreate: up,
    action: { kind: 'start-tasks', to, because: 'step' },
    reasons: [reason('TASKS_STARTED', `desiredCount 0 -> ${to}`)],
  };
}

function giveUp(recreate: Recreate, facts: Facts, why: Reason[]): RecreateStep {
  const { policy, service } = facts;
  // A number that ECS shows is stale, or a person's: setting the same repays in one case and changes nothing in the other.
  const to = service.desiredCount > 0 ? service.desiredCount : owedTasks(recreate.count, facts);
  const text = `${recreate.purpose} was not done within maxPause (${formatDuration(policy.maxPauseMs)})`;
  return {
    recreate: undefined,
    action: { kind: 'start-tasks', to, because: 'repay' },
    reasons: [
      reason('RECREATE_GIVEN_UP', text),
      ...why,
      reason(
        'TASKS_REPAID',
        `desiredCount ${service.desiredCount} -> ${to}, stopped for a ${recreate.purpose}`,
      ),
    ],
    end: 'failed',
  };
}

/** The tasks were told to start: do they all read? */
function verify(recreate: Recreate, facts: Facts): RecreateStep {
  const { settled, kafka, readers, nowMs, policy, service } = facts;
  const { group } = kafka;
  if (service.desiredCount === 0 && facts.contradiction === undefined) {
    return {
      recreate: undefined,
      reasons: [reason('VERIFYING', 'somebody stopped the service again')],
      end: 'done',
    };
  }
  if (service.desiredCount > 0 && settled && group.state === 'Stable' && readers.members.length > 0) {
    return {
      recreate: undefined,
      reasons: [reason('RECREATE_VERIFIED', 'the tasks read on earliest')],
      end: 'done',
    };
  }
  const text = `group ${group.state} with ${readers.members.length} members, ${service.runningCount} of ${service.desiredCount} tasks run`;
  if (nowMs - recreate.phaseSinceMs >= policy.phaseTimeoutMs) {
    return { recreate: undefined, reasons: [reason('ALARM_NOT_VERIFIED', text)], end: 'failed' };
  }
  return { recreate, reasons: [reason('VERIFYING', text)] };
}
