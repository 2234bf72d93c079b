import { REPRODUCED, type VerdictEntry } from './verdict-entry';

const TOPICS = { spec: 'signals.<signal>.topic', collector: '<signal>.topics, <signal>.topic' } as const;

/** Verdicts on topics: permissions, replication, limits and records. */
export const TOPICS_VERDICTS = {
  TOPICS_EMPTY: {
    severity: 'fault',
    title: 'a receiver has an empty list of topics',
    explanation:
      'An empty list (`topics: []`, or an empty string) replaces the default. The receiver starts, joins no group, requests no topic and logs nothing.',
    whatToDo: 'List the topics, or remove the setting to get the default topic.',
    setting: { collector: '<signal>.topics' },
    source: 'docs/collector-facts.md',
  },
  TOPIC_MISSING: {
    severity: 'fault',
    title: 'the topic does not exist',
    explanation:
      'The receiver waits for the topic, consumes nothing, and logs that at INFO only. The exporter creates it with the defaults of the brokers, if the brokers and allow_auto_topic_creation allow that. It often gets one partition, which limits the processing tier to one task.',
    whatToDo: 'Create the topic with the number of partitions that you want, or correct its name.',
    setting: TOPICS,
    source: REPRODUCED,
  },
  TOPIC_DESCRIBE_DENIED: {
    severity: 'fault',
    title: 'no permission to describe the topic',
    explanation:
      'Without DESCRIBE, which READ and WRITE include, the brokers reveal nothing about the topic, not even whether it exists.',
    whatToDo: 'Allow READ on the topic to the processing tier, and WRITE to the ingestion tier.',
    setting: { ...TOPICS, elsewhere: 'ACL: READ (processing) or WRITE (ingestion) on the topic' },
    source: REPRODUCED,
  },
  TOPIC_READ_DENIED: {
    severity: 'fault',
    title: 'no permission to read the topic',
    explanation:
      'This principal can describe the topic but not read it. The receiver joins its group and is assigned partitions, but every fetch fails.',
    whatToDo: 'Allow READ on the topic to this principal.',
    setting: { elsewhere: 'ACL: READ on the topic' },
    source: REPRODUCED,
  },
  TOPIC_WRITE_DENIED: {
    severity: 'fault',
    title: 'no permission to write to the topic',
    explanation:
      'This principal can describe the topic but not write to it. The exporter drops the data that it receives.',
    whatToDo: 'Allow WRITE on the topic to this principal.',
    setting: { elsewhere: 'ACL: WRITE on the topic' },
    source: 'authorized operations of Metadata',
  },
  TOPIC_LEADERLESS: {
    severity: 'fault',
    title: 'partitions have no leader',
    explanation: 'These partitions can be neither read nor written until one of their replicas is back.',
    whatToDo: 'Bring the brokers back that hold the replicas of these partitions.',
    setting: { elsewhere: 'the brokers' },
    source: 'Metadata',
  },
  TOPIC_PATTERN_MATCHES_NOTHING: {
    severity: 'fault',
    title: 'the pattern matches no topic',
    explanation:
      'A topic that begins with ^ is a regular expression. It matches no topic that this principal can describe.',
    whatToDo: 'Correct the pattern, create the topic, or allow READ on the topics that should match.',
    setting: { spec: 'signals.<signal>.topic', collector: '<signal>.topics' },
    source: 'kafkareceiver, v0.160.0',
  },
  REPLICATION_SINGLE: {
    severity: 'advice',
    title: 'the topic has a single replica',
    explanation:
      'With a replication factor of 1, losing a broker loses its records. While a broker restarts, its partitions can be neither read nor written.',
    whatToDo: 'Raise the replication factor of the topic to 3 with kafka-reassign-partitions.',
    setting: { elsewhere: 'replication factor of the topic: 3' },
    source: 'Kafka documentation, topic design',
  },
  MIN_INSYNC_TOO_HIGH: {
    severity: 'fault',
    title: 'min.insync.replicas cannot be met',
    explanation:
      'With required_acks all, a write needs min.insync.replicas replicas in sync, and the topic has fewer. The brokers reject every write with NOT_ENOUGH_REPLICAS. The exporter retries until its queue is full.',
    whatToDo:
      'Bring the missing brokers back. If the replication factor is too low, raise it, or lower min.insync.replicas.',
    setting: {
      elsewhere: 'min.insync.replicas of the topic, its replication factor, the brokers that are down',
    },
    source: 'Kafka documentation, min.insync.replicas',
  },
  MIN_INSYNC_NO_SPARE: {
    severity: 'advice',
    title: 'min.insync.replicas equals the replication factor',
    explanation: 'With required_acks all, ingestion stops whenever a single broker restarts.',
    whatToDo: 'Set min.insync.replicas to one less than the replication factor.',
    setting: { elsewhere: 'min.insync.replicas of the topic' },
    source: 'Kafka documentation, min.insync.replicas',
  },
  ACKS_NOT_ALL: {
    severity: 'advice',
    title: 'only the leader acknowledges writes',
    explanation:
      'The default of the exporter, required_acks: 1, does not wait for the followers. Acknowledged records are lost if the leader fails before the followers have them.',
    whatToDo: 'Set required_acks to -1, which waits for all replicas in sync.',
    setting: { collector: 'producer.required_acks' },
    source: 'kafkaexporter, v0.160.0',
  },
  MESSAGE_LIMIT_ABOVE_BROKER: {
    severity: 'fault',
    title: 'the exporter can send more than the topic accepts',
    explanation:
      'The broker rejects records larger than max.message.bytes of the topic with MESSAGE_TOO_LARGE. The exporter drops them; retrying does not help.',
    whatToDo: 'Lower producer.max_message_bytes of the exporter, or raise max.message.bytes of the topic.',
    setting: { collector: 'producer.max_message_bytes', elsewhere: 'max.message.bytes of the topic' },
    source: 'docs/collector-facts.md',
  },
  CLOCK_AHEAD: {
    severity: 'advice',
    title: 'records have timestamps in the future',
    explanation:
      'Timestamps of records are later than the clock of this machine. They decide how far behind a group is in time, and when retention deletes a record.',
    whatToDo:
      'Synchronise the clocks, or let the brokers set the timestamps (message.timestamp.type=LogAppendTime).',
    setting: {
      elsewhere:
        'message.timestamp.type=LogAppendTime of the topic; the clocks of the ingestion tier and of this machine',
    },
    source: 'docs/how-it-decides.md',
  },
  LEADERS_UNEVEN: {
    severity: 'advice',
    title: 'one broker leads most partitions',
    explanation:
      'This broker carries most of the traffic while others idle. After a restart Kafka moves leaders back only with auto.leader.rebalance.enable.',
    whatToDo:
      'Run kafka-leader-election. If the preferred leaders are uneven, run kafka-reassign-partitions.',
    setting: { elsewhere: 'kafka-leader-election, kafka-reassign-partitions' },
    source: 'Metadata',
  },
  PARTITIONS_UNEVEN: {
    severity: 'advice',
    title: 'one partition holds most records',
    explanation:
      'A drain takes as long as its longest partition, and more tasks do not help. With routing by trace ID, an empty trace ID or one giant trace causes this.',
    whatToDo: 'Find the key that most records share. Check partition_traces_by_id and record_partitioner.',
    setting: { collector: 'partition_traces_by_id, record_partitioner' },
    source: 'ListOffsets',
  },
} as const satisfies Record<string, VerdictEntry>;
