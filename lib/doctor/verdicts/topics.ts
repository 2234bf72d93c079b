import { SEEN, type VerdictEntry } from './verdict-entry';

const TOPICS = { spec: 'signals.<signal>.topic', collector: '<signal>.topics, <signal>.topic' } as const;

/** Verdicts of topics, their copies, limits and records. */
export const TOPICS_VERDICTS = {
  TOPICS_EMPTY: {
    title: 'a receiver with an empty list of topics',
    explanation:
      'An empty list (`topics: []`, or an empty text) takes the place of the default: the receiver starts, joins no group, asks for no topic and logs nothing. Name the topics, or take the line out for the default.',
    setting: { collector: '<signal>.topics' },
    source: 'docs/collector-facts.md',
  },
  TOPIC_MISSING: {
    title: 'the topic does not exist',
    explanation:
      'The receiver waits for it, consumes nothing, and says so at INFO only. The exporter makes it with the brokers’ defaults, if the brokers allow that and allow_auto_topic_creation is on: often with one partition, which caps the processing tier at one task. Make it by hand, with the partitions you want.',
    setting: TOPICS,
    source: SEEN,
  },
  TOPIC_DESCRIBE_DENIED: {
    title: 'no right to describe the topic',
    explanation:
      'Without DESCRIBE (which READ and WRITE include) brokers say nothing of the topic, not even whether it exists.',
    setting: { ...TOPICS, elsewhere: 'ACL: READ (processing) or WRITE (ingestion) on the topic' },
    source: SEEN,
  },
  TOPIC_READ_DENIED: {
    title: 'no right to read the topic',
    explanation:
      'The topic may be described, not read: the receiver joins its group, is assigned partitions, and every fetch fails.',
    setting: { elsewhere: 'ACL: READ on the topic' },
    source: SEEN,
  },
  TOPIC_WRITE_DENIED: {
    title: 'no right to write to the topic',
    explanation: 'The topic may be described, not written: the exporter drops what it is given.',
    setting: { elsewhere: 'ACL: WRITE on the topic' },
    source: 'authorized operations of Metadata',
  },
  TOPIC_LEADERLESS: {
    title: 'partitions without a leader',
    explanation: 'Nothing can be read from or written to them until one of their replicas is back.',
    setting: { elsewhere: 'the brokers' },
    source: 'Metadata',
  },
  TOPIC_PATTERN_MATCHES_NOTHING: {
    title: 'the pattern matches no topic',
    explanation:
      'A topic that begins with ^ is a regular expression. No topic that this login may describe matches it.',
    setting: { spec: 'signals.<signal>.topic', collector: '<signal>.topics' },
    source: 'kafkareceiver, v0.160.0',
  },
  REPLICATION_SINGLE: {
    title: 'one copy only',
    explanation:
      'With a replication factor of 1 the records of a broker are gone with it, and while it restarts its partitions take and give nothing.',
    setting: { elsewhere: 'replication factor of the topic: 3' },
    source: 'Kafka documentation, topic design',
  },
  MIN_INSYNC_TOO_HIGH: {
    title: 'min.insync.replicas cannot be met',
    explanation:
      'With required_acks all, a write needs min.insync.replicas copies, and the topic has fewer in sync (or fewer at all): every write is refused with NOT_ENOUGH_REPLICAS, and retried until the queue is full.',
    setting: {
      elsewhere: 'min.insync.replicas of the topic, its replication factor, the brokers that are down',
    },
    source: 'Kafka documentation, min.insync.replicas',
  },
  MIN_INSYNC_NO_SPARE: {
    title: 'no broker may be away',
    explanation:
      'min.insync.replicas equals the replication factor: with required_acks all, ingestion stops whenever a single broker restarts. One less is the usual choice.',
    setting: { elsewhere: 'min.insync.replicas of the topic' },
    source: 'Kafka documentation, min.insync.replicas',
  },
  ACKS_NOT_ALL: {
    title: 'writes are acknowledged by the leader alone',
    explanation:
      'Records that were acknowledged are lost when the leader goes before the followers have them. required_acks: -1 waits for all in sync; the exporter’s default is 1.',
    setting: { collector: 'producer.required_acks' },
    source: 'kafkaexporter, v0.160.0',
  },
  MESSAGE_LIMIT_ABOVE_BROKER: {
    title: 'the exporter may send more than the topic takes',
    explanation:
      'Records between the topic’s max.message.bytes and the exporter’s max_message_bytes are refused with MESSAGE_TOO_LARGE, and dropped: no retry helps.',
    setting: { collector: 'producer.max_message_bytes', elsewhere: 'max.message.bytes of the topic' },
    source: 'docs/collector-facts.md',
  },
  CLOCK_AHEAD: {
    title: 'records are stamped ahead of this clock',
    explanation:
      'Times of records tell how far behind a group is, and when retention deletes them. Let the broker stamp them (message.timestamp.type=LogAppendTime), or set the clocks.',
    setting: {
      elsewhere:
        'message.timestamp.type=LogAppendTime of the topic; the clocks of the ingestion tier and of this machine',
    },
    source: 'docs/how-it-decides.md',
  },
  LEADERS_UNEVEN: {
    title: 'one broker leads most partitions',
    explanation:
      'It carries most of the traffic while others idle. Kafka moves leaders back by itself after a restart, if it is let (auto.leader.rebalance.enable).',
    setting: { elsewhere: 'kafka-leader-election, kafka-reassign-partitions' },
    source: 'Metadata',
  },
  PARTITIONS_UNEVEN: {
    title: 'one partition holds most records',
    explanation:
      'A drain lasts as long as its longest partition, and more tasks do not help. With trace routing an odd key (an empty trace ID, one giant trace) does this.',
    setting: { collector: 'partition_traces_by_id, record_partitioner' },
    source: 'ListOffsets',
  },
} as const satisfies Record<string, VerdictEntry>;
