import * as z from 'zod';
import { DEFAULT_COLLECTOR_VERSION } from './default-collector';
import { durationMs } from './duration-schema';
import { otlpAuthSchema } from './otlp-auth';
import { sharedVariable } from './secret-headers';
import { headerSchema } from './secret-schema';
import { defaultNumTraces } from './trace-room';
import { whenValid } from './when-valid';

export const ingestionSchema = z.strictObject({
  collectorVersion: z.string().default(DEFAULT_COLLECTOR_VERSION),
  /** Batching in front of kafkaexporter, because its producer is synchronous (docs/architecture.md). */
  batch: z
    .strictObject({ sendBatchSize: z.int().positive().default(8192), timeout: durationMs('200ms') })
    .default({ sendBatchSize: 8192, timeout: 200 }),
  /** How clients log in. */
  auth: otlpAuthSchema.default({ mechanism: 'none' }),
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

export const processingSchema = z.strictObject({
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

/** The processing tier, with `numTraces` filled in. */
export function processingOf(
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
