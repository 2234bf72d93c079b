import { type PipelineSpec, type Policy, parsePipelineSpec } from '../../lib/pipeline';

/**
 * The time between two ticks. Every wait in the model's policy lasts a few ticks, so that a run goes through each of
 * them.
 */
export const TICK_MS = 30_000;

/** How long the commits of the model's group are kept while it has no members. */
export const OFFSETS_RETENTION_MS = 10 * TICK_MS;

/** Short waits, so that each begins and ends within a few steps. */
const POLICY: Partial<Policy> = {
  drainedWithinMs: TICK_MS,
  stableForMs: TICK_MS,
  metadataRefreshMs: 20_000,
  retentionHeadroomMs: 4 * TICK_MS,
  scaleInCoolDownMs: TICK_MS,
  maxPauseMs: 4 * TICK_MS,
  configSettlesMs: 40_000,
  phaseTimeoutMs: 8 * TICK_MS,
  stuckAfterMs: 2 * TICK_MS,
  holdAlarmAfterMs: 86_400_000,
};

/** The pipeline of the model: two signals, short waits, and a steady count below the useful number. */
export function modelSpec(policy: Partial<Policy> = {}): PipelineSpec {
  const spec = parsePipelineSpec(
    JSON.stringify({
      name: 'model',
      kafka: { brokers: ['127.0.0.1:9092'] },
      group: 'model',
      signals: { traces: { topic: 'a' }, metrics: { topic: 'b' } },
      tiers: {
        processing: {
          cluster: 'model',
          service: 'model',
          tasks: { min: 1, max: 3, steady: 1 },
          backend: { endpoint: 'http://127.0.0.1:4318' },
        },
      },
    }),
    'model',
  );
  return { ...spec, policy: { ...spec.policy, ...POLICY, ...policy } };
}
