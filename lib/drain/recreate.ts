import type { KafkaSnapshot } from '../lag/snapshot';
import type { InitialOffset, Policy } from '../pipeline';
import type { Action } from './action';
import {
  changedTopics,
  isOutOfRange,
  isUnknown,
  type PartitionCounts,
  partitionCounts,
  partitionsOf,
  uncoveredPartitions,
} from './coverage';
import { type FlipQuestion, flipBlockers, topicBlockers } from './flip-gate';
import { allTasksGone, groupBlockers, groupEmpty, rolloutBlockers } from './readiness';
import { byTopic, type Reason, reason } from './reasons';

/**
 * A recreate: the only way in which a change of initial_offset takes effect. All tasks stop, the group becomes
 * Empty, everything is checked again, offsets are committed where they are needed, the config is stored, and the
 * tasks start together on one policy. Kafka holds the data meanwhile.
 *
 * The steps within a phase follow from what is observed, not from what is remembered: a tick killed anywhere is
 * continued, or undone, by the next one.
 *
 * - `stop` tasks are being stopped; a flip can still be called off without a trace
 * - `down` all are gone and the group is Empty: check, commit, store, start
 * - `up`   tasks were told to start: verify
 */
export interface Recreate {
  purpose: 'flip' | 'rearm';
  phase: 'stop' | 'down' | 'up';
  startedAtMs: number;
  phaseSinceMs: number;
  /** desiredCount to go back to. */
  restoreCount: number;
  /** Partition counts when it began: a flip is given up when they change. */
  counts: PartitionCounts;
  /** Sum of commits by topic when the tasks were started, as text: none may go back. */
  baseline?: Record<string, string>;
}

export interface RecreateQuestion extends FlipQuestion {
  operation: Recreate;
  stored: { initialOffset: InitialOffset; version: number };
  /** Partition counts covered by commits when latest was stored; undefined while earliest is in force. */
  covered: PartitionCounts | undefined;
  drained: boolean;
  policy: Policy;
}

export interface RecreateStep {
  /** `undefined`: it is over. */
  operation: Recreate | undefined;
  covered: PartitionCounts | undefined;
  action?: Action;
  reasons: Reason[];
}

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
    return {
      operation,
      covered,
      reasons: [reason('WAITING_GROUP_EMPTY', `${groupId} is ${state} with ${members.length} members`)],
    };
  }
  return down({ ...question, operation: enter(question, 'down') });
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
  const partitions = partitionsOf(kafka);
  const reasons = topicBlockers(question);
  const unknown = partitions.filter(isUnknown);
  if (unknown.length > 0) {
    reasons.push(reason('HOLD_PARTITION_UNKNOWN', `${unknown.length} could not be read`, byTopic(unknown)));
  }
  if (operation.purpose === 'rearm') return reasons;
  if (configMismatch) reasons.push(reason('HOLD_CONFIG_FOREIGN', configMismatch));
  const changed = changedTopics(operation.counts, partitionCounts(kafka));
  if (changed.length > 0) {
    reasons.push(
      reason('HOLD_PARTITIONS_CHANGED', `${changed.join(', ')} changed since the tasks were stopped`),
    );
  }
  const outOfRange = partitions.filter(isOutOfRange);
  if (outOfRange.length > 0) {
    reasons.push(
      reason(
        'HOLD_COMMIT_OUT_OF_RANGE',
        `${outOfRange.length} with a commit outside the log`,
        byTopic(outOfRange),
      ),
    );
  }
  const uncommitted = partitions.filter(({ committed }) => committed === 'none');
  if (policy.idlePartitions === 'wait' && uncommitted.length > 0) {
    reasons.push(reason('HOLD_NO_COMMIT', `${uncommitted.length} without a commit`, byTopic(uncommitted)));
  }
  return reasons;
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
  if (operation.restoreCount === 0) {
    return { ...next, reasons: [reason('TASKS_STARTED', 'none: the service was at 0')] };
  }
  return {
    ...next,
    action: { kind: 'set-desired-count', from: 0, to: operation.restoreCount, guard: 'group-empty' },
    reasons: [reason('TASKS_STARTED', `desiredCount 0 -> ${operation.restoreCount}`)],
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

function verify(question: RecreateQuestion): RecreateStep {
  const { operation, kafka, service, topics, drained, covered } = question;
  if (operation.purpose === 'rearm') {
    const waiting = operation.restoreCount === 0 ? [] : rolloutBlockers(service);
    if (waiting.length > 0)
      return {
        operation,
        covered,
        reasons: [reason('VERIFYING', waiting.map(({ text }) => text).join('; '))],
      };
    return {
      operation: undefined,
      covered,
      reasons: [reason('REARM_VERIFIED', 'the tasks run on earliest')],
    };
  }
  const wentBack = commitsGoneBack(operation.baseline ?? {}, commitSums(kafka));
  if (wentBack.length > 0) {
    return {
      operation,
      covered,
      reasons: [reason('VERIFYING', `commits of ${wentBack.join(', ')} are below where they were`)],
    };
  }
  const waiting = [
    ...topicBlockers(question),
    ...groupBlockers(kafka, service, topics),
    ...rolloutBlockers(service),
  ];
  if (waiting.length > 0 || !drained) {
    const text =
      waiting.length > 0
        ? waiting.map(({ code }) => code).join(', ')
        : 'catching up on what came during the pause';
    return { operation, covered, reasons: [reason('VERIFYING', text)] };
  }
  return {
    operation: undefined,
    covered,
    reasons: [reason('FLIP_VERIFIED', 'every commit in place, caught up on latest')],
  };
}

function commitSums(kafka: KafkaSnapshot): Record<string, string> {
  return Object.fromEntries(
    kafka.topics.flatMap((topic) => {
      if (topic.kind !== 'present' || topic.partitions.some(isUnknown)) return [];
      const sum = topic.partitions.reduce(
        (total, { committed }) => total + (typeof committed === 'bigint' ? committed : 0n),
        0n,
      );
      return [[topic.topic, String(sum)]];
    }),
  );
}

function commitsGoneBack(before: Record<string, string>, now: Record<string, string>): string[] {
  return Object.keys(before).filter((topic) => {
    const sum = now[topic];
    return sum !== undefined && BigInt(sum) < BigInt(before[topic] ?? '0');
  });
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
