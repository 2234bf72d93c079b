import type { KafkaArns } from './kafka-iam';
import type { OccasionalRight } from './right';

/** When a right is given: always, or where this is switched on. */
export type Occasion =
  | 'always'
  | 'act'
  | 'vpc'
  | 'secret'
  | 'secret key'
  | 'key'
  | 'msk'
  | 'msk and commits'
  | 'msk and partitions';

/** What the rights are on, as ARNs; in docs/iam.md, as words. */
export interface ControllerResources {
  /** A parameter below the pipeline's prefix: `config`, `epoch/*`. */
  parameter(name: string): string;
  readonly cluster: string;
  readonly service: string;
  /** All tasks of the cluster: a task's ARN does not say which service it belongs to. */
  readonly tasks: string;
  readonly logStreams: string;
  readonly function: string;
  /** All EC2 resources of account and region. */
  readonly network: string;
  readonly secret: string;
  /** Key that the secret is encrypted with, and the service that may use it for the role. */
  readonly secretKey: string;
  readonly secretsManager: string;
  readonly key: string;
  readonly kafka: KafkaArns;
}

export type ControllerRight = OccasionalRight<ControllerResources, Occasion>;

/** What Lambda itself does with the function's role to reach a VPC: those of AWSLambdaVPCAccessExecutionRole. */
const MAKE_INTERFACES = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:UnassignPrivateIpAddresses',
];
const SEE_INTERFACES = ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'];

/** Every right that the controller's role can have. docs/iam.md is made from this list. */
export const CONTROLLER_RIGHTS: readonly ControllerRight[] = [
  {
    sid: 'WriteLog',
    given: 'always',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: ({ logStreams }) => [logStreams],
    why: 'The audit trail and the metrics. The log group itself is made by the stack.',
  },
  {
    sid: 'ReadParameters',
    given: 'always',
    actions: ['ssm:GetParameters'],
    resources: ({ parameter }) => ['template', 'config', 'state', 'coverage', 'debt', 'hold'].map(parameter),
    why: 'Every tick begins with them.',
  },
  {
    sid: 'ReadService',
    given: 'always',
    actions: ['ecs:DescribeServices'],
    resources: ({ service }) => [service],
    why: 'desiredCount, and whether a rollout is in progress.',
  },
  {
    sid: 'ListTasks',
    given: 'always',
    actions: ['ecs:ListTasks'],
    resources: () => ['*'],
    conditions: ({ cluster }) => ({ ArnEquals: { 'ecs:cluster': cluster } }),
    why: 'Which tasks the service has. ECS knows no resource for it but container instances, so the condition narrows it.',
  },
  {
    sid: 'ReadTasks',
    given: 'always',
    actions: ['ecs:DescribeTasks'],
    resources: ({ tasks }) => [tasks],
    conditions: ({ cluster }) => ({ ArnEquals: { 'ecs:cluster': cluster } }),
    why: 'When each task started, which says what it reads from, and its address.',
  },
  {
    sid: 'SeeAutoScaling',
    given: 'always',
    actions: ['application-autoscaling:DescribeScalableTargets'],
    resources: () => ['*'],
    why: 'Whether something else moves desiredCount. AWS supports no resource for it.',
  },
  {
    sid: 'WriteParameters',
    given: 'act',
    actions: ['ssm:PutParameter'],
    resources: ({ parameter }) => ['config', 'state', 'coverage', 'debt', 'hold', 'epoch/*'].map(parameter),
    why: "initial_offset in the live config; what the controller remembers; what latest covers; a stop that has to be repaid; a person's stop; the claim to act. Never the template.",
  },
  {
    sid: 'ReadEarlierConfig',
    given: 'act',
    actions: ['ssm:GetParameter'],
    resources: ({ parameter }) => [parameter('config')],
    why: 'The last config that worked, by version, once a rollout has failed.',
  },
  {
    sid: 'ReadClaims',
    given: 'act',
    actions: ['ssm:GetParameters'],
    resources: ({ parameter }) => [parameter('epoch/*')],
    why: 'Who holds the claim to act. Their names carry the version of the state.',
  },
  {
    sid: 'RemoveParameters',
    given: 'act',
    actions: ['ssm:DeleteParameter'],
    resources: ({ parameter }) => ['debt', 'hold', 'epoch/*'].map(parameter),
    why: "A debt goes once the tasks were started, a person's stop by command, a claim once the tick is over.",
  },
  {
    sid: 'ScaleService',
    given: 'act',
    actions: ['ecs:UpdateService'],
    resources: ({ service }) => [service],
    why: 'desiredCount: scaling, and stopping and starting the tasks for a recreate; and rolling deployments.',
  },
  {
    sid: 'ReadKafkaPassword',
    given: 'secret',
    actions: ['secretsmanager:GetSecretValue'],
    resources: ({ secret }) => [secret],
    why: 'Logging in to Kafka, read anew by each tick.',
  },
  {
    sid: 'UseSecretKey',
    given: 'secret key',
    actions: ['kms:Decrypt'],
    resources: ({ secretKey }) => [secretKey],
    conditions: ({ secretsManager }) => ({ StringEquals: { 'kms:ViaService': secretsManager } }),
    why: 'Secrets Manager decrypts the password in the name of who asks for it.',
  },
  {
    sid: 'UseKey',
    given: 'key',
    actions: ['kms:Decrypt'],
    resources: ({ key }) => [key],
    why: 'Reading what is encrypted with a key of yours: the environment, a SecureString.',
  },
  {
    sid: 'ReachVpc',
    given: 'vpc',
    actions: MAKE_INTERFACES,
    resources: ({ network }) => [network],
    why: 'Lambda attaches the function to the subnets with them. It asks for them on all EC2 resources of account and region.',
  },
  {
    sid: 'SeeVpc',
    given: 'vpc',
    actions: SEE_INTERFACES,
    resources: () => ['*'],
    why: 'The same. AWS supports no resource for them.',
  },
  {
    sid: 'LeaveNetworkAlone',
    effect: 'Deny',
    given: 'vpc',
    actions: [...MAKE_INTERFACES, ...SEE_INTERFACES],
    resources: () => ['*'],
    conditions: (named) => ({ ArnEquals: { 'lambda:SourceFunctionArn': named.function } }),
    why: 'The two above are for Lambda: code in the function itself may do none of it.',
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
    why: 'Logging in; bytes in the log; how long the commits of an empty group live.',
  },
  {
    sid: 'KafkaTopics',
    given: 'msk',
    actions: ['kafka-cluster:DescribeTopic', 'kafka-cluster:DescribeTopicDynamicConfiguration'],
    resources: ({ kafka }) => kafka.topics,
    why: 'Partitions, log start and end, and retention.',
  },
  {
    sid: 'KafkaGroup',
    given: 'msk',
    actions: ['kafka-cluster:DescribeGroup'],
    resources: ({ kafka }) => [kafka.group],
    why: 'State, members and committed offsets of the group.',
  },
  {
    sid: 'KafkaRecords',
    given: 'msk and commits',
    actions: ['kafka-cluster:ReadData'],
    resources: ({ kafka }) => kafka.topics,
    why: 'MSK asks for it with every commit. It also gives the time of the first unread record, and would let the controller read telemetry: without it that time is bounded by offsets.',
  },
  {
    sid: 'KafkaCommits',
    given: 'msk and commits',
    actions: ['kafka-cluster:AlterGroup'],
    resources: ({ kafka }) => [kafka.group],
    why: 'Seeds commit offsets as a member of the running group; repair, rewind and skip while it is empty.',
  },
  {
    sid: 'KafkaPartitions',
    given: 'msk and partitions',
    actions: ['kafka-cluster:AlterTopic'],
    resources: ({ kafka }) => kafka.topics,
    why: 'spillway expand adds partitions.',
  },
];
