import type { ErrorEntry } from '../error-entry';

/** Errors of a command line or an event. */
export const COMMAND_ERRORS = {
  CONSENT_MISSING: {
    area: 'command',
    meaning:
      'The command needs confirmation, but there is no terminal to ask on. Nothing was contacted; the exit code is 2.',
    whatToDo: 'Look at the effect with `--dry-run`, then run the command again with `--yes`.',
  },
  CODE_UNKNOWN: {
    area: 'command',
    meaning: '`spillway explain` does not know this code. The exit code is 2.',
    whatToDo:
      'Use one of the codes that the message suggests. `spillway explain` without a code lists all of them.',
  },
  TOPIC_NOT_READ: {
    area: 'command',
    meaning: 'The group does not read the topic that `spillway status --topic` names.',
    whatToDo: 'Correct the name. `spillway status --all` lists all topics that the group reads.',
  },
  TICK_BUSY: {
    area: 'command',
    meaning:
      'Another tick was running for 30 s, or it changed the state right before the command was carried out. The command was not carried out; the exit code is 4.',
    whatToDo:
      'Try again in a minute. If it keeps failing, find the second controller that runs ticks for this pipeline.',
  },
  UNEXPECTED: {
    area: 'command',
    meaning: 'An error has no code, so Spillway did not foresee it. It may be a bug.',
    whatToDo: 'Read the message and the log. If it is a bug, report it with both. The next tick tries again.',
  },
  EVENT_UNREADABLE: {
    area: 'command',
    meaning:
      'The event that the Lambda function received is not a request. It is not an object, or it has keys and neither `action` nor the `source` of a schedule.',
    whatToDo:
      'Send an object with `action`. An empty event asks for a tick. docs/operations.md#by-event lists the actions.',
  },
  EVENT_UNKNOWN_ACTION: {
    area: 'command',
    meaning: 'The `action` of the event does not exist.',
    whatToDo: 'Use an action from docs/operations.md#by-event. A scheduled event needs none.',
  },
  EVENT_NOT_ALLOWED: {
    area: 'command',
    meaning:
      'The event reached the function through its alias `status`, which only reports. Nothing was changed.',
    whatToDo:
      'Use the name of the function without `:status`, with a role that may call it: docs/operations.md#permissions.',
  },
  EVENT_INVALID: {
    area: 'command',
    meaning:
      'A key of the action is missing, unknown or has a wrong value. Nothing was changed; on the command line the exit code is 2.',
    whatToDo:
      'Correct the keys that the message names. docs/operations.md#by-command describes every action.',
  },
} as const satisfies Record<string, ErrorEntry>;
