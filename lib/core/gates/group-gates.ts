import { describeUnsent } from '../facts/describe-bottleneck';
import { describeRollout, rollProblem } from '../facts/rollout';
import { countOf } from '../facts/survey';
import { byTopic, reason } from '../vocabulary/reasons';
import type { Gate } from './gate';

/** Gates on the consumer group, the service and its tasks. */
export const GROUP_GATES: readonly Gate[] = [
  {
    code: 'HOLD_GROUP_NOT_STABLE',
    prevents: 'a flip, seed, stop, roll or scale-in during a rebalance, or with unassigned partitions',
    guards: ['flip', 'seed', 'stop', 'roll', 'scale-in'],
    check({ kafka: { group }, unassigned, tasksGone, service }) {
      // A stopped service has no group to wait for.
      if (tasksGone && service.desiredCount === 0) return undefined;
      if (group.state !== 'Stable') {
        const why = group.fault ? ` (${group.fault.code} ${group.fault.message})` : '';
        return reason('HOLD_GROUP_NOT_STABLE', `group ${group.groupId} is ${group.state}${why}`);
      }
      if (!unassigned) return reason('HOLD_GROUP_NOT_STABLE', 'the assignment of a member is unknown');
      if (unassigned.length === 0) return undefined;
      const text = `${countOf(unassigned)} assigned to no member`;
      return reason('HOLD_GROUP_NOT_STABLE', text, byTopic(unassigned));
    },
  },
  {
    code: 'HOLD_FOREIGN_MEMBER',
    prevents: 'a flip, seed, stop or scale-in while another consumer is in the group',
    guards: ['flip', 'seed', 'stop', 'scale-in'],
    check({ readers: { foreign }, kafka, lingering }) {
      if (lingering !== undefined)
        return reason('HOLD_FOREIGN_MEMBER', `${lingering} stays in the group after all tasks have stopped`);
      if (kafka.group.state !== 'Stable' || foreign === undefined) return undefined;
      return reason('HOLD_FOREIGN_MEMBER', foreign);
    },
  },
  {
    code: 'HOLD_ROLLOUT_IN_PROGRESS',
    prevents: 'a flip, seed, stop, roll or scale-in while the service replaces or starts tasks',
    guards: ['flip', 'seed', 'stop', 'roll', 'scale-in'],
    check({ settled, service }) {
      return settled ? undefined : reason('HOLD_ROLLOUT_IN_PROGRESS', describeRollout(service));
    },
  },
  {
    code: 'HOLD_ANSWERS_CONTRADICT',
    prevents: 'acting on a response that does not show the last write yet',
    guards: ['flip', 'seed', 'stop', 'roll', 'scale-in', 'scale-out', 'expand'],
    check({ contradiction }) {
      return contradiction === undefined ? undefined : reason('HOLD_ANSWERS_CONTRADICT', contradiction);
    },
  },
  {
    code: 'HOLD_ROLL_IMPOSSIBLE',
    prevents: 'a rolling deployment that never ends, or that stops all tasks at once',
    guards: ['roll'],
    check({ service }) {
      const problem = rollProblem(service);
      return problem === undefined ? undefined : reason('HOLD_ROLL_IMPOSSIBLE', problem);
    },
  },
  {
    code: 'HOLD_UNSENT',
    prevents: 'tasks being stopped or replaced while they hold data that the backend refuses',
    guards: ['automatic', 'roll', 'scale-in'],
    check({ unsent, unsentUnknown }) {
      if (unsent) return reason('HOLD_UNSENT', describeUnsent(unsent));
      return unsentUnknown === undefined ? undefined : reason('HOLD_UNSENT', unsentUnknown);
    },
  },
];
