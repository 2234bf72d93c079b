import type { ErrorEntry } from '../error-entry';

/** Errors of rendering a spec as Collector configurations. */
export const RENDERING_ERRORS = {
  BROKERS_UNKNOWN: {
    area: 'rendering',
    meaning:
      '`kafka.brokers` is not in the spec, and Spillway does not get the brokers from MSK here. `spillway render` contacts nothing, and a function gets them only during a deployment.',
    whatToDo:
      'Write the brokers into the spec, or set `SPILLWAY_BROKERS` for the function. A deployment with the CDK gets them from MSK.',
  },
  COLLECTOR_VERSION_UNKNOWN: {
    area: 'rendering',
    meaning:
      'The Collector version is not valid, or Spillway does not know its settings. It knows 0.115.0 to 0.165.1, and judges newer versions as the newest one that it knows.',
    whatToDo: 'Set the contrib version of the image, for example `0.165.1`.',
  },
  COLLECTOR_VERSION_UNSUPPORTED: {
    area: 'rendering',
    meaning:
      'Spillway does not render configurations for this Collector version. It renders for contrib 0.145.0 and later, and for the ADOT releases based on them.',
    whatToDo: 'Run one of these versions, or use your own configuration: docs/rendering.md.',
  },
  COLLECTOR_COMPONENT_MISSING: {
    area: 'rendering',
    meaning:
      'The spec needs a component that the distribution does not include, for example the processor `transform`, or `bearertokenauth` for a login of clients by token, on ADOT.',
    whatToDo: 'Run a contrib image, or use what the distribution includes.',
  },
  RENDERED_CONFIG_WRONG: {
    area: 'rendering',
    meaning:
      'A configuration that is rendered from the spec has an error, or the spec contains a secret in plain text. The message has one line per error: the place in the spec, the code of the lint rule, and what to change.',
    whatToDo:
      'Correct each error. `spillway explain CODE` and docs/lint-rules.md describe the codes. If a finding is wrong, add the comment `# spillway: ignore CODE` to that line of the spec.',
  },
  CONFIG_TOO_LONG: {
    area: 'rendering',
    meaning:
      "The processing tier's configuration does not fit into an SSM parameter of 8,192 bytes with both `initial_offset: earliest` and `latest`.",
    whatToDo:
      'Remove comments, processors or policies. Or keep the configuration in the image and only the offset in SSM: docs/initial-offset.md#the-offset-in-a-parameter-of-its-own.',
  },
  COLLECTOR_TOPIC_PATTERN: {
    area: 'rendering',
    meaning: 'A topic of the spec is a pattern. The ingestion tier cannot write to a pattern.',
    whatToDo: 'Name one topic, or run your own ingestion tier.',
  },
} as const satisfies Record<string, ErrorEntry>;
