import * as z from 'zod';
import { durationMs } from './duration-schema';
import { containerSecretSchema } from './secret-schema';
import { ec2Id, isClosedVpc, isNewVpc, rangeSchema, vpcSchema } from './vpc-spec';
import { whenValid } from './when-valid';

const arnOf = (service: string, example: string) =>
  z.string().regex(new RegExp(`^arn:[^:]+:${service}:`), `expected an ARN such as ${example}`);

const variableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of an environment variable');

/** The sizes that Fargate offers: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html */
const CPU_UNITS = [256, 512, 1024, 2048, 4096, 8192, 16_384] as const;

/** Settings of a tier's tasks, available in both tiers. */
const taskKeys = {
  /** CPU units; 1024 are one vCPU. */
  cpu: z
    .union(
      CPU_UNITS.map((units) => z.literal(units)),
      `expected one of ${CPU_UNITS.join(', ')}`,
    )
    .default(1024),
  /** MiB. For each size of `cpu`, Fargate offers certain sizes. */
  memory: z.int().min(512, 'expected MiB, at least 512').default(2048),
  architecture: z.enum(['arm64', 'x86_64']).default('arm64'),
  /** The image with its tag. If absent, it follows from the tier's `collectorVersion` (contrib or ADOT). */
  image: z.string().min(1).optional(),
  /** An image with a shell, for the health sidecar and the CA. If absent, busybox from Amazon's public registry. */
  helperImage: z.string().min(1).optional(),
  /** How ECS detects that a Collector hangs: ADOT's health command, or a sidecar for contrib. `none` turns it off. */
  healthProbe: z.enum(['auto', 'none']).default('auto'),
  /** Values for the `${env:NAME}` in the spec, in plain text. */
  environment: z.record(variableName, z.string()).default({}),
  /** Values for the `${env:NAME}` in the spec that are secrets. */
  secrets: z.record(variableName, containerSecretSchema).default({}),
};

/** The clients, as an address range or as their security group. */
const clientSchema = z.union(
  [rangeSchema, ec2Id('sg')],
  'expected a range such as 10.0.0.0/16, or the id of a security group',
);

/** ECS scales the ingestion tier by load between these two limits; Spillway does not scale it. */
const ingestionTasksSchema = z
  .strictObject({ min: z.int().min(1).default(2), max: z.int().min(1).default(10) })
  .refine((tasks) => tasks.min <= tasks.max, {
    message: 'expected min to be at most max',
    path: ['min'],
    ...whenValid('min', 'max'),
  });

const ingestionSchema = z.strictObject({
  /** Who may send telemetry: clients in the VPC, or the internet over TLS. */
  listener: z.enum(['internal', 'internet-facing']).default('internal'),
  /**
   * Clients that may connect. If absent, the VPC; with an internet-facing listener, everybody who logs in by
   * `tiers.ingestion.auth`.
   */
  clients: z.array(clientSchema).min(1, 'expected at least one range or security group').optional(),
  /** The load balancer's ACM certificate. With a certificate, the listener accepts OTLP over TLS only. */
  certificateArn: arnOf('acm', 'arn:aws:acm:eu-west-1:111122223333:certificate/0a1b').optional(),
  /** A PEM file with the CA of the clients' certificates, relative to the spec. For `mtls`. */
  clientCa: z.string().min(1).optional(),
  tasks: ingestionTasksSchema.prefault({}),
  ...taskKeys,
});

function isPublic(ingestion: 'none' | z.output<typeof ingestionSchema>): boolean {
  return ingestion !== 'none' && ingestion.listener === 'internet-facing';
}

/**
 * How the CDK app deploys the pipeline. Only `cdk/` reads it, with one exception: if `kafka.brokers` is absent, the
 * command line asks MSK for the brokers of `msk.clusterArn`.
 */
export const deploySchema = z
  .strictObject({
    vpc: vpcSchema.default('new'),
    /**
     * Additional security groups of the tasks and of the controller's function, for example one that the brokers accept.
     */
    securityGroups: z.array(ec2Id('sg')).default([]),
    /** A managed policy to use as the permissions boundary of every role. */
    permissionsBoundary: arnOf('iam', 'arn:aws:iam::111122223333:policy/boundary').optional(),
    /** A PEM file, relative to the spec. The containers get it at the path of `kafka.tls.caFile`. */
    kafkaCa: z.string().min(1).optional(),
    msk: z
      .strictObject({
        clusterArn: arnOf('kafka', 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/0a1b-2'),
      })
      .optional(),
    /** With `existing`, both tiers run in the cluster that `tiers.processing.cluster` names. */
    cluster: z.enum(['new', 'existing']).default('new'),
    /** With `none`, the CDK app deploys no ingestion tier. */
    ingestion: z
      .union([z.literal('none'), ingestionSchema], 'expected none, or { listener, certificateArn, … }')
      .prefault({}),
    /** With `existing`, the CDK app uses an ECS service and a config parameter that are deployed elsewhere. */
    processing: z
      .union(
        [z.literal('existing'), z.strictObject(taskKeys)],
        'expected existing, or { cpu, memory, architecture, image }',
      )
      .prefault({}),
    /** Whether the controller may seed, repair, rewind and skip. If absent, it may, unless `policy.mode` is observe. */
    commitOffsets: z.enum(['allowed', 'denied']).optional(),
    /** Whether `spillway expand` may add partitions. */
    addPartitions: z.enum(['allowed', 'denied']).default('denied'),
    alarms: z
      .strictObject({
        topicArn: arnOf('sns', 'arn:aws:sns:eu-west-1:111122223333:on-call').optional(),
        /** Alarms when the oldest unread record is older than this for 15 minutes. */
        timeLag: durationMs('10m', '1m'),
      })
      .prefault({}),
    /** Whether `cdk destroy` removes the live config and the state. */
    onDelete: z.enum(['remove', 'keep']).default('remove'),
    /**
     * What to do with a live config that exists before the stack: set it to earliest (re-arm) or keep its offset
     * (adopt). If absent, Spillway's own config is set to earliest, and any other config is refused.
     */
    existing: z.enum(['re-arm', 'adopt']).optional(),
  })
  .refine(({ processing, ingestion }) => processing !== 'existing' || ingestion === 'none', {
    message: 'expected none with deploy.processing: existing, because adopting a pipeline deploys no tier',
    path: ['ingestion'],
    ...whenValid('processing', 'ingestion'),
  })
  .refine(({ ingestion, vpc }) => !isPublic(ingestion) || isNewVpc(vpc) || vpc.publicSubnets.length > 0, {
    message: 'is missing, but listener: internet-facing requires public subnets',
    path: ['vpc', 'publicSubnets'],
    ...whenValid('ingestion', 'vpc'),
  })
  .refine(({ ingestion, vpc }) => !isPublic(ingestion) || !isClosedVpc(vpc), {
    message: 'expected nat with a listener that is internet-facing, because endpoints need no public subnet',
    path: ['vpc', 'egress'],
    ...whenValid('ingestion', 'vpc'),
  })
  .refine(({ processing, vpc }) => processing !== 'existing' || !isNewVpc(vpc), {
    message:
      'expected { id, subnets, availabilityZones } with deploy.processing existing: a VPC that reaches the brokers',
    path: ['vpc'],
    ...whenValid('processing', 'vpc'),
  });
