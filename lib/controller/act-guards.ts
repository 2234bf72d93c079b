import { allTasksGone, groupEmpty } from '../core/gates/readiness';
import type { GroupSnapshot } from '../core/snapshot/kafka';
import type { ServiceSnapshot } from '../core/snapshot/service';
import type { Action } from '../core/vocabulary/action';
import { type Asked, type GateCode, gatesWithout } from '../core/vocabulary/gates';

/** What is looked at once more right before a call, since seconds have passed since the tick's look. */
export interface FreshLook {
  service?: ServiceSnapshot;
  group?: GroupSnapshot;
  configVersion?: number | undefined;
  /** The state's version now, and the one that this tick wrote or read last. */
  stateVersion?: number | undefined;
  expectedStateVersion?: number | undefined;
}

/** What an action needs a fresh look at, beside state and config. */
export function needsFresh(action: Action): { service: boolean; group: boolean } {
  switch (action.kind) {
    case 'set-desired-count':
      return { service: true, group: action.guard === 'group-empty' };
    case 'commit-offsets':
      // Kafka itself takes the commit only while the group is Empty: asking it before would tell less than that does.
      return { service: true, group: false };
    case 'store-config':
      return { service: action.guard === 'tasks-gone', group: false };
    case 'restore-config':
    case 'create-partitions':
      return { service: false, group: false };
  }
}

/** Why an action may not be carried out any more, or `undefined`. Nothing is changed then; the next tick looks again. */
export function objection(
  action: Action,
  fresh: FreshLook,
  { without }: { without?: GateCode } = {},
): string | undefined {
  const asked = gatesWithout(without);
  return stateMoved(fresh, asked) ?? actionObjection(action, fresh, asked);
}

function stateMoved({ stateVersion, expectedStateVersion }: FreshLook, asked: Asked): string | undefined {
  if (stateVersion === expectedStateVersion || !asked('GUARD_STATE_MOVED')) return undefined;
  return `the state has version ${stateVersion ?? 'none'}, not ${expectedStateVersion ?? 'none'}: another tick went on`;
}

function actionObjection(action: Action, fresh: FreshLook, asked: Asked): string | undefined {
  switch (action.kind) {
    case 'set-desired-count':
      return (
        countMoved(action, fresh, asked) ??
        (action.guard === 'group-empty' ? somebodyThere(fresh, asked) : undefined)
      );
    case 'commit-offsets':
      return asked('GUARD_GROUP_EMPTY') ? tasksThere(fresh.service) : undefined;
    case 'store-config':
      return (
        configMoved(action, fresh, asked) ??
        (action.guard === 'tasks-gone' && asked('GUARD_GROUP_EMPTY') ? tasksThere(fresh.service) : undefined)
      );
    case 'restore-config':
      return configMoved(action, fresh, asked);
    case 'create-partitions':
      return undefined;
  }
}

function countMoved(
  { from }: Extract<Action, { kind: 'set-desired-count' }>,
  { service }: FreshLook,
  asked: Asked,
): string | undefined {
  if (!service || !asked('GUARD_COUNT_MOVED') || service.desiredCount === from) return undefined;
  return `desiredCount is ${service.desiredCount}, not ${from} any more`;
}

function configMoved(
  { fromVersion }: { fromVersion: number },
  { configVersion }: FreshLook,
  asked: Asked,
): string | undefined {
  if (configVersion === fromVersion || !asked('GUARD_CONFIG_MOVED')) return undefined;
  return `the config has version ${configVersion ?? 'none'}, not ${fromVersion} any more`;
}

function somebodyThere({ service, group }: FreshLook, asked: Asked): string | undefined {
  if (!asked('GUARD_GROUP_EMPTY')) return undefined;
  if (group && !groupEmpty({ group })) return `group ${group.groupId} is ${group.state} again`;
  return service && !allTasksGone(service) ? `${service.tasks.length} tasks are there again` : undefined;
}

/** Desired, running, pending: all 0, and no task that still flushes. */
export function tasksThere(service: ServiceSnapshot | undefined): string | undefined {
  if (!service || (service.desiredCount === 0 && allTasksGone(service))) return undefined;
  return `the service has desiredCount ${service.desiredCount} and ${service.tasks.length} tasks`;
}
