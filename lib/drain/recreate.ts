import { formatDuration, type InitialOffset } from '../pipeline';
import {
  changedTopics,
  isUnknown,
  type PartitionCounts,
  partitionCounts,
  partitionsOf,
  uncoveredPartitions,
} from './coverage';
import { flipBlockers, topicBlockers } from './flip-gate';
import { commitBlockers, unknownBlockers } from './partition-blockers';
import { allTasksGone, groupEmpty } from './readiness';
import { byTopic, type Reason, reason } from './reasons';
import type { Recreate, RecreateQuestion, RecreateStep } from './recreate-types';
import { commitSums, verify } from './verify-recreate';

/** The next step of a recreate, given what is observed now. */
export function nextRecreateStep(question: RecreateQuestion): RecreateStep {
  const step = stepOf(question);
  return { ...step, reasons: [...step.reasons, ...overdue(question, step)] };
}

function stepOf(question: RecreateQuestion): RecreateStep {
  const { operation, service } = question;
  if (operation.phase === 'stop') return stop(question);
  if (operation.phase === 'up' && (service.desiredCount > 0 || operation.restoreCount === 0))
    return verify(question);
  return down(question);
}

function stop(question: RecreateQuestion): RecreateStep {
  const { operation, service, kafka, covered } = question;
  if (service.desiredCount > 0) {
    // Nothing has happened yet: what spoke for the flip has to do so still.
    const blockers = operation.purpose === 'flip' ? flipBlockers(question) : [];
    if (blockers.length > 0) {
      return {
        operation: undefined,
        covered,
        reasons: [reason('FLIP_GIVEN_UP', 'before any task was stopped'), ...blockers],
      };
    }
    return {
      operation,
      covered,
      action: { kind: 'set-desired-count', from: service.desiredCount, to: 0, guard: 'none' },
      reasons: [reason('TASKS_STOPPED', `desiredCount ${service.desiredCount} -> 0`)],
    };
  }
  if (!allTasksGone(service)) {
    return {
      operation,
      covered,
      reasons: [reason('WAITING_TASKS_GONE', `${service.tasks.length} still there`)],
    };
  }
  if (!groupEmpty(kafka)) {
    const { groupId, state, members } = kafka.group;
    const waiting = reason('WAITING_GROUP_EMPTY', `${groupId} is ${state} with ${members.length} members`);
    return callOff(question, waiting) ?? { operation, covered, reasons: [waiting] };
  }
  return down({ ...question, operation: enter(question, 'down') });
}

/**
 * A flip that waits too long for a group that does not become Empty: somebody else consumes with it. As long as
 * earliest is stored the tasks may start beside them, and the pause is over.
 */
function callOff(question: RecreateQuestion, waiting: Reason): RecreateStep | undefined {
  const { operation, kafka, stored, policy } = question;
  const patient = kafka.takenAtMs - operation.phaseSinceMs < policy.maxPauseMs;
  if (patient || operation.purpose !== 'flip' || stored.initialOffset !== 'earliest') return undefined;
  const { action, ...step } = start({ ...question, operation: { ...operation, purpose: 'rearm' } });
  const beside =
    action?.kind === 'set-desired-count' ? { action: { ...action, guard: 'none' as const } } : {};
  const text = `the group did not become Empty within ${formatDuration(policy.maxPauseMs)}`;
  return { ...step, ...beside, reasons: [reason('FLIP_GIVEN_UP', text), waiting, ...step.reasons] };
}

function down(question: RecreateQuestion): RecreateStep {
  const { service, kafka } = question;
  if (service.desiredCount > 0 || !allTasksGone(service) || !groupEmpty(kafka)) return interrupted(question);
  const blockers = downBlockers(question);
  if (blockers.length > 0) return giveUpOrWait(question, blockers);
  return commit(question) ?? store(question) ?? start(question);
}

/** Somebody else started tasks, or consumes, while the group was meant to be Empty. */
function interrupted(question: RecreateQuestion): RecreateStep {
  const { operation, service, kafka, covered } = question;
  const text = `desired ${service.desiredCount}, ${service.tasks.length} tasks, group ${kafka.group.state} with ${kafka.group.members.length} members`;
  // A flip is no emergency: whoever started the tasks keeps them, on the config that is stored.
  if (operation.purpose === 'flip' && service.desiredCount > 0) {
    return {
      operation: undefined,
      covered,
      reasons: [reason('FLIP_GIVEN_UP', `tasks were started from outside: ${text}`)],
    };
  }
  const code =
    service.desiredCount > 0 || !allTasksGone(service) ? 'WAITING_TASKS_GONE' : 'WAITING_GROUP_EMPTY';
  return { operation: { ...operation, phase: 'stop' }, covered, reasons: [reason(code, text)] };
}

/** What must be known and unchanged before anything is committed, stored or started. */
function downBlockers(question: RecreateQuestion): Reason[] {
  const { operation, kafka, policy, configMismatch } = question;
  const unknown = [...topicBlockers(question), ...unknownBlockers(kafka)];
  if (operation.purpose === 'rearm') return unknown;
  const changed = changedTopics(operation.counts, partitionCounts(kafka));
  const changedText = `${changed.join(', ')} changed since the tasks were stopped`;
  return [
    ...unknown,
    ...(configMismatch ? [reason('HOLD_CONFIG_FOREIGN', configMismatch)] : []),
    ...(changed.length > 0 ? [reason('HOLD_PARTITIONS_CHANGED', changedText)] : []),
    ...commitBlockers(kafka, policy),
  ];
}

/**
 * A flip becomes a rearm: it starts the tasks again on earliest, which needs no certainty. A rearm waits a little
 * for what is unknown, because a repair may be due there, and then starts without: the uncovered partitions stay
 * remembered for the next recreate.
 */
function giveUpOrWait(question: RecreateQuestion, blockers: Reason[]): RecreateStep {
  const { operation, covered, kafka, policy } = question;
  if (operation.purpose === 'flip') {
    const rearm: Recreate = { ...operation, purpose: 'rearm', phase: 'down', phaseSinceMs: kafka.takenAtMs };
    return {
      operation: rearm,
      covered,
      reasons: [reason('FLIP_GIVEN_UP', 'while the group was Empty'), ...blockers],
    };
  }
  if (kafka.takenAtMs - operation.phaseSinceMs < policy.maxPauseMs)
    return { operation, covered, reasons: blockers };
  const step = store(question) ?? start(question);
  return { ...step, reasons: [...blockers, ...step.reasons] };
}

function commit(question: RecreateQuestion): RecreateStep | undefined {
  const { operation, kafka, covered } = question;
  const seed = operation.purpose === 'flip';
  const due = seed
    ? partitionsOf(kafka).filter(({ committed }) => committed === 'none')
    : uncoveredPartitions(kafka, covered ?? partitionCounts(kafka)).filter(
        // Without a commit earliest begins at the log start by itself.
        ({ committed, logStart }) =>
          typeof committed === 'bigint' && typeof logStart === 'bigint' && committed > logStart,
      );
  const offsets = due.flatMap(({ topic, partition, logStart }) =>
    typeof logStart === 'bigint' ? [{ topic, partition, offset: logStart }] : [],
  );
  if (offsets.length === 0) return undefined;
  const skipped = due.reduce((sum, { committed, logStart }) => sum + distance(logStart, committed), 0n);
  return {
    operation,
    covered,
    action: { kind: 'commit-offsets', purpose: seed ? 'seed' : 'repair', offsets },
    reasons: [
      seed
        ? reason('OFFSETS_SEEDED', `${offsets.length} at their log start`, byTopic(due))
        : reason(
            'OFFSETS_REPAIRED',
            `${offsets.length} set back, at most ${skipped} records were skipped`,
            byTopic(due),
          ),
    ],
  };
}

function distance(from: unknown, to: unknown): bigint {
  return typeof from === 'bigint' && typeof to === 'bigint' ? to - from : 0n;
}

/** Stored only now, while nothing runs: no task can start on latest before everything was checked. */
function store(question: RecreateQuestion): RecreateStep | undefined {
  const { operation, stored, kafka, covered } = question;
  const wanted: InitialOffset = operation.purpose === 'flip' ? 'latest' : 'earliest';
  if (stored.initialOffset === wanted) return undefined;
  return {
    operation,
    covered: wanted === 'latest' ? partitionCounts(kafka) : covered,
    action: { kind: 'store-config', fromVersion: stored.version, initialOffset: wanted },
    reasons: [reason('CONFIG_STORED', `initial_offset ${stored.initialOffset} -> ${wanted}`)],
  };
}

function start(question: RecreateQuestion): RecreateStep {
  const { operation } = question;
  const up: Recreate = {
    ...operation,
    phase: 'up',
    phaseSinceMs: question.kafka.takenAtMs,
    baseline: commitSums(question.kafka),
  };
  const toLatest = operation.purpose === 'flip';
  const next = {
    operation: up,
    covered: toLatest ? partitionCounts(question.kafka) : uncoveredYet(question),
  };
  // Never more than are of use, however many there were.
  const to = Math.min(operation.restoreCount, Math.max(1, ...Object.values(partitionCounts(question.kafka))));
  if (operation.restoreCount === 0) {
    return { ...next, reasons: [reason('TASKS_STARTED', 'none: the service was at 0')] };
  }
  return {
    ...next,
    action: { kind: 'set-desired-count', from: 0, to, guard: 'group-empty' },
    reasons: [reason('TASKS_STARTED', `desiredCount 0 -> ${to}`)],
  };
}

/** After a rearm nothing is covered by need any more, except what an unknown partition kept from being repaired. */
function uncoveredYet({ kafka, covered }: RecreateQuestion): PartitionCounts | undefined {
  if (!covered) return undefined;
  const pending =
    uncoveredPartitions(kafka, covered).some(isUnknown) ||
    kafka.topics.some(({ kind }) => kind === 'unknown');
  return pending ? covered : undefined;
}

function enter({ operation, kafka }: RecreateQuestion, phase: Recreate['phase']): Recreate {
  return { ...operation, phase, phaseSinceMs: kafka.takenAtMs };
}

function overdue({ operation, kafka, policy }: RecreateQuestion, step: RecreateStep): Reason[] {
  const forMs = kafka.takenAtMs - operation.phaseSinceMs;
  if (!step.operation || step.operation.phase !== operation.phase || forMs < policy.phaseTimeoutMs) return [];
  return [
    reason(
      'ALARM_PHASE_TIMEOUT',
      `${operation.purpose}, phase ${operation.phase}, for ${Math.round(forMs / 60_000)} min`,
    ),
  ];
}
