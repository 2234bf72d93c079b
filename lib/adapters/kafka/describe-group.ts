import { AssignerProtocol } from 'kafkajs';
import type { GroupMember, GroupSnapshot, GroupState } from '../../core/snapshot/kafka';
import type { AskCoordinator } from './coordinator';
import { KAFKA } from './faults';
import type { DescribedGroup } from './wire';

const STATES: readonly GroupState[] = [
  'Stable',
  'Empty',
  'PreparingRebalance',
  'CompletingRebalance',
  'Dead',
];

/**
 * State, members and assignment of a group, as the classic protocol tells them.
 *
 * Kafka describes a group of the newer protocol (KIP-848) as Dead here, though it lists it. That is not gone
 * but unknown, so a Dead group costs one more question.
 */
export async function describeGroup(coordinator: AskCoordinator, groupId: string): Promise<GroupSnapshot> {
  const asked = await coordinator(
    (node) => node.ask('DescribeGroups', { groupIds: [groupId] }),
    (answer) => answer.groups[0]?.errorCode ?? KAFKA.NONE,
  );
  if (asked.fault) return unknownGroup(groupId, asked.fault);
  const group = asked.answer.groups[0];
  if (!group) return unknownGroup(groupId, { code: 'KAFKA_REQUEST_FAILED', message: 'the answer is empty' });
  const described = groupSnapshot(groupId, group);
  if (described.state !== 'Dead') return described;
  const listed = await coordinator(
    (node) => node.ask('ListGroups', {}),
    (answer) => answer.errorCode,
  );
  if (listed.fault) return unknownGroup(groupId, listed.fault);
  if (!listed.answer.groups.some((entry) => entry.groupId === groupId)) return described;
  return unknownGroup(groupId, {
    code: 'GROUP_PROTOCOL_UNSUPPORTED',
    message:
      'Kafka lists the group but describes it as Dead: its members use the consumer protocol of KIP-848, not the classic one',
  });
}

/** The broker's description in Spillway's terms. */
export function groupSnapshot(groupId: string, group: DescribedGroup): GroupSnapshot {
  const state = STATES.find((known) => known === group.state);
  if (!state) {
    return unknownGroup(groupId, {
      code: 'GROUP_STATE_UNKNOWN',
      message: `Kafka calls the group's state "${group.state}"`,
    });
  }
  return {
    groupId,
    state,
    members: group.members.map((member) => ({
      memberId: member.memberId,
      clientId: member.clientId,
      host: member.clientHost.replace(/^\//, ''),
      assignment: decodeAssignment(group.protocolType, member.memberAssignment),
    })),
  };
}

/** Unknown rather than none where a member has not been told its assignment yet. */
function decodeAssignment(protocolType: string, bytes: Buffer): GroupMember['assignment'] {
  if (protocolType !== 'consumer') return 'unknown';
  try {
    const decoded = AssignerProtocol.MemberAssignment.decode(bytes);
    if (!decoded) return 'unknown';
    return Object.entries(decoded.assignment)
      .map(([topic, partitions]) => ({ topic, partitions: [...partitions].sort((a, b) => a - b) }))
      .sort((a, b) => (a.topic < b.topic ? -1 : 1));
  } catch {
    return 'unknown';
  }
}

function unknownGroup(groupId: string, fault: NonNullable<GroupSnapshot['fault']>): GroupSnapshot {
  return { groupId, state: 'unknown', members: [], fault };
}
