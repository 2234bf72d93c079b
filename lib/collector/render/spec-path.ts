import type { PipelineSpec } from '../../pipeline';
import { SIGNALS } from '../../pipeline/vocabulary';
import type { ConfigPath } from '../config/config-document';

/** Settings that the spec combines into one key, by their path in a rendered configuration. */
const SINGLE_KEYS: readonly [from: string, to: string][] = [
  ['group_id', 'group'],
  ['brokers', 'kafka.brokers'],
  ['auth', 'kafka.auth'],
  ['tls', 'kafka.tls'],
  ['metadata', 'policy.metadataRefresh'],
];

/**
 * The spec's key for a setting of a rendered configuration; the tier itself if there is no such key.
 *
 * @param path of the setting in the rendered configuration
 */
export function specPathOf(
  tier: 'ingestion' | 'processing',
  path: ConfigPath,
  spec: Pick<PipelineSpec, 'tiers'>,
): string[] {
  const [section, id = '', ...below] = path.map(String);
  const { processors, tailSampling } = spec.tiers.processing;
  if (id === 'kafka') return kafkaPath(below) ?? ['tiers', tier];
  if (tier === 'ingestion') return section === 'processors' ? ['tiers', tier, id] : ['tiers', tier];
  if (section === 'processors' && Object.hasOwn(processors, id)) {
    return ['tiers', tier, 'processors', id, ...below];
  }
  if (section === 'processors' && id === 'tail_sampling' && tailSampling) {
    return ['tiers', tier, 'tailSampling', ...(below[0] === 'policies' ? below : [])];
  }
  if (section === 'exporters') return ['tiers', tier, 'backend', ...below];
  // A pipeline refers to the spec's processors by their ids.
  return section === 'service' && below.includes('processors')
    ? ['tiers', tier, 'processors']
    : ['tiers', tier];
}

function kafkaPath([key = '']: string[]): string[] | undefined {
  const single = SINGLE_KEYS.find(([from]) => from === key)?.[1];
  if (single !== undefined) return single.split('.');
  return SIGNALS.some((signal) => signal === key) ? ['signals', key] : undefined;
}
