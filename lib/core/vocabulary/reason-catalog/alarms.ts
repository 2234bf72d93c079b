import type { ReasonEntry } from './reason-entry';

/** Reasons that need an operator's attention. */
export const ALARMS = {
  ALARM_NOBODY_READS: {
    kind: 'alarm',
    symptom: 'nobody-reads',
    meaning:
      'Tasks run, and all or some of them are not in the consumer group. The text names differences between the live config and the spec. The phase is `not-reading`.',
    whatToDo:
      'Fix the differences in the text. Then run `spillway doctor -p FILE`, which checks the connection step by step as a Collector does. A Collector that cannot log in stays up and reads nothing. If only some tasks are missing, read their logs.',
  },
  ALARM_PHASE_TIMEOUT: {
    kind: 'alarm',
    symptom: 'stop-or-roll',
    meaning: 'A phase of a command lasts longer than `phaseTimeout`.',
    whatToDo: 'Look up the phase and the other reasons of the report, then read the logs of the tasks.',
  },
  ALARM_NOT_VERIFIED: {
    kind: 'alarm',
    symptom: 'stop-or-roll',
    meaning: 'The tasks were started, and the group does not read again within `phaseTimeout`.',
    whatToDo: 'Read the reasons in the text and the logs of the tasks, then run `spillway doctor -p FILE`.',
  },
  ALARM_ROLL_NOT_DONE: {
    kind: 'alarm',
    symptom: 'stop-or-roll',
    meaning:
      'A rolling deployment did not replace all tasks within `phaseTimeout`. The old tasks keep running.',
    whatToDo:
      "Read the service's events in ECS: a new task does not become healthy, or there is no capacity.",
  },
  ALARM_SECOND_STOP: {
    kind: 'alarm',
    symptom: 'stop-or-roll',
    meaning: 'Spillway stopped the tasks for the second time within 24 h on its own.',
    whatToDo:
      'Find what deletes commits or adds partitions, and stop it. `spillway pause` keeps Spillway from acting meanwhile.',
  },
  ALARM_REPAIR_URGENT: {
    kind: 'alarm',
    symptom: 'stop-or-roll',
    meaning:
      'Retention is about to delete records that `latest` skipped. Spillway repairs them now, without waiting for a back-off, the stop budget or the backend.',
    whatToDo: 'Raise the retention of the topics that are named, so that the repair finishes first.',
  },
  ALARM_COMMITS_BACK: {
    kind: 'alarm',
    symptom: 'latest-unsafe',
    meaning:
      'Committed offsets went back, and Spillway did not move them. Another tool reset them, a broker lost them, or a topic was recreated. The records are read again.',
    whatToDo:
      'Find out who reset offsets or recreated a topic. If nobody did, check the brokers for data loss. There is nothing to repair.',
  },
  ALARM_HOLD_LASTS: {
    kind: 'alarm',
    symptom: 'no-flip',
    meaning: 'A hold lasts longer than `holdAlarmAfter`.',
    whatToDo: 'Look up the hold that is named: `spillway explain CODE`.',
  },
  ALARM_PARTITION_STUCK: {
    kind: 'alarm',
    symptom: 'slow-drain',
    meaning:
      'A partition is behind and does not advance. It has a record that cannot be processed, or its consumer hangs. The text names its owner and offset.',
    whatToDo:
      "Read that task's log. Fix the encoding, or give up the record: docs/runbook.md#a-partition-stands-still-while-the-others-go-on.",
  },
  ALARM_EXPORT_DROPPED: {
    kind: 'alarm',
    symptom: 'slow-drain',
    meaning: 'Exporters dropped data since the last tick. Its offsets are committed, so it is lost.',
    whatToDo:
      "Read the exporters' logs for what the backend refused, and fix that. Set `retry_on_failure: {max_elapsed_time: 0}` and `block_on_overflow: true`, so that exporters retry and wait instead of dropping.",
  },
  ALARM_COVERAGE_LOST: {
    kind: 'alarm',
    symptom: 'latest-unsafe',
    meaning:
      'The parameter `<prefix>/coverage` was lost while `latest` was in force. Spillway cannot tell what `latest` has skipped since then.',
    whatToDo:
      'Find out who deleted or overwrote the parameter. If records may be missing, run `spillway rewind --to TIME`. Then run `spillway accept`.',
  },
  ALARM_UNSAFE: {
    kind: 'alarm',
    symptom: 'latest-unsafe',
    meaning:
      '`latest` is in force and not safe, and Spillway cannot act. It is paused or stopped, or the config cannot be changed.',
    whatToDo:
      'Read the text. Run `spillway resume`, or make the config editable. Do not restart tasks before that.',
  },
  ALARM_MEMBER_LINGERS: {
    kind: 'alarm',
    symptom: 'stop-or-roll',
    meaning:
      'A member stayed in the group after all tasks were gone. Spillway does not stop the tasks again while it is there.',
    whatToDo:
      'The member that is named is a consumer outside the service. Stop it, or give it another group.',
  },
  ALARM_CONFIG_NOT_DEPLOYED: {
    kind: 'alarm',
    symptom: 'tasks',
    meaning:
      'The live config is not the one that was deployed. It differs from `<prefix>/template` in more than `initial_offset`: Spillway restored the last config that worked, or somebody edited it.',
    whatToDo:
      'Look at the paths in the text, at `CONFIG_RESTORED` in the log, and at `aws ssm get-parameter-history`. Then follow docs/runbook.md#the-live-config-is-not-the-one-that-was-deployed.',
  },
  ALARM_TASKS_ABOVE_USEFUL: {
    kind: 'alarm',
    symptom: 'tasks',
    meaning: 'More tasks run than the topics have partitions for. The others are idle.',
    whatToDo: 'Lower desiredCount, or add partitions with `spillway expand`.',
  },
  ALARM_CLOCK_WENT_BACK: {
    kind: 'alarm',
    symptom: 'tasks',
    meaning:
      "The state contains times in the future of this machine's clock. They count as now, so waits start again.",
    whatToDo:
      'Find out where else ticks run, for example another machine with `-p FILE`, and correct its clock.',
  },
} as const satisfies Record<string, ReasonEntry>;
