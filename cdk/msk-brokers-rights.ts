import type { Right } from './right';

/** The resources of these permissions: ARNs; in the docs, words. */
export interface MskBrokersResources {
  readonly cluster: string;
  readonly logStreams: string;
}

/** All permissions of the role of the custom resource for brokers. It does not contact Kafka. */
export const MSK_BROKERS_RIGHTS: readonly Right<MskBrokersResources>[] = [
  {
    sid: 'WriteLog',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: ({ logStreams }) => [logStreams],
    why: 'Logs the brokers that a deployment got. The stack creates the log group.',
  },
  {
    // https://docs.aws.amazon.com/msk/latest/developerguide/security_iam_id-based-policy-examples-access-one-cluster.html
    sid: 'AskForBrokers',
    actions: ['kafka:GetBootstrapBrokers'],
    resources: ({ cluster }) => [cluster],
    why: 'Reads the addresses of the brokers at a deployment.',
  },
];
