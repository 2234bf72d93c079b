import type { Right } from './right';

/** What the rights of the function that asks MSK are on, as ARNs; in the docs, as words. */
export interface MskBrokersResources {
  readonly cluster: string;
  readonly logStreams: string;
}

/** Every right of the role of the brokers' custom resource. It never contacts Kafka. */
export const MSK_BROKERS_RIGHTS: readonly Right<MskBrokersResources>[] = [
  {
    sid: 'WriteLog',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: ({ logStreams }) => [logStreams],
    why: 'Which brokers a deployment was given. The log group itself is made by the stack.',
  },
  {
    // https://docs.aws.amazon.com/msk/latest/developerguide/security_iam_id-based-policy-examples-access-one-cluster.html
    sid: 'AskForBrokers',
    actions: ['kafka:GetBootstrapBrokers'],
    resources: ({ cluster }) => [cluster],
    why: "The brokers' addresses, at a deployment.",
  },
];
