import { SEEN, type VerdictEntry } from './verdict-entry';

const LIVE = { elsewhere: 'the live configuration in SSM (`<prefix>/config`), or the spec' } as const;

/** Verdicts of the live configuration, and of who reads. */
export const READING_VERDICTS = {
  LIVE_CONFIG_UNREADABLE: {
    title: 'the live configuration cannot be read',
    explanation:
      'What is stored in SSM is not a Collector configuration that reads from Kafka, and tasks that start now end at once, or read nothing. Tasks that run keep what they started with.',
    setting: { elsewhere: 'the live configuration in SSM (`<prefix>/config`)' },
    source: 'docs/errors.md, CONFIG_MALFORMED',
  },
  LIVE_CONFIG_DIFFERS: {
    title: 'the live configuration is not what the spec says',
    explanation:
      'Tasks take the configuration from SSM, and Spillway measures what the spec names. With other brokers, another group, topic or login, TLS on one side only, or a protocol_version that the brokers do not speak, tasks run and nobody reads as the group that is watched. It is advice where both can work.',
    setting: LIVE,
    source: SEEN,
  },
  LIVE_CONFIG_CLIENT_ID: {
    title: 'the client_id does not tell this pipeline from others',
    explanation:
      'Members of the group are recognised by their client_id. otel-collector is the name of every Collector that sets none, so nobody can tell a member of this pipeline from a stranger.',
    setting: { collector: 'client_id: spillway-<name of the spec>' },
    source: 'docs/rendering.md',
  },
  NOBODY_READS: {
    title: 'tasks run, and nobody is in the group',
    explanation:
      'The Collectors are up and healthy, and none of them has joined the consumer group: nothing is read. The line names the differences between the live configuration and the spec that explain it. Where it names none, a fault of the connection above, or the log of a task, says why. A task that has just started joins within a minute.',
    setting: LIVE,
    source: SEEN,
  },
  SOME_TASKS_DO_NOT_READ: {
    title: 'fewer members than tasks',
    explanation:
      'At least one running task is not in the group. It started a moment ago, it took another configuration at its start, or it cannot reach a broker from where it runs.',
    setting: { elsewhere: 'the log of the tasks; their subnets and security groups' },
    source: 'DescribeGroups, DescribeServices',
  },
  MORE_MEMBERS_THAN_TASKS: {
    title: 'more members than the tasks can be',
    explanation:
      'Each task is a member for each signal of each receiver, and the group has more, also counting a rolling deployment that runs twice the tasks. Somebody else consumes as this group, or members of tasks that were killed have not timed out yet.',
    setting: { spec: 'group', elsewhere: 'whoever else uses the group' },
    source: 'DescribeGroups, DescribeServices',
  },
} as const satisfies Record<string, VerdictEntry>;
