import { allTasksGone } from '../core/facts/rollout';
import type { GroupSnapshot } from '../core/snapshot/kafka';
import type { ServiceSnapshot } from '../core/snapshot/service';
import type { Action } from '../core/vocabulary/action';

/** What is looked at once more right before a call, since seconds have passed since the tick's look. */
export interface FreshState {
  service?: ServiceSnapshot;
  group?: GroupSnapshot;
  configVersion?: number | undefined;
  /** Whether the debt is still there, and a person's stop switch is on. */
  debt: boolean;
  hold: boolean;
  /** The state's version now, and the one that this tick wrote or read last. */
  stateVersion?: number | undefined;
  expectedStateVersion?: number | undefined;
}

/** What an action needs a fresh look at, besides SSM. */
export function needsFresh({ kind }: Action): { service: boolean; group: boolean } {
  // Kafka itself takes the commit only while the group is Empty: asking it before would tell less than that does.
  const service =
    kind === 'set-desired-count' ||
    kind === 'stop-tasks' ||
    kind === 'commit-offsets' ||
    kind === 'roll-tasks';
  return { service, group: kind === 'seed-live' };
}

/** One condition that is asked again right before the call. */
export interface ActGuard {
  code:
    | 'GUARD_STATE_MOVED'
    | 'GUARD_COUNT_MOVED'
    | 'GUARD_CONFIG_MOVED'
    | 'GUARD_TASKS_THERE'
    | 'GUARD_STOPPED_BY_PERSON';
  /** What would go wrong without it. */
  prevents: string;
  /** Why the action may not be carried out any more. */
  check(action: Action, fresh: FreshState): string | undefined;
}

export const ACT_GUARDS: readonly ActGuard[] = [
  {
    code: 'GUARD_STATE_MOVED',
    prevents: 'a tick that outlived its lease acting on what another has moved on',
    check(action, { stateVersion, expectedStateVersion }) {
      // Repaying is right whoever moved on: what is owed is in the debt.
      if (isUnconditional(action) || stateVersion === expectedStateVersion) return undefined;
      return `the state has version ${stateVersion ?? 'none'}, not ${expectedStateVersion ?? 'none'}: another tick went on`;
    },
  },
  {
    code: 'GUARD_STOPPED_BY_PERSON',
    prevents: 'tasks being started, stopped or replaced after a person stopped the service',
    check(action, { hold, debt }) {
      if (action.kind === 'start-tasks' && !debt) return 'the tasks are not owed any more';
      if (
        !hold ||
        action.kind === 'stop-service' ||
        action.kind === 'end-hold' ||
        action.kind === 'close-debt' ||
        (action.kind === 'store-offset' && action.initialOffset === 'earliest')
      )
        return undefined;
      return 'the stop switch is on';
    },
  },
  {
    code: 'GUARD_COUNT_MOVED',
    prevents: 'overwriting a desiredCount that somebody set since the look',
    check(action, { service }) {
      if (action.kind !== 'set-desired-count' && action.kind !== 'stop-tasks') return undefined;
      if (!service || service.desiredCount === action.from) return undefined;
      return `desiredCount is ${service.desiredCount}, not ${action.from} any more`;
    },
  },
  {
    code: 'GUARD_CONFIG_MOVED',
    prevents: 'overwriting a config that somebody stored since the look',
    check(action, { configVersion }) {
      if (action.kind !== 'store-offset' && action.kind !== 'restore-config') return undefined;
      if (configVersion === action.fromVersion) return undefined;
      return `the config has version ${configVersion ?? 'none'}, not ${action.fromVersion} any more`;
    },
  },
  {
    code: 'GUARD_TASKS_THERE',
    prevents: 'commits for a group that has members again',
    check(action, { service }) {
      return action.kind === 'commit-offsets' ? remainingTasks(service) : undefined;
    },
  },
];

/** Why an action may not be carried out any more, or `undefined`. Nothing is changed then; the next tick looks again. */
export function objection(
  action: Action,
  fresh: FreshState,
  guards: readonly ActGuard[] = ACT_GUARDS,
): string | undefined {
  for (const guard of guards) {
    const why = guard.check(action, fresh);
    if (why !== undefined) return why;
  }
  return undefined;
}

/** What neither a failed write nor another tick's claim holds back: a start that is owed, and a person's stop. */
export function isUnconditional(action: Action): boolean {
  return isRepayment(action) || action.kind === 'stop-service';
}

/** A start that is owed: no failed write, no claim of another tick and no missing look holds it back. */
export function isRepayment(action: Action): boolean {
  return action.kind === 'start-tasks' && action.because === 'repay';
}

/** Desired, running, pending: all 0, and no task that still flushes. */
export function remainingTasks(service: ServiceSnapshot | undefined): string | undefined {
  if (!service || (service.desiredCount === 0 && allTasksGone(service))) return undefined;
  return `the service has desiredCount ${service.desiredCount} and ${service.tasks.length} tasks`;
}
