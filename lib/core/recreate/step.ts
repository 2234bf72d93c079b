import { counted, formatDuration } from '../../pipeline';
import { deliveredCommits } from '../facts/deliveries';
import { describeUnsent } from '../facts/describe-bottleneck';
import { owedTasks } from '../facts/desired-count';
import type { Facts } from '../facts/facts';
import { describeHeld } from '../facts/held-data';
import { countOf } from '../facts/survey';
import { blockers, type Gate } from '../gates';
import type { Action } from '../vocabulary/action';
import type { Debt } from '../vocabulary/debt';
import { listed } from '../vocabulary/listed';
import { byTopic, type Reason, reason } from '../vocabulary/reasons';
import { duePlan, heldByTime, unplannable } from './commits';
import type { Recreate } from './recreate';

export interface RecreateStep {
  /** `undefined` if it has ended. */
  recreate: Recreate | undefined;
  action?: Action | undefined;
  reasons: Reason[];
  /** How it ended: `done`, `failed` after tasks were stopped, or `refused` before any was. */
  end?: 'done' | 'failed' | 'refused';
  /** A member that stayed in the group after all tasks had stopped. */
  lingering?: string;
}

/** Decides the next step of a recreate. The debt shows whether the tasks are stopped for it. */
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
  const text = `the ${recreate.purpose} has been in phase ${recreate.phase} for ${Math.round(forMs / 60_000)} min`;
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
  // Another tick has started the tasks, for example one that could not read the state. Do not stop them again.
  if (recreate.phase !== 'arm' && desiredCount > 0 && facts.contradiction === undefined) {
    return startedFromOutside(facts);
  }
  // The service was already stopped before the recreate, so make the commits and leave it stopped.
  if (desiredCount === 0 && recreate.count === 0) return whileStopped(recreate, facts, gates);
  if (debt) {
    const text = `an earlier stop for a ${debt.for} may still take effect`;
    return { recreate: undefined, reasons: [reason('HOLD_ANSWERS_CONTRADICT', text)], end: 'refused' };
  }
  return stopTasks(recreate, facts, gates);
}

/** Re-checks the preconditions, stores earliest, then stops the tasks. */
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

/** Why this recreate may not stop the tasks; empty if it may. */
export function stopBlockers(recreate: Recreate, facts: Facts, gates: readonly Gate[]): Reason[] {
  const urgent = isUrgent(recreate, facts);
  const own = recreate.origin === 'automatic' && !urgent ? blockers(gates, 'automatic', facts) : [];
  const all = [
    ...withUnplannable(blockers(gates, 'stop', facts), recreate, facts),
    ...own,
    ...keptData(recreate, facts),
  ];
  return urgent ? all.filter(({ code }) => code !== 'HOLD_RETENTION_HEADROOM') : all;
}

/** A command may have been accepted by a process that knew which held data was delivered. This process may not know it. */
function keptData({ origin, queued }: Recreate, { held, unsent }: Facts): Reason[] {
  if (origin === 'automatic' || queued === 'may-be-lost' || !unsent) return [];
  if (held.kind !== 'at-stake' && held.kind !== 'unknown') return [];
  return [reason('HOLD_UNSENT', describeUnsent(unsent))];
}

/** A repair is urgent if retention would delete the records before it is done. */
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

/** Adds partitions to move of which the offset to move to is unknown, unless a gate names such partitions already. */
function withUnplannable(blocking: Reason[], { move }: Recreate, { survey }: Facts): Reason[] {
  const code = 'HOLD_PARTITION_UNKNOWN';
  const unknown = move ? unplannable(survey.partitions, move.scope, move.target) : [];
  if (unknown.length === 0 || blocking.some((each) => each.code === code)) return blocking;
  return [...blocking, reason(code, `${countOf(unknown)} could not be read`, byTopic(unknown))];
}

function whatIsHeld({ held, deliveries, survey }: Facts): Pick<Recreate, 'held' | 'heldMs'> {
  if (held.kind === 'read-again') return { held: deliveredCommits(deliveries, survey.partitions) };
  return held.kind === 'by-time' ? { heldMs: held.ms } : {};
}

/** Taken from the state if they fitted into it; otherwise as this process remembers them. */
function heldCommits({ held, heldMs }: Recreate, { deliveries, survey }: Facts): Recreate['held'] {
  if (held) return held;
  return heldMs === undefined
    ? deliveredCommits(deliveries, survey.partitions)
    : heldByTime(survey.partitions);
}

function heldRemark({ held }: Facts): Reason {
  const known = held.kind === 'nothing' || held.kind === 'read-again' || held.kind === 'by-time';
  return reason(known ? 'HELD_READ_AGAIN' : 'HELD_UNKNOWN', describeHeld(held));
}

/**
 * While the tasks are stopped: waits until all are gone, commits, and starts them. After maxPause they start in any
 * case.
 */
function whileStopped(recreate: Recreate, facts: Facts, gates: readonly Gate[]): RecreateStep {
  const { service, nowMs, policy, contradiction, tasksGone, groupEmpty } = facts;
  if (service.desiredCount > 0 && contradiction === undefined) return startedFromOutside(facts);
  const overdue = recreate.count > 0 && nowMs - (recreate.stoppedAtMs ?? nowMs) >= policy.maxPauseMs;
  const waiting = waitingFor(facts);
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
  const unknown = withUnplannable(blockers(gates, 'commit', facts), recreate, facts);
  if (unknown.length > 0) {
    return overdue ? giveUp(down, facts, unknown) : { recreate: down, reasons: unknown };
  }
  const plan = duePlan({ ...down, owed: facts.owed, partitions: facts.survey.partitions });
  const latest = !overdue && recreate.count > 0 ? storeEarliest(down, facts) : undefined;
  if (!plan) return latest ?? start(down, facts);
  if (overdue)
    return giveUp(down, facts, [
      reason('VERIFYING', `${counted(plan.offsets.length, 'commit')} could not be made in time`),
    ]);
  const { purpose } = recreate;
  const where = byTopic(plan.offsets);
  const text =
    purpose === 'repair'
      ? `${countOf(plan.offsets)} set back; at most ${counted(Number(plan.distance), 'record')} had been skipped in them`
      : `${countOf(plan.offsets)} moved, ${counted(Number(plan.distance), 'offset')} ${purpose === 'rewind' ? 'to read again' : 'given up'}`;
  return {
    recreate: { ...down, planned: plan.outcome },
    action: { kind: 'commit-offsets', purpose, offsets: plan.offsets },
    reasons: [reason(purpose === 'repair' ? 'OFFSETS_REPAIRED' : 'OFFSETS_MOVED', text, where)],
  };
}

function waitingFor({ contradiction, tasksGone, groupEmpty, service, kafka }: Facts): Reason | undefined {
  if (contradiction !== undefined || !tasksGone) {
    return reason(
      'WAITING_TASKS_GONE',
      contradiction ?? `${counted(service.tasks.length, 'task', ['has', 'have'])} not stopped yet`,
    );
  }
  if (groupEmpty) return undefined;
  const { groupId, state, members } = kafka.group;
  return reason(
    'WAITING_GROUP_EMPTY',
    `group ${groupId} is ${state} with ${counted(members.length, 'member')}`,
  );
}

/** Stores earliest if someone stored latest during the stop, because the tasks must start on earliest. */
function storeEarliest(recreate: Recreate, { config }: Facts): RecreateStep | undefined {
  if (config.initialOffset !== 'latest' || config.editProblem !== undefined) return undefined;
  return {
    recreate,
    action: { kind: 'store-offset', fromVersion: config.version, initialOffset: 'earliest' },
    reasons: [reason('CONFIG_STORED', 'initial_offset latest -> earliest')],
  };
}

function startedFromOutside({ service }: Facts): RecreateStep {
  const text = `somebody set desiredCount to ${service.desiredCount}`;
  return { recreate: undefined, reasons: [reason('STARTED_FROM_OUTSIDE', text)], end: 'failed' };
}

function lingerers({ kafka }: Facts): string {
  return listed(kafka.group.members.map(({ clientId, host }) => `${clientId} at ${host}`)) || 'a member';
}

function start(recreate: Recreate, facts: Facts): RecreateStep {
  const up: Recreate = { ...recreate, phase: 'up', phaseSinceMs: facts.nowMs };
  if (recreate.count === 0) {
    return {
      recreate: undefined,
      reasons: [reason('TASKS_STARTED', 'none, because the service was already stopped before')],
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
  // A count above 0 is either stale or was set by someone else. Setting it again starts the tasks or changes nothing.
  const to = service.desiredCount > 0 ? service.desiredCount : owedTasks(recreate.count, facts);
  const text = `the ${recreate.purpose} did not finish within maxPause (${formatDuration(policy.maxPauseMs)})`;
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

/** Checks that all tasks have started and read. */
function verify(recreate: Recreate, facts: Facts): RecreateStep {
  const { settled, kafka, readers, nowMs, policy, service } = facts;
  const { group } = kafka;
  if (service.desiredCount === 0 && facts.contradiction === undefined) {
    return {
      recreate: undefined,
      reasons: [reason('VERIFYING', 'somebody has stopped the service')],
      end: 'done',
    };
  }
  if (service.desiredCount > 0 && settled && group.state === 'Stable' && readers.members.length > 0) {
    return {
      recreate: undefined,
      reasons: [reason('RECREATE_VERIFIED', 'the tasks are reading, on earliest')],
      end: 'done',
    };
  }
  const text = `the group is ${group.state} with ${counted(readers.members.length, 'member')}, ${service.runningCount} of ${counted(service.desiredCount, 'task')} ${service.desiredCount === 1 ? 'is' : 'are'} running`;
  if (nowMs - recreate.phaseSinceMs >= policy.phaseTimeoutMs) {
    return { recreate: undefined, reasons: [reason('ALARM_NOT_VERIFIED', text)], end: 'failed' };
  }
  return { recreate, reasons: [reason('VERIFYING', text)] };
}
