import type { OccasionalRight } from './right';

/** The resources of these permissions: ARNs; in docs/iam.md, words. */
export interface ExecutionResources {
  readonly logGroup: string;
  /** The live configuration. */
  readonly config: string;
  /** The secrets of the container in Secrets Manager: the Kafka password, and those of the spec or a prop. */
  readonly secrets: readonly string[];
  /** The secrets of the container that are SSM parameters. */
  readonly parameters: readonly string[];
  /** The keys of these secrets and parameters. */
  readonly secretKeys: readonly string[];
  /** The ECR repositories of the images. */
  readonly repositories: readonly string[];
}

type ExecutionRight = Omit<
  OccasionalRight<ExecutionResources, 'always' | 'processing' | 'secret' | 'parameter' | 'key' | 'image'>,
  'sid'
>;

/**
 * All permissions that the execution role of a tier can have. ECS uses this role to start a task; code in the containers
 * cannot. Log group, parameter, secrets and images add their permissions themselves. A test compares them with this
 * list, and docs/iam.md is generated from it.
 */
export const EXECUTION_RIGHTS: readonly ExecutionRight[] = [
  {
    given: 'always',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: ({ logGroup }) => [logGroup],
    why: 'Writes the output of the containers. The stack creates the log group.',
  },
  {
    given: 'processing',
    actions: ['ssm:GetParameters'],
    resources: ({ config }) => [config],
    why: 'Reads the live configuration at each start of a container. The configuration of the ingestion tier is in its task definition.',
  },
  {
    given: 'secret',
    actions: ['secretsmanager:GetSecretValue'],
    resources: ({ secrets }) => secrets,
    why: 'Reads the Kafka password and the other secrets of the container at its start.',
  },
  {
    given: 'parameter',
    actions: ['ssm:GetParameters'],
    resources: ({ parameters }) => parameters,
    why: 'Reads the secrets of the container that are SSM parameters, at its start.',
  },
  {
    given: 'key',
    actions: ['kms:Decrypt'],
    resources: ({ secretKeys }) => secretKeys,
    why: 'Secrets Manager and SSM decrypt a secret on behalf of the caller. Only through that service (`kms:ViaService`).',
  },
  {
    given: 'image',
    actions: ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
    resources: ({ repositories }) => repositories,
    why: 'Pulls the images from your ECR.',
  },
  {
    given: 'image',
    actions: ['ecr:GetAuthorizationToken'],
    resources: () => ['*'],
    why: 'Logs in to the registry. AWS supports no resource for it.',
  },
];
