import type { ReasonEntry } from './reason-entry';

/** Reasons that describe the current state. */
export const STATE_REASONS = {
  DRAINING: {
    kind: 'info',
    symptom: 'no-flip',
    meaning: 'The group is still working through its backlog.',
    whatToDo:
      'Compare the ETA and the rates in `spillway status`. "Not draining": more arrives than is read. One partition alone: a hot key, or a record that cannot be decoded. `unknown`: see `HOLD_PARTITION_UNKNOWN`. `uncommitted`: its first commit is missing. `truncated` or `ahead`: see `HOLD_COMMIT_OUT_OF_RANGE`.',
  },
  DRAINED_SETTLING: {
    kind: 'info',
    symptom: 'no-flip',
    meaning:
      'The backlog is gone. Spillway stores `latest` when it has stayed gone for `stableFor` and no partition was added within `metadataRefresh`.',
    whatToDo:
      'Wait. If the wait keeps starting over, bursts last longer than `drainedWithin`: raise that, or lower `stableFor`. `DRAINING` in between names the partitions.',
  },
  LIVE: {
    kind: 'info',
    meaning: '`initial_offset` is `latest`, and every partition has a commit.',
    whatToDo: 'Nothing: this is the steady state.',
  },
  MIXED_FLEET: {
    kind: 'info',
    meaning: 'Some running tasks started with the other `initial_offset`.',
    whatToDo:
      'Nothing: each task uses the stored value from its next start. `rollout: roll` replaces them at once.',
  },
  STUCK_EXCLUDED: {
    kind: 'info',
    meaning:
      'A stuck partition does not delay the flip. It has a commit in the log, so `latest` skips nothing of it.',
    whatToDo: 'Look up `ALARM_PARTITION_STUCK` to get the partition moving again.',
  },
  RETENTION_ASSUMED: {
    kind: 'info',
    meaning: 'The retention of a topic cannot be read, so Spillway uses the retention in the spec.',
    whatToDo:
      "Grant Spillway's user DESCRIBE_CONFIGS on the topic, or check that the spec has the real retention.",
  },
  BACKPRESSURE: {
    kind: 'info',
    symptom: 'slow-drain',
    meaning:
      'The backend is the limit: the export queues are full, or the backend accepts nothing. More tasks would have to wait, too.',
    whatToDo:
      'Check whether the backend answers, how fast, and how much it accepts; the text has the rate. Fix it or make it larger.',
  },
  BACKPRESSURE_SOME_TASKS: {
    kind: 'info',
    symptom: 'slow-drain',
    meaning: 'A few tasks wait for the backend, and most do not. The backend is not the limit.',
    whatToDo:
      'Read the logs of the tasks in the text, and check their connection and their partitions (`skewed` in `status`). Stop such a task, or spread the traffic of a hot partition.',
  },
  SAMPLING_FULL: {
    kind: 'info',
    symptom: 'slow-drain',
    meaning:
      'The processor tail_sampling is the limit: it holds as many traces as it may, so a task takes only `numTraces` / `decisionWait` traces per second.',
    whatToDo:
      'To drain faster, raise `numTraces` (and the memory of the tasks), lower `decisionWait`, or raise `max` if there are more partitions than tasks.',
  },
  SLOW_CONSUMER: {
    kind: 'info',
    symptom: 'slow-drain',
    meaning: 'The tasks are the limit. The group does not catch up, although the export queues have room.',
    whatToDo:
      'If the text says that more tasks are useful, raise `max`. Otherwise give a task more CPU, use fewer or cheaper processors, set a larger `numTraces`, or add partitions with `spillway expand`.',
  },
  LIMIT_UNKNOWN: {
    kind: 'info',
    symptom: 'slow-drain',
    meaning: 'The group does not catch up, and the metrics of its tasks do not show why.',
    whatToDo:
      "The text says why the metrics cannot be read. Allow the function's security group to reach port 8888 of the tasks, and let the tasks listen on 0.0.0.0, as the rendered config does.",
  },
  HELD_READ_AGAIN: {
    kind: 'info',
    meaning:
      'Records that the stopped tasks had read and not delivered are read again. Commits go back to the last point at which everything was delivered.',
    whatToDo: 'Nothing: expect some duplicates in the backend.',
  },
  HELD_UNKNOWN: {
    kind: 'info',
    symptom: 'slow-drain',
    meaning:
      'Spillway does not know what the tasks had read but not delivered when they stopped. Their metrics could not be read, or nothing limits how long they hold data. What the backend refused at shutdown is lost.',
    whatToDo:
      'The text names the address that does not answer. "No answer within": check the network. `ECONNREFUSED`: check the port, and that the Collector does not listen on localhost only. Allow the function to reach port 8888 of the tasks.',
  },
  EXTERNAL_COUNT_OVERRIDDEN: {
    kind: 'info',
    meaning: 'Somebody else set desiredCount, and Spillway sets its own number again (`external: override`).',
    whatToDo: 'Find out who sets it. To keep their number, set `external: respect`.',
  },
} as const satisfies Record<string, ReasonEntry>;
