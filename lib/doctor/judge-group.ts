import { type Finding, fault, ok } from './finding';
import { allowedText } from './judge-topic';
import type { GroupView } from './ports';

export const GROUP_AUTHORIZATION_FAILED = 30;
const GROUP_ID_NOT_FOUND = 69;

/** Judges whether this principal may consume with the group, and whether a Collector can join it. */
export function judgeGroup(groupId: string, view: GroupView, kind: string): Finding {
  const check = 'group';
  if (view.errorCode === GROUP_AUTHORIZATION_FAILED) {
    return fault(check, 'GROUP_DENIED', groupId, 'no permission to describe or join the group');
  }
  // DescribeGroups does not find a KIP-848 group or a share group, even though ListGroups lists it.
  if (kind !== 'unknown' && kind.toLowerCase() !== 'classic') {
    return fault(check, 'GROUP_OTHER_PROTOCOL', groupId, `group type ${kind}`);
  }
  if (view.errorCode !== 0 && view.errorCode !== GROUP_ID_NOT_FOUND) {
    return fault(check, 'REQUEST_FAILED', groupId, `Kafka error ${view.errorCode}`);
  }
  if (view.protocolType !== '' && view.protocolType !== 'consumer') {
    return fault(check, 'GROUP_OTHER_PROTOCOL', groupId, `protocol type ${view.protocolType}`);
  }
  if (view.rights !== 'unknown' && !view.rights.includes('READ')) {
    return fault(check, 'GROUP_DENIED', groupId, allowedText(view.rights));
  }
  const state = view.state === 'Dead' || view.state === '' ? 'new' : view.state;
  const members = view.members === 1 ? '1 member' : `${view.members} members`;
  return ok(check, groupId, `${state}, ${members}; ${allowedText(view.rights)}`);
}
