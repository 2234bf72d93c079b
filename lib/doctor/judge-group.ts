import { type Finding, fault, ok } from './finding';
import { mayOf } from './judge-topic';
import type { GroupView } from './ports';

export const GROUP_AUTHORIZATION_FAILED = 30;
const GROUP_ID_NOT_FOUND = 69;

/** May this login consume as this group, and is the group one that a Collector can join? */
export function judgeGroup(groupId: string, view: GroupView, kind: string): Finding {
  const check = 'group';
  if (view.errorCode === GROUP_AUTHORIZATION_FAILED) {
    return fault(check, 'GROUP_DENIED', groupId, 'may not be described or joined');
  }
  // A group of KIP-848 or a share group is no group to this request, though it is listed.
  if (kind !== 'unknown' && kind.toLowerCase() !== 'classic') {
    return fault(check, 'GROUP_OTHER_PROTOCOL', groupId, `kind ${kind}`);
  }
  if (view.errorCode !== 0 && view.errorCode !== GROUP_ID_NOT_FOUND) {
    return fault(check, 'REQUEST_FAILED', groupId, `Kafka error ${view.errorCode}`);
  }
  if (view.protocolType !== '' && view.protocolType !== 'consumer') {
    return fault(check, 'GROUP_OTHER_PROTOCOL', groupId, `protocol type ${view.protocolType}`);
  }
  if (view.rights !== 'unknown' && !view.rights.includes('READ')) {
    return fault(check, 'GROUP_DENIED', groupId, mayOf(view.rights));
  }
  const state = view.state === 'Dead' || view.state === '' ? 'new' : view.state;
  const members = view.members === 1 ? '1 member' : `${view.members} members`;
  return ok(check, groupId, `${state}, ${members}; ${mayOf(view.rights)}`);
}
