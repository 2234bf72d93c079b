import { formatDuration } from '../../pipeline';
import { dataBlockers } from '../gates/flip-gate';
import { allTasksGone, groupEmpty } from '../gates/readiness';
import { stopBlockers, storeBlockers } from '../gates/stop-gate';
import { type Reason, reason } from '../vocabulary/reasons';
import { duePlan } from './commit-plan';
import { givenUp } from './given-up';
import { down, startedNow, startOnEarliest } from './recreate-down';
import { endsOnLatest, type RecreateQuestion, type RecreateStep } from './recreate-types';
import { verify } from './verify-recreate';

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
  return clear(question) ? down(question) : interrupted(question);
}

/** Nothing runs, nothing may start by itself, nobody is in the group. */
function clear({ service, kafka, asked }: RecreateQuestion): boolean {
  const gone = service.desiredCount === 0 && allTasksGone(service);
  return (gone || !asked('WAITING_TASKS_GONE')) && groupEmpty(kafka);
}

function stop(question: RecreateQuestion): RecreateStep {
  const { operation, service, kafka, covered, asked } = question;
  if (service.desiredCount > 0) return stopTasks(question);
  if (!allTasksGone(service) && asked('WAITING_TASKS_GONE')) {
    const text = `${service.tasks.length} still there`;
    return { operation, covered, reasons: [reason('WAITING_TASKS_GONE', text)] };
  }
  if (!groupEmpty(kafka)) {
    const { groupId, state, members } = kafka.group;
    const waiting = reason('WAITING_GROUP_EMPTY', `${groupId} is ${state} with ${members.length} members`);
    return callOff(question, waiting) ?? { operation, covered, reasons: [waiting] };
  }
  return down({ ...question, operation: { ...operation, phase: 'down', phaseSinceMs: question.nowMs } });
}

function whenGivenUp({ operation, nowMs }: RecreateQuestion): string {
  return operation.startedAtMs === nowMs ? 'before any task was stopped' : 'tasks run, and it may not go on';
}

/** Nothing has happened yet: what spoke for stopping the tasks has to do so still. */
function stopTasks(question: RecreateQuestion): RecreateStep {
  const { operation, service, covered } = question;
  const blockers = stopBlockers(question);
  if (blockers.length > 0) {
    return {
      operation: undefined,
      covered,
      reasons: [...givenUp(question, whenGivenUp(question)), ...blockers],
    };
  }
  return {
    // Whoever started tasks since it began has the last word on how many there are to be.
    operation: { ...operation, restoreCount: service.desiredCount },
    covered,
    action: { kind: 'set-desired-count', from: service.desiredCount, to: 0, guard: 'none' },
    reasons: [reason('TASKS_STOPPED', `desiredCount ${service.desiredCount} -> 0`)],
  };
}

/**
 * It waits too long for a group that does not become Empty: somebody else consumes with it. The tasks start beside
 * them on earliest, and the pause is over.
 */
function callOff(question: RecreateQuestion, waiting: Reason): RecreateStep | undefined {
  const { operation, covered, nowMs, policy } = question;
  if (nowMs - operation.phaseSinceMs < policy.maxPauseMs) return undefined;
  const blockers = storeBlockers(question);
  if (blockers.length > 0) return { operation, covered, reasons: [waiting, ...blockers] };
  const text = `the group did not become Empty within ${formatDuration(policy.maxPauseMs)}`;
  const step = startOnEarliest({ ...question, operation: { ...operation, phase: 'stop' } }, 'none');
  return { ...step, gaveUp: true, reasons: [...givenUp(question, text), waiting, ...step.reasons] };
}

/** Somebody else started tasks, or consumes, while the group was meant to be Empty. */
function interrupted(question: RecreateQuestion): RecreateStep {
  const { operation, service, kafka, covered, config } = question;
  const text = `desired ${service.desiredCount}, ${service.tasks.length} tasks, group ${kafka.group.state} with ${kafka.group.members.length} members`;
  if (service.desiredCount > 0) {
    if (started(question)) return verify({ ...question, operation: startedNow(question) });
    // A flip is no emergency: whoever started the tasks keeps them, on the config that is stored.
    if (endsOnLatest(operation)) {
      return {
        operation: undefined,
        covered: config.initialOffset === 'latest' ? covered : undefined,
        gaveUp: true,
        reasons: givenUp(question, `tasks were started from outside: ${text}`),
      };
    }
  }
  const code =
    service.desiredCount > 0 || !allTasksGone(service) ? 'WAITING_TASKS_GONE' : 'WAITING_GROUP_EMPTY';
  return { operation: { ...operation, phase: 'stop' }, covered, reasons: [reason(code, text)] };
}

/** All that had to be done while Empty was done: tasks that somebody else started are as good as ours. */
function started(question: RecreateQuestion): boolean {
  const { operation, kafka, covered, config, fleet } = question;
  if (duePlan(operation, kafka, covered)) return false;
  if (!endsOnLatest(operation)) return config.initialOffset === 'earliest' && fleet.latest === 0;
  return config.initialOffset === 'latest' && fleet.earliest === 0 && dataBlockers(question).length === 0;
}

function overdue({ operation, nowMs, policy }: RecreateQuestion, step: RecreateStep): Reason[] {
  const forMs = nowMs - operation.phaseSinceMs;
  if (!step.operation || step.operation.phase !== operation.phase || forMs < policy.phaseTimeoutMs) return [];
  const text = `${operation.purpose}, phase ${operation.phase}, for ${Math.round(forMs / 60_000)} min`;
  return [reason('ALARM_PHASE_TIMEOUT', text)];
}
