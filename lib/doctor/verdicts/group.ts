import { REPRODUCED, type VerdictEntry } from './verdict-entry';

const GROUP = { spec: 'group', collector: 'group_id' } as const;

/** Verdicts on the consumer group. */
export const GROUP_VERDICTS = {
  GROUP_DENIED: {
    severity: 'fault',
    title: 'no permission to use the consumer group',
    explanation:
      'A consumer needs READ on its group. Without it the receiver cannot find the coordinator, does not join the group, and consumes nothing.',
    whatToDo: 'Allow READ on the group to this principal, or correct the name of the group.',
    setting: { ...GROUP, elsewhere: 'ACL: READ on the group' },
    source: REPRODUCED,
  },
  GROUP_OTHER_PROTOCOL: {
    severity: 'fault',
    title: 'the group uses another protocol',
    explanation:
      'The Collector joins with the classic consumer protocol. The group has members that use the KIP-848 protocol, or it belongs to Kafka Connect or to share consumers. Another application uses this group name, and a Collector cannot join it.',
    whatToDo: 'Give the pipeline a group of its own, or move the other application to another group.',
    setting: GROUP,
    source: 'docs/errors.md, GROUP_PROTOCOL_UNSUPPORTED',
  },
  GROUP_STRATEGY_OTHER: {
    severity: 'advice',
    title: 'the members use another assignment strategy',
    explanation:
      'Members without a common assignment strategy cannot form a group. A Collector since v0.138 joins with cooperative-sticky, unless its configuration names other strategies; before, it joined with range. A Collector that offers only cooperative-sticky cannot join this group: it fails with INCONSISTENT_GROUP_PROTOCOL, for example during a rolling upgrade.',
    whatToDo:
      'Before the upgrade, set the strategy of the present members in the new configuration, or stop all tasks first.',
    setting: { collector: 'group_rebalance_strategies' },
    source: 'https://github.com/open-telemetry/opentelemetry-collector-contrib/issues/43868',
  },
  COORDINATOR_UNAVAILABLE: {
    severity: 'fault',
    title: 'the group has no coordinator',
    explanation:
      'No broker coordinates the group. Partitions of __consumer_offsets have no leader, or the topic cannot be created because its replication factor is higher than the number of brokers.',
    whatToDo:
      'Check the partitions of __consumer_offsets, bring its brokers back, or lower offsets.topic.replication.factor.',
    setting: { elsewhere: 'the brokers: __consumer_offsets' },
    source: 'FindCoordinator',
  },
} as const satisfies Record<string, VerdictEntry>;
