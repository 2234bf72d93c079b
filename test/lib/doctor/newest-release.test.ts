import { newestRelease } from '../../../lib/doctor/newest-release';
import { PINNED_REQUESTS, pinnedVersions } from '../../../lib/doctor/pinned-versions';

/** What a broker of this release says that it takes. */
function broker(release: string, changes: Record<string, number | undefined> = {}) {
  const pinned = pinnedVersions(release);
  const versions = PINNED_REQUESTS.flatMap(({ name, apiKey }) => {
    const max = name in changes ? changes[name] : pinned?.get(name);
    return max === undefined ? [] : [[apiKey, { min: 0, max }] as const];
  });
  return { versions: new Map(versions) };
}

describe('the release of a broker', () => {
  it.each(['4.2', '4.0', '3.9', '3.0', '2.1', '0.11.0'])('%s is known by what it takes', (release) => {
    expect(newestRelease(broker(release))).toBe(release);
  });

  it('is the release below when one request of it is missing', () => {
    expect(newestRelease(broker('4.2', { Fetch: 17 }))).toBe('4.0');
  });

  it('is the newest known one when the broker takes more', () => {
    expect(newestRelease(broker('4.2', { Fetch: 99, Produce: 99 }))).toBe('4.2');
  });

  it('is known without SASL', () => {
    expect(newestRelease(broker('4.1', { SaslHandshake: undefined, SaslAuthenticate: undefined }))).toBe(
      '4.1',
    );
  });

  it('is unknown where the broker tells of no Fetch', () => {
    expect(newestRelease(broker('4.1', { Fetch: undefined }))).toBeUndefined();
  });
});
