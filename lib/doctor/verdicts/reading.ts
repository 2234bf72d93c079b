import { REPRODUCED, type VerdictEntry } from './verdict-entry';

const LIVE = { elsewhere: 'the live configuration in SSM (`<prefix>/config`), or the spec' } as const;

/** Verdicts on the live configuration and on the members of the group. */
export const READING_VERDICTS = {
  LIVE_CONFIG_UNREADABLE: {
    severity: 'fault',
    title: 'the live configuration cannot be parsed',
    explanation:
      'SSM holds something that is not a Collector configuration with a kafka receiver. Tasks that start now exit, or read nothing. Running tasks keep the configuration that they started with.',
    whatToDo:
      'Store a valid configuration. The message has the error code; docs/errors.md says more about it.',
    setting: { elsewhere: 'the live configuration in SSM (`<prefix>/config`)' },
    source: 'docs/errors.md, CONFIG_MALFORMED',
  },
  LIVE_CONFIG_DIFFERS: {
    severity: 'fault or advice',
    title: 'the live configuration differs from the spec',
    explanation:
      'Tasks read their configuration from SSM, and Spillway measures the group and topics of the spec. If brokers, group, topics, login, TLS or protocol_version differ, tasks can run while the group that Spillway watches has no reader. It is advice if both can work, and a fault otherwise.',
    whatToDo:
      'Change the side that is wrong. After a change of the live configuration, roll the service: running tasks keep what they started with.',
    setting: LIVE,
    source: REPRODUCED,
  },
  LIVE_CONFIG_CLIENT_ID: {
    severity: 'advice',
    title: 'the client_id does not identify this pipeline',
    explanation:
      'Spillway recognises members of the group by their client_id. Every Collector that sets none is called otel-collector, so a member of this pipeline looks the same as any other Collector.',
    whatToDo: 'Set client_id to spillway- and the name of the spec.',
    setting: { collector: 'client_id: spillway-<name of the spec>' },
    source: 'docs/rendering.md',
  },
  NOBODY_READS: {
    severity: 'fault',
    title: 'tasks run, and the group has no members',
    explanation:
      'The Collectors run and report healthy, but none of them has joined the consumer group. Nothing is read. The message lists the differences between the live configuration and the spec that explain it. A task joins within a minute after its start.',
    whatToDo:
      'Correct the differences in the message. If it lists none, fix the connection faults that doctor reports, or read the log of a task.',
    setting: LIVE,
    source: REPRODUCED,
  },
  SOME_TASKS_DO_NOT_READ: {
    severity: 'advice',
    title: 'the group has fewer members than there are tasks',
    explanation:
      'At least one running task is not in the group. It has just started, it started with another configuration, or it cannot reach a broker from its subnet.',
    whatToDo: 'Run doctor again after a minute. If nothing has changed, read the log of the tasks.',
    setting: { elsewhere: 'the log of the tasks; their subnets and security groups' },
    source: 'DescribeGroups, DescribeServices',
  },
  MORE_MEMBERS_THAN_TASKS: {
    severity: 'advice',
    title: 'the group has more members than the tasks can be',
    explanation:
      'Each task has one member for each signal of each receiver. The group has more members than that, even if a rolling deployment runs twice the tasks. Another application consumes with this group, or members of killed tasks have not timed out yet.',
    whatToDo:
      'Run doctor again after a minute. If nothing has changed, find the other consumers by their client_id and host.',
    setting: { spec: 'group', elsewhere: 'other consumers with this group' },
    source: 'DescribeGroups, DescribeServices',
  },
} as const satisfies Record<string, VerdictEntry>;
