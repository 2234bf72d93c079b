/**
 * Faults in a part of Kafka's response that Spillway detects itself. A fault is not an error: the tick goes on without
 * that part. Kafka's own error names, such as `NOT_LEADER_FOR_PARTITION`, also occur as faults.
 */
export const FAULTS = {
  GROUP_PROTOCOL_UNSUPPORTED: {
    meaning:
      'The group does not use the classic consumer protocol. The Collector does, so another application uses this group.',
    whatToDo: 'Give the pipeline its own group, or move the other application to another group.',
  },
  GROUP_STATE_UNKNOWN: {
    meaning: 'Kafka reports a state of the group that Spillway does not know.',
    whatToDo: "Check the group with Kafka's own tools. A newer broker may need a newer Spillway.",
  },
  KAFKA_BAD_ANSWER: {
    meaning: "A broker's answer is impossible, for example a negative offset. Spillway ignores it.",
    whatToDo: 'Check the health and the log of the broker, and any proxy in front of it.',
  },
  LOG_INVERTED: {
    meaning: 'The log end of a partition is below its log start.',
    whatToDo: 'Wait for the next tick. If it stays so, check the health of the brokers.',
  },
  OFFSET_NEGATIVE: {
    meaning: 'A committed offset or a log start is negative.',
    whatToDo: 'Find the tool that stored it, and commit a valid offset.',
  },
  PARTITION_DUPLICATE: {
    meaning: 'Kafka lists a partition twice.',
    whatToDo: 'Wait for the next tick. If it stays so, check the health of the brokers.',
  },
  TOPIC_CREATED_AGAIN: {
    meaning: 'A topic was deleted and created again while Spillway was reading it.',
    whatToDo: 'Wait for the next tick. If it stays so, find out what recreates the topic.',
  },
} as const satisfies Record<string, { meaning: string; whatToDo: string; since?: string }>;
