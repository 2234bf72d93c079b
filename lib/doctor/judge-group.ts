import { counted } from '../pipeline';
import { advice, type Finding, fault, ok } from './finding';
import { allowedText } from './judge-topic';
import type { GroupView } from './ports';

export const GROUP_AUTHORIZATION_FAILED = 30;
const GROUP_ID_NOT_FOUND = 69;
/** With it the kafkareceiver joins since v0.138, unless its configuration names others. */
const DEFAULT_STRATEGY = 'cooperative-sticky';

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
  const { strategy = '' } = view;
  if (view.members > 0 && strategy !== '' && strategy !== DEFAULT_STRATEGY) {
    return advice(check, 'GROUP_STRATEGY_OTHER', groupId, `the members agreed on ${strategy}`);
  }
  const state = view.state === 'Dead' || view.state === '' ? 'new' : view.state;
  return ok(check, groupId, `${state}, ${counted(view.members, 'member')}; ${allowedText(view.rights)}`);
}
