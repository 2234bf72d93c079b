import * as iam from 'aws-cdk-lib/aws-iam';
import { type PipelineSpec, signalsOf } from '../lib/pipeline';
import { type KafkaArns, kafkaArns } from './kafka-iam';

/** An MSK cluster that takes IAM. */
export interface MskCluster {
  readonly clusterArn: string;
}

/**
 * What a task of the processing tier may do on MSK: read the topics as a member of its group, and commit.
 * From AWS's documentation of the actions; not tried on MSK.
 */
export function readerRights(spec: PipelineSpec, msk: MskCluster | undefined): iam.PolicyStatement[] {
  return rights(spec, msk, ({ cluster, topics, group }) => [
    allow('kafka-cluster:Connect', [cluster]),
    allow(['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'], topics),
    // AlterGroup: to join, to leave and to commit.
    allow(['kafka-cluster:DescribeGroup', 'kafka-cluster:AlterGroup'], [group]),
  ]);
}

/** What a task of the ingestion tier may do on MSK: write to the topics; it can make none. Not tried on MSK either. */
export function writerRights(spec: PipelineSpec, msk: MskCluster | undefined): iam.PolicyStatement[] {
  return rights(spec, msk, ({ cluster, topics }) => [
    // `required_acks: -1` makes the producer idempotent.
    allow(['kafka-cluster:Connect', 'kafka-cluster:WriteDataIdempotently'], [cluster]),
    allow(['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'], topics),
  ]);
}

/** None unless it is IAM that Kafka asks for. */
function rights(
  spec: PipelineSpec,
  msk: MskCluster | undefined,
  of: (resources: KafkaArns) => iam.PolicyStatement[],
): iam.PolicyStatement[] {
  if (spec.kafka.auth.mechanism !== 'AWS_MSK_IAM' || !msk) return [];
  const topics = signalsOf(spec).map(({ topic }) => topic);
  return of(kafkaArns(msk.clusterArn, { topics, group: spec.group }));
}

function allow(actions: string | string[], resources: readonly string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions: [actions].flat(), resources: [...resources] });
}
