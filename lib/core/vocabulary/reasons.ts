/**
 * Every reason a decision can carry: one list, from which docs and messages are generated.
 *
 * - `hold`  Spillway would act and must not yet; it has a time since when, and an alarm when it lasts
 * - `wait`  a step is under way and needs time
 * - `act`   what is done in this tick
 * - `info`  what is the case
 * - `alarm` a person should look
 */
export const REASONS = {
  DRAINING: ['info', 'The group is still working through its backlog.'],
  DRAINED_SETTLING: [
    'info',
    'The backlog is gone. It has to stay so for stableFor, with no partition added for metadataRefresh, before latest is stored.',
  ],
  LIVE: ['info', 'initial_offset is latest and every partition has a commit: nothing to do.'],
  MIXED_FLEET: [
    'info',
    'Some running tasks started with the other initial_offset. Each takes up the stored one when it next starts.',
  ],
  STUCK_EXCLUDED: [
    'info',
    'A stuck partition does not hold up the flip: its commit lies in the log, so latest skips nothing of it.',
  ],
  RETENTION_ASSUMED: [
    'info',
    'The retention of a topic cannot be read (no right to describe its configuration). The spec is believed instead.',
  ],
  BACKPRESSURE: [
    'info',
    'The export queues of the tasks are full, or the backend takes nothing from them: the backend is the limit. More tasks would wait for it as well. Look at the backend.',
  ],
  BACKPRESSURE_SOME_TASKS: [
    'info',
    'A few tasks wait for the backend and most do not. Look at these tasks (their connection, a partition with more than its share), not at the backend.',
  ],
  SLOW_CONSUMER: [
    'info',
    'The group is behind and does not catch up, though the export queues have room: the tasks are the limit. It says how many more tasks are useful.',
  ],
  LIMIT_UNKNOWN: [
    'info',
    'The group is behind and does not catch up, and the metrics of its tasks do not show whether the backend or the tasks are the limit.',
  ],
  HELD_READ_AGAIN: [
    'info',
    'What the stopped tasks had read and not delivered is read again: commits go back to the last look after which everything was delivered.',
  ],
  HELD_UNKNOWN: [
    'info',
    'It is not known what the stopped tasks had read and not delivered: their metrics could not be read, or nothing bounds how long they hold data. What the backend refused at shutdown is lost.',
  ],

  HOLD_NO_COMMIT: [
    'hold',
    'A partition has no committed offset. Under latest a task that takes it over skips what was written to it. With idlePartitions: seed Spillway commits its log start; with wait it needs a first record.',
  ],
  HOLD_COMMIT_OUT_OF_RANGE: [
    'hold',
    'A commit lies before the log start (retention passed it) or beyond the log end (topic recreated or truncated): initial_offset would decide again.',
  ],
  HOLD_PARTITION_UNKNOWN: ['hold', 'A partition could not be read (no leader, timeout, partial response).'],
  HOLD_TOPIC_MISSING: [
    'hold',
    'A topic of the spec does not exist in the cluster. Create it, or remove the unused signal from the spec.',
  ],
  HOLD_TOPIC_UNKNOWN: [
    'hold',
    'A topic could not be described. Look at the fault: often the right to describe it is missing.',
  ],
  HOLD_COVERAGE_LOST: [
    'hold',
    'latest is in force and the parameter that says what it covers is gone. earliest is stored; nothing is moved or stopped, since a repair of everything would read the whole retention again. spillway accept takes what there is as covered.',
  ],
  HOLD_TOPIC_PATTERN: [
    'hold',
    'A topic is given as a pattern: topics that match later cannot be covered before they exist. topicPatterns: allow flips all the same.',
  ],
  HOLD_GROUP_NOT_STABLE: [
    'hold',
    'The consumer group is rebalancing, empty or unknown, or a partition is assigned to nobody.',
  ],
  HOLD_FOREIGN_MEMBER: [
    'hold',
    'The group has members that are not tasks of the service: another consumer uses this group.',
  ],
  HOLD_ROLLOUT_IN_PROGRESS: ['hold', 'The ECS service is replacing or starting tasks.'],
  HOLD_ROLLOUT_FAILED: [
    'hold',
    'The service does not bring its tasks up, and there is no earlier config to restore, or it was restored already, or a release of another task definition is in progress, which its deployment rolls back first.',
  ],
  HOLD_CONFIG_FOREIGN: [
    'hold',
    'The stored Collector config does not read the group and topics of the spec.',
  ],
  HOLD_CONFIG_NOT_EDITABLE: [
    'hold',
    'The stored Collector config cannot be read, or its initial_offset cannot be changed in place.',
  ],
  HOLD_RETENTION_HEADROOM: [
    'hold',
    'Retention may delete unread records soon. Raise retention.ms or retention.bytes, or lower retentionHeadroom.',
  ],
  HOLD_REPAIR_PENDING: [
    'hold',
    'Partitions that met latest uncovered are still owed. They are repaired first, or accepted as lost (spillway accept).',
  ],
  HOLD_UNCOVERED: [
    'hold',
    'A task may run on latest and a partition is not covered: nothing is done that would move partitions between tasks.',
  ],
  HOLD_UNSENT: [
    'hold',
    'Tasks hold data that the backend does not take, or do not show what they hold. On shutdown a Collector tries its queue once, and what the backend then refuses is lost. Look at the backend.',
  ],
  HOLD_COMMIT_FORBIDDEN: [
    'hold',
    'Kafka does not let Spillway commit for this group (READ on the group is missing): no commit can be moved or seeded.',
  ],
  HOLD_SEED_REFUSED: [
    'hold',
    'Kafka refused to take commits for idle partitions while the group runs. Tried again every few minutes; the reason is in the log.',
  ],
  HOLD_ROLL_IMPOSSIBLE: [
    'hold',
    'A rolling deployment of this service cannot make progress, or would stop all tasks at once, or ECS is not its deployment controller. Change its deployment configuration, or deploy it yourself.',
  ],
  HOLD_RETRY_LATER: [
    'hold',
    'The last stop or roll did not reach its end. The next one waits: 15 minutes, twice as long after each failure, up to 12 hours.',
  ],
  HOLD_STOP_BUDGET: [
    'hold',
    'Spillway has stopped the tasks twice within a day on its own. It does not do so again before a day has passed; spillway repair does it now.',
  ],
  HOLD_CANCELLED: [
    'hold',
    'A person cancelled the repair. It is not begun again until spillway repair, or spillway accept.',
  ],
  HOLD_LATEST_RATIONED: [
    'hold',
    'latest is not stored again so soon after it turned out unsafe: what made it so may come back, and then finds the tasks on earliest.',
  ],
  HOLD_ANSWERS_CONTRADICT: [
    'hold',
    'ECS or SSM does not show yet what Spillway, or somebody else, has just written. Nothing is decided on it before two looks agree.',
  ],
  HOLD_KAFKA_UNREACHABLE: [
    'hold',
    'Kafka does not answer. Tasks that are stopped are started again; nothing else is done.',
  ],
  HOLD_SERVICE_STOPPED: [
    'hold',
    'desiredCount is 0 and Spillway did not set it: it stays so until somebody sets it to 1 or more.',
  ],
  HOLD_STOPPED_BY_PERSON: [
    'hold',
    'The stop switch (<prefix>/hold in SSM) is on: Spillway starts and stops nothing until spillway resume.',
  ],
  HOLD_EXTERNAL_COUNT: [
    'hold',
    'Somebody else set desiredCount and it is kept (external: respect). Set it to the target, or use resume or drain, to let Spillway scale again.',
  ],
  HOLD_AUTO_SCALING: [
    'hold',
    'Application Auto Scaling moves the same desiredCount. Remove it from the service, or set external: override.',
  ],
  HOLD_PAUSED: ['hold', 'Spillway is paused: it measures and explains, and changes nothing until resume.'],

  SCALE_OUT: ['act', 'More tasks are useful: there are partitions for them.'],
  SCALE_IN: ['act', 'Fewer tasks are useful, or the steady number is lower.'],
  SCALE_IN_COOLING_DOWN: [
    'wait',
    'The next step of a scale-in waits for the cool-down: each step is a rebalance.',
  ],
  EXTERNAL_COUNT_OVERRIDDEN: [
    'info',
    'Somebody else set desiredCount; Spillway sets it again (external: override).',
  ],

  REQUEST_ACCEPTED: ['act', 'A command begins.'],
  REQUEST_REFUSED: ['info', 'A command was refused; nothing was changed.'],
  REQUEST_REPEATED: ['info', 'This command was delivered before and is not begun again.'],
  REQUEST_STEP: ['wait', 'A command is under way.'],
  REQUEST_DONE: ['info', 'A command is complete.'],
  REQUEST_FAILED: ['alarm', 'A command was given up; what it had done by then is reported with it.'],
  REQUEST_CANCELLED: ['act', 'The operation under way was cancelled.'],
  PAUSED: ['act', 'Spillway is paused from now on.'],
  RESUMED: ['act', 'Spillway acts again.'],
  STOPPED_BY_COMMAND: ['act', 'All tasks are stopped by command, until spillway resume.'],
  ACCEPTED_AS_LOST: [
    'act',
    'What latest skipped, or may have, is accepted as lost: nothing is owed any more.',
  ],

  FLIP_STORED: [
    'act',
    'latest is stored: drained, and every partition is covered. No task stops; each takes it up when it next starts.',
  ],
  PARTITIONS_SEEDED: [
    'act',
    'Idle partitions get a commit at their log start while the group runs, so that latest skips nothing of them.',
  ],
  REARM_NO_COMMIT: [
    'act',
    'latest is in force and a partition has no commit: it was lost, expired or deleted.',
  ],
  REARM_OUT_OF_RANGE: ['act', 'latest is in force and a commit lies outside the log.'],
  REARM_UNCOVERED: [
    'act',
    'latest is in force and a partition or topic was added since: it may have met latest without a commit.',
  ],
  REARM_COMMITS_BACK: [
    'act',
    'latest is in force and commits went back: the topic may be another one than before.',
  ],
  REARM_RETENTION: ['act', 'latest is in force and retention is about to overtake a commit.'],
  REARM_GROUP_EXPIRES: [
    'act',
    'latest is stored and the group has been Empty for half of the time after which Kafka drops its commits.',
  ],
  REARM_CONFIG_FOREIGN: [
    'act',
    'latest is in force in a config that reads another group or other topics: no commit of those is known.',
  ],
  REARM_COVERAGE_LOST: [
    'act',
    'latest is stored and <prefix>/coverage, which says what it covers, is gone or unreadable.',
  ],
  REARM_FOR_REQUEST: ['act', 'A command needs earliest on every task.'],
  ROLL_STARTED: [
    'act',
    'The tasks are replaced one after another by a rolling deployment; the tier keeps running.',
  ],
  ROLLING: ['wait', 'A rolling deployment is replacing the tasks.'],
  ROLL_DONE: ['info', 'All tasks were replaced.'],
  RESTART_TOPIC_RECREATED: [
    'act',
    'A topic was recreated: running receivers read nothing of it until they restart.',
  ],
  RESTART_UNREAD: [
    'act',
    'A partition has records and no commit in the log for stuckAfter, though the group is stable: its commit was deleted, or its receiver does not read it. Its tasks are replaced once.',
  ],
  REPAIR_STARTED: ['act', 'Partitions that met latest uncovered are set back, by a recreate.'],
  REWIND_STARTED: ['act', 'Commits are moved back, by a recreate.'],
  SKIP_STARTED: ['act', 'Commits are moved forward, by a recreate.'],
  TASKS_STOPPED: [
    'act',
    'desiredCount is set to 0 for a recreate, for maxPause at most. spillway stop turns this into a lasting stop.',
  ],
  WAITING_CONFIG_SETTLES: [
    'wait',
    'initial_offset was stored a moment ago: a starting task may still read the value before (configSettles).',
  ],
  WAITING_TASKS_GONE: ['wait', 'Tasks were told to stop and still flush.'],
  WAITING_GROUP_EMPTY: [
    'wait',
    'Tasks are gone; Kafka still counts their members until the session times out.',
  ],
  OFFSETS_REPAIRED: [
    'act',
    'Partitions that met latest uncovered are set back: at most so many records were skipped, and they are read now.',
  ],
  OFFSETS_MOVED: ['act', 'Commits are moved as asked for, while the group is Empty.'],
  CONFIG_STORED: ['act', 'The live config has the new initial_offset; nothing else in it changed.'],
  CONFIG_RESTORED: [
    'act',
    'The service does not bring its tasks up with the present config: the last one that worked is stored again, once.',
  ],
  PARTITIONS_ADDED: ['act', 'The partition count of a topic is raised.'],
  TASKS_STARTED: ['act', 'The tasks start again, on earliest.'],
  TASKS_REPAID: [
    'act',
    'Tasks that Spillway stopped are started again, though what they were stopped for did not reach its end.',
  ],
  STARTED_FROM_OUTSIDE: ['info', 'Somebody else started the tasks during a stop: the recreate is over.'],
  VERIFYING: ['wait', 'The tasks were told to start; the group is checked.'],
  RECREATE_VERIFIED: ['info', 'The group runs on earliest again.'],
  RECREATE_GIVEN_UP: ['alarm', 'A recreate was given up; the tasks run, or start again, on earliest.'],

  ALARM_NOBODY_READS: [
    'alarm',
    'Tasks run and are not in the consumer group: nobody, or only some of them, reads. The live config is compared with the spec; spillway doctor checks the connection step by step.',
  ],
  ALARM_PHASE_TIMEOUT: ['alarm', 'A phase lasts longer than phaseTimeout. Look at the tasks and their logs.'],
  ALARM_NOT_VERIFIED: [
    'alarm',
    'The tasks were started, and the group did not come back to work within phaseTimeout. The reasons say what is missing.',
  ],
  ALARM_ROLL_NOT_DONE: [
    'alarm',
    'A rolling deployment did not replace all tasks within phaseTimeout. Look at the events of the ECS service.',
  ],
  ALARM_SECOND_STOP: [
    'alarm',
    'Spillway stopped the tasks for the second time within a day on its own. Find what deletes commits or adds partitions; spillway pause keeps it from acting.',
  ],
  ALARM_REPAIR_URGENT: [
    'alarm',
    'Retention would delete what latest skipped: it is repaired now, without waiting for a back-off, a budget or the backend.',
  ],
  ALARM_COMMITS_BACK: [
    'alarm',
    'Commits went back, and Spillway did not do it: another tool reset them, a broker lost them, or a topic was recreated. Records are read again.',
  ],
  ALARM_HOLD_LASTS: ['alarm', 'A hold lasts longer than holdAlarmAfter.'],
  ALARM_PARTITION_STUCK: [
    'alarm',
    'A partition does not advance while it is behind: a record that cannot be processed, or a consumer that hangs. Its owner and offset are named.',
  ],
  ALARM_EXPORT_DROPPED: [
    'alarm',
    'Exporters of running tasks gave up data since the last look: its offsets are committed, so it is lost. Let their queues block (block_on_overflow) and retry without end.',
  ],
  ALARM_COVERAGE_LOST: [
    'alarm',
    'The parameter <prefix>/coverage was lost while latest was in force: what latest skipped since cannot be told.',
  ],
  ALARM_UNSAFE: [
    'alarm',
    'latest is in force and not safe, and Spillway may not act: it is paused or stopped, or the config cannot be changed.',
  ],
  ALARM_MEMBER_LINGERS: [
    'alarm',
    'A member stayed in the group when all tasks were gone. It is named; no further stop is tried while it is there.',
  ],
  ALARM_CONFIG_NOT_DEPLOYED: [
    'alarm',
    'The live config is not the one that was deployed: it differs from the template in more than initial_offset. The last good one was restored, or somebody edited it.',
  ],
  ALARM_TASKS_ABOVE_USEFUL: ['alarm', 'More tasks run than there are partitions for: the rest is idle.'],
  ALARM_CLOCK_WENT_BACK: [
    'alarm',
    'Times in the state lie in the future of this clock: they count as now, so waits start again from there.',
  ],
} as const satisfies Record<string, readonly [ReasonKind, string]>;

export type ReasonKind = 'hold' | 'wait' | 'act' | 'info' | 'alarm';
export type ReasonCode = keyof typeof REASONS;

/** Partitions of one topic that a reason is about, ascending. */
export interface PartitionList {
  topic: string;
  partitions: number[];
}

export interface Reason {
  code: ReasonCode;
  kind: ReasonKind;
  /** The figures, for people; the general explanation is in {@link REASONS}. */
  text: string;
  where: PartitionList[];
  /** Since when a hold lasts; set by the controller. */
  sinceMs?: number;
}

export function reason(code: ReasonCode, text: string, where: PartitionList[] = []): Reason {
  return { code, kind: REASONS[code][0], text, where };
}

/** Groups partitions by topic, in the order they come. */
export function byTopic(partitions: readonly { topic: string; partition: number }[]): PartitionList[] {
  const lists = new Map<string, number[]>();
  for (const { topic, partition } of partitions) {
    const list = lists.get(topic);
    if (list) list.push(partition);
    else lists.set(topic, [partition]);
  }
  return [...lists].map(([topic, list]) => ({ topic, partitions: list.sort((a, b) => a - b) }));
}

/** `HOLD_NO_COMMIT otlp_spans partitions 3,7: 2 without a commit` */
export function formatReason({ code, text, where }: Reason): string {
  const places = where.map(({ topic, partitions }) => `${topic} partitions ${partitions.join(',')}`);
  return [code, ...(places.length > 0 ? [places.join('; ')] : [])].join(' ') + (text ? `: ${text}` : '');
}
