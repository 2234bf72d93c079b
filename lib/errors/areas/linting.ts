import type { ErrorEntry } from '../error-entry';

/** Errors of reading and writing the files of `spillway lint`, `doctor` and `validate`. */
export const LINTING_ERRORS = {
  FILE_UNREADABLE: {
    area: 'linting',
    meaning:
      'A configuration cannot be read. It does not exist, its permissions do not allow it, or it is a folder without YAML files.',
    whatToDo: 'Pass readable files, or `-` for standard input.',
  },
  FILE_NOT_TEXT: {
    area: 'linting',
    meaning: 'The file is not UTF-8 text.',
    whatToDo: 'Pass a Collector configuration. Convert a file in UTF-16 first.',
  },
  FILE_TOO_LARGE: {
    area: 'linting',
    meaning: 'The file is larger than 16 MiB.',
    whatToDo: 'Pass a Collector configuration.',
  },
  FILE_NOT_WRITTEN: {
    area: 'linting',
    meaning:
      '`--fix` could not write the file, or somebody else changed it meanwhile. **The file is unchanged.**',
    whatToDo: 'Check that you may write to its folder, then run the command again.',
  },
  FEATURE_GATES_INVALID: {
    area: 'linting',
    meaning: 'The text is not a list of feature gates of the Collector. Nothing was checked.',
    whatToDo:
      'Write the IDs separated by commas, with `-` before those that are disabled, such as `service.profilesSupport`.',
  },
  LINT_CONFIG_INVALID: {
    area: 'linting',
    meaning:
      'The configuration of the linter is not valid: it is not YAML, a setting, a rule or a Collector version does not exist, or a value has the wrong type. The error lists everything that is wrong, with line and column. Nothing was checked.',
    whatToDo:
      'Correct `.spillwaylint.yaml` as the error says. `spillway lint --no-config` checks the files without it.',
  },
  LINT_CONFIG_UNREADABLE: {
    area: 'linting',
    meaning:
      'The configuration of the linter cannot be read. It does not exist, or its permissions do not allow it.',
    whatToDo: 'Check the path after `--config`, and the permissions of the file.',
  },
} as const satisfies Record<string, ErrorEntry>;
