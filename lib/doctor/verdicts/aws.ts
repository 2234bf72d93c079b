import type { VerdictEntry } from './verdict-entry';

/** Verdicts of SSM and ECS. */
export const AWS_VERDICTS = {
  PARAMETER_MISSING: {
    title: 'the live configuration is not stored',
    explanation: 'No task can start, and the controller has nothing to edit.',
    setting: { spec: 'aws.prefix' },
    source: 'docs/errors.md, CONFIG_PARAMETER_MISSING',
  },
  SERVICE_MISSING: {
    title: 'the ECS service is not there',
    explanation: 'Cluster or service has another name, or lives in another region or account.',
    setting: { spec: 'tiers.processing.cluster, tiers.processing.service' },
    source: 'docs/errors.md, ECS_SERVICE_MISSING',
  },
  SERVICE_DAEMON: {
    title: 'the ECS service is a daemon',
    explanation:
      'ECS runs one task on each container instance, and there is no desiredCount that Spillway could set. Run the tier with the scheduling strategy REPLICA.',
    setting: { spec: 'tiers.processing.service' },
    source: 'docs/errors.md, ECS_SERVICE_DAEMON',
  },
  AWS_DENIED: {
    title: 'AWS does not allow the call',
    explanation:
      'Credentials are missing, expired, or not allowed to do this. docs/operations.md lists the rights that the controller needs.',
    setting: { elsewhere: 'IAM policy of whoever runs this' },
    source: 'docs/operations.md, rights',
  },
  AWS_UNREACHABLE: {
    title: 'AWS does not answer',
    explanation:
      'In a VPC an interface endpoint or a NAT gateway is missing; elsewhere the region or AWS_ENDPOINT_URL is wrong.',
    setting: { spec: 'aws.region', elsewhere: 'VPC endpoints' },
    source: 'docs/errors.md',
  },
  AWS_FAILED: {
    title: 'an AWS call failed',
    explanation: 'Throttled, or refused by a rule that the message names.',
    setting: { spec: 'aws' },
    source: 'docs/errors.md',
  },
} as const satisfies Record<string, VerdictEntry>;
