import { SEEN, type VerdictEntry } from './verdict-entry';

const GROUP = { spec: 'group', collector: 'group_id' } as const;

/** Verdicts of the consumer group. */
export const GROUP_VERDICTS = {
  GROUP_DENIED: {
    title: 'no right to the group',
    explanation:
      'A consumer needs READ on its group. Without it the receiver finds no coordinator, joins nothing, and consumes nothing.',
    setting: { ...GROUP, elsewhere: 'ACL: READ on the group' },
    source: SEEN,
  },
  GROUP_OTHER_PROTOCOL: {
    title: 'the group is used with another protocol',
    explanation:
      'The Collector joins with the classic protocol. Members of the group that use the newer one (KIP-848), or a group of Kafka Connect, keep it out: somebody else consumes under this name.',
    setting: GROUP,
    source: 'docs/errors.md, GROUP_PROTOCOL_UNSUPPORTED',
  },
  COORDINATOR_UNAVAILABLE: {
    title: 'the group has no coordinator',
    explanation:
      'The brokers name no coordinator for the group: __consumer_offsets has partitions without a leader, or cannot be made (its replication factor is above the number of brokers).',
    setting: { elsewhere: 'the brokers: __consumer_offsets' },
    source: 'FindCoordinator',
  },
} as const satisfies Record<string, VerdictEntry>;
