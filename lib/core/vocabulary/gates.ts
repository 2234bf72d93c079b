/**
 * Every gate of the core, by code, with what it keeps from happening. The explorer (`npm run verify`) takes them away
 * one at a time and has to find what then goes wrong: a gate without which nothing breaks would not be in this list.
 */
export const GATES = {
  HOLD_NO_COMMIT: 'a start on latest while a partition has no commit (it is seeded, or waited for)',
  HOLD_COMMIT_OUT_OF_RANGE: 'a start on latest while a commit lies outside the log',
  HOLD_PARTITION_UNKNOWN: 'a flip, commit or scale-in while a partition cannot be read',
  HOLD_TOPIC_MISSING: 'a flip while a topic does not exist, or is not visible yet',
  HOLD_TOPIC_UNKNOWN: 'a flip while a topic cannot be described',
  HOLD_RETENTION_HEADROOM: 'a flip while retention may overtake what is unread',
  HOLD_GROUP_NOT_STABLE: 'a flip or scale-in during a rebalance',
  HOLD_FOREIGN_MEMBER: 'a flip, scale-in or commit while somebody else is in the group',
  HOLD_ROLLOUT_IN_PROGRESS: 'a flip or scale-in during a rollout',
  HOLD_CONFIG_FOREIGN: 'a flip of a config that reads another group or other topics',
  HOLD_CONFIG_NOT_EDITABLE: 'stopping tasks that could not be started again on the wanted policy',
  HOLD_REPAIR_PENDING: 'a flip that forgets which partitions met latest uncovered',
  WAITING_TASKS_GONE: 'a new policy while tasks of the old one still run',
  REARM_NO_COMMIT: 'latest staying in force after a commit was lost',
  REARM_OUT_OF_RANGE: 'latest staying in force with a commit outside the log',
  REARM_UNCOVERED: 'what a partition added under latest skipped staying lost',
  REARM_CONFIG_FOREIGN: 'latest staying in force for a group whose commits nobody knows',
  RESTART_RECREATED: 'a topic made anew staying unread by running receivers',
  RESTART_UNREAD:
    'a partition whose commit went away, and that nobody reads again, holding up the flip for ever',
  GUARD_GROUP_EMPTY: 'commits or a start into a group that has members again',
  GUARD_COUNT_MOVED: 'overwriting a desiredCount that somebody set since the look',
  GUARD_STATE_MOVED: 'a tick that outlived its lease acting on what another has moved on',
  GUARD_CONFIG_MOVED: 'overwriting a config that somebody stored since the look',
  EPOCH: 'two ticks acting on one state',
} as const satisfies Record<string, string>;

export type GateCode = keyof typeof GATES;

/** Is this gate asked? Always, but for the explorer. */
export type Asked = (code: GateCode) => boolean;

/** All gates, or all but the one that the explorer takes away. */
export function gatesWithout(code: GateCode | undefined): Asked {
  return (asked) => asked !== code;
}
