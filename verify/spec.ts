import { type PipelineSpec, parsePipelineSpec } from '../lib/pipeline';

/** The controller ticks once in this time. Every wait of the model's policy is a few ticks, so that each one is met. */
export const TICK_MS = 60_000;

/** What the model's pipeline says: two signals, small waits, and a steady count below the useful one. */
export function modelSpec(policy: Record<string, string> = {}): PipelineSpec {
  return parsePipelineSpec(
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
      policy: {
        drainedWithin: '60s',
        stableFor: '60s',
        metadataRefresh: '30s',
        retentionHeadroom: '5m',
        scaleInCoolDown: '60s',
        maxPause: '60s',
        phaseTimeout: '2m',
        stuckAfter: '60s',
        holdAlarmAfter: '24h',
        ...policy,
      },
    }),
    'model',
  );
}
