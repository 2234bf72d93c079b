/** The headings of docs/deploy-checks.md, in its order. */
export type SynthCheckScope =
  | 'both tiers'
  | 'processing tier'
  | 'ingestion tier'
  | 'controller'
  | 'monitoring';

/** Documentation of one check at synth. Plain text, code in backticks; a construct's prop is in parentheses. */
export interface SynthCheckEntry {
  scope: SynthCheckScope;
  /** What is wrong. The first sentence is the title in lists. */
  meaning: string;
  whatToDo: string;
  /** The version that introduced the code. @default 0.1.0 */
  since?: string;
}

/** Every `CDK_…` code that `cdk synth` and `cdk deploy` report as an annotation. */
export const SYNTH_CHECKS = {
  CDK_PASSWORD_WITHOUT_SECRET: {
    scope: 'both tiers',
    meaning: "`kafka.auth.password` comes from an environment variable of the developer's machine.",
    whatToDo: 'Set `kafka.auth.password: {secretsManager: ID, field: KEY}` (`passwordSecret`).',
  },
  CDK_MSK_CLUSTER_UNKNOWN: {
    scope: 'both tiers',
    meaning:
      '`kafka.auth` is `AWS_MSK_IAM`, and the ARN of the cluster is missing. The rights are granted on it.',
    whatToDo: 'Set `deploy.msk.clusterArn` (`msk`).',
  },
  CDK_CA_FILE_MISSING: {
    scope: 'both tiers',
    meaning:
      '`kafka.tls.caFile` is set, and the published image of the Collector does not contain this file.',
    whatToDo: 'Set `deploy.kafkaCa` (`kafkaCa`, the PEM text), or use an image that contains the file.',
  },
  CDK_CA_FILE_PLACE: {
    scope: 'both tiers',
    meaning:
      "`kafka.tls.caFile` is in a folder with other content, for example the system's root certificates. The mounted volume would hide that content.",
    whatToDo: 'Use a folder of its own, for example `/etc/kafka/ca.pem`.',
  },
  CDK_CLUSTER_TWICE: {
    scope: 'both tiers',
    meaning:
      'Another stack of the same app creates an ECS cluster with this name, possibly in the same account and region.',
    whatToDo: 'Set `deploy.cluster: existing` (`cluster`) for one of them, or use another name.',
  },
  CDK_FARGATE_SIZE: {
    scope: 'both tiers',
    meaning: 'Fargate does not offer this combination of `cpu` and `memory` (`memoryLimitMiB`).',
    whatToDo: 'Use one of the sizes that the message names.',
  },
  CDK_NETWORK_NO_WAY_OUT: {
    scope: 'both tiers',
    meaning:
      'The subnets are isolated, and the VPC has no endpoint for an AWS service that the tasks or the controller need. This concerns an app of your own only; for a spec Spillway creates the endpoints.',
    whatToDo: 'Add a NAT gateway, or the endpoints that the message names.',
  },
  CDK_IMAGE_OUT_OF_REACH: {
    scope: 'both tiers',
    meaning: 'The subnets are isolated, and the image is in a public registry, which no endpoint reaches.',
    whatToDo:
      'Copy the image into your ECR and set the keys that the message names (docs/deploy.md#network), or add a NAT gateway.',
  },
  CDK_CLUSTER_NAME: {
    scope: 'processing tier',
    meaning:
      '`tiers.processing.cluster` is not a name that ECS accepts, and Spillway is to create the cluster. It may be an ARN.',
    whatToDo: 'Use a valid name, or set `deploy.cluster: existing` (`cluster`) for an existing cluster.',
  },
  CDK_SERVICE_NAME: {
    scope: 'processing tier',
    meaning:
      '`tiers.processing.service` is not a name that ECS accepts, and Spillway is to create the service. It may be an ARN.',
    whatToDo: 'Use a valid name, or set `deploy.processing: existing` for an existing service.',
  },
  CDK_STOP_TIMEOUT_SHORT: {
    scope: 'processing tier',
    meaning:
      '`stopTimeout` is shorter than `tailSampling.decisionWait` plus 5 s. ECS would kill a task before it has sent its pending traces, whose offsets are committed.',
    whatToDo: 'Raise `stopTimeout`, or lower `decisionWait`.',
  },
  CDK_STOP_TIMEOUT_ABOVE_FARGATE: {
    scope: 'processing tier',
    meaning: '`stopTimeout` is longer than 120 s, the maximum on Fargate.',
    whatToDo: 'Set 120 s or less.',
  },
  CDK_TASKS_ABOVE_PARTITIONS: {
    scope: 'processing tier',
    meaning:
      '`tasks.min` or a fixed `tasks.steady` is higher than the largest partition count in `signals.*.partitions` (`partitions`). The check is left out if a topic has no count there; the controller then caps the number.',
    whatToDo: 'Use fewer tasks, or more partitions.',
  },
  CDK_VARIABLE_UNSET: {
    scope: 'processing tier',
    meaning:
      'The processors, policies or backend use `${env:NAME}`, and nothing sets this variable in the container.',
    whatToDo: 'Set it in `deploy.processing.secrets` or `deploy.processing.environment`.',
  },
  CDK_INGESTION_WITHOUT_TLS: {
    scope: 'ingestion tier',
    meaning: 'The listener is internet-facing and has no certificate. In a spec the code is `SPEC_INVALID`.',
    whatToDo: 'Set `certificate`, or `listener: internal`.',
  },
  CDK_LISTENER_WITHOUT_PUBLIC_SUBNET: {
    scope: 'ingestion tier',
    meaning:
      'The listener is internet-facing, and the VPC has no public subnet. In a spec the code is `SPEC_INVALID`.',
    whatToDo: 'Add public subnets, or set `listener: internal`.',
  },
  CDK_CONFIG_TOO_LONG: {
    scope: 'controller',
    meaning:
      "The processing tier's configuration does not fit into an SSM parameter of 8,192 bytes with both `initial_offset: earliest` and `latest`. The controller could not switch between them.",
    whatToDo:
      'Remove comments or use YAML anchors. Or keep the configuration in the image and only the offset in SSM: docs/initial-offset.md#the-offset-in-a-parameter-of-its-own.',
  },
  CDK_CONFIG_BRACES: {
    scope: 'controller',
    meaning: 'The configuration contains `{{…}}`, which SSM reads as a reference to another parameter.',
    whatToDo: 'Put a space between the braces.',
  },
  CDK_CONFIG_REFUSED: {
    scope: 'controller',
    meaning:
      "The configuration is not one of a processing tier, or its `initial_offset` cannot be changed. The message contains the error's code.",
    whatToDo: 'Look up that code: docs/errors.md, or `spillway explain CODE`.',
  },
  CDK_CA_FILE_NOT_SHIPPED: {
    scope: 'controller',
    meaning: '`kafka.tls.caFile` is set, and the function does not contain this file.',
    whatToDo: 'Set `deploy.kafkaCa` (`kafkaCa`, the PEM text).',
  },
  CDK_OBSERVE_CANNOT_WRITE: {
    scope: 'controller',
    meaning:
      '`commitOffsets` or `addPartitions` is allowed in `policy.mode: observe`, which never gets the right to write.',
    whatToDo: 'Remove it, or set `mode: act`.',
  },
  CDK_SERVICE_DAEMON: {
    scope: 'controller',
    meaning:
      'The service of the processing tier has the scheduling strategy DAEMON. The check sees services of the same app only; for others the first tick reports `ECS_SERVICE_DAEMON`.',
    whatToDo: 'Use the scheduling strategy REPLICA.',
  },
  CDK_REGION_DIFFERS: {
    scope: 'controller',
    meaning: '`aws.region` of the spec differs from the region of the stack.',
    whatToDo: 'Use the same region, or remove `aws.region`.',
  },
  CDK_GROUP_TWICE: {
    scope: 'controller',
    meaning: 'Two pipelines of one app have the same consumer group.',
    whatToDo: 'Give each pipeline its own group.',
  },
  CDK_PREFIX_TWICE: {
    scope: 'controller',
    meaning: 'Two pipelines of one app use the same prefix for their SSM parameters.',
    whatToDo: 'Use different names, or set another `aws.prefix`.',
  },
  CDK_FUNCTION_NAME_TWICE: {
    scope: 'controller',
    meaning: 'Two pipelines of one app have functions with the same name.',
    whatToDo: 'Use different names, or set another `functionName`.',
  },
  CDK_DRAIN_TARGET_TOO_LONG: {
    scope: 'monitoring',
    meaning: '`drainTarget` is longer than 24 hours, the most that a CloudWatch alarm looks back.',
    whatToDo: 'Set 24 hours or less.',
  },
} as const satisfies Record<string, SynthCheckEntry>;
