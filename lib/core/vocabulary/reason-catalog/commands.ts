import type { ReasonEntry } from './reason-entry';

/** Reasons about manual commands. */
export const COMMAND_REASONS = {
  REQUEST_ACCEPTED: {
    kind: 'act',
    meaning: 'Spillway accepted a command and starts it.',
    whatToDo: 'Follow it with `spillway status`. `spillway cancel` ends it.',
  },
  REQUEST_REFUSED: {
    kind: 'info',
    meaning: 'Spillway refused a command. Nothing was changed.',
    whatToDo: 'Read the reasons in the text, fix what they name, and run the command again.',
  },
  REQUEST_REPEATED: {
    kind: 'info',
    meaning: 'The same command was delivered before. It does not start again.',
    whatToDo: 'Nothing: the first delivery counts.',
  },
  REQUEST_STEP: {
    kind: 'wait',
    meaning: 'A command is in progress.',
    whatToDo: 'Wait. `spillway status` shows the phase; a phase longer than `phaseTimeout` raises an alarm.',
  },
  REQUEST_DONE: {
    kind: 'info',
    meaning: 'A command is complete.',
    whatToDo: 'Nothing.',
  },
  REQUEST_FAILED: {
    kind: 'alarm',
    symptom: 'stop-or-roll',
    meaning: 'Spillway gave up a command. The text says why.',
    whatToDo: 'Fix what the text names, and run the command again.',
  },
  REQUEST_CANCELLED: {
    kind: 'act',
    meaning: 'The command in progress was cancelled. Tasks that were stopped for it start again.',
    whatToDo: 'Nothing. If you still need the command, run it again.',
  },
  PAUSED: {
    kind: 'act',
    meaning: 'Spillway is now paused.',
    whatToDo: 'Run `spillway resume` when you want Spillway to act again.',
  },
  RESUMED: {
    kind: 'act',
    meaning: 'Spillway is no longer paused or stopped, and acts again.',
    whatToDo: 'Nothing.',
  },
  STOPPED_BY_COMMAND: {
    kind: 'act',
    meaning: 'All tasks are stopped by command, until `spillway resume`.',
    whatToDo:
      'Run `spillway resume` when the tasks should run again. Until then lag grows, and retention keeps deleting records.',
  },
  ACCEPTED_AS_LOST: {
    kind: 'act',
    meaning:
      'The records that `latest` skipped, or may have skipped, are accepted as lost. No repair is pending.',
    whatToDo: 'Nothing. If the records are needed after all, `spillway rewind --to TIME` reads them again.',
  },
} as const satisfies Record<string, ReasonEntry>;
