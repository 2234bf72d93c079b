import type { ReasonEntry } from './reason-entry';

/** Reasons why Spillway does not act yet. */
export const HOLDS = {
  HOLD_NO_COMMIT: {
    kind: 'hold',
    symptom: 'no-flip',
    meaning:
      'A partition has no committed offset. A task that takes it over under `latest` would skip the records that are already in it.',
    whatToDo:
      'With `idlePartitions: seed`, wait: Spillway commits the log start while the group runs. With `wait`, write one record to each partition in the text.',
  },
  HOLD_COMMIT_OUT_OF_RANGE: {
    kind: 'hold',
    symptom: 'no-flip',
    meaning:
      'A committed offset is outside the log. Retention deleted past it, or the topic was recreated or truncated, so `initial_offset` decides where the receiver continues.',
    whatToDo:
      'Compare the commit with the log start and end. Before the log start, on `earliest`, the receiver continues at the log start, and its first commit ends the hold. Beyond the log end, the receiver skips to the end, and Spillway sets the commit back to the log start (`OFFSETS_REPAIRED`).',
  },
  HOLD_PARTITION_UNKNOWN: {
    kind: 'hold',
    symptom: 'no-flip',
    meaning:
      'A partition could not be read. It has no leader, the request timed out, or the response was incomplete.',
    whatToDo:
      'Read the fault in the text. Without a leader, check the brokers. For `TOPIC_AUTHORIZATION_FAILED`, allow DESCRIBE on the topic.',
  },
  HOLD_TOPIC_MISSING: {
    kind: 'hold',
    symptom: 'no-flip',
    meaning: 'A topic of the spec does not exist in the cluster.',
    whatToDo: 'Create the topic, correct `signals.*.topic`, or remove the unused signal from the spec.',
  },
  HOLD_TOPIC_UNKNOWN: {
    kind: 'hold',
    symptom: 'no-flip',
    meaning: 'A topic could not be described.',
    whatToDo:
      'Read the fault in the text. For `TOPIC_AUTHORIZATION_FAILED`, allow DESCRIBE on the topic. Without a leader, check the brokers.',
  },
  HOLD_COVERAGE_LOST: {
    kind: 'hold',
    symptom: 'latest-unsafe',
    meaning:
      'The parameter `<prefix>/coverage` was lost while `latest` was in force. `earliest` is stored. Spillway does not repair anything, because that would read the whole retention again.',
    whatToDo:
      'Find out who deleted or overwrote the parameter. If records may be missing, run `spillway rewind --to TIME`. Then run `spillway accept`, which records the current partitions as covered.',
  },
  HOLD_TOPIC_PATTERN: {
    kind: 'hold',
    symptom: 'no-flip',
    meaning: 'A topic of the spec is a pattern. Topics that match it later cannot be covered in advance.',
    whatToDo:
      'Name the topics in the spec, or set `topicPatterns: allow`. Spillway then repairs a topic that appears under `latest`.',
  },
  HOLD_GROUP_NOT_STABLE: {
    kind: 'hold',
    symptom: 'nobody-reads',
    meaning:
      'The consumer group is not Stable. It is rebalancing, empty or in an unknown state, or a partition has no owner.',
    whatToDo:
      'Look at the state of the group. If rebalances do not end, look for tasks that start and stop. A group that uses the newer protocol (KIP-848) shows as unknown. If a partition has no owner, a task with an older config may not subscribe to its topic.',
  },
  HOLD_FOREIGN_MEMBER: {
    kind: 'hold',
    symptom: 'nobody-reads',
    meaning: 'The consumer group has members that are not tasks of the service.',
    whatToDo:
      'Look at the members in the text. They may be a test, a console consumer or a second service. Give them another group.',
  },
  HOLD_ROLLOUT_IN_PROGRESS: {
    kind: 'hold',
    symptom: 'no-flip',
    meaning: 'ECS is starting or replacing tasks of the service.',
    whatToDo:
      "Wait until the deployment ends. If it does not, read the service's events and the log of a task that does not start.",
  },
  HOLD_ROLLOUT_FAILED: {
    kind: 'hold',
    symptom: 'no-flip',
    meaning:
      'The tasks of the service do not start, and Spillway cannot fix that. No earlier config is known, it was already restored, or a new task definition is being deployed, which ECS rolls back first.',
    whatToDo:
      "Read the logs of the tasks and the service's events. Deploy an image that starts. Or run `spillway pause`, store a config that works, run `aws ecs update-service --cluster CLUSTER --service SERVICE --force-new-deployment`, then `spillway resume`: a failed deployment starts no more tasks until then.",
  },
  HOLD_CONFIG_FOREIGN: {
    kind: 'hold',
    symptom: 'no-flip',
    meaning: 'The stored Collector config does not read the group and topics of the spec.',
    whatToDo:
      'Compare `<prefix>/config` with the spec, and correct the one that is wrong. An empty list of topics reads nothing.',
  },
  HOLD_CONFIG_NOT_EDITABLE: {
    kind: 'hold',
    symptom: 'no-flip',
    meaning:
      'The stored Collector config cannot be read, or its `initial_offset` cannot be changed in place.',
    whatToDo:
      'Read the error in the text. Write `initial_offset: earliest` out in that kafka receiver: docs/initial-offset.md.',
  },
  HOLD_RETENTION_HEADROOM: {
    kind: 'hold',
    symptom: 'no-flip',
    meaning: 'Retention may soon delete records that the group has not read.',
    whatToDo:
      'Raise `retention.ms` or `retention.bytes` of the topic, or lower `retentionHeadroom` if you accept the risk.',
  },
  HOLD_REPAIR_PENDING: {
    kind: 'hold',
    symptom: 'latest-unsafe',
    meaning: 'Some partitions still have to be repaired: tasks on `latest` may have skipped records in them.',
    whatToDo:
      'Look at the other holds: they say what delays the repair. Spillway tries again on its own. `spillway repair` does it now, and `spillway accept` gives up the skipped records.',
  },
  HOLD_UNCOVERED: {
    kind: 'hold',
    symptom: 'latest-unsafe',
    meaning:
      'A task may run on `latest` while a partition is not covered. Spillway does not move partitions between tasks until it is.',
    whatToDo:
      'Wait: Spillway first seeds or repairs the partitions in the text. Do not scale, deploy or add partitions in the meantime.',
  },
  HOLD_UNSENT: {
    kind: 'hold',
    symptom: 'no-flip',
    meaning:
      'Tasks hold data that the backend does not accept, or their metrics do not show what they hold. On shutdown a Collector tries to send its queue once. What the backend then refuses is lost.',
    whatToDo: 'Fix the backend. Do not stop or deploy the tasks before that.',
  },
  HOLD_COMMIT_FORBIDDEN: {
    kind: 'hold',
    symptom: 'no-flip',
    meaning: 'Kafka does not allow Spillway to commit for this group.',
    whatToDo:
      "Grant Spillway's user READ on the group. On MSK with IAM, allow `kafka-cluster:AlterGroup` and `kafka-cluster:ReadData`.",
  },
  HOLD_SEED_REFUSED: {
    kind: 'hold',
    symptom: 'no-flip',
    meaning:
      'Kafka refused the commits for idle partitions while the group runs. Spillway tries again within 15 min.',
    whatToDo:
      'Find `KAFKA_SEED_REFUSED` in the log: it says why. Often the group is rebalancing, or a member uses `group.protocol: consumer`. One record in each idle partition also ends the hold.',
  },
  HOLD_ROLL_IMPOSSIBLE: {
    kind: 'hold',
    symptom: 'stop-or-roll',
    meaning:
      'Spillway cannot roll this service. A rolling deployment would never finish or would stop all tasks at once, or ECS is not the deployment controller.',
    whatToDo:
      'Let ECS start tasks before it stops others: maximum percent above 100 (the default is 200), minimum healthy percent above 0. Or run the deployment yourself.',
  },
  HOLD_RETRY_LATER: {
    kind: 'hold',
    symptom: 'stop-or-roll',
    meaning:
      'The last stop or roll failed, so Spillway waits before the next one: 15 min, doubling after each failure to at most 12 h.',
    whatToDo: 'Read in the log why it failed. A command of yours does not have to wait.',
  },
  HOLD_STOP_BUDGET: {
    kind: 'hold',
    symptom: 'stop-or-roll',
    meaning: 'Spillway has stopped the tasks twice within 24 h on its own. It does not do so a third time.',
    whatToDo: 'Find what made it stop the tasks, and fix that. `spillway repair` does not have to wait.',
  },
  HOLD_CANCELLED: {
    kind: 'hold',
    symptom: 'latest-unsafe',
    meaning: 'The repair was cancelled by command. Spillway does not start it again on its own.',
    whatToDo: 'Run `spillway repair` to recover the skipped records, or `spillway accept` to write them off.',
  },
  HOLD_LATEST_RATIONED: {
    kind: 'hold',
    symptom: 'no-flip',
    meaning: '`latest` became unsafe a short time ago, so Spillway waits before it stores it again.',
    whatToDo:
      'Find the last `REARM_…` code in the log and fix its cause. Until then the tasks are safe on `earliest`.',
  },
  HOLD_ANSWERS_CONTRADICT: {
    kind: 'hold',
    symptom: 'no-flip',
    meaning:
      'ECS or SSM does not show a recent write yet. Spillway decides nothing until two ticks in a row agree.',
    whatToDo:
      'Wait a minute. If it lasts, compare what ECS and SSM show with the text: two controllers, or an operator and a tool, may be writing the same value.',
  },
  HOLD_KAFKA_UNREACHABLE: {
    kind: 'hold',
    symptom: 'nobody-reads',
    meaning:
      'Spillway cannot reach Kafka. It starts tasks that it has stopped, and does nothing else. The tasks may still be reading: they have their own connection.',
    whatToDo: 'Read the error in the text. Check the brokers, security groups, subnets and the password.',
  },
  HOLD_SERVICE_STOPPED: {
    kind: 'hold',
    symptom: 'nobody-reads',
    meaning: 'The desiredCount of the service is 0, and Spillway did not set it. Spillway leaves it at 0.',
    whatToDo: 'Find out who set it. Set it to 1 or more: Spillway scales from there.',
  },
  HOLD_STOPPED_BY_PERSON: {
    kind: 'hold',
    symptom: 'nobody-reads',
    meaning: 'The stop switch (`<prefix>/hold` in SSM) is on. Spillway starts and stops nothing.',
    whatToDo: 'Find out who set it, and why. `spillway resume` starts as many tasks as ran before.',
  },
  HOLD_EXTERNAL_COUNT: {
    kind: 'hold',
    symptom: 'tasks',
    meaning: 'Somebody else set desiredCount, and Spillway keeps their number (`external: respect`).',
    whatToDo:
      'To let Spillway scale again, set desiredCount to the target, run `spillway resume`, or set `external: override`.',
  },
  HOLD_AUTO_SCALING: {
    kind: 'hold',
    symptom: 'tasks',
    meaning: 'Application Auto Scaling controls the same desiredCount.',
    whatToDo:
      'Remove the scalable target of the service, or set `external: override`. Two controllers must not set one number.',
  },
  HOLD_PAUSED: {
    kind: 'hold',
    symptom: 'no-flip',
    meaning: 'Spillway is paused. It measures and reports, and changes nothing.',
    whatToDo: 'Find out who paused it, and why. `spillway resume` ends the pause.',
  },
} as const satisfies Record<string, ReasonEntry>;
