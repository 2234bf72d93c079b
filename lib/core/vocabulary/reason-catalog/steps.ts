import type { ReasonEntry } from './reason-entry';

/** Reasons about scaling, the flip, rolls and recreates. */
export const STEPS = {
  SCALE_OUT: {
    kind: 'act',
    meaning: 'Spillway starts more tasks, because there are partitions for them.',
    whatToDo: 'Nothing.',
  },
  SCALE_IN: {
    kind: 'act',
    meaning: 'Spillway stops some tasks, because fewer are useful or the steady number is lower.',
    whatToDo: 'Nothing. Raise `tasks.steady` if the group should keep more.',
  },
  SCALE_IN_COOLING_DOWN: {
    kind: 'wait',
    meaning: 'The next scale-in waits for the cool-down, because each one causes a rebalance.',
    whatToDo: 'Wait for `scaleInCoolDown`.',
  },

  FLIP_STORED: {
    kind: 'act',
    meaning:
      'Spillway stores `latest`: the group is drained and every partition is covered. No task stops; each one uses it from its next start.',
    whatToDo: 'Nothing: this is the flip.',
  },
  PARTITIONS_SEEDED: {
    kind: 'act',
    meaning:
      'For partitions without a committed offset, Spillway commits the log start while the group runs, so that `latest` does not skip any of their records.',
    whatToDo: 'Nothing.',
  },

  ROLL_STARTED: {
    kind: 'act',
    meaning:
      'Spillway replaces the tasks one after another with a rolling deployment. The tier keeps running.',
    whatToDo: 'Nothing. `ROLL_DONE` reports the end.',
  },
  ROLLING: {
    kind: 'wait',
    meaning: 'A rolling deployment is replacing the tasks.',
    whatToDo: 'Wait. After `phaseTimeout`, `ALARM_ROLL_NOT_DONE` reports that it does not end.',
  },
  ROLL_DONE: {
    kind: 'info',
    meaning: 'The rolling deployment replaced all tasks.',
    whatToDo: 'Nothing.',
  },
  RESTART_TOPIC_RECREATED: {
    kind: 'act',
    meaning:
      'A topic was recreated, so Spillway rolls the tasks. Running receivers read nothing of it until they restart.',
    whatToDo: 'Nothing, if the topic was recreated on purpose. Otherwise find out who did it.',
  },
  RESTART_UNREAD: {
    kind: 'act',
    meaning:
      'For `stuckAfter`, a partition has had records but no usable commit, so Spillway rolls the tasks once. Its commit was deleted, or its receiver does not read it.',
    whatToDo:
      'Find out who deleted the commit. If it happens again after the roll, read the log of the task that owns the partition.',
  },

  REPAIR_STARTED: {
    kind: 'act',
    meaning:
      'Spillway stops the tasks to move the commits back in partitions where `latest` may have skipped records.',
    whatToDo: 'Wait: the tasks start again within `maxPause`, and `OFFSETS_REPAIRED` reports the result.',
  },
  REWIND_STARTED: {
    kind: 'act',
    meaning: 'Spillway stops the tasks to move commits back.',
    whatToDo: 'Wait: the tasks start again within `maxPause`.',
  },
  SKIP_STARTED: {
    kind: 'act',
    meaning: 'Spillway stops the tasks to move commits forward.',
    whatToDo: 'Wait: the tasks start again within `maxPause`.',
  },
  TASKS_STOPPED: {
    kind: 'act',
    meaning: 'Spillway sets desiredCount to 0 for a recreate, for at most `maxPause`.',
    whatToDo:
      'Wait: the tasks start again on their own. `spillway cancel` starts them now; `spillway stop` keeps them stopped.',
  },
  WAITING_CONFIG_SETTLES: {
    kind: 'wait',
    meaning:
      '`initial_offset` was stored less than `configSettles` ago. A task that starts now may still read the previous value.',
    whatToDo: 'Wait for `configSettles`.',
  },
  WAITING_TASKS_GONE: {
    kind: 'wait',
    symptom: 'stop-or-roll',
    meaning: 'The tasks are shutting down and flushing their data.',
    whatToDo: 'Wait for `stopTimeout`: ECS then kills a task that hangs.',
  },
  WAITING_GROUP_EMPTY: {
    kind: 'wait',
    symptom: 'stop-or-roll',
    meaning: 'The tasks are gone, but Kafka still counts their members.',
    whatToDo: 'Wait for the session timeout (10 s): the members of killed tasks stay that long.',
  },
  OFFSETS_REPAIRED: {
    kind: 'act',
    meaning:
      'Spillway moved the commits back in partitions where `latest` may have skipped records. The text has the highest possible number of skipped records; they are read now.',
    whatToDo: 'Nothing: expect some duplicates in the backend.',
  },
  OFFSETS_MOVED: {
    kind: 'act',
    meaning: 'Spillway moves the commits as the command asked, while the group is Empty.',
    whatToDo: 'Nothing.',
  },
  CONFIG_STORED: {
    kind: 'act',
    meaning: 'Spillway stores the live config with the new `initial_offset`. Nothing else in it changes.',
    whatToDo: 'Nothing.',
  },
  CONFIG_RESTORED: {
    kind: 'act',
    meaning:
      'The tasks do not start with the current config, so Spillway stores the last one that worked. It does so once.',
    whatToDo: 'Read the log of a task that did not start, fix the config, and deploy it.',
  },
  PARTITIONS_ADDED: {
    kind: 'act',
    meaning: 'Spillway raises the partition count of a topic.',
    whatToDo: 'Nothing.',
  },
  TASKS_STARTED: {
    kind: 'act',
    meaning: 'Spillway starts the tasks again, on `earliest`.',
    whatToDo: 'Nothing. `RECREATE_VERIFIED` reports that the group reads again.',
  },
  TASKS_REPAID: {
    kind: 'act',
    meaning: 'Spillway starts the tasks that it stopped, although the stop did not achieve its purpose.',
    whatToDo: 'Read in the log why the recreate ended. If it was a command of yours, run it again.',
  },
  STARTED_FROM_OUTSIDE: {
    kind: 'info',
    meaning: 'Somebody else started the tasks during a recreate, which ends it.',
    whatToDo: 'Find out who started them. If the recreate was a command of yours, run it again.',
  },
  VERIFYING: {
    kind: 'wait',
    symptom: 'stop-or-roll',
    meaning: 'The tasks were started, and Spillway is waiting until the group reads again.',
    whatToDo:
      'Wait for `phaseTimeout`. Then read the figures in the text: for tasks that do not start, their log; for a group that is not Stable, see `HOLD_GROUP_NOT_STABLE`.',
  },
  RECREATE_VERIFIED: {
    kind: 'info',
    meaning: 'The group reads again, on `earliest`.',
    whatToDo: 'Nothing.',
  },
  RECREATE_GIVEN_UP: {
    kind: 'alarm',
    symptom: 'stop-or-roll',
    meaning: 'Spillway gave up a recreate. The tasks run or start again, on `earliest`.',
    whatToDo:
      'Read the reasons next to it. The next attempt waits (`HOLD_RETRY_LATER`); a command of yours does not.',
  },
} as const satisfies Record<string, ReasonEntry>;
