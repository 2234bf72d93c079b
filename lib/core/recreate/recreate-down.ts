import { formatDuration } from '../../pipeline';
import { commitSums, endSums } from '../facts/commit-sums';
import { isUnknown } from '../facts/coverage';
import { type Layout, layoutOf, partitionsBeyond } from '../facts/layout';
import { usefulTasks } from '../facts/useful-tasks';
import { configBlockers, dataBlockers } from '../gates/flip-gate';
import { unknownBlockers } from '../gates/partition-blockers';
import { topicBlockers } from '../gates/readiness';
import { storeBlockers, unknownTargets } from '../gates/stop-gate';
import { byTopic, type Reason, reason } from '../vocabulary/reasons';
import { duePlan, skippedAtMost } from './commit-plan';
import { givenUp } from './given-up';
import { endsOnLatest, type Recreate, type RecreateQuestion, type RecreateStep } from './recreate-types';

/** All tasks are gone and the group is Empty: check, commit, store, start; one of them a tick. */
export function down(question: RecreateQuestion): RecreateStep {
  const blockers = downBlockers(question);
  if (blockers.length > 0) return giveUpOrWait(question, blockers);
  const step = commit(question) ?? store(question);
  return step ? trying(question, step) : start(question, 'group-empty');
}

/** A step that is due still, tick after tick, is refused: by missing rights, most likely. Not for ever. */
function trying(question: RecreateQuestion, step: RecreateStep): RecreateStep {
  const { operation, nowMs, policy } = question;
  const kind = step.action?.kind;
  if (!step.operation || (kind !== 'commit-offsets' && kind !== 'store-config')) return step;
  if (operation.trying !== kind) {
    return { ...step, operation: { ...step.operation, trying: kind, phaseSinceMs: nowMs } };
  }
  return nowMs - operation.phaseSinceMs < policy.phaseTimeoutMs ? step : refusedForLong(question);
}

/** What must be known and unchanged before anything is committed, stored or started. */
function downBlockers(question: RecreateQuestion): Reason[] {
  const { operation, covered } = question;
  if (endsOnLatest(operation)) return [...dataBlockers(question), ...configBlockers(question)];
  // A repair may be due where something is unknown; without one, earliest needs no certainty.
  const repair = covered ? [...topicBlockers(question), ...unknownBlockers(question)] : [];
  return [...storeBlockers(question), ...(operation.move ? unknownTargets(question) : repair)];
}

/**
 * A flip becomes a rearm: it starts the tasks again on earliest. The others wait a little for what is unknown, and
 * then start without: a move has failed, and uncovered partitions stay remembered for a repair of their own.
 */
function giveUpOrWait(question: RecreateQuestion, blockers: Reason[]): RecreateStep {
  const { operation, covered, nowMs, policy } = question;
  if (endsOnLatest(operation)) {
    const text = 'while the group was Empty';
    return {
      operation: rearming(question),
      covered: keptCoverage(question),
      gaveUp: true,
      reasons: [...givenUp(question, text), ...blockers],
    };
  }
  const patient = nowMs - operation.phaseSinceMs < policy.maxPauseMs;
  // Without a config that says earliest there is nothing to start on.
  if (patient || storeBlockers(question).length > 0) return { operation, covered, reasons: blockers };
  const text = `not everything could be read within ${formatDuration(policy.maxPauseMs)}`;
  const step = startOnEarliest(question, 'group-empty');
  return { ...step, gaveUp: true, reasons: [...givenUp(question, text), ...blockers, ...step.reasons] };
}

function refusedForLong(question: RecreateQuestion): RecreateStep {
  const text = `a change was refused for ${formatDuration(question.policy.phaseTimeoutMs)}`;
  const step = startOnEarliest(question, 'group-empty');
  return { ...step, gaveUp: true, reasons: [...givenUp(question, text), ...step.reasons] };
}

/** Ends the pause on earliest, whatever the recreate was for: what it did not do is not done any more. */
export function startOnEarliest(question: RecreateQuestion, guard: 'none' | 'group-empty'): RecreateStep {
  const { operation } = question;
  const rearm = {
    ...question,
    operation: { ...rearming(question), phase: operation.phase, phaseSinceMs: operation.phaseSinceMs },
  };
  return (
    store({ ...rearm, covered: keptCoverage(question) }) ??
    start({ ...rearm, covered: keptCoverage(question) }, guard)
  );
}

function rearming({ operation, nowMs }: RecreateQuestion): Recreate {
  const { move: _, planned: __, trying: ___, ...rest } = operation;
  return { ...rest, purpose: 'rearm', phase: 'down', phaseSinceMs: nowMs };
}

/** A flip that has not stored latest yet leaves nothing to remember: all that is committed was read on earliest. */
function keptCoverage({ operation, covered, config }: RecreateQuestion): Layout | undefined {
  return endsOnLatest(operation) && config.initialOffset === 'earliest' ? undefined : covered;
}

function commit(question: RecreateQuestion): RecreateStep | undefined {
  const { operation, kafka, covered, asked } = question;
  const due = duePlan(operation, kafka, covered);
  if (!due || (due.purpose === 'seed' && !asked('HOLD_NO_COMMIT'))) return undefined;
  const { purpose, offsets, distance, outcome } = due;
  const where = byTopic(offsets);
  const said = {
    seed: reason('OFFSETS_SEEDED', `${offsets.length} at their log start`, where),
    repair: reason(
      'OFFSETS_REPAIRED',
      `${offsets.length} set back, at most ${bounds(question, distance)} records were skipped`,
      where,
    ),
    rewind: reason('OFFSETS_MOVED', `${offsets.length} moved back, ${distance} offsets to read again`, where),
    skip: reason('OFFSETS_MOVED', `${offsets.length} moved forward, ${distance} offsets given up`, where),
  };
  return {
    operation: operation.move ? { ...operation, planned: outcome } : operation,
    covered,
    action: { kind: 'commit-offsets', purpose, offsets },
    reasons: [said[purpose]],
  };
}

/** By hand it is what the commits are set back by; else all that lies beyond what was covered, committed or not. */
function bounds({ operation, covered, kafka }: RecreateQuestion, distance: bigint): bigint {
  return operation.move || !covered ? distance : skippedAtMost(partitionsBeyond(covered, kafka));
}

/** Where nothing had to be set back, what was skipped is said when it is about to be read. */
function skippedRemark({ operation, covered, kafka }: RecreateQuestion): Reason[] {
  if (endsOnLatest(operation) || !covered || operation.trying === 'commit-offsets') return [];
  const beyond = partitionsBeyond(covered, kafka);
  const atMost = skippedAtMost(beyond);
  if (atMost === 0n) return [];
  return [reason('SKIPPED_AT_MOST', `${atMost} records, which are read now`, byTopic(beyond))];
}

/** Stored only now, while nothing runs: no task can start on latest before everything was checked. */
function store(question: RecreateQuestion): RecreateStep | undefined {
  const { operation, config, kafka, covered } = question;
  const wanted = endsOnLatest(operation) ? 'latest' : 'earliest';
  if (config.initialOffset === wanted) return undefined;
  return {
    operation,
    covered: endsOnLatest(operation) ? (layoutOf(kafka) ?? covered) : covered,
    action: {
      kind: 'store-config',
      fromVersion: config.version,
      initialOffset: wanted,
      // earliest is safe whoever starts with it.
      guard: endsOnLatest(operation) ? 'tasks-gone' : 'none',
    },
    reasons: [reason('CONFIG_STORED', `initial_offset ${config.initialOffset} -> ${wanted}`)],
  };
}

function start(question: RecreateQuestion, guard: 'none' | 'group-empty'): RecreateStep {
  const { operation, kafka } = question;
  const next = {
    operation: startedNow(question),
    covered: endsOnLatest(operation) ? (layoutOf(kafka) ?? question.covered) : stillUncovered(question),
  };
  if (operation.restoreCount === 0) {
    return { ...next, reasons: [reason('TASKS_STARTED', 'none: the service was at 0')] };
  }
  // Never more than are of use, however many there were.
  const to = Math.min(operation.restoreCount, usefulTasks(kafka));
  return {
    ...next,
    action: { kind: 'set-desired-count', from: 0, to, guard },
    reasons: [reason('TASKS_STARTED', `desiredCount 0 -> ${to}`), ...skippedRemark(question)],
  };
}

/** In `up`, with what the verification compares with. */
export function startedNow({ operation, kafka, nowMs }: RecreateQuestion): Recreate {
  return {
    ...operation,
    phase: 'up',
    phaseSinceMs: nowMs,
    baseline: commitSums(kafka),
    ends: endSums(kafka),
  };
}

/** After a rearm nothing is covered by need any more, except what could not be repaired. */
function stillUncovered({ kafka, covered }: RecreateQuestion): Layout | undefined {
  if (!covered) return undefined;
  const pending =
    kafka.topics.some(({ kind }) => kind !== 'present') ||
    partitionsBeyond(covered, kafka).some(
      (partition) =>
        isUnknown(partition) ||
        (typeof partition.committed === 'bigint' &&
          typeof partition.logStart === 'bigint' &&
          partition.committed > partition.logStart),
    );
  return pending ? covered : undefined;
}
