import type { VerdictEntry } from './verdict-entry';

/** Verdicts on the settings themselves, and on requests that failed. */
export const GENERAL_VERDICTS = {
  VARIABLE_NOT_SET: {
    severity: 'fault',
    title: 'an environment variable of the configuration is not set here',
    explanation:
      'The configuration takes a value from ${env:NAME}, and the environment of this command has no such variable. The component was not checked. A Collector reads an unset variable as an empty string.',
    whatToDo: 'Set the variable to the value that the task has, and run doctor again.',
    setting: { elsewhere: 'the environment of this command; environment and secrets of the task definition' },
    source: 'confmap, v0.160.0',
  },
  NOTHING_TO_EXAMINE: {
    severity: 'fault',
    title: 'no pipeline uses Kafka',
    explanation: 'No pipeline of these configurations has a kafka receiver or a kafka exporter.',
    whatToDo:
      'Add the component to a pipeline under service.pipelines, or give doctor the configuration that has it.',
    setting: { collector: 'service.pipelines' },
    source: 'the configuration itself',
  },
  SECRET_UNREADABLE: {
    severity: 'fault',
    title: 'the Kafka password cannot be read here',
    explanation:
      'The environment variable or the secret that kafka.auth.password names does not exist, or these credentials are not allowed to read it.',
    whatToDo:
      'Set the variable, or check the name of the secret and allow secretsmanager:GetSecretValue on it. The message says which.',
    setting: { spec: 'kafka.auth.password' },
    source: 'docs/errors.md, SECRET_MISSING',
  },
  FILE_UNREADABLE: {
    severity: 'fault',
    title: 'a file that the configuration names cannot be read here',
    explanation:
      'The CA, certificate or key is not at the path in the configuration. That path is the one inside the container.',
    whatToDo: 'Put a copy of the file at that path and run doctor again, or run doctor in the container.',
    setting: { spec: 'kafka.tls.caFile', collector: 'tls.ca_file, tls.cert_file, tls.key_file' },
    source: 'configtls, v0.160.0',
  },
  REQUEST_FAILED: {
    severity: 'fault',
    title: 'the broker did not answer a request',
    explanation:
      'The broker closed the connection, did not answer in time, returned an error, or does not support the request. Checks that depend on the answer were skipped.',
    whatToDo: 'Read the error in the message and the log of the broker at that time. Then run doctor again.',
    setting: { elsewhere: 'the log of the broker' },
    source: 'the error in the message',
  },
  NOT_LOOKED_AT: {
    severity: 'skipped',
    title: 'not checked',
    explanation:
      'An earlier fault makes the check pointless, no component needs it, or it cannot be done without changing something. The line says which.',
    whatToDo: 'Fix the faults that doctor reports above it, and run doctor again.',
    setting: {},
    source: 'docs/doctor.md',
  },
} as const satisfies Record<string, VerdictEntry>;
