import type { OccasionalRight } from './right';

/** What the rights of an execution role are on, as ARNs; in docs/iam.md, as words. */
export interface ExecutionResources {
  readonly logGroup: string;
  /** The live configuration. */
  readonly config: string;
  /** Secrets of the container: Kafka's password, and those that the spec or a prop names. */
  readonly secrets: readonly string[];
  /** Keys that these bring with them. */
  readonly secretKeys: readonly string[];
  /** Repositories in ECR of the images. */
  readonly repositories: readonly string[];
}

type ExecutionRight = Omit<
  OccasionalRight<ExecutionResources, 'always' | 'processing' | 'secret' | 'key' | 'image'>,
  'sid'
>;

/**
 * Every right that the execution role of a tier can have. It is ECS that uses it, to start a task; code in the containers
 * cannot. Log, parameter, secrets and images bring their rights with them to where they are used; this list is what
 * a test holds them to, and docs/iam.md is made from it.
 */
export const EXECUTION_RIGHTS: readonly ExecutionRight[] = [
  {
    given: 'always',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: ({ logGroup }) => [logGroup],
    why: "The containers' output. The log group itself is made by the stack.",
  },
  {
    given: 'processing',
    actions: ['ssm:GetParameters'],
    resources: ({ config }) => [config],
    why: 'The live configuration, read at each start of a container. That of the ingestion tier is in its task definition.',
  },
  {
    given: 'secret',
    actions: ['secretsmanager:GetSecretValue'],
    resources: ({ secrets }) => secrets,
    why: "Kafka's password and the other secrets of the container, read at its start.",
  },
  {
    given: 'key',
    actions: ['kms:Decrypt'],
    resources: ({ secretKeys }) => secretKeys,
    why: 'Secrets Manager decrypts a secret in the name of who asks for it: only through it (`kms:ViaService`).',
  },
  {
    given: 'image',
    actions: ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
    resources: ({ repositories }) => repositories,
    why: 'Pulling the images that lie in your ECR.',
  },
  {
    given: 'image',
    actions: ['ecr:GetAuthorizationToken'],
    resources: () => ['*'],
    why: 'Logging in to the registry before that. AWS supports no resource for it.',
  },
];
