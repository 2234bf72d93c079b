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
  DRAINED_SETTLING: ['info', 'The backlog is gone; it has to stay so for stableFor before the flip.'],
  LIVE: ['info', 'initial_offset is latest everywhere and every partition has a commit: nothing to do.'],

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
    'A topic of the spec does not exist in the cluster. Create it, or correct the spec.',
  ],
  HOLD_TOPIC_UNKNOWN: [
    'hold',
    'A topic could not be described. Look at the fault: often a missing right to describe it.',
  ],
  HOLD_TOPIC_PATTERN: [
    'hold',
    'A topic is given as a pattern: topics that match later cannot be covered before they exist.',
  ],
  HOLD_PARTITIONS_CHANGED: [
    'hold',
    'A partition count was first seen, or changed, too recently: running receivers may not know the partitions yet.',
  ],
  HOLD_GROUP_NOT_STABLE: ['hold', 'The consumer group is rebalancing, empty or unknown.'],
  HOLD_PARTITION_UNASSIGNED: ['hold', 'A partition is assigned to no member of the group.'],
  HOLD_FOREIGN_MEMBER: [
    'hold',
    'The members of the group are not the tasks of the service (tasks × signals): somebody else consumes with this group.',
  ],
  HOLD_ROLLOUT_IN_PROGRESS: ['hold', 'The ECS service is replacing or starting tasks.'],
  HOLD_CONFIG_FOREIGN: [
    'hold',
    'The stored Collector config does not read the group and topics of the spec.',
  ],
  HOLD_RETENTION_HEADROOM: [
    'hold',
    'Retention is too short: what is not read yet could be deleted during the recreate. Raise retention.ms or lower retentionHeadroom.',
  ],
  HOLD_SERVICE_STOPPED: [
    'hold',
    'desiredCount is 0 and Spillway did not do it: it stays so until somebody sets it to 1 or more.',
  ],

  SCALE_OUT: ['act', 'More tasks are of use: partitions are there for them.'],
  SCALE_IN: ['act', 'Fewer tasks are of use, or the steady number is lower.'],
  SCALE_IN_COOLING_DOWN: [
    'wait',
    'The next step of a scale-in waits for the cool-down: each step is a rebalance.',
  ],

  FLIP_STARTED: ['act', 'Drained, and safe: the group is recreated with initial_offset latest.'],
  REARM_STARTED: [
    'act',
    'latest is in force and no longer safe: the group is recreated with initial_offset earliest.',
  ],
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
  CONFIG_STORED: ['act', 'The live config says the new initial_offset; nothing else in it changed.'],
  TASKS_STARTED: ['act', 'The tasks start again on the new policy.'],
  VERIFYING: ['wait', 'The group runs again; commits, partition counts and assignment are checked.'],
  FLIP_VERIFIED: [
    'info',
    'No commit went back, every partition is covered, and the group caught up on latest.',
  ],
  REARM_VERIFIED: ['info', 'The group runs on earliest again.'],
  FLIP_GIVEN_UP: ['act', 'What was safe before is no longer so: the group starts again on earliest.'],
  ALARM_PHASE_TIMEOUT: [
    'alarm',
    'A phase of the recreate lasts longer than phaseTimeout. Look at the tasks and their logs.',
  ],
  ALARM_HOLD_LASTS: ['alarm', 'A hold lasts longer than holdAlarmAfter.'],
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
