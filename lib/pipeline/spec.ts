import { z } from 'zod';
import { BROKER } from './broker-list';
import { deploySchema } from './deploy-spec';
import { formatDuration } from './duration';
import { durationMs, optionalDurationMs } from './duration-schema';
import { mskListenerFor } from './msk-listener';
import { regionConflicts } from './region-conflicts';
import { secretSchema } from './secret-schema';
import { SIGNALS, type Signal } from './vocabulary';

const brokerSchema = z.string().regex(BROKER, 'expected host:port, for example kafka-1.internal:9092');

const authSchema = z.discriminatedUnion(
  'mechanism',
  [
    z.strictObject({ mechanism: z.literal('none') }),
    ...(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const).map((mechanism) =>
      z.strictObject({
        mechanism: z.literal(mechanism),
        username: z.string().min(1),
        password: secretSchema,
      }),
    ),
    z.strictObject({ mechanism: z.literal('AWS_MSK_IAM'), region: z.string().min(1) }),
  ],
  'expected none, PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or AWS_MSK_IAM',
);

const tlsSchema = z.strictObject({
  enabled: z.boolean().default(true),
  /** PEM file with the CA of the brokers, where the system's own roots do not do. */
  caFile: z.string().optional(),
  /** Only ever for a test: the broker's name is then not checked. */
  insecureSkipVerify: z.boolean().default(false),
});

const kafkaSchema = z
  .strictObject({
    /** Empty when absent: MSK is asked for those of `deploy.msk.clusterArn`. */
    brokers: z
      .array(brokerSchema)
      // Aborts, so that an empty list is not told again as one that is missing.
      .min(1, { error: 'expected at least one broker', abort: true })
      .default([]),
    auth: authSchema.default({ mechanism: 'none' }),
    tls: tlsSchema.default({ enabled: false, insecureSkipVerify: false }),
    connectTimeout: durationMs('5s', '100ms'),
    requestTimeout: durationMs('10s', '100ms'),
  })
  // Neither the Collector nor kafkajs switches TLS on by itself, and the Collector would only read nothing.
  .refine(({ auth, tls }) => auth.mechanism !== 'AWS_MSK_IAM' || tls.enabled, {
    message: 'expected tls: {} with AWS_MSK_IAM: MSK takes IAM over TLS only',
    path: ['tls'],
  });
export type KafkaConnection = z.output<typeof kafkaSchema>;

const signalSchema = z.strictObject({
  topic: z
    .string()
    .regex(/^\^?[A-Za-z0-9._\-*+?()[\]|\\$]+$/, 'expected a topic name')
    .max(249),
  encoding: z.enum(['otlp_proto', 'otlp_json']).default('otlp_proto'),
  /** Retention of the topic, believed only where the cluster does not tell it (no right to describe configs). */
  retention: durationMs('7d', '1m'),
  /** Partitions of the topic, where known. Only `cdk/` looks at it; the controller asks the cluster. */
  partitions: z.int().min(1).optional(),
});

const ingestionSchema = z.strictObject({
  collectorVersion: z.string().default('0.160.0'),
  /** Batch before kafkaexporter: its producer is synchronous (docs/architecture.md). */
  batch: z
    .strictObject({ sendBatchSize: z.int().positive().default(8192), timeout: durationMs('200ms') })
    .default({ sendBatchSize: 8192, timeout: 200 }),
});

const tailSamplingSchema = z.strictObject({
  decisionWait: durationMs('30s', '100ms'),
  numTraces: z.int().positive().default(50_000),
  /** tail_sampling policies as the Collector spells them; sample all when absent. */
  policies: z
    .array(z.looseObject({ name: z.string(), type: z.string() }))
    .default([{ name: 'all', type: 'always_sample' }]),
});

const tasksSchema = z
  .strictObject({
    min: z.int().min(1).default(1),
    max: z.int().min(1).default(100),
    /** Tasks once the backlog is gone: as many as partitions, or a fixed number. */
    steady: z
      .union(
        [z.literal('partitions'), z.int().min(1)],
        'expected partitions, or a whole number of at least 1',
      )
      .default('partitions'),
  })
  .refine((tasks) => tasks.min <= tasks.max, { message: 'expected min to be at most max', path: ['min'] });

const processingSchema = z.strictObject({
  collectorVersion: z.string().default('0.160.0'),
  /** ECS cluster and service of the processing tier. */
  cluster: z.string().min(1),
  service: z.string().min(1),
  tasks: tasksSchema.default({ min: 1, max: 100, steady: 'partitions' }),
  /** Time a stopped task has to flush, as in the task definition (120 s at most on Fargate). */
  stopTimeout: durationMs('60s'),
  /** Where the tasks offer their own metrics; `off`: the controller does not ask them. */
  metricsPort: z
    .union([z.literal('off'), z.int().min(1).max(65_535)], 'expected a port, or off')
    .default(8888),
  tailSampling: tailSamplingSchema.optional(),
  /** filter and transform processors as the Collector spells them, keyed by component id, in order. */
  processors: z
    .record(
      z
        .string()
        .regex(/^[A-Za-z]\w*(\/\S+)?$/, 'expected a component id such as filter or filter/health')
        .refine((id) => id !== 'memory_limiter' && id !== 'tail_sampling', {
          message: 'expected no such processor: Spillway renders it itself (tailSampling, memory_limiter)',
        }),
      z.unknown(),
    )
    .default({}),
  /** OTLP/HTTP backend. */
  backend: z.strictObject({
    endpoint: z.string().min(1),
    encoding: z.enum(['proto', 'json']).default('proto'),
    compression: z.enum(['gzip', 'zstd', 'none']).default('gzip'),
    headers: z.record(z.string(), z.string()).default({}),
  }),
});

/** A member that does not leave properly stays in the group this long (the receiver's session_timeout). */
const SESSION_TIMEOUT_MS = 10_000;
/** Looking, committing and starting, once all tasks are gone. */
const COMMIT_MS = 5_000;
/** Taking a task down takes ECS some time beyond its stopTimeout. */
const PAUSE_MARGIN_MS = 60_000;
const LEAST_DEFAULT_PAUSE_MS = 180_000;

function leastPauseMs(stopTimeoutMs: number): number {
  return stopTimeoutMs + SESSION_TIMEOUT_MS + COMMIT_MS;
}

const MAX_METADATA_REFRESH_MS = 3_600_000;

const policySchema = z
  .strictObject({
    /** observe: measure, decide, explain, and write nothing. */
    mode: z.enum(['observe', 'act']).default('act'),
    /** A partition is drained when its group is less than this behind. */
    drainedWithin: durationMs('60s', '1s'),
    /** ... steadily for this long. */
    stableFor: durationMs('3m'),
    /** A partition without a commit blocks the flip (wait), or gets one while the group runs (seed). */
    idlePartitions: z.enum(['seed', 'wait']).default('seed'),
    /** A partition that does not advance while it is behind counts as stuck after this long. */
    stuckAfter: durationMs('15m', '10s'),
    /** A stuck partition with a commit in the log does not hold up the flip of the others (exclude), or does. */
    stuckPartitions: z.enum(['exclude', 'wait']).default('exclude'),
    /** A flip is taken up by each task when it next starts, or by all of them in a rolling deployment at once. */
    rollout: z.enum(['next-start', 'roll']).default('next-start'),
    /** desiredCount that a person or Application Auto Scaling set: kept, or overridden. */
    external: z.enum(['respect', 'override']).default('respect'),
    /** May a group that reads topics by pattern be flipped? What matches later is repaired after the fact. */
    topicPatterns: z.enum(['hold', 'allow']).default('hold'),
    /** The receiver's metadata.refresh_interval: a new partition can stay unseen this long. */
    metadataRefresh: durationMs('1m', '5s').refine((ms) => ms <= MAX_METADATA_REFRESH_MS, {
      message: 'expected at most 1h: the receiver does not start with more',
    }),
    /** Flip only when retention leaves at least this much time for what is not read yet. */
    retentionHeadroom: durationMs('15m'),
    /** Between two steps of a scale-in: each one is a rebalance and splits traces in tail sampling. */
    scaleInCoolDown: durationMs('10m'),
    /** A stop of all tasks ends after this long, whatever is unfinished; fits stopTimeout when absent. */
    maxPause: optionalDurationMs('3m', '1s'),
    /** So long after the config is written a starting task may still read the text before. */
    configSettles: durationMs('1m'),
    /** A phase of an operation that lasts longer raises an alarm; a flip that was given up is tried again after it. */
    phaseTimeout: durationMs('15m', '10s'),
    /** A hold that lasts longer raises an alarm. */
    holdAlarmAfter: durationMs('30m'),
  })
  .transform((policy) => ({
    mode: policy.mode,
    idlePartitions: policy.idlePartitions,
    stuckPartitions: policy.stuckPartitions,
    rollout: policy.rollout,
    external: policy.external,
    topicPatterns: policy.topicPatterns,
    stuckAfterMs: policy.stuckAfter,
    drainedWithinMs: policy.drainedWithin,
    stableForMs: policy.stableFor,
    metadataRefreshMs: policy.metadataRefresh,
    retentionHeadroomMs: policy.retentionHeadroom,
    scaleInCoolDownMs: policy.scaleInCoolDown,
    maxPauseMs: policy.maxPause,
    configSettlesMs: policy.configSettles,
    phaseTimeoutMs: policy.phaseTimeout,
    holdAlarmAfterMs: policy.holdAlarmAfter,
  }));

/**
 * The pipeline spec: the one file that says what the two tiers, the topics and the policies are.
 * Durations are milliseconds once parsed. See `examples/` for the YAML.
 */
export const pipelineSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, 'expected lower case letters, digits and dashes'),
    kafka: kafkaSchema,
    /** Consumer group of the processing tier. */
    group: z.string().min(1),
    signals: z
      .strictObject({
        traces: signalSchema.optional(),
        metrics: signalSchema.optional(),
        logs: signalSchema.optional(),
      })
      .refine((signals) => SIGNALS.some((signal) => signals[signal] !== undefined), {
        message: 'expected at least one of traces, metrics, logs',
      }),
    tiers: z.strictObject({ ingestion: ingestionSchema.prefault({}), processing: processingSchema }),
    policy: policySchema.prefault({}),
    aws: z
      .strictObject({
        region: z.string().min(1).optional(),
        /** SSM prefix of `template`, `config` and `state`; `/spillway/<name>` when absent. */
        prefix: z
          .string()
          .regex(/^(\/[A-Za-z0-9_.-]+)+$/, 'expected an SSM path such as /spillway/checkout')
          .optional(),
      })
      .default({}),
    /** How the CDK app deploys it all; nothing else reads it. */
    deploy: deploySchema.prefault({}),
  })
  .refine((spec) => new Set(topicsOf(spec.signals)).size === topicsOf(spec.signals).length, {
    message: 'expected a topic of its own for each signal: two signals share one',
    path: ['signals'],
  })
  .superRefine((spec, context) => {
    for (const conflict of regionConflicts(spec)) context.addIssue({ code: 'custom', ...conflict });
  })
  .superRefine(({ kafka, deploy }, context) => {
    if (kafka.brokers.length > 0) return;
    const choice = mskListenerFor(kafka);
    if (!deploy.msk) {
      context.addIssue({
        code: 'custom',
        message:
          'is missing, expected a list of host:port, or deploy.msk.clusterArn: the cluster on MSK that is asked for its brokers',
        path: ['kafka', 'brokers'],
      });
    } else if (choice.kind === 'none') {
      context.addIssue({ code: 'custom', message: choice.expected, path: ['kafka', ...choice.path] });
    }
  })
  .superRefine(({ policy, tiers }, context) => {
    const needed = leastPauseMs(tiers.processing.stopTimeout);
    if (policy.maxPauseMs === undefined || policy.maxPauseMs >= needed) return;
    context.addIssue({
      code: 'custom',
      message: `expected at least ${formatDuration(needed)}: tiers.processing.stopTimeout, ${formatDuration(SESSION_TIMEOUT_MS)} until the group is empty, and ${formatDuration(COMMIT_MS)} to commit`,
      path: ['policy', 'maxPause'],
    });
  })
  .transform((spec) => ({
    ...spec,
    policy: {
      ...spec.policy,
      maxPauseMs:
        spec.policy.maxPauseMs ??
        Math.max(LEAST_DEFAULT_PAUSE_MS, leastPauseMs(spec.tiers.processing.stopTimeout) + PAUSE_MARGIN_MS),
    },
  }));
export type PipelineSpec = z.output<typeof pipelineSchema>;
export type Policy = PipelineSpec['policy'];

/** Retention of a signal's topics in ms, as the spec says; without end for a signal that is not in it. */
export function assumedRetentionMs(spec: Pick<PipelineSpec, 'signals'>): (signal: Signal) => number {
  return (signal) => spec.signals[signal]?.retention ?? Number.POSITIVE_INFINITY;
}

/** SSM prefix of the pipeline, without a slash at the end. */
export function parameterPrefix(spec: PipelineSpec): string {
  return spec.aws.prefix ?? `/spillway/${spec.name}`;
}

function topicsOf(signals: Partial<Record<Signal, { topic: string } | undefined>>): string[] {
  return SIGNALS.flatMap((signal) => signals[signal]?.topic ?? []);
}
