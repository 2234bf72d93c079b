import type { Action } from '../drain/action';
import { type Asked, type GateCode, gatesWithout } from '../drain/gates';
import { allTasksGone, groupEmpty } from '../drain/readiness';
import type { GroupSnapshot } from '../lag/snapshot';
import type { ServiceSnapshot } from '../scaling/service-snapshot';

/** What is looked at once more right before a call, since seconds have passed since the tick's look. */
export interface FreshLook {
  service?: ServiceSnapshot;
  group?: GroupSnapshot;
  configVersion?: number | undefined;
}

/** What an action needs a fresh look at. */
export function needsFresh(action: Action): { service: boolean; group: boolean; config: boolean } {
  switch (action.kind) {
    case 'set-desired-count':
      return { service: true, group: action.guard === 'group-empty', config: false };
    case 'commit-offsets':
      // Kafka itself takes the commit only while the group is Empty: asking it before would tell less than that does.
      return { service: true, group: false, config: false };
    case 'store-config':
    case 'restore-config':
      return { service: false, group: false, config: true };
    case 'create-partitions':
      return { service: false, group: false, config: false };
  }
}

/** Why an action may not be carried out any more, or `undefined`. Nothing is changed then; the next tick looks again. */
export function objection(
  action: Action,
  fresh: FreshLook,
  { without }: { without?: GateCode } = {},
): string | undefined {
  const asked = gatesWithout(without);
  switch (action.kind) {
    case 'set-desired-count':
      return (
        countMoved(action, fresh, asked) ??
        (action.guard === 'group-empty' ? somebodyThere(fresh, asked) : undefined)
      );
    case 'commit-offsets':
      return asked('GUARD_GROUP_EMPTY') ? tasksThere(fresh.service) : undefined;
    case 'store-config':
    case 'restore-config':
      if (!asked('GUARD_CONFIG_MOVED') || fresh.configVersion === action.fromVersion) return undefined;
      return `the config has version ${fresh.configVersion ?? 'none'}, not ${action.fromVersion} any more`;
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
