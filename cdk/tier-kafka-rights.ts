import type * as iam from 'aws-cdk-lib/aws-iam';
import { type PipelineSpec, signalsOf } from '../lib/pipeline';
import { type KafkaArns, kafkaArns } from './kafka-iam';
import { type Right, statementOf } from './right';
import { acknowledgeWildcard } from './wildcard-right';

/** An MSK cluster with IAM authentication. */
export interface MskCluster {
  /** The ARN of the cluster; may be a token. */
  readonly clusterArn: string;
}

/** A permission of a tier's tasks. */
export type TierKafkaRight = Right<KafkaArns>;

/**
 * What a task of the processing tier may do on MSK: read the topics as a member of its group, and commit. Taken from
 * AWS's documentation of the actions; not tried on MSK.
 */
export const READER_RIGHTS: readonly TierKafkaRight[] = [
  {
    sid: 'KafkaCluster',
    actions: ['kafka-cluster:Connect'],
    resources: ({ cluster }) => [cluster],
    why: 'Logging in.',
  },
  {
    sid: 'KafkaTopics',
    actions: ['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'],
    resources: ({ topics }) => topics,
    why: 'Finding the partitions and their log ends, and reading them.',
  },
  {
    sid: 'KafkaGroup',
    actions: ['kafka-cluster:DescribeGroup', 'kafka-cluster:AlterGroup'],
    resources: ({ group }) => [group],
    why: 'Joining and leaving the group, reading its committed offsets, and committing.',
  },
];

/** What a task of the ingestion tier may do on MSK: write to the topics, but not create them. Not tried on MSK. */
export const WRITER_RIGHTS: readonly TierKafkaRight[] = [
  {
    sid: 'KafkaCluster',
    actions: ['kafka-cluster:Connect', 'kafka-cluster:WriteDataIdempotently'],
    resources: ({ cluster }) => [cluster],
    why: 'Logging in; and `required_acks: -1` makes the producer idempotent, which is a right of its own.',
  },
  {
    sid: 'KafkaTopics',
    actions: ['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'],
    resources: ({ topics }) => topics,
    why: 'Finding the partitions, and writing to them.',
  },
];

/** Adds the permissions to the task role of the processing tier. Does nothing unless the login is AWS_MSK_IAM. */
export function allowReading(role: iam.IRole, spec: PipelineSpec, msk: MskCluster | undefined): void {
  allow(role, READER_RIGHTS, spec, msk);
}

/** Adds the permissions to the task role of the ingestion tier. Does nothing unless the login is AWS_MSK_IAM. */
export function allowWriting(role: iam.IRole, spec: PipelineSpec, msk: MskCluster | undefined): void {
  allow(role, WRITER_RIGHTS, spec, msk);
}

function allow(
  role: iam.IRole,
  rights: readonly TierKafkaRight[],
  spec: PipelineSpec,
  msk: MskCluster | undefined,
): void {
  if (spec.kafka.auth.mechanism !== 'AWS_MSK_IAM' || !msk) return;
  const topics = signalsOf(spec).map(({ topic }) => topic);
  const kafka = kafkaArns(msk.clusterArn, { topics, group: spec.group });
  for (const right of rights) role.addToPrincipalPolicy(statementOf(right, kafka));
  for (const topic of kafka.topics.filter((arn) => arn.endsWith('*'))) {
    acknowledgeWildcard(role, topic, 'The topic is a pattern, and IAM has no regular expressions.');
  }
}
