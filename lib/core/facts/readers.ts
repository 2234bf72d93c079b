import { counted } from '../../pipeline';
import type { OwnerOf } from '../lag/owners';
import { ownersOf } from '../lag/owners';
import type { ObservedConfig } from '../snapshot/config';
import type { GroupMember, KafkaSnapshot } from '../snapshot/kafka';
import type { ServiceSnapshot } from '../snapshot/service';
import { listed } from '../vocabulary/listed';

export type { OwnerOf };

/** The members of the group, compared with the running tasks. */
export interface Readers {
  members: readonly GroupMember[];
  ownerOf: OwnerOf;
  /** Describes members that do not belong to the service; `undefined` if all do. */
  foreign: string | undefined;
  /** Tasks that have run long enough to be in the group by now. */
  establishedTasks: number;
  /** At least how many of these are missing from the group. */
  absentTasks: number;
}

/** How long a small task needs from its start until its members have joined. */
const JOINING_MS = 60_000;

/**
 * Compares the members with the running tasks. Members are recognised by a `client_id` that only this pipeline uses, and
 * by their number: one per receiver and signal of a task, and twice that while tasks are replaced. Addresses are only a
 * hint, because brokers behind NAT, PrivateLink or a proxy see other addresses than ECS shows. They count only if they
 * match some of the tasks.
 */
export function readersOf(
  { group }: KafkaSnapshot,
  service: ServiceSnapshot,
  config: Pick<ObservedConfig, 'clientIds' | 'membersPerTask'>,
  nowMs: number,
  rolloutSettled: boolean,
): Readers {
  const members = group.members.filter((member) => !isSeeding(member));
  const established = service.tasks.filter(
    ({ lastStatus, startedAtMs }) =>
      lastStatus === 'RUNNING' && startedAtMs !== undefined && nowMs - startedAtMs >= JOINING_MS,
  ).length;
  const perTask = Math.max(1, config.membersPerTask);
  const here = config.clientIds.length > 0 ? members.filter(hasClientId(config.clientIds)) : members;
  const joined =
    group.state === 'Stable' || members.length === 0 ? Math.ceil(here.length / perTask) : established;
  const tasks = Math.max(service.tasks.length, service.runningCount);
  const most = tasks * perTask * (rolloutSettled ? 1 : 2);
  return {
    members,
    ownerOf: ownersOf(group),
    foreign: foreignIn(members, here, most, service),
    establishedTasks: established,
    absentTasks: group.state === 'unknown' ? 0 : Math.max(0, established - joined),
  };
}

/** Whether this is Spillway's own member, which exists while it seeds idle partitions. */
function isSeeding({ clientId, assignment }: GroupMember): boolean {
  return clientId === 'spillway' && (assignment === 'unknown' || assignment.length === 0);
}

function hasClientId(clientIds: readonly string[]): (member: GroupMember) => boolean {
  return ({ clientId }) => clientIds.includes(clientId);
}

function foreignIn(
  members: readonly GroupMember[],
  ours: readonly GroupMember[],
  most: number,
  service: ServiceSnapshot,
): string | undefined {
  const others = members.filter((member) => !ours.includes(member));
  if (others.length > 0)
    return `members ${listed(others.map(nameOf))} do not have the client_id of this pipeline`;
  const addresses = new Set(service.tasks.flatMap((task) => task.addresses));
  const known = members.filter(({ host }) => addresses.has(host));
  const strangers = known.length > 0 ? members.filter(({ host }) => !addresses.has(host)) : [];
  // A few matching addresses alone prove nothing, because a proxy may share an address with a task.
  if (strangers.length > 0 && known.length * 2 >= members.length) {
    return `members ${listed(strangers.map(nameOf))} have an address that no task has`;
  }
  if (members.length <= most) return undefined;
  return `the group has ${counted(members.length, 'member')}; the service accounts for at most ${most}`;
}

function nameOf({ clientId, host }: GroupMember): string {
  return `${clientId} at ${host}`;
}
