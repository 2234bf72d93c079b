import * as z from 'zod';
import { BROKER } from './broker-list';
import { DEFAULT_COLLECTOR_VERSION } from './default-collector';
import { deliveryConflicts } from './delivery';
import { deploySchema } from './deploy-spec';
import { formatDuration } from './duration';
import { durationMs, optionalDurationMs } from './duration-schema';
import { mskListenerFor } from './msk-listener';
import { regionConflicts } from './region-conflicts';
import { sharedVariable } from './secret-headers';
import { headerSchema, secretSchema } from './secret-schema';
import { defaultNumTraces } from './trace-room';
import { SIGNALS, type Signal } from './vocabulary';
import { whenValid } from './when-valid';

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
  /** A PEM file with the CA of the brokers, if the system's roots do not include it. */
  caFile: z.string().optional(),
  /** For tests only. Skips the check of the broker's certificate. */
  insecureSkipVerify: z.boolean().default(false),
});

const kafkaSchema = z
  .strictObject({
    /** If empty, MSK is asked for the brokers of `deploy.msk.clusterArn`. */
    brokers: z
      .array(brokerSchema)
      // Aborts, so that an empty list is not also reported as missing.
      .min(1, { error: 'expected at least one broker', abort: true })
      .default([]),
    auth: authSchema.default({ mechanism: 'none' }),
    tls: tlsSchema.default({ enabled: false, insecureSkipVerify: false }),
    connectTimeout: durationMs('5s', '100ms'),
    requestTimeout: durationMs('10s', '100ms'),
  })
  // Neither the Collector nor kafkajs turns TLS on for IAM. The Collector would read nothing and report no error.
  .refine(({ auth, tls }) => auth.mechanism !== 'AWS_MSK_IAM' || tls.enabled, {
    message: 'expected tls: {} with AWS_MSK_IAM, because MSK accepts IAM over TLS only',
    path: ['tls'],
    ...whenValid('auth', 'tls'),
  });
export type KafkaConnection = z.output<typeof kafkaSchema>;

const signalSchema = z.strictObject({
  topic: z
    .string()
    .regex(/^\^?[A-Za-z0-9._\-*+?()[\]|\\$]+$/, 'expected a topic name')
    .max(249),
  encoding: z.enum(['otlp_proto', 'otlp_json']).default('otlp_proto'),
  /** Retention of the topic, used only if the cluster does not report it (no permission to describe configs). */
  retention: durationMs('7d', '1m'),
  /** The number of partitions, if known. Only `cdk/` reads it; the controller asks the cluster. */
  partitions: z.int().min(1).optional(),
});

const ingestionSchema = z.strictObject({
  collectorVersion: z.string().default(DEFAULT_COLLECTOR_VERSION),
  /** Batching in front of kafkaexporter, because its producer is synchronous (docs/architecture.md). */
  batch: z
    .strictObject({ sendBatchSize: z.int().positive().default(8192), timeout: durationMs('200ms') })
    .default({ sendBatchSize: 8192, timeout: 200 }),
  /** Of the records that kafkaexporter writes. */
  compression: z.enum(['lz4', 'zstd', 'snappy', 'gzip', 'none']).default('lz4'),
});

const tailSamplingSchema = z.strictObject({
  decisionWait: durationMs('30s', '100ms'),
  /** Traces that a task holds at once. If absent, it follows from the memory of the task and decisionWait. */
  numTraces: z.int().positive().optional(),
  /** tail_sampling policies in the Collector's own syntax. If absent, all traces are sampled. */
  policies: z
    .array(z.looseObject({ name: z.string(), type: z.string() }))
    .default([{ name: 'all', type: 'always_sample' }]),
});

const tasksSchema = z
  .strictObject({
    min: z.int().min(1).default(1),
    max: z.int().min(1).default(100),
    /** How many tasks to run once the backlog is drained: one per partition, or a fixed number. */
    steady: z
      .union(
        [z.literal('partitions'), z.int().min(1)],
        'expected partitions, or a whole number of at least 1',
      )
      .default('partitions'),
  })
  .refine((tasks) => tasks.min <= tasks.max, {
    message: 'expected min to be at most max',
    path: ['min'],
    ...whenValid('min', 'max'),
  });

const processingSchema = z.strictObject({
  collectorVersion: z.string().default(DEFAULT_COLLECTOR_VERSION),
  /** ECS cluster and service of the processing tier. */
  cluster: z.string().min(1),
  service: z.string().min(1),
  tasks: tasksSchema.default({ min: 1, max: 100, steady: 'partitions' }),
  /** How long a task may take to stop before ECS kills it, as in the task definition (at most 120 s on Fargate). */
  stopTimeout: durationMs('60s'),
  /** The port of the Collectors' own metrics. With `off`, the controller does not read them. */
  metricsPort: z
    .union([z.literal('off'), z.int().min(1).max(65_535)], 'expected a port, or off')
    .default(8888),
  tailSampling: tailSamplingSchema.optional(),
  /** filter and transform processors in the Collector's own syntax, keyed by component id, in order. */
  processors: z
    .record(
      z
        .string()
        .regex(/^[A-Za-z]\w*(\/\S+)?$/, 'expected a component id such as filter or filter/health')
        .refine((id) => id !== 'memory_limiter' && id !== 'tail_sampling', {
          message:
            'expected another processor, because Spillway renders tail_sampling and memory_limiter itself',
        }),
      z.unknown(),
    )
    .default({}),
  /** The OTLP/HTTP backend. */
  backend: z.strictObject({
    endpoint: z.string().min(1),
    encoding: z.enum(['proto', 'json']).default('proto'),
    compression: z.enum(['gzip', 'zstd', 'none']).default('gzip'),
    /** Text may refer to `${env:NAME}`. A secret reaches the container as an environment variable. */
    headers: z
      .record(z.string(), headerSchema)
      .default({})
      .superRefine((headers, context) => {
        const shared = sharedVariable(headers);
        if (!shared) return;
        const message = `expected a name that differs from ${shared[0]} in letters or digits, because both secrets would get the same environment variable`;
        context.addIssue({ code: 'custom', message, path: [shared[1]] });
      }),
  }),
});

/** How long a killed member stays in the group (the receiver's session_timeout). */
const SESSION_TIMEOUT_MS = 10_000;
/** How long it takes to observe, commit and start the tasks again once all of them are gone. */
const COMMIT_MS = 5_000;
/** ECS needs some time beyond stopTimeout to stop a task. */
const PAUSE_MARGIN_MS = 60_000;
const LEAST_DEFAULT_PAUSE_MS = 180_000;

function leastPauseMs(stopTimeoutMs: number): number {
  return stopTimeoutMs + SESSION_TIMEOUT_MS + COMMIT_MS;
}

const MAX_METADATA_REFRESH_MS = 3_600_000;

const policySchema = z.strictObject({
  /** With `observe`, Spillway measures, decides and explains, but changes nothing. */
  mode: z.enum(['observe', 'act']).default('act'),
  /** A partition is drained if the group is less than this far behind in it ... */
  drainedWithin: durationMs('60s', '1s'),
  /** ... for this long without interruption. */
  stableFor: durationMs('3m'),
  /** What to do about a partition without a commit: write one while the group runs (seed), or hold the flip (wait). */
  idlePartitions: z.enum(['seed', 'wait']).default('seed'),
  /** A partition is stuck if it is behind and has not advanced for this long. */
  stuckAfter: durationMs('15m', '10s'),
  /** What to do about a stuck partition with a commit in the log: flip without it (exclude), or hold the flip (wait). */
  stuckPartitions: z.enum(['exclude', 'wait']).default('exclude'),
  /** When tasks pick up a flip: when they next start, or in a rolling deployment right after it. */
  rollout: z.enum(['next-start', 'roll']).default('next-start'),
  /** Whether to keep or override a desiredCount that an operator or Application Auto Scaling has set. */
  external: z.enum(['respect', 'override']).default('respect'),
  /** Whether a group that reads topics by pattern may flip. Topics that match later are repaired afterwards. */
  topicPatterns: z.enum(['hold', 'allow']).default('hold'),
  /** The receiver's metadata.refresh_interval, which is how much later it may notice a new partition. */
  metadataRefresh: durationMs('1m', '5s').refine((ms) => ms <= MAX_METADATA_REFRESH_MS, {
    message: 'expected at most 1h, because the receiver does not start with more',
  }),
  /** Flip only if retention leaves at least this much time to read what is unread. */
  retentionHeadroom: durationMs('15m'),
  /** Time between two steps of a scale-in. Each step is a rebalance, and splits traces in tail sampling. */
  scaleInCoolDown: durationMs('10m'),
  /** The longest time that all tasks may be stopped for a recreate. If absent, it follows from stopTimeout. */
  maxPause: optionalDurationMs('3m', '1s'),
  /** How long after a write a starting task may still read the previous config. */
  configSettles: durationMs('1m'),
  /** A phase that lasts longer than this raises an alarm. A flip that was given up is tried again after this time. */
  phaseTimeout: durationMs('15m', '10s'),
  /** A hold that lasts longer than this raises an alarm. */
  holdAlarmAfter: durationMs('30m'),
});

/** The policy, with the unit in the name of each duration. */
function policyOf(policy: z.output<typeof policySchema>, stopTimeoutMs: number) {
  return {
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
    maxPauseMs:
      policy.maxPause ?? Math.max(LEAST_DEFAULT_PAUSE_MS, leastPauseMs(stopTimeoutMs) + PAUSE_MARGIN_MS),
    configSettlesMs: policy.configSettles,
    phaseTimeoutMs: policy.phaseTimeout,
    holdAlarmAfterMs: policy.holdAlarmAfter,
  };
}

/** The processing tier, with `numTraces` filled in. */
function processingOf(
  { tailSampling, ...rest }: z.output<typeof processingSchema>,
  memoryMib: number | undefined,
) {
  return {
    ...rest,
    tailSampling: tailSampling && {
      ...tailSampling,
      numTraces: tailSampling.numTraces ?? defaultNumTraces(memoryMib, tailSampling.decisionWait),
    },
  };
}

/**
 * The pipeline spec: one file that describes the two tiers, their topics and the policies. Parsed durations are in
 * milliseconds. See `examples/` for the YAML.
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
    /** What a killed task may lose: what it had accepted (buffered), or nothing (at-least-once). */
    delivery: z.enum(['buffered', 'at-least-once']).default('buffered'),
    tiers: z.strictObject({ ingestion: ingestionSchema.prefault({}), processing: processingSchema }),
    policy: policySchema.prefault({}),
    metrics: z
      .strictObject({
        /**
         * Which topics get a metric of their own. CloudWatch bills each. `top`: those that the spec names, and the ten
         * with the most lag among those that a pattern matches.
         */
        perTopic: z.enum(['top', 'all', 'none']).default('top'),
      })
      .prefault({}),
    aws: z
      .strictObject({
        region: z.string().min(1).optional(),
        /** The SSM prefix of `template`, `config` and `state`; `/spillway/<name>` if absent. */
        prefix: z
          .string()
          .regex(/^(\/[A-Za-z0-9_.-]+)+$/, 'expected an SSM path such as /spillway/checkout')
          .optional(),
      })
      .default({}),
    /** How the CDK app deploys the pipeline. */
    deploy: deploySchema.prefault({}),
  })
  .refine((spec) => new Set(topicsOf(spec.signals)).size === topicsOf(spec.signals).length, {
    message: 'expected a different topic for each signal',
    path: ['signals'],
    ...whenValid('signals'),
  })
  .superRefine(
    (spec, context) => {
      for (const conflict of regionConflicts(spec)) context.addIssue({ code: 'custom', ...conflict });
    },
    whenValid('kafka.auth', 'aws', 'deploy.msk', 'deploy.ingestion', 'deploy.alarms'),
  )
  .superRefine(
    (spec, context) => {
      for (const conflict of deliveryConflicts(spec)) context.addIssue({ code: 'custom', ...conflict });
    },
    whenValid('delivery', 'tiers.processing.tailSampling', 'tiers.processing.processors'),
  )
  .superRefine(
    ({ kafka, deploy }, context) => {
      if (kafka.brokers.length > 0) return;
      const choice = mskListenerFor(kafka);
      if (!deploy.msk) {
        context.addIssue({
          code: 'custom',
          message:
            'is missing, expected a list of host:port, or deploy.msk.clusterArn to get the brokers from MSK',
          path: ['kafka', 'brokers'],
        });
      } else if (choice.kind === 'none') {
        context.addIssue({ code: 'custom', message: choice.expected, path: ['kafka', ...choice.path] });
      }
    },
    whenValid('kafka.brokers', 'kafka.auth', 'kafka.tls', 'deploy.msk'),
  )
  .superRefine(
    ({ policy, tiers }, context) => {
      const needed = leastPauseMs(tiers.processing.stopTimeout);
      if (policy.maxPause === undefined || policy.maxPause >= needed) return;
      context.addIssue({
        code: 'custom',
        message: `expected at least ${formatDuration(needed)}: tiers.processing.stopTimeout, ${formatDuration(SESSION_TIMEOUT_MS)} until the group is empty, and ${formatDuration(COMMIT_MS)} to commit`,
        path: ['policy', 'maxPause'],
      });
    },
    whenValid('policy.maxPause', 'tiers.processing.stopTimeout'),
  )
  .transform((spec) => ({
    ...spec,
    tiers: {
      ...spec.tiers,
      processing: processingOf(
        spec.tiers.processing,
        spec.deploy.processing === 'existing' ? undefined : spec.deploy.processing.memory,
      ),
    },
    policy: policyOf(spec.policy, spec.tiers.processing.stopTimeout),
  }));
export type PipelineSpec = z.output<typeof pipelineSchema>;
export type Policy = PipelineSpec['policy'];

function topicsOf(signals: Partial<Record<Signal, { topic: string } | undefined>>): string[] {
  return SIGNALS.flatMap((signal) => signals[signal]?.topic ?? []);
}
