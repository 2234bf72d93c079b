import { PINNED_REQUESTS, pinnedVersions, RELEASE_NAMES } from './pinned-versions';
import type { ProbeNode } from './ports';

/**
 * The newest Kafka release whose requests a broker takes, such as `4.2`: brokers do not tell theirs. `undefined` for
 * one that is older than all, or that is known by too few requests.
 */
export function newestRelease({ versions }: Pick<ProbeNode, 'versions'>): string | undefined {
  return RELEASE_NAMES.find((release) => {
    const pinned = pinnedVersions(release);
    return PINNED_REQUESTS.every(({ name, apiKey }) => {
      const range = versions.get(apiKey);
      // A listener without SASL does not offer its requests.
      if (!range) return apiKey === 17 || apiKey === 36;
      return (pinned?.get(name) ?? -1) <= range.max;
    });
  });
}
