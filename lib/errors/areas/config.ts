import type { ErrorEntry } from '../error-entry';

/** Errors of the live Collector config and of Spillway's state in SSM. */
export const CONFIG_ERRORS = {
  CONFIG_PARAMETER_MISSING: {
    area: 'config',
    meaning: 'The live Collector config `<prefix>/config` does not exist in SSM.',
    whatToDo:
      'Deploy the stack, or store the rendered config there. The processing tier cannot start without it either.',
  },
  CONFIG_MALFORMED: {
    area: 'config',
    meaning:
      'The live config is not YAML, or not a Collector config. The message names the line. A tick does not fail: it reports `HOLD_CONFIG_NOT_EDITABLE` with this text.',
    whatToDo: 'Fix the config at that line and check it with `otelcol validate`.',
  },
  CONFIG_NO_KAFKA_RECEIVER: {
    area: 'config',
    meaning:
      'No pipeline of the config reads from a kafka receiver. It may be the config of the ingestion tier.',
    whatToDo: "Store the processing tier's config.",
  },
  CONFIG_OFFSET_MIXED: {
    area: 'config',
    meaning: 'Two kafka receivers in use have different values of `initial_offset`.',
    whatToDo: 'Set both to the same value: Spillway changes them together.',
  },
  CONFIG_OFFSET_NOT_EDITABLE: {
    area: 'config',
    meaning:
      'Spillway cannot change `initial_offset` in place. The value comes from the environment, is a block scalar, or is shared with a component that is not a kafka receiver. A tick reports `HOLD_CONFIG_NOT_EDITABLE` with this text.',
    whatToDo:
      'Write `initial_offset: earliest` out in that receiver (docs/initial-offset.md), or keep the offset in its own parameter: docs/initial-offset.md#the-offset-in-a-parameter-of-its-own.',
  },
  CONFIG_NOT_CONFIRMED: {
    area: 'config',
    meaning:
      'The config was written, but reading it back returned another text or an unexpected version. **The write took effect.** Stopped tasks stay stopped until the next tick has checked the config.',
    whatToDo: 'Find out who else writes `<prefix>/config`.',
  },
  CONFIG_VERSION_GONE: {
    area: 'config',
    meaning: 'Spillway tried to restore the last config that worked, but SSM no longer keeps that version.',
    whatToDo:
      'Store a config that works. SSM keeps the last 100 versions of the parameter, so you can restore an earlier one.',
  },
  STATE_FROM_NEWER: {
    area: 'config',
    meaning: 'A later version of Spillway wrote `<prefix>/state`.',
    whatToDo: 'Deploy that version or a later one.',
  },
  STATE_MALFORMED: {
    area: 'config',
    meaning: '`<prefix>/state` is not JSON, or has an unknown field or a wrong value.',
    whatToDo:
      'Restore the last good version (`aws ssm get-parameter-history`), or delete the parameter. Tasks that Spillway stopped are recorded in `<prefix>/debt`, so they start again in both cases. Without a state, tasks older than the last write of the config count as running on `latest`.',
  },
} as const satisfies Record<string, ErrorEntry>;
