import * as z from 'zod';
import { deliveryConflicts } from './delivery';
import { deploySchema } from './deploy-spec';
import { durationMs } from './duration-schema';
import { kafkaSchema } from './kafka-spec';
import { mskConflicts } from './msk-listener';
import { otlpConflicts } from './otlp-auth';
import { pauseConflicts, policyOf, policySchema } from './policy-spec';
import { regionConflicts } from './region-conflicts';
import type { SpecConflict } from './spec-conflict';
import { ingestionSchema, processingOf, processingSchema } from './tiers-spec';
import { SIGNALS, type Signal } from './vocabulary';
import { whenValid } from './when-valid';

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
    reporting(regionConflicts),
    whenValid('kafka.auth', 'aws', 'deploy.msk', 'deploy.ingestion', 'deploy.alarms'),
  )
  .superRefine(
    reporting(deliveryConflicts),
    whenValid('delivery', 'tiers.processing.tailSampling', 'tiers.processing.processors'),
  )
  .superRefine(reporting(otlpConflicts), whenValid('tiers.ingestion.auth', 'deploy.ingestion'))
  .superRefine(reporting(mskConflicts), whenValid('kafka.brokers', 'kafka.auth', 'kafka.tls', 'deploy.msk'))
  .superRefine(reporting(pauseConflicts), whenValid('policy.maxPause', 'tiers.processing.stopTimeout'))
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

/** Makes a finding of each conflict between keys. */
function reporting<Spec>(conflictsOf: (spec: Spec) => SpecConflict[]) {
  return (spec: Spec, context: z.RefinementCtx) => {
    for (const conflict of conflictsOf(spec)) context.addIssue({ code: 'custom', ...conflict });
  };
}
