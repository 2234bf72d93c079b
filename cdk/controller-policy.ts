import type { KafkaArns } from './kafka-iam';
import type { OccasionalRight } from './right';

/** When a permission is granted: always, or only if this is switched on. */
export type Occasion =
  | 'always'
  | 'act'
  | 'family'
  | 'vpc'
  | 'secret'
  | 'secret key'
  | 'key'
  | 'msk'
  | 'msk and commits'
  | 'msk and partitions';

/** The resources of these permissions: ARNs; in docs/iam.md, words. */
export interface ControllerResources {
  /** A parameter below the pipeline's prefix: `config`, `epoch/*`. */
  parameter(name: string): string;
  readonly cluster: string;
  readonly service: string;
  /** All revisions of the task definition of the service. */
  readonly taskDefinitions: string;
  /** All tasks of the cluster, because a task's ARN does not contain its service. */
  readonly tasks: string;
  readonly logStreams: string;
  readonly function: string;
  /** All EC2 resources of the account and region. */
  readonly network: string;
  readonly secret: string;
  /** The key of the secret, and the service that may use it for the role. */
  readonly secretKey: string;
  readonly secretsManager: string;
  readonly key: string;
  readonly kafka: KafkaArns;
}

export type ControllerRight = OccasionalRight<ControllerResources, Occasion>;

/** Lambda needs these to attach the function to a VPC. They are the same as in AWSLambdaVPCAccessExecutionRole. */
const MAKE_INTERFACES = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:UnassignPrivateIpAddresses',
];
const SEE_INTERFACES = ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'];

/** All permissions that the controller's role can have. docs/iam.md is generated from this list. */
export const CONTROLLER_RIGHTS: readonly ControllerRight[] = [
  {
    sid: 'WriteLog',
    given: 'always',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: ({ logStreams }) => [logStreams],
    why: 'Writes the audit trail and the metrics. The stack creates the log group.',
  },
  {
    sid: 'ReadParameters',
    given: 'always',
    actions: ['ssm:GetParameters'],
    resources: ({ parameter }) => ['template', 'config', 'state', 'coverage', 'debt', 'hold'].map(parameter),
    why: 'Every tick reads them first.',
  },
  {
    sid: 'ReadService',
    given: 'always',
    actions: ['ecs:DescribeServices'],
    resources: ({ service }) => [service],
    why: 'Reads desiredCount, and whether a rollout is in progress.',
  },
  {
    sid: 'ListTasks',
    given: 'always',
    actions: ['ecs:ListTasks'],
    resources: () => ['*'],
    conditions: ({ cluster }) => ({ ArnEquals: { 'ecs:cluster': cluster } }),
    why: 'Lists the tasks of the service. The only resource type is container instances, so the condition limits it to the cluster.',
  },
  {
    sid: 'ReadTasks',
    given: 'always',
    actions: ['ecs:DescribeTasks'],
    resources: ({ tasks }) => [tasks],
    conditions: ({ cluster }) => ({ ArnEquals: { 'ecs:cluster': cluster } }),
    why: 'Reads the address and the start time of each task. The start time shows which initial_offset the task started with.',
  },
  {
    sid: 'SeeAutoScaling',
    given: 'always',
    actions: ['application-autoscaling:DescribeScalableTargets'],
    resources: () => ['*'],
    why: 'Checks whether Application Auto Scaling also sets desiredCount. AWS supports no resource for it.',
  },
  {
    sid: 'WriteParameters',
    given: 'act',
    actions: ['ssm:PutParameter'],
    resources: ({ parameter }) => ['config', 'state', 'coverage', 'debt', 'hold', 'epoch/*'].map(parameter),
    why: 'Stores the live configuration with initial_offset, the state of the controller, what latest covers, the debt of a stop, a stop by command, and the claim to act. Never the template.',
  },
  {
    sid: 'ReadEarlierConfig',
    given: 'act',
    actions: ['ssm:GetParameter'],
    resources: ({ parameter }) => [parameter('config')],
    why: 'Reads the last configuration that worked, by version, after a failed rollout.',
  },
  {
    sid: 'ReadClaims',
    given: 'act',
    actions: ['ssm:GetParameters'],
    resources: ({ parameter }) => [parameter('epoch/*')],
    why: 'Reads who holds the claim to act. The names contain the version of the state.',
  },
  {
    sid: 'RemoveParameters',
    given: 'act',
    actions: ['ssm:DeleteParameter'],
    resources: ({ parameter }) => ['debt', 'hold', 'epoch/*'].map(parameter),
    why: 'Removes a debt when the tasks have started, a stop when a command ends it, and a claim at the end of the tick.',
  },
  {
    sid: 'ScaleService',
    given: 'act',
    actions: ['ecs:UpdateService'],
    resources: ({ service }) => [service],
    why: 'Sets desiredCount to scale, and to stop and start the tasks for a recreate; starts rolling deployments.',
  },
  {
    sid: 'NoShellInTasks',
    effect: 'Deny',
    given: 'act',
    actions: ['ecs:UpdateService'],
    resources: ({ service }) => [service],
    conditions: () => ({ StringEquals: { 'ecs:enable-execute-command': 'true' } }),
    why: 'Nobody who takes over the function can switch on ECS Exec to get a shell in the tasks.',
  },
  {
    sid: 'KeepTaskDefinition',
    effect: 'Deny',
    given: 'family',
    actions: ['ecs:UpdateService'],
    resources: ({ service }) => [service],
    conditions: ({ taskDefinitions }) => ({
      Null: { 'ecs:task-definition': 'false' },
      ArnNotLike: { 'ecs:task-definition': taskDefinitions },
    }),
    why: 'Nobody who takes over the function can make the service run another task definition, with its role and image.',
  },
  {
    sid: 'ReadKafkaPassword',
    given: 'secret',
    actions: ['secretsmanager:GetSecretValue'],
    resources: ({ secret }) => [secret],
    why: 'Reads the password for Kafka, in each tick.',
  },
  {
    sid: 'UseSecretKey',
    given: 'secret key',
    actions: ['kms:Decrypt'],
    resources: ({ secretKey }) => [secretKey],
    conditions: ({ secretsManager }) => ({ StringEquals: { 'kms:ViaService': secretsManager } }),
    why: 'Secrets Manager decrypts the password on behalf of the caller.',
  },
  {
    sid: 'UseKey',
    given: 'key',
    actions: ['kms:Decrypt'],
    resources: ({ key }) => [key],
    why: 'Decrypts data that is encrypted with your key, such as the environment or a SecureString.',
  },
  {
    sid: 'ReachVpc',
    given: 'vpc',
    actions: MAKE_INTERFACES,
    resources: ({ network }) => [network],
    why: 'Lambda attaches the function to the subnets. It requires the permissions on all EC2 resources of the account and region.',
  },
  {
    sid: 'SeeVpc',
    given: 'vpc',
    actions: SEE_INTERFACES,
    resources: () => ['*'],
    why: 'Lambda attaches the function to the subnets. AWS supports no resource for them.',
  },
  {
    sid: 'LeaveNetworkAlone',
    effect: 'Deny',
    given: 'vpc',
    actions: [...MAKE_INTERFACES, ...SEE_INTERFACES],
    resources: () => ['*'],
    conditions: (named) => ({ ArnEquals: { 'lambda:SourceFunctionArn': named.function } }),
    why: 'Denies the two sets of permissions above to the code of the function. Only Lambda itself needs them.',
  },
  {
    sid: 'KafkaCluster',
    given: 'msk',
    actions: [
      'kafka-cluster:Connect',
      'kafka-cluster:DescribeCluster',
      'kafka-cluster:DescribeClusterDynamicConfiguration',
    ],
    resources: ({ kafka }) => [kafka.cluster],
    why: 'Logs in, and reads the size of the log and how long the offsets of an empty group are kept.',
  },
  {
    sid: 'KafkaTopics',
    given: 'msk',
    actions: ['kafka-cluster:DescribeTopic', 'kafka-cluster:DescribeTopicDynamicConfiguration'],
    resources: ({ kafka }) => kafka.topics,
    why: 'Reads partitions, log start and end, and retention.',
  },
  {
    sid: 'KafkaGroup',
    given: 'msk',
    actions: ['kafka-cluster:DescribeGroup'],
    resources: ({ kafka }) => [kafka.group],
    why: 'Reads state, members and committed offsets of the group.',
  },
  {
    sid: 'KafkaRecords',
    given: 'msk and commits',
    actions: ['kafka-cluster:ReadData'],
    resources: ({ kafka }) => kafka.topics,
    why: 'MSK requires it for every commit. With it, the controller also reads the time of the first unread record, and it could read telemetry. Without it, that time is estimated from offsets.',
  },
  {
    sid: 'KafkaCommits',
    given: 'msk and commits',
    actions: ['kafka-cluster:AlterGroup'],
    resources: ({ kafka }) => [kafka.group],
    why: 'Commits offsets: seeds as a member of the running group; repair, rewind and skip while it is empty.',
  },
  {
    sid: 'KafkaPartitions',
    given: 'msk and partitions',
    actions: ['kafka-cluster:AlterTopic'],
    resources: ({ kafka }) => kafka.topics,
    why: 'Adds partitions (spillway expand).',
  },
];
