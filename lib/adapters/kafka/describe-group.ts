import type { GroupMember, GroupSnapshot, GroupState } from '../../core/snapshot/kafka';
import { printable } from '../../output/printable';
import { mayRead } from './authorized-operations';
import type { GroupCoordinator } from './coordinator';
import { KAFKA } from './faults';
import { decodeAssignment } from './protocol/consumer-protocol';
import type { DescribedGroup } from './protocol/describe-groups';

const STATES: readonly GroupState[] = [
  'Stable',
  'Empty',
  'PreparingRebalance',
  'CompletingRebalance',
  'Dead',
];

/**
 * State, members and assignment of a group that uses the classic protocol.
 *
 * Kafka describes a group of a newer protocol (KIP-848, share groups, streams groups) as Dead, although it lists it.
 * Such a group is unknown, not gone, so for a Dead group one more request checks the list.
 */
export async function describeGroup(coordinator: GroupCoordinator, groupId: string): Promise<GroupSnapshot> {
  const sent = await coordinator(
    (node) => node.send('DescribeGroups', { groupId }),
    (response) => response?.errorCode ?? KAFKA.NONE,
  );
  if (sent.fault) return unknownGroup(groupId, sent.fault);
  const group = sent.response;
  if (!group)
    return unknownGroup(groupId, { code: 'KAFKA_REQUEST_FAILED', message: 'the response is empty' });
  const described = groupSnapshot(groupId, group);
  if (described.state !== 'Dead') return described;
  const listed = await coordinator(
    (node) => node.send('ListGroups', { groupId }),
    (response) => response.errorCode,
  );
  if (listed.fault) return unknownGroup(groupId, listed.fault);
  const entry = listed.response.group;
  // Brokers (Kafka 4.3) send lower case, while Kafka's tools print `Consumer`.
  const kind = entry?.kind?.toLowerCase();
  if (!entry || kind === 'classic') return described;
  return unknownGroup(groupId, {
    code: 'GROUP_PROTOCOL_UNSUPPORTED',
    message: `Kafka lists the group, but describes it as Dead: ${kindOfGroup(kind)}`,
  });
}

function kindOfGroup(kind: string | undefined): string {
  switch (kind) {
    case undefined:
      return 'its members use a newer protocol (KIP-848), not the classic one';
    case 'consumer':
      return 'it is a group of the consumer protocol (KIP-848), not of the classic one';
    default:
      return `it is a ${kind} group, not a consumer group of the classic protocol`;
  }
}

/** Converts the broker's description to a snapshot. */
export function groupSnapshot(groupId: string, group: DescribedGroup): GroupSnapshot {
  const state = STATES.find((known) => known === group.state);
  if (!state) {
    return unknownGroup(groupId, {
      code: 'GROUP_STATE_UNKNOWN',
      message: `Kafka reports the unknown group state "${group.state}"`,
    });
  }
  const mayCommit = mayRead(group.operations);
  return {
    groupId,
    state,
    ...(group.protocolType ? { protocolType: group.protocolType } : {}),
    ...(group.protocol ? { protocol: group.protocol } : {}),
    ...(mayCommit === undefined ? {} : { mayCommit }),
    members: group.members.map((member) => ({
      memberId: member.memberId,
      // Clients choose their own id, so it may contain anything.
      clientId: printable(member.clientId),
      host: member.clientHost.replace(/^\//, ''),
      assignment: assignmentOf(group.protocolType, member.memberAssignment),
    })),
  };
}

/** `unknown` if a member has no assignment yet. */
function assignmentOf(protocolType: string, bytes: Buffer): GroupMember['assignment'] {
  if (protocolType !== 'consumer' || bytes.length === 0) return 'unknown';
  try {
    return decodeAssignment(bytes);
  } catch (error) {
    if (error instanceof RangeError) return 'unknown';
    throw error;
  }
}

function unknownGroup(groupId: string, fault: NonNullable<GroupSnapshot['fault']>): GroupSnapshot {
  return { groupId, state: 'unknown', members: [], fault };
}
