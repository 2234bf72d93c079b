import type { PipelineSpec } from './spec';

/**
 * The `client_id` of a tier's Kafka clients, unique to the pipeline. Spillway uses it to recognise members of the group,
 * and it appears in Kafka's quotas and request logs.
 *
 * @example clientIdOf({ name: 'checkout' }, 'processing') // 'spillway-checkout'
 */
export function clientIdOf({ name }: Pick<PipelineSpec, 'name'>, tier: 'ingestion' | 'processing'): string {
  return tier === 'processing' ? `spillway-${name}` : `spillway-${name}-ingestion`;
}
