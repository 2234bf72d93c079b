import type { ReasonEntry } from './reason-entry';

const symptom = 'latest-unsafe';

/** Reasons why Spillway stores `earliest` although `latest` is in force. */
export const RE_ARM_REASONS = {
  REARM_NO_COMMIT: {
    kind: 'act',
    symptom,
    meaning:
      'A partition has no commit under `latest`: it was lost, expired or deleted. Spillway stores `earliest`.',
    whatToDo:
      'Find out why the commit is gone. Spillway seeds or repairs the partition; `OFFSETS_REPAIRED` reports the result.',
  },
  REARM_OUT_OF_RANGE: {
    kind: 'act',
    symptom,
    meaning: 'A commit is outside the log under `latest`. Spillway stores `earliest`.',
    whatToDo:
      'Check whether retention overtook the group or the topic was recreated. Spillway repairs the partition; `OFFSETS_REPAIRED` reports the result.',
  },
  REARM_UNCOVERED: {
    kind: 'act',
    symptom,
    meaning:
      'A partition or topic was added under `latest`, and tasks may have skipped records in it. Spillway stores `earliest`.',
    whatToDo:
      'Wait: Spillway seeds or repairs the partition. To add partitions without a stop, use `spillway expand`.',
  },
  REARM_COMMITS_BACK: {
    kind: 'act',
    symptom,
    meaning:
      'Commits moved backwards under `latest`. The topic may have been recreated. Spillway stores `earliest`.',
    whatToDo: 'Find out who reset offsets or recreated the topic.',
  },
  REARM_RETENTION: {
    kind: 'act',
    symptom,
    meaning: 'Retention is about to overtake a commit under `latest`. Spillway stores `earliest`.',
    whatToDo: 'Raise `retention.ms` or `retention.bytes` of the topic, and find out why the group is behind.',
  },
  REARM_GROUP_EXPIRES: {
    kind: 'act',
    symptom,
    meaning:
      'The group has been Empty for half of the time after which Kafka deletes its commits. Spillway stores `earliest`.',
    whatToDo:
      'Start the tasks, unless the tier is stopped on purpose. After a longer stop they read from the log start.',
  },
  REARM_CONFIG_FOREIGN: {
    kind: 'act',
    symptom,
    meaning:
      'The live config reads another group or other topics under `latest`. Spillway does not know their commits and stores `earliest`.',
    whatToDo: 'Compare `<prefix>/config` with the spec, and correct the one that is wrong.',
  },
  REARM_COVERAGE_LOST: {
    kind: 'act',
    symptom,
    meaning:
      'The parameter `<prefix>/coverage` is missing or unreadable under `latest`. Spillway does not know what `latest` covers and stores `earliest`.',
    whatToDo: 'Find out who deleted or overwrote the parameter, then follow `HOLD_COVERAGE_LOST`.',
  },
  REARM_FOR_REQUEST: {
    kind: 'act',
    meaning: 'A command needs `earliest` on every task, so Spillway stores it.',
    whatToDo: 'Nothing.',
  },
} as const satisfies Record<string, ReasonEntry>;
