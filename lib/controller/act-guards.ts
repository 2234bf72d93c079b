import { allTasksGone } from '../core/facts/rollout';
import type { GroupSnapshot } from '../core/snapshot/kafka';
import type { ServiceSnapshot } from '../core/snapshot/service';
import type { Action } from '../core/vocabulary/action';
import { counted } from '../pipeline';

/** What is read again right before a call, because the observation is some seconds old by then. */
export interface FreshState {
  service?: ServiceSnapshot;
  group?: GroupSnapshot;
  configVersion?: number | undefined;
  /** The debt still exists. */
  debt: boolean;
  /** The service is stopped manually. */
  hold: boolean;
  /** The current version of the state. */
  stateVersion?: number | undefined;
  /** The version that this tick last wrote or read. */
  expectedStateVersion?: number | undefined;
}

/** What must be read again for an action, in addition to SSM. */
export function needsFresh({ kind }: Action): { service: boolean; group: boolean } {
  // `commit-offsets` does not need the group, because Kafka itself accepts these commits only while the group is Empty.
  const service =
    kind === 'set-desired-count' ||
    kind === 'stop-tasks' ||
    kind === 'commit-offsets' ||
    kind === 'roll-tasks';
  return { service, group: kind === 'seed-live' };
}

/** A condition that is checked right before the call. */
export interface ActGuard {
  code:
    | 'GUARD_STATE_MOVED'
    | 'GUARD_COUNT_MOVED'
    | 'GUARD_CONFIG_MOVED'
    | 'GUARD_TASKS_THERE'
    | 'GUARD_STOPPED_BY_PERSON';
  /** What would go wrong without this guard. */
  prevents: string;
  /** What has changed if this guard stops an action. */
  meaning: string;
  whatToDo: string;
  /** Why the action no longer applies; `undefined` if it does. */
  check(action: Action, fresh: FreshState): string | undefined;
}

export const ACT_GUARDS: readonly ActGuard[] = [
  {
    code: 'GUARD_STATE_MOVED',
    prevents: 'a tick acting after its lease has expired and another tick has continued',
    meaning: 'Another tick has written the state since this tick read or wrote it.',
    whatToDo:
      'Nothing: the next tick decides again. If it recurs, look for a second controller with the same `aws.prefix`.',
    check(action, { stateVersion, expectedStateVersion }) {
      if (isUnconditional(action) || stateVersion === expectedStateVersion) return undefined;
      return `the state has version ${stateVersion ?? 'none'}, not ${expectedStateVersion ?? 'none'}: another tick has continued`;
    },
  },
  {
    code: 'GUARD_STOPPED_BY_PERSON',
    prevents: 'tasks being started, stopped or replaced after the service was stopped by command',
    meaning: 'The service was stopped by command after the decision, or the tasks have already been started.',
    whatToDo: 'Nothing. When the tasks may run again, run `spillway resume`.',
    check(action, { hold, debt }) {
      if (action.kind === 'start-tasks' && !debt) return 'the tasks have already been started';
      if (
        !hold ||
        action.kind === 'stop-service' ||
        action.kind === 'end-hold' ||
        action.kind === 'close-debt' ||
        (action.kind === 'store-offset' && action.initialOffset === 'earliest')
      )
        return undefined;
      return 'the service was stopped by command';
    },
  },
  {
    code: 'GUARD_COUNT_MOVED',
    prevents: 'overwriting a desiredCount that somebody set since the observation',
    meaning: 'Somebody else has set desiredCount since this tick read it.',
    whatToDo:
      'Nothing: the next tick decides from the new number. If it recurs, find out what else sets desiredCount.',
    check(action, { service }) {
      if (action.kind !== 'set-desired-count' && action.kind !== 'stop-tasks') return undefined;
      if (!service || service.desiredCount === action.from) return undefined;
      return `desiredCount is ${service.desiredCount}, no longer ${action.from}`;
    },
  },
  {
    code: 'GUARD_CONFIG_MOVED',
    prevents: 'overwriting a config that somebody stored since the observation',
    meaning: 'Somebody else has stored a config since this tick read it.',
    whatToDo:
      'Nothing: the next tick reads the new config. If it recurs, find out what else writes `<prefix>/config`.',
    check(action, { configVersion }) {
      if (action.kind !== 'store-offset' && action.kind !== 'restore-config') return undefined;
      if (configVersion === action.fromVersion) return undefined;
      return `the config has version ${configVersion ?? 'none'}, no longer ${action.fromVersion}`;
    },
  },
  {
    code: 'GUARD_TASKS_THERE',
    prevents: 'commits for a group that has members again',
    meaning: 'The service has tasks again, or its desiredCount is above 0, so the group may not stay Empty.',
    whatToDo:
      'Nothing: the next tick decides again. If it recurs, find out what starts tasks while Spillway has stopped them.',
    check(action, { service }) {
      return action.kind === 'commit-offsets' ? remainingTasks(service) : undefined;
    },
  },
];

/** Why an action no longer applies; `undefined` if it does. */
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

/** Whether the action is carried out even after a failed write, or while another tick holds the claim. */
export function isUnconditional(action: Action): boolean {
  return isRepayment(action) || action.kind === 'stop-service';
}

/** Whether the action starts owed tasks. Such a start is carried out even if nothing can be read again. */
export function isRepayment(action: Action): boolean {
  return action.kind === 'start-tasks' && action.because === 'repay';
}

/** Describes the remaining tasks; `undefined` if there are none and desiredCount is 0. */
export function remainingTasks(service: ServiceSnapshot | undefined): string | undefined {
  if (!service || (service.desiredCount === 0 && allTasksGone(service))) return undefined;
  return `the service has desiredCount ${service.desiredCount} and ${counted(service.tasks.length, 'task')}`;
}
