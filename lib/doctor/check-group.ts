import { type Finding, fault, ok, skipped } from './finding';
import { GROUP_AUTHORIZATION_FAILED, judgeGroup } from './judge-group';
import type { Nodes } from './nodes';
import { type GroupView, ProbeFailure, type ProbeNode } from './ports';

/** Findings about a group. `view` is absent if the group could not be described. */
export interface GroupResult {
  findings: Finding[];
  view?: GroupView;
}

/** Checks the permission on a group, its coordinator, and whether a Collector can join it. */
export async function checkGroup(groupId: string, session: ProbeNode, nodes: Nodes): Promise<GroupResult> {
  try {
    const found = await session.coordinator(groupId);
    if (found.errorCode === GROUP_AUTHORIZATION_FAILED) {
      return {
        findings: [
          fault('group', 'GROUP_DENIED', groupId, 'no permission to describe or join the group'),
          skipped('coordinator', groupId, 'only a principal that may describe the group can find it'),
        ],
      };
    }
    if (found.errorCode !== 0) {
      return {
        findings: [
          skipped('group', groupId, 'the group has no coordinator'),
          fault('coordinator', 'COORDINATOR_UNAVAILABLE', groupId, `Kafka error ${found.errorCode}`),
        ],
      };
    }
    const node = await nodes.node(found.nodeId);
    if (!node) {
      const why = `broker ${found.nodeId} at ${found.host}:${found.port} cannot be reached`;
      return {
        findings: [skipped('group', groupId, why), skipped('coordinator', groupId, why)],
      };
    }
    const view = await node.group(groupId);
    const judged = judgeGroup(groupId, view, await node.groupKind(groupId));
    return {
      findings: [judged, ok('coordinator', groupId, `broker ${found.nodeId} at ${node.address}`)],
      ...(isDescribed(view, judged) ? { view } : {}),
    };
  } catch (error) {
    if (error instanceof ProbeFailure)
      return { findings: [fault('group', 'REQUEST_FAILED', groupId, error.message)] };
    throw error;
  }
}

/** With DESCRIBE but without READ, the members are still known. DescribeGroups does not know other kinds of groups. */
function isDescribed({ errorCode }: GroupView, { code }: Finding): boolean {
  return code === undefined || (code === 'GROUP_DENIED' && errorCode !== GROUP_AUTHORIZATION_FAILED);
}
