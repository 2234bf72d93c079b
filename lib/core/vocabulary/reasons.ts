/**
 * Every reason a decision can carry: one list, from which docs and messages are made.
 *
 * - `hold`  Spillway would act and must not yet; it has a time since when, and an alarm when it lasts
 * - `wait`  a step is under way and needs time
 * - `act`   what is done in this tick
 * - `info`  how things stand
 * - `alarm` a person should look
 */
export const REASONS = {
  DRAINING: ['info', 'The group is still working off its backlog.'],
  DRAINED_SETTLING: [
    'info',
    'The backlog is gone; it has to stay so for stableFor, with no partition added for metadataRefresh, before the flip.',
  ],
  LIVE: ['info', 'initial_offset is latest everywhere and every partition has a commit: nothing to do.'],
  MIXED_FLEET: [
    'info',
    'initial_offset is stored, and some running tasks started with the other one: it takes effect at the next recreate (rollout: lazy).',
  ],
  STUCK_EXCLUDED: [
    'info',
    'A stuck partition does not hold up the flip: its commit lies in the log, so latest skips nothing of it.',
  ],
  RETENTION_ASSUMED: [
    'info',
    'The retention of a topic cannot be read (no right to describe its configuration): the spec is believed.',
  ],
  BACKPRESSURE: [
    'info',
    'The export queues of the tasks are full, or nothing of them is taken: the backend is the limit. More tasks would wait for it as well; look at the backend.',
  ],
  BACKPRESSURE_SOME_TASKS: [
    'info',
    'A few tasks wait for the backend and most do not: look at these tasks (their connection, a partition with more than its share), not at the backend.',
  ],
  SLOW_CONSUMER: [
    'info',
    'The group is behind and does not catch up, though the export queues have room: the tasks are the limit. It says how many more are of use.',
  ],
  LIMIT_UNKNOWN: [
    'info',
    'The group is behind and does not catch up, and the metrics of its tasks do not tell whether the backend or the tasks are the limit.',
  ],
  UNSENT_UNKNOWN: [
    'info',
    'Running tasks do not answer for their metrics: whether they hold what the backend does not take is not known, so no flip or scale-in waits for it (HOLD_UNSENT). Open their port to the function, or say metricsPort: off.',
  ],

  HOLD_NO_COMMIT: [
    'hold',
    'A partition has no committed offset. Under latest a restart would skip what is written to it. With idlePartitions: seed it gets one during the recreate; with wait it needs a first record.',
  ],
  HOLD_COMMIT_OUT_OF_RANGE: [
    'hold',
    'A commit lies before the log start (retention passed it) or beyond the log end (topic recreated or truncated): initial_offset would decide again.',
  ],
  HOLD_PARTITION_UNKNOWN: ['hold', 'A partition could not be read (leaderless, timeout, partial answer).'],
  HOLD_TOPIC_MISSING: [
    'hold',
    'A topic of the spec does not exist in the cluster. Create it, or take the unused signal out of the spec.',
  ],
  HOLD_TOPIC_UNKNOWN: [
    'hold',
    'A topic could not be described. Look at the fault: often a missing right to describe it.',
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
    'The members of the group are not the tasks of the service (tasks × signals): somebody else consumes with this group.',
  ],
  HOLD_ROLLOUT_IN_PROGRESS: ['hold', 'The ECS service is replacing or starting tasks.'],
  HOLD_ROLLOUT_FAILED: [
    'hold',
    'The service does not bring its tasks up, and there is no earlier config to go back to, or it was gone back to already, or a release of another task definition is under way, which its deployment takes back first.',
  ],
  HOLD_CONFIG_FOREIGN: [
    'hold',
    'The stored Collector config does not read the group and topics of the spec.',
  ],
  HOLD_CONFIG_NOT_EDITABLE: [
    'hold',
    'The stored Collector config cannot be read, or its initial_offset cannot be changed in place: no task is stopped that could not be started again.',
  ],
  HOLD_RETENTION_HEADROOM: [
    'hold',
    'Retention is too short: what is not read yet could be deleted during the recreate. Raise retention.ms or lower retentionHeadroom.',
  ],
  HOLD_REPAIR_PENDING: [
    'hold',
    'Partitions that met latest uncovered are not repaired yet: after a flip nobody would know of them any more.',
  ],
  HOLD_UNSENT: [
    'hold',
    'Tasks hold data that the backend does not take. It is committed, and a task that is stopped sends it only once more: it would be lost. Look at the backend.',
  ],
  HOLD_RETRY_LATER: [
    'hold',
    'The last recreate was given up while its tasks were stopped. The next try waits for phaseTimeout, so that a fault that lasts does not stop the tasks again and again.',
  ],
  HOLD_SERVICE_STOPPED: [
    'hold',
    'desiredCount is 0 and Spillway did not do it: it stays so until somebody sets it to 1 or more.',
  ],
  HOLD_EXTERNAL_COUNT: [
    'hold',
    'desiredCount was set by somebody else and is kept (external: respect). Set it to the target, or use resume or drain, to let Spillway scale again.',
  ],
  HOLD_AUTO_SCALING: [
    'hold',
    'Application Auto Scaling moves the same desiredCount: it would start tasks in the middle of a recreate. Take it off the service, or say external: override.',
  ],
  HOLD_PAUSED: [
    'hold',
    'The controller is paused: it measures and explains, and changes nothing until resume.',
  ],

  SCALE_OUT: ['act', 'More tasks are of use: partitions are there for them.'],
  SCALE_IN: ['act', 'Fewer tasks are of use, or the steady number is lower.'],
  SCALE_IN_COOLING_DOWN: [
    'wait',
    'The next step of a scale-in waits for the cool-down: each step is a rebalance.',
  ],
  EXTERNAL_COUNT_OVERRIDDEN: [
    'info',
    'desiredCount was set by somebody else; Spillway sets it again (external: override).',
  ],

  REQUEST_ACCEPTED: ['act', 'An operation by hand begins.'],
  REQUEST_REFUSED: ['info', 'An operation by hand was refused; nothing was changed.'],
  REQUEST_REPEATED: ['info', 'This command was delivered before: it is not begun again.'],
  REQUEST_STEP: ['wait', 'An operation by hand is under way.'],
  REQUEST_DONE: ['info', 'An operation by hand is through.'],
  REQUEST_FAILED: ['alarm', 'An operation by hand was given up; what it had done by then is said beside it.'],
  REQUEST_CANCELLED: ['act', 'The operation under way was cancelled.'],
  PAUSED: ['act', 'The controller is paused from now on.'],
  RESUMED: ['act', 'The controller acts again.'],

  FLIP_STARTED: ['act', 'Drained, and safe: the group is recreated with initial_offset latest.'],
  REARM_STARTED: ['act', 'The group is recreated with initial_offset earliest.'],
  REARM_NO_COMMIT: [
    'act',
    'latest is in force and a partition has no commit: it was lost, expired or deleted.',
  ],
  REARM_OUT_OF_RANGE: ['act', 'latest is in force and a commit lies outside the log.'],
  REARM_UNCOVERED: [
    'act',
    'latest is in force and a partition or topic was added since: it may have met latest without a commit. It is set back to its log start.',
  ],
  REARM_COMMITS_BACK: [
    'act',
    'latest is in force and the commits went back: the topic may be another one than before.',
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
  REARM_FOR_REQUEST: ['act', 'An operation by hand asks for earliest everywhere.'],
  RESTART_STARTED: ['act', 'The group is recreated on earliest, so that its receivers start anew.'],
  RESTART_TOPIC_RECREATED: [
    'act',
    'A topic was made anew: running receivers read nothing of it until they are restarted.',
  ],
  RESTART_UNREAD: [
    'act',
    'A partition has records and no commit in the log for stuckAfter, though the group is at rest: its commit was deleted, or its receiver does not read it. Restarted once; it is read from its log start.',
  ],
  REPAIR_STARTED: [
    'act',
    'Partitions that met latest uncovered are still not repaired: the group is recreated for that.',
  ],
  REWIND_STARTED: ['act', 'The group is recreated with its commits moved back.'],
  SKIP_STARTED: ['act', 'The group is recreated with its commits moved forward.'],
  TASKS_STOPPED: ['act', 'desiredCount is set to 0, so that the new policy takes effect everywhere at once.'],
  WAITING_TASKS_GONE: ['wait', 'Tasks were told to stop and still flush.'],
  WAITING_GROUP_EMPTY: [
    'wait',
    'Tasks are gone; Kafka still counts their members until the session times out.',
  ],
  OFFSETS_SEEDED: [
    'act',
    'Partitions without a commit get one at their log start, while the group is Empty.',
  ],
  OFFSETS_REPAIRED: [
    'act',
    'Partitions that met latest uncovered are set back to their log start: at most so many records were skipped.',
  ],
  SKIPPED_AT_MOST: [
    'info',
    'Partitions that met latest uncovered have no commit to set back: earliest begins at their log start. At most so many records were skipped until now.',
  ],
  OFFSETS_MOVED: [
    'act',
    'Commits are moved to where the rewind or skip wants them, while the group is Empty.',
  ],
  CONFIG_STORED: ['act', 'The live config says the new initial_offset; nothing else in it changed.'],
  CONFIG_RESTORED: [
    'act',
    'The service does not bring its tasks up with the present config: the last one that worked is stored again, once.',
  ],
  PARTITIONS_ADDED: ['act', 'The partition count of a topic is raised.'],
  TASKS_STARTED: ['act', 'The tasks start again on the new policy.'],
  VERIFYING: ['wait', 'The group runs again; commits, partition counts and assignment are checked.'],
  FLIP_VERIFIED: [
    'info',
    'No commit went back, every partition is covered, and the group caught up on latest.',
  ],
  FLIP_STORED: [
    'info',
    'latest is stored and taken up at the next recreate or start of a task (rollout: lazy).',
  ],
  REARM_VERIFIED: ['info', 'The group runs on earliest again.'],
  FLIP_GIVEN_UP: [
    'act',
    'What was safe before is no longer so: the group goes on, or starts again, on earliest.',
  ],
  ALARM_PHASE_TIMEOUT: [
    'alarm',
    'A phase of an operation lasts longer than phaseTimeout. Look at the tasks and their logs.',
  ],
  ALARM_NOT_VERIFIED: [
    'alarm',
    'The tasks run again, and it could not be verified within phaseTimeout that all is well: the recreate is over, the reasons beside it say what is missing.',
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
  ALARM_UNSAFE: [
    'alarm',
    'latest is in force and not safe, and Spillway may not act: it is paused, or the config cannot be changed.',
  ],
  ALARM_CONFIG_NOT_DEPLOYED: [
    'alarm',
    'The live config is not the one that was deployed: it differs from the template in more than initial_offset. The last good one was stored again, or somebody edited it; a deployment takes it up only with a changed template.',
  ],
  ALARM_TASKS_ABOVE_USEFUL: ['alarm', 'More tasks run than there are partitions for: the rest is idle.'],
  ALARM_CLOCK_WENT_BACK: [
    'alarm',
    'Times in the state lie in the future of this clock: they are taken for now, so waits begin anew.',
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
