import { type Finding, fault, ok, skipped } from './finding';
import { GROUP_AUTHORIZATION_FAILED, judgeGroup } from './judge-group';
import type { Nodes } from './nodes';
import { ProbeFailure, type ProbeNode } from './ports';

/** The right to a group, who coordinates it, and whether a Collector can join it. */
export async function examineGroup(groupId: string, entrance: ProbeNode, nodes: Nodes): Promise<Finding[]> {
  try {
    const found = await entrance.coordinator(groupId);
    if (found.errorCode === GROUP_AUTHORIZATION_FAILED) {
      return [
        fault('group', 'GROUP_DENIED', groupId, 'may not be described or joined'),
        skipped('coordinator', groupId, 'it is told only to those who may describe the group'),
      ];
    }
    if (found.errorCode !== 0) {
      return [
        skipped('group', groupId, 'no coordinator to ask'),
        fault('coordinator', 'COORDINATOR_UNAVAILABLE', groupId, `Kafka error ${found.errorCode}`),
      ];
    }
    const node = await nodes.node(found.nodeId);
    if (!node) {
      const why = `broker ${found.nodeId} at ${found.host}:${found.port} cannot be reached`;
      return [skipped('group', groupId, why), skipped('coordinator', groupId, `${why}: see advertised`)];
    }
    const view = await node.group(groupId);
    return [
      judgeGroup(groupId, view, await node.groupKind(groupId)),
      ok('coordinator', groupId, `broker ${found.nodeId} at ${node.address}`),
    ];
  } catch (error) {
    if (error instanceof ProbeFailure) return [fault('group', 'REQUEST_FAILED', groupId, error.message)];
    throw error;
  }
}
