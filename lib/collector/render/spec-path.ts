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
  if (tier === 'ingestion') {
    if (section === 'processors') return ['tiers', tier, id];
    return isLogin(section, below) ? ['tiers', tier, 'auth'] : ['tiers', tier];
  }
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

/** Whether the ingestion tier renders this for the login of its clients. */
function isLogin(section: string | undefined, below: string[]): boolean {
  if (section === 'receivers') return below.includes('auth') || below.includes('tls');
  return section === 'extensions' && below[0] === 'token';
}

function kafkaPath([key = '']: string[]): string[] | undefined {
  const single = SINGLE_KEYS.find(([from]) => from === key)?.[1];
  if (single !== undefined) return single.split('.');
  return SIGNALS.some((signal) => signal === key) ? ['signals', key] : undefined;
}
