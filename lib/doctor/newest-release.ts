import { PINNED_REQUESTS, pinnedVersions, RELEASE_NAMES } from './pinned-versions';
import type { ProbeNode } from './ports';

/**
 * The newest Kafka release whose requests the broker supports, such as `4.2`, because brokers do not report their
 * release. `undefined` if the broker is older than all known releases, or lacks one of the requests.
 */
export function newestRelease({ versions }: Pick<ProbeNode, 'versions'>): string | undefined {
  return RELEASE_NAMES.find((release) => {
    const pinned = pinnedVersions(release);
    return PINNED_REQUESTS.every(({ name, apiKey }) => {
      const range = versions.get(apiKey);
      // A listener without SASL does not list SaslHandshake (17) or SaslAuthenticate (36).
      if (!range) return apiKey === 17 || apiKey === 36;
      return (pinned?.get(name) ?? -1) <= range.max;
    });
  });
}
