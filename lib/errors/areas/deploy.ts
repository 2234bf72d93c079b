import type { ErrorEntry } from '../error-entry';

/** Errors of `cdk synth` and `cdk deploy` that occur before any construct exists. */
export const DEPLOY_ERRORS = {
  DEPLOY_NO_PIPELINE: {
    area: 'deploy',
    meaning: '`cdk synth` or `cdk deploy` was run without a pipeline spec.',
    whatToDo: 'Add `-c pipeline=FILE`, or several files separated by commas.',
  },
  DEPLOY_NAME_TWICE: {
    area: 'deploy',
    meaning: 'Two specs of one app have the same `name`.',
    whatToDo:
      'Give each pipeline its own name: the stack, the function and the parameters are named after it.',
  },
  DEPLOY_GROUP_TWICE: {
    area: 'deploy',
    meaning: 'Two specs of one app have the same `group` on the same Kafka.',
    whatToDo: 'Give each pipeline its own group. Otherwise two controllers would move the same commits.',
  },
  DEPLOY_CA_UNREADABLE: {
    area: 'deploy',
    meaning: 'The file in `deploy.kafkaCa` cannot be read at synth.',
    whatToDo: 'Put the PEM file there. The path is relative to the spec.',
  },
  BUNDLE_MISSING: {
    area: 'deploy',
    meaning: 'The code of a Lambda function is missing at synth.',
    whatToDo:
      'In a checkout, run `npm run build`. The npm package contains the built code, so if it is missing there, reinstall the package.',
  },
} as const satisfies Record<string, ErrorEntry>;
