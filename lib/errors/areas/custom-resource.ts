import type { ErrorEntry } from '../error-entry';

/** Errors of the custom resources of the stack. */
export const CUSTOM_RESOURCE_ERRORS = {
  CUSTOM_RESOURCE_REQUEST_INVALID: {
    area: 'custom-resource',
    meaning:
      'The function of `Custom::SpillwayConfig` or `Custom::SpillwayBrokers` received something that is not a request of CloudFormation, or wrong properties.',
    whatToDo:
      'Let only CloudFormation call the function, and deploy the function and the construct in the same version.',
  },
  CONFIG_FOREIGN: {
    area: 'custom-resource',
    meaning:
      '`<prefix>/config` existed before the stack, and Spillway did not create it. A service may start with it. **It was not changed.**',
    whatToDo:
      'To keep it, adopt the pipeline with `deploy.processing: existing`: docs/deploy.md#adopt-an-existing-pipeline-in-ten-minutes. To replace its text, set `deploy.existing`. Or choose another `aws.prefix`.',
  },
  CONFIG_REFUSED: {
    area: 'custom-resource',
    meaning:
      'The Collector would refuse the configuration of the processing tier, or the configuration contains a secret in plain text. The message has the line, the code of the lint rule and what to change. **It was not stored, and the deployment is rolled back.**',
    whatToDo:
      'Correct that line, then deploy again. `cdk synth` reports most of these errors earlier, as `CDK_CONFIG_ERROR`; here they depend on values that are known only at deployment.',
  },
  CONFIG_DEBT_UNPAID: {
    area: 'custom-resource',
    meaning:
      'The deployment sets `policy.mode: observe` while `<prefix>/debt` exists. Spillway has stopped the tasks for a recreate, and in observe mode nothing would start them again. **The deployment is rolled back, and the controller keeps its rights.**',
    whatToDo:
      'Deploy again when the tasks run, or run `spillway stop` first to keep them stopped. If no controller runs in `mode: act`, deploy one, or start the tasks yourself and delete the parameter.',
  },
  CONFIG_CONTENDED: {
    area: 'custom-resource',
    meaning: 'Somebody else changed the live config after each of five writes.',
    whatToDo:
      'Find what else writes it, for example a second stack or a script. Stop that, then deploy again.',
  },
  CUSTOM_RESOURCE_ANSWER_FAILED: {
    area: 'custom-resource',
    meaning:
      "CloudFormation did not accept the function's response. **The log says whether the request itself was carried out.**",
    whatToDo: 'Wait: Lambda retries twice. If the resource still fails, read the log.',
  },
} as const satisfies Record<string, ErrorEntry>;
