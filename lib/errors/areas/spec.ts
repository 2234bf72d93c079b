import type { ErrorEntry } from '../error-entry';

/** Errors of the pipeline spec, its secrets, and the function's environment. */
export const SPEC_ERRORS = {
  SPEC_UNREADABLE: {
    area: 'spec',
    meaning: 'The pipeline spec cannot be read.',
    whatToDo: 'Pass the path of an existing spec. `examples/plain.yaml` shows one.',
  },
  SPEC_NOT_YAML: {
    area: 'spec',
    meaning: 'The pipeline spec is not valid YAML. The message names the line and column.',
    whatToDo: 'Fix the syntax at that position.',
  },
  SPEC_INVALID: {
    area: 'spec',
    meaning:
      'The pipeline spec has an unknown key, a missing key or a wrong value. The message has one line per finding.',
    whatToDo: 'Correct each finding. docs/pipeline-spec.md lists every key with its default.',
  },
  ENVIRONMENT_NO_PIPELINE: {
    area: 'spec',
    meaning:
      'The Lambda function has no pipeline spec. Neither `SPILLWAY_PIPELINE` nor `SPILLWAY_PIPELINE_FILE` is set, or the file cannot be read.',
    whatToDo: 'Deploy the function with the spec in one of these variables.',
  },
  ENVIRONMENT_BAD_VALUE: {
    area: 'spec',
    meaning:
      'An environment variable of the Lambda function has a wrong value. The message names it: `SPILLWAY_FOLLOW_UP_MS` or `SPILLWAY_BROKERS`.',
    whatToDo:
      'Set `SPILLWAY_FOLLOW_UP_MS` to a whole number of milliseconds, or 0. Set `SPILLWAY_BROKERS` to `host:port` entries separated by commas.',
  },
  CA_FILE_UNREADABLE: {
    area: 'spec',
    meaning: 'The file in `kafka.tls.caFile` cannot be read where Spillway runs.',
    whatToDo: 'Put the PEM file with the CA of the brokers at that path.',
  },
  SECRET_MISSING: {
    area: 'spec',
    meaning:
      'A password that the spec refers to was not found. The environment variable is not set, or Secrets Manager has no text under that name.',
    whatToDo: 'Set the variable, or check the name of the secret, the region and the account.',
  },
  SECRET_FIELD_MISSING: {
    area: 'spec',
    meaning: 'The secret is JSON, and it has no text in the field that the spec names.',
    whatToDo: 'Add the field to the secret, or correct `field` in the spec.',
  },
} as const satisfies Record<string, ErrorEntry>;
