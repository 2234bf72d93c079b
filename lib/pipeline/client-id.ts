import type { PipelineSpec } from './spec';

/**
 * The `client_id` of a tier's Kafka clients, which no other pipeline has: members of the group are recognised by it, and
 * Kafka's quotas and request logs go by it.
 *
 * @example clientIdOf({ name: 'checkout' }, 'processing') // 'spillway-checkout'
 */
export function clientIdOf({ name }: Pick<PipelineSpec, 'name'>, tier: 'ingestion' | 'processing'): string {
  return tier === 'processing' ? `spillway-${name}` : `spillway-${name}-ingestion`;
}
