/** The parts of a pipeline that synth checks cover, in the order of docs/deploy-checks.md. */
export type SynthCheckPart =
  | 'both tiers'
  | 'processing tier'
  | 'ingestion tier'
  | 'controller'
  | 'monitoring';

/** The documentation of one synth check. Its key in the list is its code. */
export interface SynthCheckEntry {
  part: SynthCheckPart;
  /** An error stops `cdk synth` and `cdk deploy` before anything is deployed. */
  severity: 'error';
  /** A few words, for lists. */
  title: string;
  /** When it is reported, and why it cannot work. Full sentences. */
  explanation: string;
  /** What to change. Full sentences; Markdown links are relative to docs/. */
  whatToDo: string;
}

/** Every check that the constructs make at synth, by code. docs/deploy-checks.md is generated from this list. */
const ENTRIES = {
  CDK_PASSWORD_WITHOUT_SECRET: {
    part: 'both tiers',
    severity: 'error',
    title: 'the Kafka password is not in a secret',
    explanation:
      '`kafka.auth.password` names an environment variable. A container or function on AWS does not have the variables of your machine.',
    whatToDo: 'Set `kafka.auth.password` to `{ secretsManager: ID, field: KEY }`, or pass `passwordSecret`.',
  },
  CDK_SECRET_NAME_AMBIGUOUS: {
    part: 'both tiers',
    severity: 'error',
    title: 'the ARN of a secret would be taken for a complete one',
    explanation:
      'Secrets Manager adds a hyphen and six characters to the name of a secret in its ARN. ECS reads a secret by its ARN. For a name that already ends like that, such as `kafka-secret`, AWS takes the ARN without the addition for a complete one and finds no secret, so no task starts.',
    whatToDo:
      'Write the complete ARN as `secretsManager`: `aws secretsmanager describe-secret --secret-id NAME --query ARN`. An ARN without the addition is taken as it is written.',
  },
  CDK_MSK_CLUSTER_UNKNOWN: {
    part: 'both tiers',
    severity: 'error',
    title: 'the ARN of the MSK cluster is missing',
    explanation:
      'With `AWS_MSK_IAM`, IAM permissions are granted on the ARN of the cluster, but no ARN is given.',
    whatToDo: 'Set `deploy.msk.clusterArn`, or pass `msk`.',
  },
  CDK_CA_FILE_MISSING: {
    part: 'both tiers',
    severity: 'error',
    title: 'the containers do not have the CA file',
    explanation:
      '`kafka.tls.caFile` is set, but the published image of the Collector does not contain that file.',
    whatToDo:
      'Set `deploy.kafkaCa` to the PEM file, pass its text as `kafkaCa`, or use an image that contains the file.',
  },
  CDK_CA_FILE_PLACE: {
    part: 'both tiers',
    severity: 'error',
    title: 'the CA file is in a folder with other files',
    explanation:
      'The CA is mounted as a volume on the folder of `kafka.tls.caFile`. A volume there would hide other files of the image, such as the CAs of the system.',
    whatToDo: 'Use an absolute path in a folder of its own, such as `/etc/kafka/ca.pem`.',
  },
  CDK_CONFIG_ERROR: {
    part: 'both tiers',
    severity: 'error',
    title: 'the configuration of the Collector has an error',
    explanation:
      'The linter finds an error in the configuration of the tier: rendered from the spec, or passed as `template` or `config`. The Collector would refuse it, or lose data. The message contains the code of the rule and the place: a key of the spec, or a line of your text. Values that are only known at deployment are checked by the custom resource.',
    whatToDo:
      'Correct the setting. [lint-rules.md](lint-rules.md) describes each code. If a finding is wrong, add the comment `# spillway: ignore CODE` to that line.',
  },
  CDK_SECRET_IN_CLEAR: {
    part: 'both tiers',
    severity: 'error',
    title: 'a secret is in plain text',
    explanation:
      'A header of the backend, a setting of a processor, an address or an environment variable contains what looks like a credential. The spec is part of the code of the controller, and variables are part of the template, so everyone who can read the stack could read it.',
    whatToDo:
      'In `backend.headers`, write `{ secretsManager: ID, field: KEY }` or `{ ssm: /PATH }`. Elsewhere write `${env:NAME}`, and put NAME in `deploy.processing.secrets`. Then rotate the secret.',
  },
  CDK_CLUSTER_TWICE: {
    part: 'both tiers',
    severity: 'error',
    title: 'two stacks create the same ECS cluster',
    explanation: 'The app creates a cluster of this name twice, possibly in the same account and region.',
    whatToDo:
      'Set `deploy.cluster: existing` for all but one of them, or pass `cluster`. If they are meant to be two clusters, use two names.',
  },
  CDK_FARGATE_SIZE: {
    part: 'both tiers',
    severity: 'error',
    title: 'Fargate has no task of this size',
    explanation: 'Fargate does not offer this combination of `cpu` and `memory` (`memoryLimitMiB`).',
    whatToDo: 'Use one of the sizes in the message.',
  },
  CDK_NETWORK_NO_WAY_OUT: {
    part: 'both tiers',
    severity: 'error',
    title: 'isolated subnets lack an endpoint',
    explanation:
      'The subnets are isolated, and the VPC of the same app has no endpoint for an AWS service that a task needs to start or the controller needs to tick. This can happen only in your own app: for a spec, Spillway creates the endpoints.',
    whatToDo: 'Add a NAT gateway, or the endpoints in the message.',
  },
  CDK_IMAGE_OUT_OF_REACH: {
    part: 'both tiers',
    severity: 'error',
    title: 'isolated subnets cannot pull a public image',
    explanation:
      'The subnets are isolated, and the public registry that hosts the image cannot be reached through a VPC endpoint.',
    whatToDo:
      'Copy the images to your ECR and set the keys in the message ([how](deploy.md#network)), or add a NAT gateway.',
  },
  CDK_CLUSTER_NAME: {
    part: 'processing tier',
    severity: 'error',
    title: 'the cluster name is invalid',
    explanation:
      'The tier creates its cluster, and `tiers.processing.cluster` is an ARN or has characters that ECS does not allow in a name.',
    whatToDo:
      'For an existing cluster, set `deploy.cluster: existing` or pass `cluster`. For a new one, use letters, digits, dashes and underscores.',
  },
  CDK_SERVICE_NAME: {
    part: 'processing tier',
    severity: 'error',
    title: 'the service name is invalid',
    explanation:
      'The tier creates its service, and `tiers.processing.service` is an ARN or has characters that ECS does not allow in a name.',
    whatToDo:
      'For an existing service, set `deploy.processing: existing`. For a new one, use letters, digits, dashes and underscores.',
  },
  CDK_STOP_TIMEOUT_SHORT: {
    part: 'processing tier',
    severity: 'error',
    title: 'stopTimeout is too short for tail sampling',
    explanation:
      '`stopTimeout` is shorter than `tailSampling.decisionWait` plus 5 s. ECS would kill a stopped task before it has sent its pending traces. Their offsets are committed, so they would be lost.',
    whatToDo: 'Raise `stopTimeout`, or lower `decisionWait`.',
  },
  CDK_STOP_TIMEOUT_ABOVE_FARGATE: {
    part: 'processing tier',
    severity: 'error',
    title: 'stopTimeout is longer than Fargate allows',
    explanation: 'Fargate kills a container at most 120 s after it was told to stop.',
    whatToDo: 'Set `stopTimeout` to 120 s or less.',
  },
  CDK_TASKS_ABOVE_PARTITIONS: {
    part: 'processing tier',
    severity: 'error',
    title: 'there are more tasks than partitions',
    explanation:
      '`tasks.min` or a fixed `tasks.steady` is higher than the number of partitions of any topic, by `signals.*.partitions` or the prop `partitions`. The extra tasks would read nothing. If the number of partitions is not given for every topic, synth does not check this, and the controller limits the tasks.',
    whatToDo: 'Lower the number of tasks, or add partitions.',
  },
  CDK_VARIABLE_UNSET: {
    part: 'processing tier',
    severity: 'error',
    title: 'an environment variable is not set',
    explanation:
      'Processors, policies or backend refer to `${env:NAME}`, but the container has no variable NAME. The Collector would use an empty string.',
    whatToDo:
      'Set it in `deploy.processing.secrets` or `deploy.processing.environment`, or pass `secrets` or `environment`.',
  },
  CDK_INGESTION_WITHOUT_TLS: {
    part: 'ingestion tier',
    severity: 'error',
    title: 'an internet-facing listener has no certificate',
    explanation:
      'Telemetry would cross the internet in clear text. In a spec, `SPEC_INVALID` reports this first.',
    whatToDo:
      'Pass `certificate`, let clients log in with certificates (`tiers.ingestion.auth.mechanism: mtls`), or set `listener: internal`.',
  },
  CDK_INGESTION_OPEN: {
    part: 'ingestion tier',
    severity: 'error',
    title: 'an internet-facing listener accepts everyone',
    explanation:
      'There are no `clients`, or they are everyone (`0.0.0.0/0`), and the Collector asks for no login on one of its OTLP ports, so everyone on the internet could send telemetry. In a spec, `SPEC_INVALID` reports this first.',
    whatToDo:
      'Pass the address ranges of your clients as `clients`, let clients log in with `tiers.ingestion.auth` of the spec or an authenticator in your `config`, or set `listener: internal`.',
  },
  CDK_INGESTION_TOKEN_IN_CLEAR: {
    part: 'ingestion tier',
    severity: 'error',
    title: 'tokens would cross the network in plain text',
    explanation:
      'Clients log in with a token, and neither the listener nor the Collector has a certificate. In a spec, `SPEC_INVALID` reports this first.',
    whatToDo: 'Pass `certificate`.',
  },
  CDK_INGESTION_TLS_TWICE: {
    part: 'ingestion tier',
    severity: 'error',
    title: 'the listener ends TLS, and the Collector expects it',
    explanation:
      'With `certificate` the load balancer passes plain text on, which an OTLP receiver with `tls` refuses. In a spec, `SPEC_INVALID` reports this first.',
    whatToDo: 'Leave `certificate` out. The load balancer then passes TLS on to the Collector.',
  },
  CDK_CLIENT_CA_MISSING: {
    part: 'ingestion tier',
    severity: 'error',
    title: 'the containers do not have the CA of the clients',
    explanation:
      'Clients log in with certificates, but the published image of the Collector does not contain their CA. In a spec, `SPEC_INVALID` reports this first.',
    whatToDo: 'Set `deploy.ingestion.clientCa` to the PEM file, or pass its text as `clientCa`.',
  },
  CDK_LISTENER_WITHOUT_PUBLIC_SUBNET: {
    part: 'ingestion tier',
    severity: 'error',
    title: 'an internet-facing listener has no public subnet',
    explanation:
      'The VPC has no public subnet for the load balancer. In a spec, `SPEC_INVALID` reports this first.',
    whatToDo: 'Add public subnets to the VPC, or set `listener: internal`.',
  },
  CDK_CONFIG_TOO_LONG: {
    part: 'controller',
    severity: 'error',
    title: 'the configuration is too long for SSM',
    explanation:
      'With `initial_offset: earliest` or `latest`, the configuration of the processing tier is longer than the 8,192 bytes of an SSM parameter. The controller could not store it.',
    whatToDo:
      'Remove comments, use YAML anchors, or keep the configuration in the image with [the offset in a parameter of its own](initial-offset.md#the-offset-in-a-parameter-of-its-own).',
  },
  CDK_CONFIG_BRACES: {
    part: 'controller',
    severity: 'error',
    title: 'the configuration contains {{…}}',
    explanation: 'SSM reads `{{…}}` as a reference to another parameter and rejects the value.',
    whatToDo: 'Put a space between the braces.',
  },
  CDK_CONFIG_REFUSED: {
    part: 'controller',
    severity: 'error',
    title: 'the configuration cannot be managed',
    explanation:
      'The text is not a configuration of the processing tier, or its `initial_offset` cannot be changed. The message contains the code of [errors.md](errors.md).',
    whatToDo: 'Do what [errors.md](errors.md) says for that code.',
  },
  CDK_CA_FILE_NOT_SHIPPED: {
    part: 'controller',
    severity: 'error',
    title: 'the function does not have the CA file',
    explanation: '`kafka.tls.caFile` is set, but the controller function is deployed without that file.',
    whatToDo: 'Set `deploy.kafkaCa` to the PEM file, or pass its text as `kafkaCa`.',
  },
  CDK_OBSERVE_CANNOT_WRITE: {
    part: 'controller',
    severity: 'error',
    title: 'write permissions are granted, but the mode is observe',
    explanation:
      '`commitOffsets` or `addPartitions` is allowed, but `policy.mode` is `observe`, which never gets permission to write.',
    whatToDo: 'Remove the setting, or set `policy.mode: act`.',
  },
  CDK_SERVICE_DAEMON: {
    part: 'controller',
    severity: 'error',
    title: 'the ECS service is a daemon',
    explanation:
      'The service of the processing tier is in the same app and has the scheduling strategy DAEMON, so there is no desired count to set. For a service outside the app, the first tick fails with `ECS_SERVICE_DAEMON`.',
    whatToDo: 'Use the scheduling strategy REPLICA.',
  },
  CDK_REGION_DIFFERS: {
    part: 'controller',
    severity: 'error',
    title: 'the stack is in another region than the spec',
    explanation: 'The stack of your own app is deployed to another region than `aws.region` of the spec.',
    whatToDo: 'Use the same region in both, or remove `aws.region`.',
  },
  CDK_GROUP_TWICE: {
    part: 'controller',
    severity: 'error',
    title: 'two pipelines share a consumer group',
    explanation: 'Two controllers would change the offsets of the same group on the same Kafka cluster.',
    whatToDo: 'Give each pipeline its own group.',
  },
  CDK_PREFIX_TWICE: {
    part: 'controller',
    severity: 'error',
    title: 'two pipelines share a parameter prefix',
    explanation: 'Two controllers would write to the same SSM parameters.',
    whatToDo: 'Give the pipelines different names, or different values of `aws.prefix`.',
  },
  CDK_FUNCTION_NAME_TWICE: {
    part: 'controller',
    severity: 'error',
    title: 'two pipelines share a function name',
    explanation: 'Two functions of the same name cannot exist in one account and region.',
    whatToDo: 'Give the pipelines different names, or different values of `functionName`.',
  },
  CDK_DRAIN_TARGET_TOO_LONG: {
    part: 'monitoring',
    severity: 'error',
    title: 'drainTarget is longer than an alarm can look back',
    explanation: 'A CloudWatch alarm evaluates at most 24 hours, and `drainTarget` is longer.',
    whatToDo: 'Set `drainTarget` to 24 hours or less.',
  },
} as const satisfies Record<string, SynthCheckEntry>;

export type SynthCheckCode = keyof typeof ENTRIES;

/** One synth check with its code. */
export interface SynthCheckInfo extends SynthCheckEntry {
  code: SynthCheckCode;
}

/** All synth checks, grouped by part. */
export const SYNTH_CHECKS: readonly SynthCheckInfo[] = (Object.keys(ENTRIES) as SynthCheckCode[]).map(
  (code) => ({ code, ...ENTRIES[code] }),
);
