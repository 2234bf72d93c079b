import { z } from 'zod';
import { durationMs } from './duration-schema';
import { containerSecretSchema } from './secret-schema';
import { ec2Id, isClosedVpc, isNewVpc, rangeSchema, vpcSchema } from './vpc-spec';

const arnOf = (service: string, example: string) =>
  z.string().regex(new RegExp(`^arn:[^:]+:${service}:`), `expected an ARN such as ${example}`);

const variableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of an environment variable');

/** Fargate's own steps: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html */
const CPU_UNITS = [256, 512, 1024, 2048, 4096, 8192, 16_384] as const;

/** What a task of a tier is; the same for both tiers. */
const taskKeys = {
  /** CPU units, 1024 a virtual CPU. */
  cpu: z
    .union(
      CPU_UNITS.map((units) => z.literal(units)),
      `expected one of ${CPU_UNITS.join(', ')}`,
    )
    .default(1024),
  /** MiB; which ones go with how much CPU is Fargate's own table. */
  memory: z.int().min(512, 'expected MiB, at least 512').default(2048),
  architecture: z.enum(['arm64', 'x86_64']).default('arm64'),
  /** Image with its tag; contrib or ADOT by the tier's `collectorVersion` when absent. */
  image: z.string().min(1).optional(),
  /** With a shell: for the health sidecar and the CA. busybox of Amazon's public registry when absent. */
  helperImage: z.string().min(1).optional(),
  /** How ECS learns that a Collector hangs: ADOT's own command, a sidecar for contrib; none: it does not. */
  healthProbe: z.enum(['auto', 'none']).default('auto'),
  /** What the spec's `${env:NAME}` stand for, in clear. */
  environment: z.record(variableName, z.string()).default({}),
  /** Likewise, where it is a secret. */
  secrets: z.record(variableName, containerSecretSchema).default({}),
};

/** A range of addresses, or what the clients themselves carry. */
const clientSchema = z.union(
  [rangeSchema, ec2Id('sg')],
  'expected a range such as 10.0.0.0/16, or the id of a security group',
);

/** The ingestion tier follows the load between these; no controller scales it. */
const ingestionTasksSchema = z
  .strictObject({ min: z.int().min(1).default(2), max: z.int().min(1).default(10) })
  .refine((tasks) => tasks.min <= tasks.max, { message: 'expected min to be at most max', path: ['min'] });

const ingestionSchema = z
  .strictObject({
    /** Who may send: nobody but what is in the VPC, or the internet over TLS. */
    listener: z.enum(['internal', 'internet-facing']).default('internal'),
    /** Narrows or widens that: the VPC itself when absent, or anyone where it is internet-facing. */
    clients: z.array(clientSchema).min(1, 'expected at least one range or security group').optional(),
    /** Certificate of the load balancer, in ACM. With one, OTLP is taken over TLS only. */
    certificateArn: arnOf('acm', 'arn:aws:acm:eu-west-1:111122223333:certificate/0a1b').optional(),
    tasks: ingestionTasksSchema.prefault({}),
    ...taskKeys,
  })
  .refine(({ listener, certificateArn }) => listener === 'internal' || certificateArn !== undefined, {
    message:
      'is missing, expected a certificate with listener internet-facing: telemetry in clear can be read',
    path: ['certificateArn'],
  });

function isPublic(ingestion: 'none' | z.output<typeof ingestionSchema>): boolean {
  return ingestion !== 'none' && ingestion.listener === 'internet-facing';
}

/**
 * How the CDK app deploys the pipeline. Only `cdk/` reads it, but for `msk.clusterArn`: without `kafka.brokers` that is
 * where the command line asks for them, too.
 */
export const deploySchema = z
  .strictObject({
    vpc: vpcSchema.default('new'),
    /** Put on tasks and on the controller's function beside their own: what the brokers let in. */
    securityGroups: z.array(ec2Id('sg')).default([]),
    /** Managed policy that bounds every role, where the account demands one. */
    permissionsBoundary: arnOf('iam', 'arn:aws:iam::111122223333:policy/boundary').optional(),
    /** PEM file beside the spec: put where `kafka.tls.caFile` says, in the containers. */
    kafkaCa: z.string().min(1).optional(),
    msk: z
      .strictObject({
        clusterArn: arnOf('kafka', 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/0a1b-2'),
      })
      .optional(),
    /** existing: `tiers.processing.cluster` is there already, by its name or ARN, and both tiers run in it. */
    cluster: z.enum(['new', 'existing']).default('new'),
    /** none: the ingestion tier, if there is one, is somebody else's. */
    ingestion: z
      .union([z.literal('none'), ingestionSchema], 'expected none, or { listener, certificateArn, … }')
      .prefault({}),
    /** existing: the ECS service and its config parameter are there already, and stay somebody else's. */
    processing: z
      .union(
        [z.literal('existing'), z.strictObject(taskKeys)],
        'expected existing, or { cpu, memory, architecture, image }',
      )
      .prefault({}),
    /** May the controller seed, repair, rewind and skip? By `policy.mode` when absent: allowed unless observe. */
    commitOffsets: z.enum(['allowed', 'denied']).optional(),
    /** May `spillway expand` add partitions? */
    addPartitions: z.enum(['allowed', 'denied']).default('denied'),
    alarms: z
      .strictObject({
        topicArn: arnOf('sns', 'arn:aws:sns:eu-west-1:111122223333:on-call').optional(),
        /** Alarm when the oldest unread record is older than this, for 15 minutes. */
        timeLag: durationMs('10m', '1m'),
      })
      .prefault({}),
    /** What `cdk destroy` does with the live config and the state. */
    onDelete: z.enum(['remove', 'keep']).default('remove'),
    /**
     * A config that is there before the stack is: on earliest again, or with the offset it has. When absent, earliest
     * for one that Spillway left, and a refusal for one of somebody else's.
     */
    existing: z.enum(['re-arm', 'adopt']).optional(),
  })
  .refine(({ processing, ingestion }) => processing !== 'existing' || ingestion === 'none', {
    message: 'expected none with processing: existing: adopting a pipeline deploys no tier',
    path: ['ingestion'],
  })
  .refine(({ ingestion, vpc }) => !isPublic(ingestion) || isNewVpc(vpc) || vpc.publicSubnets.length > 0, {
    message: 'is missing, expected public subnets for a listener that is internet-facing',
    path: ['vpc', 'publicSubnets'],
  })
  .refine(({ ingestion, vpc }) => !isPublic(ingestion) || !isClosedVpc(vpc), {
    message: 'expected nat with a listener that is internet-facing: endpoints alone leave no public subnet',
    path: ['vpc', 'egress'],
  })
  .refine(({ processing, vpc }) => processing !== 'existing' || !isNewVpc(vpc), {
    message:
      'expected { id, subnets, availabilityZones } with processing: existing: where its brokers are reached',
    path: ['vpc'],
  });
