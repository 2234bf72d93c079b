import type { VerdictEntry } from './verdict-entry';

/** Verdicts of the settings themselves, and of questions that failed. */
export const GENERAL_VERDICTS = {
  VARIABLE_NOT_SET: {
    title: 'an environment variable of the configuration is not set here',
    explanation:
      'The configuration takes a value from ${env:NAME}, and this command has no such variable. Set it to what the task gets, and run again. The Collector takes an unset variable for an empty text.',
    setting: { elsewhere: 'the environment of this command; secrets of the task definition' },
    source: 'confmap, v0.160.0',
  },
  NOTHING_TO_EXAMINE: {
    title: 'no Kafka component is in use',
    explanation: 'No pipeline of the configurations has a kafka receiver or exporter.',
    setting: { collector: 'service.pipelines' },
    source: 'the configuration itself',
  },
  SECRET_UNREADABLE: {
    title: 'the password of the spec cannot be had here',
    explanation:
      'The environment variable or the secret that kafka.auth.password names is not there, or may not be read by whoever runs this.',
    setting: { spec: 'kafka.auth.password' },
    source: 'docs/errors.md, SECRET_MISSING',
  },
  FILE_UNREADABLE: {
    title: 'a file that the configuration names cannot be read here',
    explanation:
      'The CA, certificate or key is not where the configuration says. Mind that the path is one inside the container.',
    setting: { spec: 'kafka.tls.caFile', collector: 'tls.ca_file, tls.cert_file, tls.key_file' },
    source: 'configtls, v0.160.0',
  },
  REQUEST_FAILED: {
    title: 'a question was not answered',
    explanation:
      'The broker closed the connection, was silent, or does not have the request. What depends on the answer is left out.',
    setting: { elsewhere: 'the broker’s log' },
    source: 'the error that is quoted',
  },
  NOT_LOOKED_AT: {
    title: 'left out',
    explanation:
      'An earlier fault makes the check pointless, nothing asks for it, or there is no way to look without an effect. The line says which.',
    setting: {},
    source: 'docs/doctor.md',
  },
} as const satisfies Record<string, VerdictEntry>;
