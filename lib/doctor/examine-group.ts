import { type Finding, fault, ok, skipped } from './finding';
import { GROUP_AUTHORIZATION_FAILED, judgeGroup } from './judge-group';
import type { Nodes } from './nodes';
import { type GroupView, ProbeFailure, type ProbeNode } from './ports';

/** What was found of a group; the view where it could be described. */
export interface GroupExamination {
  findings: Finding[];
  view?: GroupView;
}

/** The right to a group, who coordinates it, and whether a Collector can join it. */
export async function examineGroup(
  groupId: string,
  entrance: ProbeNode,
  nodes: Nodes,
): Promise<GroupExamination> {
  try {
    const found = await entrance.coordinator(groupId);
    if (found.errorCode === GROUP_AUTHORIZATION_FAILED) {
      return {
        findings: [
          fault('group', 'GROUP_DENIED', groupId, 'may not be described or joined'),
          skipped('coordinator', groupId, 'it is told only to those who may describe the group'),
        ],
      };
    }
    if (found.errorCode !== 0) {
      return {
        findings: [
          skipped('group', groupId, 'no coordinator to ask'),
          fault('coordinator', 'COORDINATOR_UNAVAILABLE', groupId, `Kafka error ${found.errorCode}`),
        ],
      };
    }
    const node = await nodes.node(found.nodeId);
    if (!node) {
      const why = `broker ${found.nodeId} at ${found.host}:${found.port} cannot be reached`;
      return {
        findings: [skipped('group', groupId, why), skipped('coordinator', groupId, `${why}: see advertised`)],
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

/** Who may not read may still be told who does; of a group of another kind this request says nothing. */
function isDescribed({ errorCode }: GroupView, { code }: Finding): boolean {
  return code === undefined || (code === 'GROUP_DENIED' && errorCode !== GROUP_AUTHORIZATION_FAILED);
}
