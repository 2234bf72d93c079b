import type { VerdictEntry } from './verdict-entry';

/** Verdicts on SSM and ECS. */
export const AWS_VERDICTS = {
  PARAMETER_MISSING: {
    severity: 'fault',
    title: 'the live configuration is not stored',
    explanation:
      'SSM has no parameter <prefix>/config. No task can start, and the controller has no configuration to edit.',
    whatToDo:
      'Check aws.prefix and the region. If they are right, deploy the stack, or store the configuration that spillway render prints.',
    setting: { spec: 'aws.prefix' },
    source: 'docs/errors.md, CONFIG_PARAMETER_MISSING',
  },
  SERVICE_MISSING: {
    severity: 'fault',
    title: 'the ECS service does not exist',
    explanation: 'There is no cluster, or no active service, with this name in this region and account.',
    whatToDo: 'Correct the names in the spec, or use the region and account that the service runs in.',
    setting: { spec: 'tiers.processing.cluster, tiers.processing.service' },
    source: 'docs/errors.md, ECS_SERVICE_MISSING',
  },
  SERVICE_DAEMON: {
    severity: 'fault',
    title: 'the ECS service is a daemon',
    explanation:
      'With the scheduling strategy DAEMON, ECS runs one task on each container instance. There is no desired count for Spillway to set.',
    whatToDo: 'Run the processing tier as a service with the scheduling strategy REPLICA.',
    setting: { spec: 'tiers.processing.service' },
    source: 'docs/errors.md, ECS_SERVICE_DAEMON',
  },
  AWS_DENIED: {
    severity: 'fault',
    title: 'AWS denies the call',
    explanation: 'The credentials are missing, expired or invalid, or they do not allow this action.',
    whatToDo:
      'Renew the credentials, or allow them to call the action. docs/iam.md lists the actions that the controller needs.',
    setting: { elsewhere: 'AWS credentials and their IAM policies' },
    source: 'docs/iam.md',
  },
  AWS_UNREACHABLE: {
    severity: 'fault',
    title: 'AWS does not respond',
    explanation:
      'The endpoint of the AWS service cannot be reached from here, or it does not respond in time.',
    whatToDo:
      'In a VPC, add an interface endpoint or a NAT gateway. Elsewhere, check the region, AWS_ENDPOINT_URL and the proxy.',
    setting: { spec: 'aws.region', elsewhere: 'VPC endpoints' },
    source: 'docs/errors.md',
  },
  AWS_FAILED: {
    severity: 'fault',
    title: 'an AWS call failed',
    explanation: 'AWS throttled the call, or refused it for the reason in the message.',
    whatToDo:
      'Look up the error code of the message in docs/errors.md. If the call was throttled, run doctor again.',
    setting: { spec: 'aws' },
    source: 'docs/errors.md',
  },
} as const satisfies Record<string, VerdictEntry>;
