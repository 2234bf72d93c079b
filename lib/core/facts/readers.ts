import type { OwnerOf } from '../lag/owners';
import { ownersOf } from '../lag/owners';
import type { ObservedConfig } from '../snapshot/config';
import type { GroupMember, KafkaSnapshot } from '../snapshot/kafka';
import type { ServiceSnapshot } from '../snapshot/service';

export type { OwnerOf };

/** Who reads: the members of the group, held against the tasks that run. */
export interface Readers {
  members: readonly GroupMember[];
  ownerOf: OwnerOf;
  /** Members that our tasks do not explain, in words; `undefined` where all are ours. */
  foreign: string | undefined;
  /** Tasks that have run for long enough to have joined the group. */
  grownTasks: number;
  /** Of these, how many at least are not in the group. */
  absentTasks: number;
}

/** From a task's start until its members are in the group, on a small task. */
const JOINING_MS = 60_000;

/**
 * Members are ours by a `client_id` that only this pipeline has, and by their number: one for each receiver and signal of
 * a task, twice that while tasks are replaced. Addresses are a hint: brokers behind NAT, PrivateLink or a proxy see
 * others than ECS does, so they name a stranger only where they name our tasks, too.
 */
export function readersOf(
  { group }: KafkaSnapshot,
  service: ServiceSnapshot,
  config: Pick<ObservedConfig, 'clientIds' | 'membersPerTask'>,
  nowMs: number,
  rolloutSettled: boolean,
): Readers {
  const members = group.members.filter((member) => !isSeeding(member));
  const grown = service.tasks.filter(
    ({ lastStatus, startedAtMs }) =>
      lastStatus === 'RUNNING' && startedAtMs !== undefined && nowMs - startedAtMs >= JOINING_MS,
  ).length;
  const perTask = Math.max(1, config.membersPerTask);
  const here = config.clientIds.length > 0 ? members.filter(hasClientId(config.clientIds)) : members;
  const joined = group.state === 'Stable' || members.length === 0 ? Math.ceil(here.length / perTask) : grown;
  const tasks = Math.max(service.tasks.length, service.runningCount);
  const most = tasks * perTask * (rolloutSettled ? 1 : 2);
  return {
    members,
    ownerOf: ownersOf(group),
    foreign: foreignIn(members, here, most, service),
    grownTasks: grown,
    absentTasks: group.state === 'unknown' ? 0 : Math.max(0, grown - joined),
  };
}

/** Spillway itself, while it seeds idle partitions. */
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
    return `members ${others.map(nameOf).join(', ')} do not have the client_id of this pipeline`;
  const addresses = new Set(service.tasks.flatMap((task) => task.addresses));
  const known = members.filter(({ host }) => addresses.has(host));
  const strangers = known.length > 0 ? members.filter(({ host }) => !addresses.has(host)) : [];
  // A few of many that look like ours prove nothing: a proxy may share an address with a task.
  if (strangers.length > 0 && known.length * 2 >= members.length) {
    return `members ${strangers.map(nameOf).join(', ')} have the address of no task`;
  }
  if (members.length <= most) return undefined;
  return `${members.length} members, at most ${most} are the service's`;
}

function nameOf({ clientId, host }: GroupMember): string {
  return `${clientId} at ${host}`;
}
